"""Routes that take a file: they declare it, and ask for it by the name of its field.

    @post("/write/{id}/cover", opt=TAKES_UPLOAD)

The form's token stands before the file (it is the first field of all our forms), so that nothing of
a file is read before the form and its sender are known.
"""

from typing import Any, Final

from litestar import Request

from mentorat.errors import Invalid, Problem, say
from mentorat.web.upload_body import (
    FILE_BYTES_MAX,
    MULTIPART,
    UPLOAD_BODY_BYTES_MAX,
    UPLOAD_SECONDS_MAX,
    SentFile,
    UploadBody,
)

DECLARED = "takes_upload"
TAKES_UPLOAD: Final = {DECLARED: True}
KEPT = "upload_body"
# In the state of a request: how many bytes its body may have, and how many seconds it may take.
BODY_LIMITS = "body_limits"
MEGABYTE = 1024 * 1024
TOO_LARGE = say("Cette image dépasse %(megabytes)s Mo. Réduisez-la, puis recommencez.")
MISSING = say("Choisissez une image.")
SEVERAL = say("Envoyez une seule image à la fois.")


def upload_body(request: Request[Any, Any, Any]) -> UploadBody | None:
    """The body of a form with files, the same however often it is asked for; None of any other, and
    on a route that does not declare that it takes one."""
    state: dict[str, Any] = request.scope["state"]
    if KEPT not in state:
        kind, parameters = request.content_type
        if kind != MULTIPART or not request.route_handler.opt.get(DECLARED):
            return None
        state[KEPT] = UploadBody(parameters.get("boundary", ""), request.receive)
        state[BODY_LIMITS] = (UPLOAD_BODY_BYTES_MAX, UPLOAD_SECONDS_MAX)
    found: UploadBody = state[KEPT]
    return found


async def uploaded(request: Request[Any, Any, Any], name: str) -> bytes:
    """The one file that a form sent under this name; raises Invalid with what to do."""
    found = await uploaded_if_any(request, name)
    if found is None:
        raise Invalid([Problem(f"/{name}", MISSING, "missing")])
    return found


async def uploaded_if_any(request: Request[Any, Any, Any], name: str) -> bytes | None:
    """The same, or None where nobody chose a file: browsers then send an empty one."""
    body = upload_body(request)
    if body is None:
        return None
    await body.read_all()
    files = [file for file in body.files.get(name, ()) if file.body or file.is_too_large]
    if len(files) > 1:
        raise Invalid([Problem(f"/{name}", SEVERAL, "several")])
    return _whole(files[0], name) if files else None


def _whole(file: SentFile, name: str) -> bytes:
    if file.is_too_large:
        values: dict[str, object] = {"megabytes": FILE_BYTES_MAX // MEGABYTE}
        raise Invalid([Problem(f"/{name}", TOO_LARGE, "too_large", values)])
    return bytes(file.body)
