"""The pictures of a site that its export only names: a folder of its uploads, if one is given."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from mentorat.blog.moving.links import is_picture_name, targets
from mentorat.blog.moving.posts import Loss
from mentorat.files.pictures.picture import BYTES_MAX

ADDRESS_LETTERS_MAX = 2_000
# What stands before the same folders in an address.
ROOTS = ("/wp-content/uploads/", "/content/images/")


class PictureFolder:
    """Finds pictures by the end of their address; without a folder, none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder else None

    def found_in(self, markdown: str, cover: str) -> tuple[dict[str, str], list[Loss]]:
        """The pictures of a text and its cover that are here, by address; those that are not."""
        found: dict[str, str] = {}
        losses: list[Loss] = []
        shown = {target for target in targets(markdown) if is_picture_name(target)}
        for url in sorted(shown | ({cover} if cover else set())):
            name = self._name(url)
            if name:
                found[url] = name
            else:
                losses.append(Loss("cover" if url == cover else "image", url))
        return found, losses

    def read(self, name: str) -> bytes | None:
        """The bytes of a picture; None for one that is away, too large or outside of the folder."""
        path = self._path(name)
        if path is None or path.stat().st_size > BYTES_MAX:
            return None
        return path.read_bytes()

    def _name(self, url: str) -> str | None:
        path = unquote(urlsplit(url).path) if len(url) < ADDRESS_LETTERS_MAX else ""
        for root in ROOTS:
            name = path.partition(root)[2]
            if name and self._path(name):
                return name
        return None

    def _path(self, name: str) -> Path | None:
        if self._folder is None or "\0" in name:
            return None
        path = (self._folder / name).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None
