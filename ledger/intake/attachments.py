"""Take in pictures and scans from strangers, without trusting one byte of them.

T1  The first bytes decide what a file is; its name is looked at only to word a refusal, and is
    never used as a path nor kept.
T2  A picture is opened in a child process under limits and made anew from its points alone:
    without place, time and camera, without anything hidden behind it.
T3  A PDF is kept as it was sent if it looks like a whole, plain scan; it is never opened here.
"""

import hashlib
from dataclasses import dataclass
from tempfile import TemporaryFile

from ledger.intake.confined import ROOT, Stopped, run_confined
from ledger.intake.pictures import MADE, NOT_A_PICTURE, REFUSED
from ledger.models.attachments import AttachmentKind

MAX_KEPT_BYTES = 5 * 1024 * 1024

UNKNOWN_KIND = "Chỉ nhận ảnh .jpg, .png, .webp hoặc tệp .pdf."
HEIC = (
    "Ảnh .heic chưa đọc được. Trên điện thoại chọn Cài đặt → Camera → Định dạng → "
    "Tương thích nhất, hoặc gửi ảnh dạng JPEG."
)
NOT_A_PDF = "Tệp PDF bị hỏng hoặc không phải PDF; hãy quét hoặc lưu lại rồi gửi."
PDF_TOO_LARGE = "Tệp PDF quá 5 MB; hãy quét khoảng 150 dpi, đen trắng, hoặc tách ra từng giấy."
LOCKED_PDF = "Tệp PDF có mật khẩu; hãy lưu bản không có mật khẩu rồi gửi."
ACTIVE_PDF = "Không nhận tệp PDF có mã chạy hoặc tệp khác bên trong; hãy quét hoặc in lại ra PDF."
EMPTY = "Tệp trống."

_JPEG, _PDF = b"\xff\xd8\xff", b"%PDF-"
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
_START_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from ledger.intake.pictures import main; main()"
)


class BadFile(ValueError):
    """Say in one Vietnamese sentence why a file is not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """A file that may be kept: what it is, its bytes, and the digest of the bytes that came."""

    kind: AttachmentKind
    body: bytes
    sha256: str


def take_in(body: bytes, filename: str = "") -> TakenFile:
    """Check a file and make a picture anew; takes up to ``MAX_SECONDS``, so hold no lock.

    Raises:
        BadFile: why it is not taken.

    """
    digest = hashlib.sha256(body).hexdigest()
    if not body:
        raise BadFile(EMPTY)
    if body.startswith(_PDF):
        _check_pdf(body)
        return TakenFile(kind=AttachmentKind.PDF, body=body, sha256=digest)
    if not _looks_like_picture(body):
        raise BadFile(_why_unknown(body, filename))
    return TakenFile(kind=AttachmentKind.PICTURE, body=_made_anew(body), sha256=digest)


def _looks_like_picture(body: bytes) -> bool:
    return body.startswith((_JPEG, b"\x89PNG\r\n\x1a\n")) or (
        body[:4] == b"RIFF" and body[8:12] == b"WEBP"
    )


def _why_unknown(body: bytes, filename: str) -> str:
    if body[4:8] == b"ftyp" and body[8:12] in _HEIC_BRANDS:
        return HEIC
    ending = filename.rpartition(".")[2].strip().casefold()
    if ending in {"jpg", "jpeg", "png", "webp"}:
        return NOT_A_PICTURE
    return NOT_A_PDF if ending == "pdf" else UNKNOWN_KIND


def _check_pdf(body: bytes) -> None:
    if len(body) > MAX_KEPT_BYTES:
        raise BadFile(PDF_TOO_LARGE)
    if b"%%EOF" not in body[-2048:] or b"startxref" not in body[-4096:]:
        raise BadFile(NOT_A_PDF)
    if b"/Encrypt" in body:
        raise BadFile(LOCKED_PDF)
    if any(word in body for word in _ACTIVE):
        raise BadFile(ACTIVE_PDF)


def _made_anew(body: bytes) -> bytes:
    with TemporaryFile() as question, TemporaryFile() as answer:
        question.write(body)
        question.seek(0)
        try:
            run_confined(_START_CHILD, [ROOT], question=question, answer=answer)
        except Stopped:
            raise BadFile(NOT_A_PICTURE) from None
        answer.seek(0)
        said = answer.read(MAX_KEPT_BYTES + 2)
    if said.startswith(REFUSED):
        raise BadFile(said[1:].decode("utf-8", "replace"))
    # Only the shape of the answer is believed.
    if not said.startswith(MADE + _JPEG) or len(said) > MAX_KEPT_BYTES + 1:
        raise BadFile(NOT_A_PICTURE)
    return said[1:]
