"""A zip of Markdown files: our own exports, and the folders of site generators."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from mentorat.blog.moving.archive import PostArchive
from mentorat.blog.moving.markdown.front_matter import FrontMatterError, parse_file
from mentorat.blog.moving.markdown.markdown_post import MarkdownPost
from mentorat.blog.moving.posts import ImportedPost, Loss

TEXT_BYTES_MAX = 1024 * 1024
CHANGES = ".changes.md"
ENDINGS = (".md", ".markdown")
NO_ARTICLES = frozenset(("readme", "_index", "license", "licence", "changelog", "contributing"))
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")


class MarkdownFiles:
    """Reads the articles of a zip of Markdown."""

    kind = "markdown"

    def __init__(self, path: Path) -> None:
        self._archive = PostArchive(path)
        self.losses: list[Loss] = self._archive.losses
        names = self._archive.names
        self._texts = [name for name in names if name.lower().endswith(ENDINGS)]
        others = [n for n in names if not n.lower().endswith((*ENDINGS, *PICTURES))]
        if others:
            self.losses.append(Loss("other_files", f"{len(others)} ({', '.join(others[:3])}…)"))

    def posts(self) -> Iterator[ImportedPost]:
        """Every article, in the order of their names; one that cannot be read is named."""
        for name in self._texts:
            stem = PurePosixPath(name).stem.lower()
            is_changes = name.removesuffix(CHANGES) + ".md" in self._archive
            if (name.endswith(CHANGES) and is_changes) or stem in NO_ARTICLES:
                continue
            post = self._read(name)
            if post is not None:
                yield self._with_changes(post, name)

    def picture(self, name: str) -> bytes | None:
        """The bytes of an entry."""
        return self._archive.read(name) if name in self._archive else None

    def close(self) -> None:
        """The zip is let go."""
        self._archive.close()

    def _with_changes(self, post: ImportedPost, name: str) -> ImportedPost:
        changes = name.removesuffix(".md") + CHANGES
        if changes not in self._archive:
            return post
        return msgspec.structs.replace(post, changes=self._read(changes))

    def _read(self, name: str) -> ImportedPost | None:
        data = self._archive.read(name)
        if data is None:
            return None
        if len(data) > TEXT_BYTES_MAX:
            self.losses.append(Loss("unsafe_entry", f"{name} (longer than an article may be)"))
            return None
        try:
            values, markdown = parse_file(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.losses.append(Loss("unsafe_entry", f"{name} (no UTF-8 text)"))
            return None
        except FrontMatterError as error:
            self.losses.append(Loss("unsafe_entry", f"{name} ({error})"))
            return None
        return MarkdownPost(name, values, markdown, self._archive).read()
