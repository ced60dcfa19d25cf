"""Pictures as cameras, editors and enemies make them."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

PARIS = {1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)}  # GPSLatitude and so on
CAMERA = "Appareil de Marc 4711"
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
CORNERS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


def four_corners(width: int = 640, height: int = 400) -> Image.Image:
    """Red and green above, blue and white below: which way is up can be seen."""
    image = Image.new("RGB", (width, height))
    for at, colour in enumerate(CORNERS.values()):
        box = (at % 2 * width // 2, at // 2 * height // 2)
        image.paste(colour, (*box, box[0] + width // 2, box[1] + height // 2))
    return image


def corners(image: Image.Image) -> list[str]:
    """The nearest colour in the middle of each quarter."""
    small = image.convert("RGB")
    found = []
    for x, y in ((1, 1), (3, 1), (1, 3), (3, 3)):
        pixel: Any = small.getpixel((small.width * x // 4, small.height * y // 4))
        found.append(min(CORNERS, key=lambda name: _distance(CORNERS[name], pixel)))
    return found


def _distance(one: tuple[int, int, int], other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """As a file of this kind."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    """What a browser makes of it."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def camera_exif(orientation: int = 1) -> bytes:
    """Where and with what it was taken."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION], exif[GPS] = CAMERA, orientation, PARIS
    return exif.tobytes()


def wide_profile() -> bytes:
    """A colour profile that is not sRGB's: Lab's own."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def with_everything(kind: str) -> bytes:
    """A picture with all that a file of this kind can carry besides its pixels."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": camera_exif(), "icc_profile": srgb}
    if kind in {"JPEG", "WEBP", "AVIF"}:
        options["xmp"] = f"<x:xmpmeta><by>{CAMERA}</by></x:xmpmeta>".encode()
    if kind in {"JPEG", "GIF"}:
        options["comment"] = CAMERA.encode()
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", CAMERA)
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", CAMERA, zip=True)
    if kind == "GIF":
        options = {"comment": CAMERA.encode()}
    return saved(four_corners(), kind, **options)


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, rows: bytes | None = None) -> bytes:
    """A PNG that says this size, whatever its rows are."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 64 if rows is None else rows, 9))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + chunk(b"IEND", b"")


def bomb(megabytes: int) -> bytes:
    """Zeros that deflate to a thousandth."""
    packer = zlib.compressobj(9)
    zeros = b"\0" * 1024 * 1024
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


def webp(width: int, height: int) -> bytes:
    """A WebP whose canvas says this size, around one small frame."""
    frame = saved(Image.new("RGB", (8, 8)), "WEBP", lossless=True)[12:]
    canvas = b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(width: int, height: int, frames: int = 1) -> bytes:
    """An animation of black frames, each of the whole size."""
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    image = b"\x2c" + struct.pack("<HHHH", 0, 0, width, height) + b"\0\x02\x02\x44\x01\0"
    return head + (b"\x21\xf9\x04\0\0\0\0\0" + image) * frames + b"\x3b"


def avif(width: int, height: int, *, columns: int = 0, rows: int = 0) -> bytes:
    """A small AVIF whose boxes say this size, or that it is a grid of so many tiles."""
    data = bytearray(saved(four_corners(64, 64), "AVIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", width, height)
    if columns:
        kind = data.index(b"av01", data.index(b"infe"))
        data[kind : kind + 4] = b"grid"
    return bytes(data)
