"""A Ghost export: its posts as articles; its pages and its readers' tiers named."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.dates import read_moment
from mentorat.blog.moving.elsewhere.ghost_editors import LexicalReader, MobiledocReader, place_of
from mentorat.blog.moving.elsewhere.picture_folder import PictureFolder
from mentorat.blog.moving.elsewhere.source_html import ReadPage, read_page
from mentorat.blog.moving.posts import ImportedPost, Loss
from mentorat.blog.moving.refusals import UnreadableFileError

FILE_BYTES_MAX = 128 * 1024 * 1024
SITE = "__GHOST_URL__"
STATUSES = {
    "published": PostStatus.PUBLISHED,
    "sent": PostStatus.PUBLISHED,
    "scheduled": PostStatus.SCHEDULED,
    "draft": PostStatus.DRAFT,
}
Row = dict[str, Any]


class GhostData(msgspec.Struct):
    """The tables that articles are made of; all others are not read."""

    posts: list[msgspec.Raw] = []
    tags: list[Row] = []
    users: list[Row] = []
    posts_tags: list[Row] = []
    posts_authors: list[Row] = []
    posts_meta: list[Row] = []


class GhostDatabase(msgspec.Struct):
    data: GhostData


class GhostFile(msgspec.Struct):
    """The file, of the versions that wrap their data and of those that do not."""

    db: list[GhostDatabase] = []
    data: GhostData | None = None


class GhostExport:
    """Reads the posts of an export."""

    kind = "ghost"

    def __init__(self, path: Path, pictures: PictureFolder) -> None:
        self._pictures = pictures
        self._data = _read(path)
        self.losses: list[Loss] = []
        self._tags = _names(self._data.tags, self._data.posts_tags, "tag_id")
        self._users = _names(self._data.users, self._data.posts_authors, "author_id", "email")
        self._emails = {str(u.get("id")): _text(u, "email") for u in self._data.users}
        self._meta = {str(row.get("post_id")): row for row in self._data.posts_meta}
        self._name_pages()

    def posts(self) -> Iterator[ImportedPost]:
        """Every post, in the order of the file."""
        for row in self._rows():
            if not _is_page(row):
                yield self._post(row)

    def picture(self, name: str) -> bytes | None:
        """A picture of the folder of the site's images, if one was given."""
        return self._pictures.read(name)

    def close(self) -> None:
        """Nothing is held open."""

    def _rows(self) -> Iterator[Row]:
        """The posts and pages that can be read."""
        for raw in self._data.posts:
            with contextlib.suppress(msgspec.DecodeError, RecursionError):
                row = msgspec.json.decode(raw)
                if isinstance(row, dict):
                    yield row

    def _name_pages(self) -> None:
        rows = list(map(_is_page, self._rows()))
        pages, strange = sum(rows), len(self._data.posts) - len(rows)
        if strange:
            self.losses.append(Loss("unsafe_entry", f"{strange} posts that are none"))
        if pages:
            self.losses.append(Loss("pages", f"{pages} page"))

    def _post(self, row: Row) -> ImportedPost:
        id_ = str(row.get("id"))
        meta = {**row, **{k: v for k, v in self._meta.get(id_, {}).items() if v is not None}}
        page = _page(row)
        status, losses = _status(row)
        losses += page.losses
        cover = _text(row, "feature_image", "image").removeprefix(SITE)
        pictures, missing = self._pictures.found_in(page.markdown, cover)
        moment = read_moment(row.get("published_at"))
        slug = _text(row, "slug")
        return ImportedPost(
            origin=f"ghost:{_text(row, 'uuid') or id_}",
            place=f"/{slug}/",
            title=_text(row, "title"),
            markdown=page.markdown,
            excerpt=_text(meta, "custom_excerpt", "meta_description"),
            language=_text(row, "locale")[:2].lower() or None,
            slug=slug or None,
            old_address=f"/{slug}/" if status == PostStatus.PUBLISHED else None,
            tags=tuple(name for name in self._tags[id_] if not name.startswith("#")),
            cover=cover if cover in pictures else None,
            cover_alt=_text(meta, "feature_image_alt") or None,
            author=next(iter(self._users[id_]), "") or self._emails.get(str(row.get("author_id"))),
            status=status,
            created_at=read_moment(row.get("created_at")),
            updated_at=read_moment(row.get("updated_at")),
            published_at=moment if status == PostStatus.PUBLISHED else None,
            publish_at=moment if status == PostStatus.SCHEDULED else None,
            pictures=pictures,
            losses=(*losses, *missing),
        )


def _read(path: Path) -> GhostData:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise UnreadableFileError("This export is larger than 128 MB.")
        found = msgspec.json.decode(path.read_bytes().decode("utf-8-sig"), type=GhostFile)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{path.name} is no export of Ghost: {error}") from None
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from None
    data = found.db[0].data if found.db else found.data
    if data is None:
        raise UnreadableFileError(f"{path.name} is no export of Ghost: it has no data.")
    return data


def _names(
    things: list[Row], links: list[Row], key: str, name: str = "name"
) -> defaultdict[str, list[str]]:
    """What each post is linked to, in the order of the site."""
    known = {str(thing.get("id")): _text(thing, name) for thing in things}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for link in sorted(links, key=_order):
        word = known.get(str(link.get(key)))
        if word:
            found[str(link.get("post_id"))].append(word)
    return found


def _order(link: Row) -> int:
    order = link.get("sort_order")
    return order if isinstance(order, int) else 0


def _text(row: Row, *names: str) -> str:
    found = next((row[name] for name in names if row.get(name)), "")
    return found.strip() if isinstance(found, str) else ""


def _is_page(row: Row) -> bool:
    return row.get("type") == "page" or bool(row.get("page"))


def _status(row: Row) -> tuple[PostStatus, list[Loss]]:
    losses: list[Loss] = []
    told = _text(row, "status") or "draft"
    status = STATUSES.get(told, PostStatus.DRAFT)
    if told not in STATUSES:
        losses.append(Loss("status", told))
    visibility = _text(row, "visibility") or "public"
    if visibility != "public":
        status = PostStatus.DRAFT
        losses.append(Loss("members_only", visibility))
    if _text(row, "codeinjection_head", "codeinjection_foot"):
        losses.append(Loss("code_injection"))
    return status, losses


def _page(row: Row) -> ReadPage:
    """The text: HTML first, since it is what readers saw; else what the editor stored."""
    html = _text(row, "html")
    strange: list[str] = []
    cards: list[str] = []
    if not html:
        stored = _text(row, "lexical"), _text(row, "mobiledoc")
        page = LexicalReader().read(stored[0]) or MobiledocReader().read(stored[1])
        if page is None:
            return ReadPage(_text(row, "markdown"), [])
        html, strange, cards = page.html, page.strange, page.markdown
    read = read_page(html.replace(SITE, ""))
    markdown = read.markdown
    for number, card in enumerate(cards):
        markdown = markdown.replace(place_of(number), card.replace(SITE, ""))
    told = Counter(strange)
    losses = [Loss("block", f"{name} ({n})" if n > 1 else name) for name, n in told.items()]
    return ReadPage(markdown, [*losses, *read.losses])
