"""A sent picture made anew: the same to the eye, in few bytes, and nothing hidden in it."""

import io
from typing import Final

from PIL import AvifImagePlugin, Image, ImageCms

from mentorat.files.pictures.header import check_header, check_size, format_of
from mentorat.files.pictures.picture import WIDTHS, Picture, Variant

ORIENTATION: Final = 0x0112  # Exif 2.32, 4.6.4
# How each orientation is put upright; those from 5 on lie on their side.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = 5
QUALITY = 80
EFFORT = 4
DRAFT_MARGIN = 2  # JPEG is decoded at twice the size that is wanted, or more
GREY_16 = 257  # 65535 as 255
Image.MAX_IMAGE_PIXELS = None  # the size is checked here, by our own limit
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # what a picture costs is counted, not hidden


def reencoded(data: bytes) -> Picture:
    """The first frame of a JPEG, PNG, GIF, WebP or AVIF, upright, in sRGB, without any metadata, at
    up to three widths and never wider than it was. The same bytes give the same picture.

    Raises NotAPictureError, and whatever Pillow raises for what is damaged.
    """
    kind = format_of(data)
    check_header(data, kind)
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        check_size(*image.size)
        turn = _orientation(image)
        profile = image.info.get("icc_profile")
        size = image.size[::-1] if turn >= LYING else image.size
        if kind == "JPEG":
            _shrink_at_decoding(image, size[0])
        plain = _plain(image)
    return Picture(_variants(plain, turn, profile, size), *size)


def _orientation(image: Image.Image) -> int:
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except (ValueError, OSError, SyntaxError, KeyError, TypeError, IndexError, OverflowError):
        return 1  # unreadable: it is dropped all the same
    return found if found in TURNS else 1


def _shrink_at_decoding(image: Image.Image, width: int) -> None:
    """Have the decoder leave out pixels that nobody will see."""
    share = DRAFT_MARGIN * WIDTHS[-1] / width
    if share < 1:
        image.draft("", (round(image.width * share), round(image.height * share)))


def _plain(image: Image.Image) -> Image.Image:
    """The pixels in a mode that can be scaled: L, RGB, RGBA or CMYK."""
    image.load()
    if image.mode.startswith(("I", "F")):  # grey of sixteen bits
        return image.convert("I").point(lambda level: level / GREY_16).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image.copy() if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _variants(
    image: Image.Image, turn: int, profile: bytes | None, size: tuple[int, int]
) -> list[Variant]:
    widest = _fitted(image, size, WIDTHS[-1], is_lying=turn >= LYING)
    widest = _in_srgb(widest, profile)
    if turn in TURNS:
        widest = widest.transpose(TURNS[turn])
    widths = sorted({min(width, size[0]) for width in WIDTHS})
    return [_variant(_fitted(widest, size, width)) for width in widths]


def _fitted(
    image: Image.Image, size: tuple[int, int], width: int, *, is_lying: bool = False
) -> Image.Image:
    """`image` at this width at most, in the proportions of `size`; both as they are looked at."""
    width = min(width, size[0])
    wanted = (width, max(1, round(size[1] * width / size[0])))
    wanted = wanted[::-1] if is_lying else wanted
    return image if image.size == wanted else image.resize(wanted, Image.Resampling.LANCZOS)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as a screen without colour management shows them. A profile that cannot be read,
    or is not for such pixels, is left out, as browsers do."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            colours = converted or colours
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    colours = colours if colours.mode == "RGB" else colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _variant(image: Image.Image) -> Variant:
    """Written from the pixels alone: what else Pillow remembers of the file is not handed on."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    written = io.BytesIO()
    bare.save(written, "WEBP", quality=QUALITY, method=EFFORT, exif=b"", icc_profile=b"", xmp=b"")
    return Variant(*image.size, data=written.getvalue())
