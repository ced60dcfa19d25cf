"""Keeping a picture that somebody sent."""

from typing import NamedTuple

from mentorat.files.keys import Folder, key_of, new_folder
from mentorat.files.pictures.sandbox import reencoded_apart
from mentorat.files.store import FileStore


class KeptPicture(NamedTuple):
    """Where a picture is: the folder of its widths, and its size in the widest."""

    key: Folder
    width: int
    height: int
    widths: tuple[int, ...]

    @property
    def keys(self) -> list[str]:
        """The names of its files, narrowest first."""
        return [key_of(self.key, width) for width in self.widths]


async def keep_picture(store: FileStore, data: bytes) -> KeptPicture:
    """The picture is in the store, made anew, under a name that nobody can guess.

    Nobody refers to it yet: what is never referred to is found by its age in `store.list`.

    Raises Invalid for what is no picture, Unavailable when the store is away: what had been written
    by then is left to the same sweep.
    """
    picture = await reencoded_apart(data)
    folder = new_folder()
    for variant in picture.variants:
        await store.put(key_of(folder, variant.width), variant.data)
    widest = picture.variants[-1]
    widths = tuple(variant.width for variant in picture.variants)
    return KeptPicture(folder, widest.width, widest.height, widths)
