"""What is hostile in a zip is named and never read."""

import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorat.blog.moving.archive import ENTRIES_MAX, PostArchive
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.refusals import UnreadableFileError
from tests.blog.moving import a_zip


def hostile(path: Path, change: Callable[[zipfile.ZipInfo], None], name: str = "a.md") -> Path:
    """A zip with a good article, and one entry that says something else of itself."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("bon.md", "# Bon\n\nTexte.")
        entry = zipfile.ZipInfo(name)
        change(entry)
        target.writestr(entry, "# Autre\n\nTexte.")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.md",
        "/etc/a.md",
        "a/../../b.md",
        "C:/a.md",
        "..\\a.md",
        "a\x07.md",
        "a" * 400 + ".md",
    ],
)
def test_names_that_lead_elsewhere_are_never_read(tmp_path: Path, name: str) -> None:
    source = open_source(hostile(tmp_path / "odd.zip", lambda _entry: None, name))
    assert [post.place for post in source.posts()] == ["bon.md"]
    assert [loss.kind for loss in source.losses] == ["unsafe_entry"]


def test_links_and_doubles_and_what_is_encrypted_are_named(tmp_path: Path) -> None:
    def link(entry: zipfile.ZipInfo) -> None:
        entry.external_attr = 0o120777 << 16

    linked = open_source(hostile(tmp_path / "link.zip", link))
    assert [loss.detail for loss in linked.losses] == ["a.md (a link)"]
    encrypted = hostile(tmp_path / "encrypted.zip", lambda _entry: None)
    body = bytearray(encrypted.read_bytes())
    at = body.rindex(b"PK\x01\x02")
    body[at + 8] |= 1
    encrypted.write_bytes(body)
    assert [loss.detail for loss in open_source(encrypted).losses] == ["a.md (encrypted)"]
    double = tmp_path / "double.zip"
    with zipfile.ZipFile(double, "w") as target:
        target.writestr("a.md", "# Un")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("a.md", "# Deux")
    source = open_source(double)
    assert list(source.posts()) == []
    assert [loss.detail for loss in source.losses] == ["a.md (its name is there twice)"] * 2


def test_bombs_are_never_unpacked(tmp_path: Path) -> None:
    tight = a_zip(tmp_path / "tight.zip", {"bon.md": "# Bon\n\nA.", "a.md": b"a" * 9_000_000})
    source = open_source(tight)
    assert [post.place for post in source.posts()] == ["bon.md"]
    assert source.losses[0].detail == "a.md (packed as no text or picture is)"
    large = a_zip(tmp_path / "large.zip", {f"{n}.png": b"" for n in range(300)})
    body = large.read_bytes()
    at = 0
    while (at := body.find(b"PK\x01\x02", at)) >= 0:
        body = body[: at + 20] + struct.pack("<II", 9_000_000, 9_000_000) + body[at + 28 :]
        at += 4
    large.write_bytes(body)
    with pytest.raises(UnreadableFileError, match="more than 2 GB"):
        open_source(large)


def test_an_entry_that_lies_about_its_size_is_read_to_its_bound(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "lie.zip", {"a.md": b"a" * 60_000_000})
    body = bytearray(path.read_bytes())
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<I", 1_000)
    path.write_bytes(body)
    archive = PostArchive(path)
    tracemalloc.start()
    assert archive.read("a.md") is None or len(archive.read("a.md") or b"") <= 1_000
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_a_hundred_thousand_entries_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as target:
        for number in range(100_000):
            target.writestr(zipfile.ZipInfo(f"{number}.md"), b"")
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(UnreadableFileError, match=f"{ENTRIES_MAX:,}"):
        open_source(path)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
    assert time.process_time() - began < 1


@pytest.mark.parametrize("cut", [0, 1, 4, 30, 60, 100])
def test_a_zip_that_is_cut_or_no_zip_is_refused(tmp_path: Path, cut: int) -> None:
    path = a_zip(tmp_path / "cut.zip", {"a.md": "# Un\n\nTexte."})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnreadableFileError):
        open_source(path)


def test_names_in_old_letters_are_read_as_they_were_meant(tmp_path: Path) -> None:
    path = hostile(tmp_path / "old.zip", lambda _entry: None, "XXXX.md")
    body = path.read_bytes().replace(b"XXXX", "été"[:2].encode() + b"a")
    path.write_bytes(body)
    assert {post.place for post in open_source(path).posts()} == {"bon.md", "éta.md"}
    latin = hostile(tmp_path / "latin.zip", lambda _entry: None, "XXXX.md")
    latin.write_bytes(latin.read_bytes().replace(b"XXXX", b"\xe9t\xe9a"))
    assert len(list(open_source(latin).posts())) == 2
