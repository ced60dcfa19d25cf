"""Pictures made to hurt: each is refused with a sentence, in little time and memory, in a process of
its own. Files are real: every bomb here goes off in a reader without limits."""

import asyncio
import os
import resource
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore
from PIL import Image

from mentorat.errors import Invalid, Unavailable
from mentorat.files.keep_picture import keep_picture
from mentorat.files.keys import FOLDER
from mentorat.files.pictures import sandbox
from mentorat.files.pictures.picture import BYTES_MAX, Picture
from mentorat.files.pictures.sandbox import SENTENCES, reencoded_apart
from mentorat.files.store import FileStore
from tests.files import made_pictures as made
from tests.files.made_pictures import four_corners, saved

pytestmark = pytest.mark.anyio
GIGABYTE = 1024**3
NOISE = Image.effect_noise((900, 700), 90).convert("RGB")
HUGE = b"iTXtXML:com.adobe.xmp\0\1\0\0\0"


def grown_by(text: bytes) -> bytes:
    """A small real PNG with one more chunk before its pixels."""
    whole = saved(four_corners(), "PNG")
    return whole[:33] + made.chunk(text[:4], text[4:]) + whole[33:]


REFUSED = {
    "png of 50,000 × 50,000": (made.png(50_000, 50_000), "side"),
    "png of 2^31 × 1": (made.png(2**31 - 1, 1), "side"),
    "png of 12,000 × 12,000": (made.png(12_000, 12_000), "pixels"),
    "png without a size": (made.png(0, 10), "broken"),
    "png that ends in its header": (made.png(300, 300)[:20], "broken"),
    "png whose pixels are missing": (made.png(3000, 3000), "broken"),
    "png of 40 megapixels of nothing": (made.png(8000, 5000, rows=b""), "broken"),
    "webp of 16,384 × 16,384": (made.webp(16_384, 16_384), "side"),
    "webp of 11,000 × 11,000": (made.webp(11_000, 11_000), "pixels"),
    "webp of 6,000 × 6,000 around 8 × 8": (made.webp(6_000, 6_000)[:60], "broken"),
    "gif of 65,535 × 65,535": (made.gif(65_535, 65_535), "side"),
    "gif of 9,000 × 9,000": (made.gif(9_000, 9_000), "pixels"),
    "avif of 50,000 × 50,000": (made.avif(50_000, 50_000), None),
    "avif of 10,000 × 10,000": (made.avif(10_000, 10_000), None),
    "avif that is a grid": (made.avif(8_192, 4_096, columns=256, rows=256), None),
    "more bytes than are read": (saved(NOISE, "PNG") + b"\0" * BYTES_MAX, "bytes"),
    "a jpeg of nothing": (b"\xff\xd8\xff\xe0" + b"\0" * 1000, "broken"),
    "a jpeg of 65,500 × 65,500": (
        saved(four_corners(), "JPEG").replace(b"\x01\x90\x02\x80", b"\xff\xdc\xff\xdc", 1),
        "side",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_each_is_refused_at_once_with_what_to_do(name: str) -> None:
    data, why = REFUSED[name]
    began = time.monotonic()
    with pytest.raises(Invalid) as refused:
        await reencoded_apart(data)
    assert time.monotonic() - began < 10
    (problem,) = refused.value.problems
    assert problem.pointer == "/image"
    assert problem.message in SENTENCES.values()
    assert why is None or problem.code == f"image_{why}"
    assert "%" not in problem.message % problem.values


async def taken_or_refused(data: bytes) -> Picture | None:
    """What becomes of it; a refusal has its sentence."""
    try:
        return await reencoded_apart(data)
    except Invalid as refusal:
        told = refusal.problems[0].message
    assert told in SENTENCES.values()
    return None


BOMBS = {
    "an iCCP of 200 MB": grown_by(b"iCCPnom\0\0" + made.bomb(200)),
    "a zTXt of 200 MB": grown_by(b"zTXtAuthor\0\0" + made.bomb(200)),
    "an iTXt of 200 MB": grown_by(HUGE + made.bomb(200)),
    "pixels of 200 MB in a small picture": made.png(16, 16, rows=b"\0" * (200 * 1024 * 1024)),
    "two hundred texts of a megabyte": saved(four_corners(), "PNG")[:33]
    + b"".join(made.chunk(b"zTXt", b"k%d\0\0" % at + made.bomb(1)) for at in range(200))
    + saved(four_corners(), "PNG")[33:],
    "a gif of 10,000 frames": made.gif(1000, 1000, 10_000),
    "a webp of 12,000 × 3,000 around 8 × 8": made.webp(12_000, 3_000),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_refused_or_read_without_going_off(name: str) -> None:
    """Whether it is taken is the reader's affair; what it costs is ours."""
    began = time.monotonic()
    taken = await taken_or_refused(BOMBS[name])
    assert time.monotonic() - began < 20
    assert taken is None or all(len(v.data) < 200_000 for v in taken.variants)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 1.1 * GIGABYTE


async def test_the_largest_that_is_allowed_is_taken() -> None:
    for image, kind in (
        (Image.effect_noise((8000, 5000), 3).convert("RGB"), "JPEG"),
        (Image.new("RGBA", (8000, 5000), (200, 30, 30, 120)), "PNG"),
        (Image.new("RGBA", (8000, 5000), (200, 30, 30, 120)), "AVIF"),
    ):
        sent = saved(image, kind, **({"speed": 10} if kind == "AVIF" else {}))
        assert [v.width for v in (await reencoded_apart(sent)).variants] == [480, 960, 1600]


WHOLE = {kind: saved(NOISE, kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF")}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
async def test_a_picture_that_was_cut_is_refused(kind: str, share: float) -> None:
    whole = WHOLE[kind]
    with pytest.raises(Invalid) as refused:
        await reencoded_apart(whole[: int(len(whole) * share)])
    assert refused.value.problems[0].code in {"image_broken", "image_costly"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([saved(four_corners(64, 40), kind) for kind in WHOLE]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8),
    st.floats(0.2, 1),
)
@example(b"\x89PNG\r\n\x1a\n", [(0.0, b"\x89")], 1.0)
async def test_whatever_is_written_over_a_picture_it_is_taken_or_refused(
    whole: bytes, wounds: list[tuple[float, bytes]], share: float
) -> None:
    data = bytearray(whole)
    for at, bytes_over in wounds:
        place = 12 + int(at * len(data))
        data[place : place + len(bytes_over)] = bytes_over
    taken = await taken_or_refused(bytes(data[: int(len(data) * share)]))
    assert taken is None or 1 <= len(taken.variants) <= 3


async def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "ENCODER", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(sandbox, "SECONDS_MAX", 0.5)
    with pytest.raises(Invalid) as refused:
        await reencoded_apart(WHOLE["PNG"])
    assert refused.value.problems[0].code == "image_costly"


@pytest.mark.parametrize("signal", ["SIGSEGV", "SIGKILL", "SIGXCPU"])
async def test_a_reader_that_dies_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, signal: str
) -> None:
    dying = f"import os, signal; os.kill(os.getpid(), signal.{signal})"
    monkeypatch.setattr(sandbox, "ENCODER", ("-c", dying))
    with pytest.raises(Invalid) as refused:
        await reencoded_apart(WHOLE["PNG"])
    assert refused.value.problems[0].code == "image_costly"


async def test_who_stops_waiting_ends_the_reader(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "pid"
    endless = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    monkeypatch.setattr(sandbox, "ENCODER", ("-c", endless))
    waiting = asyncio.ensure_future(reencoded_apart(WHOLE["PNG"]))
    while not told.exists() or not told.read_text():
        await asyncio.sleep(0.02)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


async def test_the_process_of_a_picture_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    seen = "import os; os.kill(os.getpid(), 9) if 'SECRET_KEY' in os.environ else exit(1)"
    monkeypatch.setattr(sandbox, "ENCODER", ("-c", seen))
    with pytest.raises(Invalid) as refused:
        await reencoded_apart(WHOLE["PNG"])
    assert refused.value.problems[0].code == "image_broken"


async def test_when_many_send_at_once_the_last_are_told_to_come_back() -> None:
    answers = await asyncio.gather(
        *(reencoded_apart(saved(four_corners(), "PNG")) for _ in range(12)), return_exceptions=True
    )
    away = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert len(away) == 12 - sandbox.AT_ONCE - sandbox.WAITING_MAX
    assert sum(isinstance(answer, Picture) for answer in answers) == 12 - len(away)
    assert isinstance(await reencoded_apart(WHOLE["WEBP"]), Picture)


async def test_a_kept_picture_is_in_the_store_and_a_refused_one_is_not() -> None:
    store = FileStore(MemoryStore())
    kept = await keep_picture(store, saved(four_corners(2000, 1250), "JPEG"))
    other = await keep_picture(store, saved(four_corners(2000, 1250), "JPEG"))
    assert FOLDER.fullmatch(kept.key)
    assert other.key != kept.key
    assert (kept.width, kept.height, kept.widths) == (1600, 1000, (480, 960, 1600))
    for key in kept.keys:
        found = await store.get(key)
        assert found is not None
        assert made.opened(found.body).format == "WEBP"
    with pytest.raises(Invalid):
        await keep_picture(store, zlib.compress(b"no picture"))
    assert {entry.key async for entry in store.list()} == {*kept.keys, *other.keys}
