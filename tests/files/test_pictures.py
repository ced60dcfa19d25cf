"""What becomes of a picture: upright, as wide as pages need, and nothing of it that told of anybody."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from mentorat.files.pictures.encoding import reencoded
from mentorat.files.pictures.picture import NotAPictureError
from tests.files.made_pictures import (
    CAMERA,
    CORNERS,
    ORIENTATION,
    camera_exif,
    corners,
    four_corners,
    opened,
    saved,
    with_everything,
)

KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
UPRIGHT = list(CORNERS)
# How a camera writes what it held in each way, so that turning it back makes it upright.
HELD = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_of_camera_place_and_author(kind: str) -> None:
    sent = with_everything(kind)
    assert CAMERA.encode() in sent or kind == "PNG"
    for variant in reencoded(sent).variants:
        shown = opened(variant.data)
        assert shown.format == "WEBP"
        assert not shown.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(shown.info)
        assert CAMERA.encode() not in variant.data
        chunks = {variant.data[at : at + 4] for at in (12, 30)}
        assert b"EXIF" not in variant.data
        assert chunks & {b"VP8 ", b"VP8L", b"VP8X"}
        assert corners(shown) == UPRIGHT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", HELD)
def test_a_picture_is_upright_however_the_camera_was_held(kind: str, orientation: int) -> None:
    turn = HELD[orientation]
    image = four_corners() if turn is None else four_corners().transpose(turn)
    made = reencoded(saved(image, kind, exif=camera_exif(orientation)))
    assert (made.width, made.height) == (640, 400)
    assert [(v.width, v.height) for v in made.variants] == [(480, 300), (640, 400)]
    assert [corners(opened(v.data)) for v in made.variants] == [UPRIGHT, UPRIGHT]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 2200),
    st.integers(1, 2200),
    st.sampled_from(KINDS),
    st.sampled_from(sorted(HELD)),
)
def test_widths_are_those_of_pages_and_never_more_than_was_sent(
    width: int, height: int, kind: str, orientation: int
) -> None:
    lying = orientation >= 5 and kind != "GIF"
    exif: dict[str, Any] = {} if kind == "GIF" else {"exif": camera_exif(orientation)}
    made = reencoded(saved(Image.new("RGB", (width, height), "teal"), kind, **exif))
    size = (height, width) if lying else (width, height)
    assert (made.width, made.height) == size
    assert [v.width for v in made.variants] == sorted({min(size[0], w) for w in (480, 960, 1600)})
    for variant in made.variants:
        shown = opened(variant.data)
        assert shown.size == (variant.width, variant.height)
        assert abs(variant.height - size[1] * variant.width / size[0]) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_give_the_same_picture_and_its_own_go_through_again(kind: str) -> None:
    sent = saved(four_corners(2000, 1250), kind)
    made = reencoded(sent)
    assert reencoded(sent) == made
    again = reencoded(made.variants[-1].data)
    assert [(v.width, v.height) for v in again.variants] == [(480, 300), (960, 600), (1600, 1000)]
    assert corners(opened(again.variants[0].data)) == UPRIGHT


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_a_png_holds_its_pixels_is_read(mode: str) -> None:
    grey = Image.new("L", (500, 300), 128).convert(mode) if mode != "I;16" else None
    image = grey or Image.frombytes("I;16", (500, 300), b"\x00\x80" * 150_000)
    pixel: Any = opened(reencoded(saved(image, "PNG")).variants[0].data).getpixel((200, 100))
    assert all(100 < level < 156 for level in pixel[:3]) or mode == "1"


def test_what_is_transparent_stays_so() -> None:
    for image in (
        Image.new("RGBA", (500, 300), (255, 0, 0, 0)),
        Image.new("P", (500, 300), 0),
    ):
        sent = saved(image, "PNG", **({"transparency": 0} if image.mode == "P" else {}))
        shown = opened(reencoded(sent).variants[0].data)
        assert shown.mode == "RGBA"
        assert shown.getchannel("A").getextrema() == (0, 0)


def test_printers_colours_become_a_screens() -> None:
    cyan = Image.new("CMYK", (500, 300), (255, 0, 0, 0))
    pixel: Any = opened(reencoded(saved(cyan, "JPEG")).variants[0].data).getpixel((100, 100))
    assert pixel[0] < 80
    assert min(pixel[1:]) > 180


def test_a_colour_profile_is_applied_before_it_is_dropped() -> None:
    """A file that says its red is another's green: who drops the profile alone shows it wrong."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    sent = saved(Image.new("RGB", (500, 300), (255, 0, 0)), "PNG", icc_profile=bytes(profile))
    pixel: Any = opened(reencoded(sent).variants[0].data).getpixel((100, 100))
    assert pixel[1] > 200
    assert pixel[0] < 60


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 5000])
def test_a_profile_that_cannot_be_read_is_left_out(profile: bytes) -> None:
    sent = saved(four_corners(), "PNG", icc_profile=profile)
    assert corners(opened(reencoded(sent).variants[0].data)) == UPRIGHT


def test_an_animation_is_its_first_frame() -> None:
    frames = [four_corners(), *(Image.new("RGB", (640, 400), colour) for colour in ("red", "blue"))]
    for kind in ("GIF", "WEBP", "PNG"):
        sent = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert getattr(Image.open(io.BytesIO(sent)), "n_frames", 0) == 3
        for variant in reencoded(sent).variants:
            assert corners(opened(variant.data)) == UPRIGHT
            assert b"ANIM" not in variant.data


@pytest.mark.parametrize(
    "sent",
    [
        *(saved(four_corners(), kind) for kind in ("TIFF", "ICO", "BMP", "JPEG2000", "PPM", "PDF")),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg><svg/>",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"<html><script>alert(1)</script>",
        b"",
        b"GIF",
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
    ],
)
def test_nothing_else_is_taken_for_a_picture(sent: bytes) -> None:
    with pytest.raises(NotAPictureError, match="format"):
        reencoded(sent)


def test_a_picture_that_is_a_page_as_well_is_only_a_picture() -> None:
    page = b"<script>alert(document.domain)</script>"
    sent = saved(four_corners(), "GIF", comment=page) + page
    assert page in sent
    assert all(page not in variant.data for variant in reencoded(sent).variants)


def test_orientation_is_said_in_one_place() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 77
    made = reencoded(saved(four_corners(), "JPEG", exif=exif.tobytes()))
    assert corners(opened(made.variants[0].data)) == UPRIGHT
