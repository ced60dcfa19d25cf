"""A WordPress export: its posts as articles; its pages, comments and pictures named."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.dates import read_moment
from mentorat.blog.moving.elsewhere.picture_folder import PictureFolder
from mentorat.blog.moving.elsewhere.source_html import read_wordpress_page
from mentorat.blog.moving.elsewhere.wxr import WxrItem, WxrReader
from mentorat.blog.moving.posts import ImportedPost, Loss
from mentorat.blog.moving.refusals import UnreadableFileError
from mentorat.text.from_html import plain_text

ATTACHMENTS_MAX = 100_000
NOT_SAID = frozenset(
    ("attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset")
)
STATUSES = {
    "publish": PostStatus.PUBLISHED,
    "future": PostStatus.SCHEDULED,
    "pending": PostStatus.IN_REVIEW,
    "draft": PostStatus.DRAFT,
    "private": PostStatus.DRAFT,
}
IN_THE_BIN = frozenset(("trash", "auto-draft", "inherit"))
EXCERPTS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description")


class WordPressExport:
    """Reads the posts of an export; it is read once for what they name, and once for them."""

    kind = "wordpress"

    def __init__(self, path: Path, pictures: PictureFolder) -> None:
        self._path, self._pictures = path, pictures
        self.losses: list[Loss] = []
        self._attachments: dict[str, tuple[str, str]] = {}
        self._authors: dict[str, str] = {}
        self._language: str | None = None
        self._look_through()

    def posts(self) -> Iterator[ImportedPost]:
        """Every post but those in the bin."""
        for item in WxrReader().items(self._path):
            is_post = item.texts.get("wp:post_type", "post") == "post"
            if item.name == "item" and is_post and item.texts.get("wp:status") not in IN_THE_BIN:
                yield self._post(item)

    def picture(self, name: str) -> bytes | None:
        """A picture of the folder of uploads, if one was given."""
        return self._pictures.read(name)

    def close(self) -> None:
        """Nothing is held open."""

    def _look_through(self) -> None:
        """What posts name by number, and what is no post; the whole file is XML, or refused."""
        reader, kinds, comments = WxrReader(), Counter[str](), 0
        for item in reader.items(self._path):
            texts = item.texts
            if item.name == "wp:author":
                self._authors[texts.get("wp:author_login", "")] = texts.get("wp:author_email", "")
                continue
            kinds[texts.get("wp:post_type", "post")] += 1
            comments += sum(part.name == "wp:comment" for part in item.parts)
            if texts.get("wp:attachment_url") and len(self._attachments) < ATTACHMENTS_MAX:
                alt = _fields(item).get("_wp_attachment_image_alt", "")
                self._attachments[texts.get("wp:post_id", "")] = (texts["wp:attachment_url"], alt)
        if "wp:wxr_version" not in reader.channel and not kinds:
            raise UnreadableFileError(f"{self._path.name} is no export of WordPress.")
        self._language = reader.channel.get("language", "")[:2].lower() or None
        others = {kind: n for kind, n in kinds.items() if kind != "post" and kind not in NOT_SAID}
        if others:
            told = ", ".join(f"{n} {kind}" for kind, n in sorted(others.items())[:10])
            self.losses.append(Loss("pages", told))
        if comments:
            self.losses.append(Loss("comments", str(comments)))

    def _post(self, item: WxrItem) -> ImportedPost:
        texts, fields = item.texts, _fields(item)
        page = read_wordpress_page(texts.get("content:encoded", ""))
        losses = list(page.losses)
        status = _status(texts, losses)
        moment = _moment(texts, "wp:post_date") or read_moment(texts.get("pubDate"))
        link = texts.get("link", "")
        cover, cover_alt = self._attachments.get(fields.get("_thumbnail_id", ""), ("", ""))
        pictures, missing = self._pictures.found_in(page.markdown, cover)
        losses += missing
        excerpt = texts.get("excerpt:encoded", "") or _first(fields, EXCERPTS)
        return ImportedPost(
            origin=f"wordpress:{texts.get('guid') or link or texts.get('wp:post_id', '')}",
            place=link or texts.get("guid", ""),
            title=_plain(texts.get("title", "")),
            markdown=page.markdown,
            excerpt=_plain(excerpt),
            language=self._language,
            slug=unquote(texts.get("wp:post_name", "")) or None,
            former_slugs=tuple(fields.get("_wp_old_slug", "").split("\n")),
            old_address=urlsplit(link).path if status == PostStatus.PUBLISHED else None,
            tags=tuple(_tags(item)),
            cover=cover if cover in pictures else None,
            cover_alt=cover_alt or None,
            author=self._author(texts.get("dc:creator", "")),
            status=status,
            created_at=moment,
            updated_at=_moment(texts, "wp:post_modified"),
            published_at=moment if status == PostStatus.PUBLISHED else None,
            publish_at=moment if status == PostStatus.SCHEDULED else None,
            pictures=pictures,
            losses=tuple(losses),
        )

    def _author(self, login: str) -> str | None:
        return self._authors.get(login) or login or None


def _fields(item: WxrItem) -> dict[str, str]:
    """The fields of a post; of one that is there several times, a line each."""
    found: dict[str, str] = {}
    for part in item.parts:
        if part.name == "wp:postmeta":
            name, value = part.texts.get("wp:meta_key", ""), part.texts.get("wp:meta_value", "")
            found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


def _status(texts: dict[str, str], losses: list[Loss]) -> PostStatus:
    told = texts.get("wp:status", "")
    if told not in STATUSES:
        losses.append(Loss("status", told))
    if told == "private" or texts.get("wp:post_password"):
        losses.append(Loss("password"))
        return PostStatus.DRAFT
    return STATUSES.get(told, PostStatus.DRAFT)


def _tags(item: WxrItem) -> Iterator[str]:
    """Tags first, then categories; «uncategorised» says nothing."""
    for domain in ("post_tag", "category"):
        for part in item.parts:
            name = part.attributes.get("nicename", "")
            if part.attributes.get("domain") == domain and name not in _NO_CATEGORY:
                yield _plain(part.texts.get("", ""))


_NO_CATEGORY = frozenset(("uncategorized", "non-classe", "non-categorise", "uncategorised"))


def _moment(texts: dict[str, str], name: str) -> datetime | None:
    return read_moment(texts.get(f"{name}_gmt")) or read_moment(texts.get(name))


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _plain(html: str) -> str:
    """Words of a title or an excerpt, which may hold marks."""
    return " ".join(plain_text(html).split())
