"""One Markdown file as an article, whichever tool named its lines."""

import re
from collections.abc import Container, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.dates import read_moment
from mentorat.blog.moving.links import entry_names, is_local, is_picture_name, targets
from mentorat.blog.moving.markdown.front_matter import Value
from mentorat.blog.moving.posts import OURS, ImportedPost, Loss

COVER_NAMES = ("cover", "image", "featured_image", "feature_image", "cover_image", "thumbnail")
_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")
_HEADING = re.compile(r"\s*#[ \t]+([^\n]{1,300}?)[ \t#]*(?:\n|$)")
_SHORTCODE = re.compile(r"\{\{[<%] *([\w/.-]{1,60})|\{% *([\w-]{1,60})")
_HTML = re.compile(r"^ {0,3}</?([a-z][a-z0-9-]{0,20})[ >/]", re.MULTILINE | re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class MarkdownPost:
    """One file: what its lines are called by one tool or another."""

    def __init__(
        self, name: str, values: dict[str, Value], markdown: str, entries: Container[str]
    ) -> None:
        self.name, self.values, self.markdown, self.entries = name, values, markdown, entries
        self.losses: list[Loss] = []
        path = PurePosixPath(name)
        stem = path.parent.name if path.stem == "index" and path.parent.name else path.stem
        dated = _DATED_NAME.fullmatch(stem)
        self.named_day = dated[1] if dated else None
        self.stem = dated[2] if dated else stem

    def read(self) -> ImportedPost:
        """The article."""
        is_ours = self._id() is not None
        title = self._one("title") or ("" if is_ours else self._heading())
        published = read_moment(self._one("published_at", "date") or self.named_day)
        status = self._status(is_dated=published is not None)
        if not is_ours:
            self._name_what_stays()
        pictures = self._pictures()
        return ImportedPost(
            origin=self._origin(published),
            place=self.name,
            title=title,
            markdown=self.markdown,
            excerpt=self._one("excerpt", "description", "summary") or "",
            language=self._one("language", "lang", "locale"),
            pair=self._pair(),
            slug=self._slug(is_ours=is_ours),
            former_slugs=self._former_slugs(),
            tags=tuple(self._many("tags") or self._many("categories", "tag", "category")),
            skills=tuple(self._many("skills")),
            series=self._one("series"),
            cover=self._cover(pictures),
            cover_alt=self._one("cover_alt", "image_alt", "feature_image_alt"),
            author=self._one("author", "authors"),
            status=status,
            created_at=self._moment("created_at") or published,
            updated_at=self._moment("updated_at", "lastmod", "last_modified_at", "updated"),
            published_at=published if is_ours or status == PostStatus.PUBLISHED else None,
            modified_at=self._moment("modified_at"),
            publish_at=self._moment("publish_at"),
            unpublish_at=self._moment("unpublish_at", "expirydate"),
            pictures=pictures,
            losses=tuple(self.losses),
        )

    def _one(self, *names: str) -> str | None:
        for name in names:
            value = self.values.get(name)
            word = (value[0] if value else "") if isinstance(value, list) else value
            if word:
                return word
        return None

    def _many(self, *names: str) -> list[str]:
        for name in names:
            value = self.values.get(name)
            if value:
                words = value.split(",") if isinstance(value, str) else value
                return [word.strip() for word in words if word.strip()]
        return []

    def _moment(self, *names: str) -> datetime | None:
        text = self._one(*names)
        found = read_moment(text)
        if text and found is None:
            self.losses.append(Loss("date", text))
        return found

    def _id(self) -> UUID | None:
        return _uuid(self._one("id"))

    def _origin(self, published: datetime | None) -> str:
        known = self._id()
        if known is not None:
            return f"{OURS}{known}"
        return f"markdown:{self.name}:{published.isoformat() if published else ''}"

    def _slug(self, *, is_ours: bool) -> str | None:
        if is_ours:
            return self._one("slug")
        url = self._one("slug", "url", "permalink") or self.stem
        return url.strip("/").rpartition("/")[2] or None

    def _former_slugs(self) -> tuple[str, ...]:
        named = self._many("former_slugs", "aliases", "redirect_from")
        return tuple(address.strip("/").rpartition("/")[2] for address in named)

    def _pair(self) -> str | None:
        pair = self._one("pair", "translationkey")
        known = _uuid(pair) if self._id() else None
        return f"{OURS}{known}" if known else pair and f"pair:{pair}"

    def _status(self, *, is_dated: bool) -> PostStatus:
        told = self._one("status")
        if told:
            try:
                return PostStatus(told.strip().lower())
            except ValueError:
                self.losses.append(Loss("status", told))
                return PostStatus.DRAFT
        is_draft = self._one("draft") == "true" or self._one("published") == "false"
        return PostStatus.PUBLISHED if is_dated and not is_draft else PostStatus.DRAFT

    def _heading(self) -> str:
        """A text that begins with its title gives it up."""
        found = _HEADING.match(self.markdown)
        if found is None:
            return self.stem.replace("-", " ").strip().capitalize()
        self.markdown = self.markdown[found.end() :].strip("\n")
        return found[1].strip()

    def _pictures(self) -> dict[str, str]:
        """Which entry each address of a picture leads to; the missing ones are named."""
        found: dict[str, str] = {}
        for target in dict.fromkeys(filter(is_local, targets(self.markdown))):
            entry = self._entry(target)
            if entry and is_picture_name(target):
                found[target] = entry
            else:
                self.losses.append(Loss("image" if is_picture_name(target) else "links", target))
        return found

    def _entry(self, target: str) -> str | None:
        folder = str(PurePosixPath(self.name).parent)
        names = entry_names(target, "" if folder == "." else folder)
        return next((name for name in names if name in self.entries), None)

    def _cover(self, pictures: dict[str, str]) -> str | None:
        cover = self._one(*COVER_NAMES)
        if not cover:
            return None
        entry = self._entry(cover) if is_local(cover) else None
        if entry is None:
            self.losses.append(Loss("cover", cover))
            return None
        pictures[cover] = entry
        return cover

    def _name_what_stays(self) -> None:
        """Marks of another tool, which readers would see as they are."""
        prose = "\n".join(_prose(self.markdown))
        for found in _SHORTCODE.finditer(prose):
            self.losses.append(Loss("shortcode", found[1] or found[2]))
        names = {found[1].lower() for found in _HTML.finditer(prose)}
        if names:
            self.losses.append(Loss("html", ", ".join(sorted(names)[:5])))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _prose(markdown: str) -> Iterator[str]:
    """The lines that are no code between fences."""
    fence = ""
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        elif not fence:
            yield line
