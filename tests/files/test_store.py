"""The contract of the store: the same for a folder, for a bucket and in memory."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from mentorat.errors import Unavailable
from mentorat.files.keys import OddKeyError, key_of, new_folder
from mentorat.files.opening import open_store
from mentorat.files.store import FileStore, StoredFile
from mentorat.settings import Settings, SettingsError
from tests.fakes.s3_server import BUCKET, KEY_ID, REGION, SECRET, Objects, s3_server

pytestmark = pytest.mark.anyio
WEBP = b"RIFF....WEBP"
ODD_KEYS = (
    *("", "images", "images/", "/images/x/1.webp", "../images", "images/../secret_key"),
    f"images/{'a' * 26}/1.webp\n",
    f"images/{'a' * 26}/../1.webp",
    f"images/{'A' * 26}/1.webp",
    f"images/{'a' * 26}/1.svg",
    f"images/{'a' * 25}/1.webp",
    f"images/{'a' * 26}//1.webp",
    f"images/{'a' * 26}/\u0661.webp",
)


def bucket_settings(endpoint: str, home: Path, *, secret: str = SECRET) -> Settings:
    return Settings(
        mentorat_home=home,
        files_url=f"s3://{BUCKET}/of/mentorat?endpoint={endpoint}&region={REGION}",
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=secret,
    )


@pytest.fixture
def bucket() -> Iterator[tuple[str, Objects]]:
    with s3_server() as found:
        yield found


@pytest.fixture(params=["folder", "bucket", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "memory":
        return FileStore(MemoryStore())
    if request.param == "folder":
        return open_store(Settings(mentorat_home=tmp_path))
    endpoint, _ = request.getfixturevalue("bucket")
    return open_store(bucket_settings(endpoint, tmp_path))


async def test_what_is_put_comes_back_until_it_is_deleted(store: FileStore) -> None:
    key, other = key_of(new_folder(), 480), key_of(new_folder(), 960)
    assert await store.get(key) is None
    for body in (b"first", WEBP, WEBP):
        await store.put(key, body)
    await store.put(other, b"")
    assert await store.get(key) == StoredFile(WEBP, "image/webp")
    assert await store.get(other) == StoredFile(b"", "image/webp")
    for _ in range(2):
        await store.delete([key, key_of(new_folder(), 480)])
    assert await store.get(key) is None
    assert await store.get(other) is not None
    assert await store.probe()


async def test_what_is_there_is_listed_with_its_age(store: FileStore) -> None:
    assert [entry async for entry in store.list()] == []
    folders = [new_folder() for _ in range(4)]
    keys = {key_of(folder, width) for folder in folders for width in (480, 960)}
    before = datetime.now(UTC) - timedelta(seconds=2)
    for key in keys:
        await store.put(key, WEBP)
    found = [entry async for entry in store.list()]
    assert {entry.key for entry in found} == keys
    assert len(found) == len(keys)
    assert {entry.size for entry in found} == {len(WEBP)}
    assert all(before <= entry.stored_at <= datetime.now(UTC) for entry in found)
    assert {entry.key async for entry in store.list(folders[0])} == {
        key for key in keys if key.startswith(folders[0])
    }


@pytest.mark.parametrize("key", ODD_KEYS)
async def test_a_key_that_is_not_ours_reaches_no_store(store: FileStore, key: str) -> None:
    for attempt in (store.put(key, WEBP), store.get(key), store.delete([key])):
        with pytest.raises(OddKeyError):
            await attempt
    assert [entry async for entry in store.list()] == []


async def test_a_folder_that_went_away_is_unavailable(tmp_path: Path) -> None:
    store = open_store(Settings(mentorat_home=tmp_path))
    (tmp_path / "files").rmdir()
    (tmp_path / "files").touch()
    with pytest.raises(Unavailable):
        await store.put(key_of(new_folder(), 480), WEBP)


async def test_a_bucket_that_is_away_is_unavailable_within_seconds(
    bucket: tuple[str, Objects], tmp_path: Path
) -> None:
    endpoint, objects = bucket
    store, key = open_store(bucket_settings(endpoint, tmp_path)), key_of(new_folder(), 480)
    objects.is_away = True
    began = time.monotonic()
    for attempt in (store.put(key, WEBP), store.get(key), store.delete([key])):
        with pytest.raises(Unavailable):
            await attempt
    with pytest.raises(Unavailable):
        await anext(store.list())
    assert time.monotonic() - began < 20


async def test_a_wrong_secret_keeps_nothing_and_is_never_said(
    bucket: tuple[str, Objects], tmp_path: Path
) -> None:
    endpoint, objects = bucket
    store = open_store(bucket_settings(endpoint, tmp_path, secret="another+secret"))
    with pytest.raises(Unavailable) as refused:
        await store.put(key_of(new_folder(), 480), WEBP)
    assert not objects
    assert "another" not in str(refused.value)
    assert "another" not in repr(bucket_settings(endpoint, tmp_path, secret="another+secret"))


async def test_a_bucket_holds_what_is_ours_under_its_prefix_with_its_type(
    bucket: tuple[str, Objects], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint, objects = bucket
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_SKIP_SIGNATURE", "AWS_REGION"):
        monkeypatch.setenv(name, "true")  # of somebody else's store
    key = key_of(new_folder(), 480)
    await open_store(bucket_settings(endpoint, tmp_path)).put(key, WEBP)
    assert {name: (body, kind) for name, (body, kind, _) in objects.items()} == {
        f"of/mentorat/{key}": (WEBP, "image/webp")
    }


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    open_store(Settings(mentorat_home=tmp_path / "home"))
    assert (tmp_path / "home" / "files").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="FILES_URL names a folder that cannot be used"):
        open_store(Settings(files_url=str(tmp_path / "file" / "files")))
