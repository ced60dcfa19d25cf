"""The address of a kept picture: public, cached for good, and nothing but a picture to any browser."""

from pathlib import Path

import httpx2
import pytest

from mentorat.errors import Unavailable
from mentorat.files.keep_picture import KeptPicture, keep_picture
from mentorat.files.store import FileStore
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.files.made_pictures import four_corners, opened, saved

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(app: Edge) -> FileStore:
    found: FileStore = app.application.state.files
    return found


@pytest.fixture
async def kept(store: FileStore) -> KeptPicture:
    return await keep_picture(store, saved(four_corners(1000, 625), "PNG"))


async def test_everybody_sees_a_picture_and_keeps_it(
    client: httpx2.AsyncClient, kept: KeptPicture
) -> None:
    for key, width in zip(kept.keys, kept.widths, strict=True):
        answer = await client.get(f"/files/{key}")
        assert answer.status_code == 200
        assert opened(answer.content).width == width
        headers = answer.headers
        assert headers["content-type"] == "image/webp"
        assert headers["content-length"] == str(len(answer.content))
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers.get_list("content-security-policy") == ["default-src 'none'; sandbox"]
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert "set-cookie" not in headers
        assert "vary" not in headers


async def test_whoever_has_it_is_told_so_and_head_has_no_body(
    client: httpx2.AsyncClient, kept: KeptPicture, store: FileStore
) -> None:
    path = f"/files/{kept.keys[0]}"
    whole = await client.get(path)
    head = await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    tag = whole.headers["etag"]
    for known, status in ((tag, 304), (f'"a", {tag}', 304), ('"another"', 200)):
        again = await client.get(path, headers={"If-None-Match": known})
        assert again.status_code == status
        assert again.headers["etag"] == tag
    await store.delete(kept.keys)
    assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("", "images", "images/", "secret_key", "../secret_key", "..%2fsecret_key", "%00"),
        *("images/..%2f..%2fsecret_key", f"images/{'a' * 26}/480.webp", "images//etc/passwd"),
        *(f"images/{'a' * 26}/480.svg", f"images/{'a' * 26}", "%ff", "a" * 5000, "images\\x"),
    ],
)
async def test_anything_else_is_nowhere(
    client: httpx2.AsyncClient, settings: Settings, path: str
) -> None:
    (settings.mentorat_home / "secret_key").write_text("hunter2")
    answer = await client.get(f"/files/{path}")
    assert answer.status_code == 404
    assert "hunter2" not in answer.text
    assert "immutable" not in answer.headers["cache-control"]


async def test_while_the_store_is_away_readers_are_told_when_to_come_back(
    client: httpx2.AsyncClient, kept: KeptPicture, settings: Settings
) -> None:
    folder: Path = settings.mentorat_home / "files" / "images"
    folder.rename(folder.with_name("elsewhere"))
    folder.touch()
    answer = await client.get(f"/files/{kept.keys[0]}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(Unavailable.retry_after_seconds)
    assert answer.headers["cache-control"] == "no-store"
