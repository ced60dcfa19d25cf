"""What browsers and search engines ask for by themselves: sitemap, robots, manifest, favicon."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from mentorat.about.queries import SitemapRow, list_published
from mentorat.about.routes.pages import TITLES
from mentorat.errors import say
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.rendering import request_translator
from mentorat.web.static_files import static_file, static_url

ADDRESSES_MAX = 50_000  # of one sitemap: sitemaps.org, protocol
STATIC = ("/", "/mentors", *(f"/{name}" for name in TITLES), "/api/docs")
PRIVATE = (
    *("/admin", "/auth/", "/availability", "/bookings", "/dev/", "/health/", "/metrics"),
    *("/onboarding", "/profile", "/sign-in", "/api/"),
)
LASTS = timedelta(hours=1)
CACHED = {"Cache-Control": f"public, max-age={int(LASTS.total_seconds())}"}
NAME = "mentorat"
DESCRIPTION = say("Trouvez un mentor, ou devenez-le.")


class SitemapCache:
    """The sitemap of this process, made anew every hour: robots may ask as often as they like."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._body = b""

    def get(self, now: datetime) -> bytes | None:
        """What was made within the hour."""
        return self._body if self._until and now < self._until else None

    def keep(self, body: bytes, now: datetime) -> None:
        """Keep what was just made."""
        self._body, self._until = body, now + LASTS


@get("/sitemap.xml")
async def show_sitemap(db: RequestDb, settings: Config, now: Now, state: State) -> Response[bytes]:
    cache: SitemapCache = state.sitemap
    body = cache.get(now)
    if body is None:
        mentors = await list_published(db, count=ADDRESSES_MAX - len(STATIC))
        body = sitemap(settings.origin, mentors)
        cache.keep(body, now)
    return Response(body, media_type="application/xml", headers=CACHED)


def sitemap(origin: str, mentors: list[SitemapRow]) -> bytes:
    """The addresses for search engines (sitemaps.org, protocol 0.9)."""
    pages = [f"<url><loc>{origin}{path}</loc></url>" for path in STATIC]
    pages += [
        f"<url><loc>{origin}/mentors/{quote(one.id)}</loc>"
        f"<lastmod>{one.updated_at:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for one in mentors
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    start = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + start + "\n".join(pages) + "\n</urlset>\n").encode()


@get("/robots.txt", media_type="text/plain")
async def show_robots(settings: Config) -> Response[str]:
    lines = ["User-agent: *", "Allow: /api/docs", *(f"Disallow: {path}" for path in PRIVATE)]
    text = "\n".join([*lines, "", f"Sitemap: {settings.origin}/sitemap.xml", ""])
    return Response(text, media_type="text/plain", headers=CACHED)


@get("/manifest.webmanifest")
async def show_manifest(request: AnyRequest) -> Response[bytes]:
    translate = request_translator(request)
    icon: dict[str, Any] = {"type": "image/png", "purpose": "any"}
    body = {
        "name": NAME,
        "short_name": NAME,
        "description": translate.gettext(DESCRIPTION),
        "lang": translate.locale,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fbfaf7",
        "theme_color": "#1f6f5c",
        "icons": [
            {"src": static_url("favicon.svg"), "type": "image/svg+xml", "sizes": "any"},
            {**icon, "src": static_url("icon-192.png"), "sizes": "192x192"},
            {**icon, "src": static_url("icon-512.png"), "sizes": "512x512"},
            {
                **icon,
                "src": static_url("icon-maskable-512.png"),
                "sizes": "512x512",
                "purpose": "maskable",
            },
        ],
    }
    headers = {**CACHED, "Vary": "Accept-Language, Cookie"}
    return Response(
        msgspec.json.encode(body), media_type="application/manifest+json", headers=headers
    )


@get(["/favicon.ico", "/apple-touch-icon.png"])
async def show_icon(request: AnyRequest) -> Response[bytes]:
    """For whoever asks without having read a page."""
    file = static_file(request.scope["path"].strip("/"))
    return Response(file.body, media_type=file.media_type, headers=CACHED)
