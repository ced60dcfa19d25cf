"""Which kind of file this is, by what it holds."""

from pathlib import Path

from mentorat.blog.moving.elsewhere.ghost import GhostExport
from mentorat.blog.moving.elsewhere.picture_folder import PictureFolder
from mentorat.blog.moving.elsewhere.wordpress import WordPressExport
from mentorat.blog.moving.markdown.markdown_files import MarkdownFiles
from mentorat.blog.moving.posts import PostSource
from mentorat.blog.moving.refusals import UnreadableFileError

HEAD_BYTES = 1024


def open_source(path: Path, *, images: Path | None = None) -> PostSource:
    """The articles of a file; `images` is a folder of the pictures that it names. Raises
    UnreadableFileError."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from None
    pictures = PictureFolder(images)
    if head.startswith(b"PK"):
        return MarkdownFiles(path)
    if head.startswith(b"<"):
        return WordPressExport(path, pictures)
    if head.startswith((b"{", b"[")):
        return GhostExport(path, pictures)
    raise UnreadableFileError(
        f"{path.name} is no zip of Markdown and no export of WordPress (XML) or Ghost (JSON)."
    )
