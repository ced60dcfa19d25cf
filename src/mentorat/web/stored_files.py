"""Pictures that people uploaded, as they were made anew: public, and cached for good."""

import hashlib

from litestar import Response, get
from litestar.params import FromPath

from mentorat.errors import NotFound
from mentorat.files.keys import KEY
from mentorat.web.provide import AnyRequest, Files
from mentorat.web.static_files import FOREVER

# A picture is looked at, whatever its bytes would say to a browser that guesses.
POLICY = "default-src 'none'; sandbox"


@get("/files/{key:path}")
async def serve_stored_file(
    key: FromPath[str], request: AnyRequest, files: Files
) -> Response[bytes]:
    """Recognises nobody: whoever has the address may look, and a name is never used twice."""
    name = key.removeprefix("/")
    found = await files.get(name) if KEY.fullmatch(name) else None
    if found is None:
        raise NotFound
    tag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
    headers = {
        "Cache-Control": FOREVER,
        "ETag": tag,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin",  # feeds and link previews show it too
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=found.content_type)
    return Response(found.body, headers=headers, media_type=found.content_type)


def stored_url(key: str) -> str:
    """The address of a stored file on this site."""
    return f"/files/{key}"
