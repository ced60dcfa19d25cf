"""The addresses that search engines may know (sitemaps.org, protocol 0.9): one file, or an index of
several where one may not hold them all."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from mentorat.about.queries import list_published
from mentorat.about.routes.pages import TITLES
from mentorat.blog.queries.sitemap import list_addresses
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.web.provide import Config, Now, RequestDb

ADDRESSES_MAX = 50_000  # of one file: sitemaps.org, protocol
MENTORS_MAX = 50_000
POSTS_MAX = 500_000
STATIC = ("/", "/mentors", "/blog", *(f"/{name}" for name in TITLES), "/api/docs")
LASTS = timedelta(hours=1)
CACHED = {"Cache-Control": f"public, max-age={int(LASTS.total_seconds())}"}
XML = "application/xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class SitemapEntry(NamedTuple):
    """A page of ours, and when it changed last, as far as that is known."""

    path: str
    modified_at: datetime | None = None


class SitemapCache:
    """The sitemap of this process, made anew every hour: robots may ask as often as they like."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._parts: list[bytes] = []

    def get(self, now: datetime) -> list[bytes] | None:
        """What was made within the hour."""
        return self._parts if self._until and now < self._until else None

    def keep(self, parts: list[bytes], now: datetime) -> None:
        """Keep what was just made."""
        self._parts, self._until = parts, now + LASTS


@get("/sitemap.xml")
async def show_sitemap(db: RequestDb, settings: Config, now: Now, state: State) -> Response[bytes]:
    parts = await _parts(db, state.sitemap, settings.origin, now)
    body = parts[0] if len(parts) == 1 else index(settings.origin, len(parts))
    return Response(body, media_type=XML, headers=CACHED)


@get("/sitemaps/{name:str}")
async def show_sitemap_part(
    db: RequestDb, settings: Config, now: Now, state: State, name: FromPath[str]
) -> Response[bytes]:
    """The parts of an index, `1.xml` and on."""
    parts = await _parts(db, state.sitemap, settings.origin, now)
    named = {f"{at}.xml": part for at, part in enumerate(parts, 1)}
    if name not in named:
        raise NotFound
    return Response(named[name], media_type=XML, headers=CACHED)


async def _parts(db: Db, cache: SitemapCache, origin: str, now: datetime) -> list[bytes]:
    parts = cache.get(now)
    if parts is None:
        mentors, posts = await together(
            db, list_published(db, count=MENTORS_MAX), list_addresses(db, count=POSTS_MAX)
        )
        entries = [
            *(SitemapEntry(path) for path in STATIC),
            *(SitemapEntry(f"/mentors/{quote(one.id)}", one.updated_at) for one in mentors),
            *(SitemapEntry(f"/blog/{one.slug}", one.modified_at) for one in posts),
        ]
        parts = sitemaps(origin, entries, most=ADDRESSES_MAX)
        cache.keep(parts, now)
    return parts


def sitemaps(origin: str, entries: Sequence[SitemapEntry], *, most: int) -> list[bytes]:
    """The entries as files of at most so many, at least one."""
    starts = range(0, max(1, len(entries)), most)
    return [_document("urlset", _urls(origin, entries[at : at + most])) for at in starts]


def index(origin: str, parts: int) -> bytes:
    """The list of the files."""
    named = (f"<sitemap><loc>{origin}/sitemaps/{at + 1}.xml</loc></sitemap>" for at in range(parts))
    return _document("sitemapindex", named)


def _urls(origin: str, entries: Iterable[SitemapEntry]) -> Iterable[str]:
    for path, modified_at in entries:
        when = f"<lastmod>{modified_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if modified_at else ""
        yield f"<url><loc>{origin}{path}</loc>{when}</url>"


def _document(name: str, lines: Iterable[str]) -> bytes:
    return (f"{HEAD}<{name} {SPACE}>\n" + "\n".join(lines) + f"\n</{name}>\n").encode()
