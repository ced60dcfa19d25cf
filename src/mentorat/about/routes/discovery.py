"""What browsers and machines ask for by themselves: robots, llms.txt, manifest, favicon."""

from typing import Any

import msgspec
from litestar import Response, get

from mentorat.about.routes.sitemap import CACHED
from mentorat.blog.queries.sitemap import list_summaries
from mentorat.errors import say
from mentorat.web.provide import AnyRequest, Config, RequestDb
from mentorat.web.rendering import request_translator
from mentorat.web.static_files import static_file, static_url

PRIVATE = (
    *("/admin", "/auth/", "/availability", "/bookings", "/dev/", "/health/", "/metrics"),
    *("/onboarding", "/profile", "/sign-in", "/write", "/api/"),
)
ARTICLES_NAMED = 50
NAME = "mentorat"
DESCRIPTION = say("Trouvez un mentor, ou devenez-le.")


@get("/robots.txt", media_type="text/plain")
async def show_robots(settings: Config) -> Response[str]:
    lines = ["User-agent: *", "Allow: /api/docs", *(f"Disallow: {path}" for path in PRIVATE)]
    text = "\n".join([*lines, "", f"Sitemap: {settings.origin}/sitemap.xml", ""])
    return Response(text, media_type="text/plain", headers=CACHED)


@get("/llms.txt", media_type="text/plain")
async def show_llms(db: RequestDb, settings: Config) -> Response[str]:
    """What the site is, for programs that read (llmstxt.org): the newest articles as Markdown."""
    origin = settings.origin
    articles = await list_summaries(db, "fr", count=ARTICLES_NAMED)
    lines = [f"- [{one.title}]({origin}/blog/{one.slug}.md): {one.excerpt}" for one in articles]
    known = [
        f"- [Mentors]({origin}/mentors)",
        f"- [Blog]({origin}/blog), [JSON]({origin}/blog/feed.json)",
        f"- [API]({origin}/api/openapi.json)",
    ]
    text = "\n".join(
        [f"# {NAME}", "", f"> {DESCRIPTION}", "", *known, "", "## Blog", "", *lines, ""]
    )
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
