"""Make one picture anew inside a process that may be killed at any moment.

Started by ``attachments.take_in`` only: the picture arrives on standard input, a JPEG of its points
leaves on standard output. The name of the file, its metadata and its other frames stay behind.
"""

import sys
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from ledger.intake.child import limit_resources
from ledger.intake.workbooks import MAX_FILE_BYTES

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
MAX_SIDE = 1600

NOT_A_PICTURE = "Ảnh bị hỏng hoặc không phải ảnh; hãy chụp hoặc lưu lại dạng JPEG rồi gửi."
TOO_MANY_PIXELS = "Ảnh quá lớn (hơn 50 triệu điểm ảnh); hãy gửi ảnh nhỏ hơn."
REFUSED, MADE = b"-", b"+"
"""What the answer begins with: a sentence follows, or the new picture."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85


def main() -> None:
    """Read standard input as a picture; a refusal is an answer too."""
    limit_resources()
    body = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    try:
        answer = MADE + made_anew(body)
    except Refused as refusal:
        answer = REFUSED + str(refusal).encode()
    sys.stdout.buffer.write(answer)


class Refused(Exception):
    """Say in one Vietnamese sentence why a picture is not taken."""


def made_anew(body: bytes) -> bytes:
    """Return a JPEG of a picture's points, upright and no larger than a page needs.

    Raises:
        Refused: with the sentence for the user.

    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    # Our own limit is looked at before a point is read; Pillow's stays as a second one.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(TOO_MANY_PIXELS)
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            flat = _flattened(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_MANY_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise Refused(NOT_A_PICTURE) from None
    made = BytesIO()
    flat.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue()


def _flattened(picture: "Image") -> "Image":
    """Return the points alone, on white where the picture is clear."""
    from PIL import Image

    clear = picture.convert("RGBA")
    flat = Image.new("RGB", clear.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    return flat
