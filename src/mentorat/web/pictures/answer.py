"""A drawing as an answer: painted once, and not sent again to who has it."""

import asyncio
import hashlib

from litestar import Response

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.web.pictures import PAINTER, paint
from mentorat.web.provide import AnyRequest

HOUR_SECONDS = 3_600
# The avatar's eight tones in light, as styles/parts/avatar.css has them.
TONES = (
    ("#e4f1ec", "#175546"),
    ("#e2ecf8", "#1d4f86"),
    ("#f8e4e8", "#8c2742"),
    ("#ece6f7", "#563a93"),
    ("#fbeedd", "#8a4410"),
    ("#e3f3e8", "#1c6b3c"),
    ("#f4edd2", "#6a5606"),
    ("#dff1f3", "#11606a"),
)
_painted = BoundedCache[str, bytes](bytes_max=8 * MEGABYTE)


def digest_of(svg: str) -> str:
    """The name of a drawing by what it shows."""
    return hashlib.sha256(svg.encode()).hexdigest()[:16]


async def picture_answer(request: AnyRequest, svg: str, *, is_public: bool) -> Response[bytes]:
    """The drawing as PNG, kept for an hour where everybody may see it."""
    tag = f'"{digest_of(svg)}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={HOUR_SECONDS}" if is_public else "private, no-store",
        "Cross-Origin-Resource-Policy": "cross-origin",  # it is made for other sites
    }
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    png = _painted.get(tag)
    if png is None:
        png = await asyncio.get_running_loop().run_in_executor(PAINTER, paint, svg)
        _painted.keep(tag, png, weight=len(png))
    return Response(png, media_type="image/png", headers=headers)
