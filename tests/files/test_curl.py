"""curl -F, against the real server."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from joserfc.jwk import RSAKey
from litestar import Litestar

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.web.server import PatientProtocol
from tests.builders import a_student
from tests.conftest import clerk_settings
from tests.fakes.clerk_tokens import bearer
from tests.files.made_pictures import camera_exif, four_corners, saved
from tests.forms import typed

pytestmark = pytest.mark.anyio
LYING = saved(four_corners(), "JPEG", exif=camera_exif(6))


@pytest.fixture
def port(routes: Litestar, tmp_path: Path, clerk_key: RSAKey, database_url: str) -> Iterator[int]:
    """The real server, over plain HTTP."""
    settings = clerk_settings(tmp_path, clerk_key, public_url="http://127.0.0.1")
    app = attach(routes, settings, Database(database_url))
    config = uvicorn.Config(app, http=PatientProtocol, port=0, log_level="error")
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [door]})
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield door.getsockname()[1]
        running.should_exit = True
        thread.join(20)


async def test_curl_sends_a_picture_to_a_running_site(
    port: int, tmp_path: Path, clerk_key: RSAKey, database: Database
) -> None:
    await a_student(database, id="user_lea")
    photo, large = tmp_path / "pont.jpg", tmp_path / "large.png"
    photo.write_bytes(LYING)
    large.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * (12 * 1024 * 1024))
    site = f"http://127.0.0.1:{port}"
    token = bearer(clerk_key, sub="user_lea")["Authorization"]

    def curl(*words: str) -> tuple[str, int]:
        command = ["curl", "-sS", "-w", "\n%{http_code}", "-H", f"Authorization: {token}", *words]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        body, _, status = said.stdout.rpartition("\n")
        return body, int(status)

    body, status = curl("-F", "alt=Le pont", "-F", f"image=@{photo};type=x/y", f"{site}/pictures")
    assert status == 201, body
    assert '"alt":"Le pont"' in body
    key = re.findall(r"images/[a-z2-7]{26}/400\.webp", body)[0]
    shown = subprocess.run(
        ["curl", "-sSI", f"{site}/files/{key}"], capture_output=True, text=True, check=True
    )
    assert "content-type: image/webp" in shown.stdout
    body, status = curl("-F", f"image=@{large}", f"{site}/pictures")
    assert (status, "dépasse 10" in typed(body)) == (422, True)
