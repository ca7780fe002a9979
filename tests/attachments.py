"""Pictures and scans for tests, made by code: good ones, and what strangers send instead."""

import struct
import zlib
from io import BytesIO

from PIL import Image

from ledger.intake.attachments import TakenFile, take_in

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\nstartxref\n9\n%%EOF\n"
"""The least that passes for a scan."""


def picture(
    size: tuple[int, int] = (40, 30), *, kind: str = "JPEG", mode: str = "RGB", **facts: object
) -> bytes:
    """Return a picture: dark on its left, light on its right."""
    made = Image.new("RGB", size, "white")
    made.paste(Image.new("RGB", (size[0] // 2, size[1]), "black"), (0, 0))
    file = BytesIO()
    made.convert(mode).save(file, kind, **facts)
    return file.getvalue()


def phone_picture() -> bytes:
    """Return a picture as a phone makes it: lying on its side, with its place and its camera."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (9.0, 45.0, 12.0), 3: "E", 4: (106.0, 20.0, 30.0)})
    return picture((60, 40), exif=exif, comment=b"SECRETCOMMENT")


def bomb(side: int = 50_000) -> bytes:
    """Return a PNG of some bytes that claims to unpack to 2.5 gigabytes of points."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    points = zlib.compress(bytes(side + 1) * 10, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", points)


def scan(words: str = "") -> TakenFile:
    """Return a taken scan; other words make it another file."""
    return take_in(PDF + words.encode())


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
