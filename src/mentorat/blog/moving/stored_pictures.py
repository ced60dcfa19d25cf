"""The pictures of an article, in the store."""

from typing import NamedTuple

from mentorat.blog.moving.attempts import attempted
from mentorat.blog.moving.posts import ImportedPost, Loss, PostSource
from mentorat.errors import Refusal
from mentorat.files.keep_picture import KeptPicture, keep_picture
from mentorat.files.keys import KEY, Folder, key_of
from mentorat.files.pictures.header import check_header, format_of, picture_size
from mentorat.files.pictures.picture import NotAPictureError
from mentorat.files.store import FileStore

BESIDE_A_TEXT = 960  # of the widths that a picture has, the one that an article shows


class PictureOwner(NamedTuple):
    """Whose pictures they are, and which stored ones are somebody else's."""

    id: str
    others: frozenset[str]


def folders_of(post: ImportedPost) -> list[str]:
    """The stored pictures that an article of ours may have had."""
    names = post.all_pictures.values()
    return sorted({name.rpartition("/")[0] for name in names if KEY.fullmatch(name)})


class PictureKeeper:
    """Keeps each picture of a source once for each author; a dry run only looks at them."""

    def __init__(self, store: FileStore, *, dry_run: bool) -> None:
        self._store = store
        self._dry_run = dry_run
        self._kept: dict[tuple[str, str], KeptPicture] = {}

    async def keep(
        self, source: PostSource, post: ImportedPost, author: PictureOwner
    ) -> tuple[dict[str, KeptPicture], list[Loss]]:
        """The pictures of an article by the addresses that name them; those that are none are told.
        Raises Unavailable when the store is away."""
        found: dict[str, KeptPicture] = {}
        losses: list[Loss] = []
        for target, name in post.all_pictures.items():
            known = self._kept.get((author.id, name))
            picture = known or await self._picture(source.picture(name), name, author)
            if isinstance(picture, KeptPicture):
                found[target] = self._kept[author.id, name] = picture
            else:
                losses.append(Loss("image", f"{name} ({picture})"))
        return found, losses

    async def _picture(
        self, data: bytes | None, name: str, author: PictureOwner
    ) -> KeptPicture | str:
        if data is None:
            return "damaged"
        if self._dry_run:
            return _looked_at(data)
        again = await self._stored_before(data, name)
        if again is not None and again.key not in author.others:
            return again
        made = await attempted(keep_picture(self._store, data))
        return made.code if isinstance(made, Refusal) else made

    async def _stored_before(self, data: bytes, name: str) -> KeptPicture | None:
        """A picture that this very store holds: our own export has come back. It was made by us
        then; of any other bytes under its name, nothing is believed."""
        if not KEY.fullmatch(name):
            return None
        stored = await self._store.get(name)
        if stored is None or stored.body != data:
            return None
        folder = Folder(name.rpartition("/")[0])
        keys = [entry.key async for entry in self._store.list(folder)]
        widths = sorted(int(key.rpartition("/")[2].removesuffix(".webp")) for key in keys)
        widest = await self._store.get(key_of(folder, widths[-1])) if widths else None
        size = picture_size(widest.body) if widest else None
        return KeptPicture(folder, *size, tuple(widths)) if size else None


def _looked_at(data: bytes) -> KeptPicture | str:
    """What a dry run says of a picture, by its first bytes."""
    try:
        check_header(data, format_of(data))
    except NotAPictureError as error:
        return f"image_{error.why}"
    return KeptPicture(Folder("images/" + "a" * 26), 1, 1, (1,))


def place_of(picture: KeptPicture, entry: str) -> str:
    """The address of a picture in a text: of the width that was named, if it is there; else of one
    that a text needs."""
    if entry in picture.keys:
        return f"/files/{entry}"
    wide = [width for width in picture.widths if width >= BESIDE_A_TEXT]
    return f"/files/{key_of(picture.key, wide[0] if wide else picture.widths[-1])}"
