"""Style sheets, scripts and icons: in memory, named by content, cached for good."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from mentorat.errors import NotFound
from mentorat.web.provide import AnyRequest

FOLDER = Path(__file__).parent / "static"
STYLES = Path(__file__).parent / "styles"
STYLE_SHEET = "app.css"
mimetypes.add_type("font/woff2", ".woff2")
FOREVER = "public, max-age=31536000, immutable"


class StaticFile(msgspec.Struct, frozen=True):
    """One file with the digest that names its content."""

    body: bytes
    digest: str
    media_type: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file of the static folder by its name."""
    paths = [path for path in FOLDER.rglob("*") if path.is_file()]
    found = {
        path.relative_to(FOLDER).as_posix(): _file(path.name, path.read_bytes()) for path in paths
    }
    return {**found, STYLE_SHEET: _file(STYLE_SHEET, _style_sheet())}


def _style_sheet() -> bytes:
    """The layers, then the styles of every part by name; no part overrides another's."""
    first, *others = sorted(
        STYLES.rglob("*.css"), key=lambda path: (path.name != "layers.css", path)
    )
    return b"".join(path.read_bytes() for path in (first, *others))


def static_file(name: str) -> StaticFile:
    """A file of the static folder; raises NotFound."""
    found = static_files().get(name)
    if found is None:
        raise NotFound
    return found


def _file(name: str, body: bytes) -> StaticFile:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type == "application/javascript":  # a text's charset is said by the framework
        media_type += "; charset=utf-8"
    return StaticFile(body, hashlib.sha256(body).hexdigest()[:16], media_type)


def static_url(name: str) -> str:
    """The address of a file; it changes with the content, so it may be kept for ever."""
    return f"/static/{name}?v={static_file(name).digest}"


@get("/static/{name:path}")
async def serve_static(name: FromPath[str], request: AnyRequest) -> Response[bytes]:
    found = static_file(name.lstrip("/"))
    tag = f'W/"{found.digest}"'  # weak: the same file, compressed or not
    headers = {"Cache-Control": FOREVER, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    return Response(found.body, media_type=found.media_type, headers=headers)
