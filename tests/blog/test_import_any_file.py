"""Whatever a file holds, it is read or refused in a sentence: nothing else ever happens."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.fitting import PostSetting, fitted
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.refusals import UnreadableFileError
from mentorat.errors import Invalid
from tests.blog.moving import DATA, a_picture, a_zip

ZIPPED = (
    "---\ntitle: Un\ntags: [a, b]\ncover: a.jpg\ndate: 2024-05-01\n---\n\n![a](a.jpg) {{< b >}}\n"
)
SETTING = PostSetting("fr", frozenset({"python"}), {}, None)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=6), st.integers(0, 8)),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("kind", ["wordpress.xml", "ghost.json", "zip"])
@given(CHANGES)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, changes: list[tuple[float, bytes, int]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    body = bytearray(_file(folder, kind))
    for place, put, dropped in changes:
        at = int(place * len(body))
        body[at : at + dropped] = put
    path = folder / f"damaged.{kind.rpartition('.')[2]}"
    path.write_bytes(body)
    with contextlib.suppress(UnreadableFileError):
        source = open_source(path)
        for post in source.posts():
            assert post.origin
            for name in post.pictures.values():
                source.picture(name)
            with contextlib.suppress(Invalid, ValueError):
                fitted(post, SETTING, status=PostStatus.PUBLISHED)
        source.close()


def test_a_zip_of_a_later_kind_is_refused_in_a_sentence(tmp_path: Path) -> None:
    body = bytearray(_file(tmp_path, "zip"))
    needed = body.index(b"PK\x01\x02") + 6  # the version that an entry asks for
    body[needed] = 64
    path = tmp_path / "later.zip"
    path.write_bytes(body)
    with pytest.raises(UnreadableFileError, match=r"later\.zip is no zip that can be read"):
        open_source(path)


def test_an_entry_without_a_name_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "noms.zip"
    a_zip(path, {"x": "rien", ".": "un point", "a.md": ZIPPED, "a.jpg": a_picture(40, 30)})
    body = bytearray(path.read_bytes())
    entry = body.index(b"PK\x01\x02")
    body[entry + 28], body[entry + 30] = 0, 1  # the letter of its name becomes an extra field
    path.write_bytes(body)
    source = open_source(path)
    assert [post.title for post in source.posts()] == ["Un"]
    assert [loss.detail for loss in source.losses if loss.kind == "unsafe_entry"] == [
        " (no name)",
        ". (no name)",
    ]
    source.close()


def _file(folder: Path, kind: str) -> bytes:
    if kind != "zip":
        return (DATA / kind).read_bytes()
    path = folder / "whole.zip"
    if not path.exists():
        a_zip(path, {"a.md": ZIPPED, "b.md": "# Deux\n\nTexte.", "a.jpg": a_picture(40, 30)})
    return path.read_bytes()
