"""Pictures are made anew, scans looked at, everything else gets a sentence (T1 to T3)."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from ledger.intake import attachments, confined, pictures
from ledger.intake.attachments import BadFile, take_in
from ledger.models.attachments import AttachmentKind
from tests.attachments import PDF, bomb, phone_picture, picture


def refusal(body: bytes, name: str = "anh.jpg") -> str:
    """Return the sentence that a file is refused with."""
    with pytest.raises(BadFile) as refused:
        take_in(body, name)
    return str(refused.value)


def opened(body: bytes) -> Image.Image:
    made = Image.open(BytesIO(body))
    made.load()
    return made


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"),
     ("PNG", "1"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_a_picture_of_any_sort_becomes_a_plain_jpeg(kind: str, mode: str) -> None:
    sent = picture(kind=kind, mode=mode)

    taken = take_in(sent, "whatever.bin")

    made = opened(taken.body)
    assert taken.kind is AttachmentKind.PICTURE
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (40, 30))
    assert taken.sha256 == hashlib.sha256(sent).hexdigest()
    grey = made.convert("L").tobytes()
    assert max(grey[605:615]) < 60, "the left stays dark"
    assert min(grey[625:635]) > 190, "the right stays light"


def test_place_time_and_camera_stay_behind_and_the_picture_stands_upright() -> None:
    sent = phone_picture()
    assert b"SECRETPHONE" in sent

    made = opened(take_in(sent, "IMG_0001.jpg").body)

    assert made.size == (40, 60)
    assert not made.getexif()
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SECRET" not in take_in(sent, "IMG_0001.jpg").body


def test_what_is_hidden_behind_a_picture_stays_behind() -> None:
    assert b"<script>" not in take_in(picture() + b"<script>alert(1)</script>", "a.jpg").body


def test_a_large_picture_becomes_as_large_as_a_page_needs() -> None:
    made = opened(take_in(picture((4000, 3000)), "a.jpg").body)

    assert made.size == (1600, 1200)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    # Without its pixels it could not be unpacked: it is refused for the size that it claims.
    assert refusal(bomb()[:64], "a.png") == pictures.TOO_MANY_PIXELS
    assert refusal(bomb(), "a.png") == pictures.TOO_MANY_PIXELS


def test_a_few_points_more_than_the_limit_are_refused_too() -> None:
    assert refusal(bomb(8_000), "a.png") == pictures.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    ("body", "name", "sentence"),
    [
        (b"", "a.jpg", attachments.EMPTY),
        (b"MZ\x90\x00 this program", "anh.jpg", pictures.NOT_A_PICTURE),
        (b"MZ\x90\x00 this program", "quyet-dinh.pdf", attachments.NOT_A_PDF),
        (b"MZ\x90\x00 this program", "setup.exe", attachments.UNKNOWN_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", attachments.UNKNOWN_KIND),
        (b"GIF89a" + bytes(20), "../../etc/a.gif", attachments.UNKNOWN_KIND),
        (b"\0\0\0\x18ftypheic" + bytes(20), "IMG.HEIC", attachments.HEIC),
        (b"\xff\xd8\xff\xe0 nothing more", "a.jpg", pictures.NOT_A_PICTURE),
        (b"\x89PNG\r\n\x1a\n", "a.png", pictures.NOT_A_PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", pictures.NOT_A_PICTURE),
        (b"%PDF-1.7 cut in the mid", "a.pdf", attachments.NOT_A_PDF),
        (PDF.replace(b"/Catalog", b"/Catalog /Encrypt 5 0 R"), "a.pdf", attachments.LOCKED_PDF),
        (PDF.replace(b"/Catalog", b"/Catalog /JavaScript"), "a.pdf", attachments.ACTIVE_PDF),
        (b"%PDF-1.4" + bytes(5 * 1024 * 1024) + PDF, "a.pdf", attachments.PDF_TOO_LARGE),
    ],
)
def test_anything_else_gets_its_sentence(body: bytes, name: str, sentence: str) -> None:
    assert refusal(body, name) == sentence


def test_a_truncated_picture_is_refused_wherever_it_is_cut() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = picture((300, 200), kind=kind)
        for share in (0.3, 0.9):
            assert refusal(whole[: int(len(whole) * share)]) == pictures.NOT_A_PICTURE


def test_a_scan_is_kept_as_it_was_sent() -> None:
    taken = take_in(PDF, "don-de-nghi.pdf")

    assert (taken.kind, taken.body) == (AttachmentKind.PDF, PDF)


def test_a_reader_that_hangs_or_lies_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "MAX_SECONDS", 0.2)
    for program in (
        "import time; time.sleep(60)",
        "raise SystemExit(3)",
        "print('+<html>')",
        "",
    ):
        monkeypatch.setattr(attachments, "_START_CHILD", program)
        assert refusal(picture()) == pictures.NOT_A_PICTURE


def test_the_reader_itself_says_what_its_parent_hears() -> None:
    """The child's code once more in this process, where it can be looked at."""
    assert opened(pictures.made_anew(phone_picture())).size == (40, 60)
    with pytest.raises(pictures.Refused, match="50 triệu"):
        pictures.made_anew(bomb())
    with pytest.raises(pictures.Refused, match="hỏng"):
        pictures.made_anew(b"\xff\xd8\xff")
