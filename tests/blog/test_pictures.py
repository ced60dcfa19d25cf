"""Pictures of an article: sent and described, shown as cover or in the text, swept when unused."""

import io
import os
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import RSAKey
from PIL import Image

from mentorat.blog.jobs import SWEEP_PICTURES
from mentorat.blog.pictures import add_picture
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.blog.author import IN_FORM, author, clock, stored
from tests.blog.writing import a_draft, saved
from tests.builders import MONDAY, Rows
from tests.fakes.clerk_tokens import bearer
from tests.forms import submit, typed
from tests.people import StillClock, code_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
__all__ = ["author", "clock"]


def a_picture(width: int = 640) -> bytes:
    """A small picture as a phone would send it."""
    file = io.BytesIO()
    Image.new("RGB", (width, 400), "teal").save(file, "JPEG")
    return file.getvalue()


async def send(
    client: httpx2.AsyncClient, post_id: object, body: bytes, **fields: str
) -> httpx2.Response:
    """The editor's form with a file in it."""
    shown = await client.get(f"/write/{post_id}")
    token = shown.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, **IN_FORM, "version": "1", **fields}
    files = {"image": ("croquis.jpg", body, "image/jpeg")}
    return await client.post(f"/write/{post_id}/pictures", data=data, files=files)


async def test_a_picture_is_the_cover_or_stands_in_the_text(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author)
    told = {"pictureAlt": "Un croquis [daté]", "markdown": "Tapé avec l'image."}
    answer = await send(client, post_id, a_picture(), **told, do="cover")
    assert answer.status_code == 303, answer.text
    assert stored(rows)["cover_alt"] == "Un croquis [daté]"
    assert stored(rows)["markdown"] == "Tapé avec l'image."
    cover = {"coverKey": stored(rows)["cover_key"], "coverAlt": "Un croquis"}
    await send(client, post_id, a_picture(), **told, **cover, do="text", version="2")
    text, key = stored(rows)["markdown"], rows("select key from post_images order by key")
    assert "\n\n![Un croquis (daté)](/files/images/" in text
    assert len(key) == 2
    shown = await client.get(text.partition("](")[2].rstrip(")"))
    assert shown.headers["content-type"] == "image/webp"
    page = await client.get(f"/write/{post_id}")
    assert "Vos images récentes" in page.text


REFUSED = {
    "no words": (a_picture(), {"pictureAlt": ""}, "pictureAlt"),
    "no file": (b"", {"pictureAlt": "Un croquis"}, "image"),
    "no picture": (b"%PDF-1.7 facture", {"pictureAlt": "Un croquis"}, "image"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_picture_that_is_refused_takes_nothing_typed_with_it(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str, name: str
) -> None:
    body, fields, field = REFUSED[name]
    post_id = await a_draft(database, author)
    answer = await send(client, post_id, body, **fields, markdown="Tapé avec l'image.", do="text")
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert "Tapé avec l'image.</textarea>" in typed(answer.text)
    assert stored(rows)["version"] == 1


async def test_a_picture_without_words_does_not_leave_its_author(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    text = f"![](/files/images/{'a' * 26}/960.webp)"
    post_id = await a_draft(database, author, markdown=text)
    place, fields = f"/write/{post_id}", {**IN_FORM, "version": "1", "step": "submit"}
    refused = await submit(client, place, {**fields, "markdown": text}, to=f"{place}/step")
    assert refused.status_code == 422
    assert "Décrivez chaque image" in typed(refused.text)
    told = text.replace("![]", "![Un croquis]")
    await submit(client, place, {**fields, "markdown": told}, to=f"{place}/step")
    assert stored(rows)["status"] == "in_review"


async def test_the_api_takes_pictures_up_to_a_number(
    client: httpx2.AsyncClient,
    clerk_key: RSAKey,
    author: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(add_picture, "PICTURES_MAX", 1)
    headers = bearer(clerk_key, author)
    files = {"image": ("croquis.jpg", a_picture(), "image/jpeg")}
    made = await client.post("/api/me/post-images", files=files, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["markdown"].startswith("![](/files/images/")
    found = await client.get("/api/me/post-images", headers=headers)
    assert found.json()["items"] == [made.json()]
    again = await client.post("/api/me/post-images", files=files, headers=headers)
    assert code_of(again) == (409, "too_many_pictures")


async def test_what_nothing_shows_for_a_week_is_swept_with_its_files(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    rows: Rows,
    clerk_key: RSAKey,
    author: str,
    clock: StillClock,
) -> None:
    headers = bearer(clerk_key, author)
    kinds = []
    for _ in range(4):
        files = {"image": ("croquis.jpg", a_picture(), "image/jpeg")}
        answer = await client.post("/api/me/post-images", files=files, headers=headers)
        kinds.append(answer.json())
    cover, in_text, in_version, unused = kinds
    post_id = await a_draft(database, author, markdown=in_version["markdown"])
    words = {"coverKey": cover["key"], "coverAlt": "Un croquis", "markdown": in_text["markdown"]}
    await saved(database, author, post_id, **words)
    folder = settings.files_place.path  # type: ignore[union-attr]  # tests keep files in a folder
    an_old_file(folder, MONDAY.timestamp())
    worker = Worker(settings, database)
    worker.work.clock = clock
    await worker.do(SWEEP_PICTURES)
    assert len(rows("select key from post_images")) == 4
    clock.ahead += timedelta(days=7, minutes=1)
    for path in folder.rglob("*.webp"):
        os.utime(path, (MONDAY.timestamp(),) * 2)
    await worker.do(SWEEP_PICTURES)
    left = {row["key"] for row in rows("select key from post_images")}
    assert left == {one["key"] for one in (cover, in_text, in_version)}
    assert unused["key"] not in left
    kept = {str(path.parent.relative_to(folder)) for path in folder.rglob("*.webp")}
    assert kept == left


def an_old_file(folder: Path, at: float) -> None:
    """A file of a picture that was never kept: the sender's transaction failed."""
    path = folder / "images" / ("b" * 26) / "480.webp"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF")
    os.utime(path, (at, at))
