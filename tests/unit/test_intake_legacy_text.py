"""Text from before Unicode is read by its font, by a known table, and never by guessing."""

import pytest

from ledger.intake.legacy_text import (
    LegacyCode,
    code_of_font,
    read_legacy,
    repair,
    suspect,
    texts_without_proof,
)
from ledger.intake.workbooks import Sheet, read_file
from tests.unit.make_files import ods_of

TCVN3 = "§¶ng bé huyÖn - NguyÔn V¨n Th¾ng - x· Hoµ B×nh - ñng hé 01 ngµy l\xad¬ng"
READ = "Đảng bộ huyện - Nguyễn Văn Thắng - xã Hoà Bình - ủng hộ 01 ngày lương"
VNI = "Nguyeãn Vaên Thaéng, Ñaûng boä xaõ Hoøa Bình"


def test_the_known_strings_are_read() -> None:
    assert read_legacy(TCVN3, LegacyCode.TCVN3) == READ
    assert read_legacy(TCVN3, LegacyCode.TCVN3_CAPITALS) == READ.upper()
    assert read_legacy(VNI, LegacyCode.VNI) == "Nguyễn Văn Thắng, Đảng bộ xã Hòa Bình"


def test_every_small_letter_of_tcvn3_is_where_the_standard_has_it() -> None:
    codes = bytes([*range(0xA1, 0xAF), *range(0xB5, 0xBA), *range(0xBB, 0xBF), *range(0xC6, 0xCD),
                   0xCE, *range(0xCF, 0xD9), *range(0xDC, 0xE0), *range(0xE1, 0xF0),
                   *range(0xF1, 0xFF)])  # fmt: skip
    letters = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    assert read_legacy(codes.decode("cp1252"), LegacyCode.TCVN3) == letters


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ñöùc", "Đức"), ("Traàn Thò Bích", "Trần Thị Bích"), ("Phöôïng", "Phượng"),
        ("Leâ Quyù Ñoân", "Lê Quý Đôn"), ("Huyønh Myõ Kyø", "Huỳnh Mỹ Kỳ"), ("NGUYEÃN", "NGUYỄN"),
        ("Voõ Thò Saùu", "Võ Thị Sáu"), ("Ñaëng", "Đặng"), ("Buøi Höõu Nghóa", "Bùi Hữu Nghĩa"),
        ("Kyû nieäm", "Kỷ niệm"), ("Thuîy", "Thuỵy"), ("An", "An"),
    ],
)  # fmt: skip
def test_vni_puts_marks_after_their_letters(written: str, read: str) -> None:
    assert read_legacy(written, LegacyCode.VNI) == read


@pytest.mark.parametrize(
    ("font", "code"),
    [
        (".VnTime", LegacyCode.TCVN3), (".VNARIAL", LegacyCode.TCVN3),
        (".VnTimeH", LegacyCode.TCVN3_CAPITALS), ("VNI-Times", LegacyCode.VNI),
        ("Times New Roman", None), ("Vn", None), ("", None),
    ],
)  # fmt: skip
def test_fonts_are_known_by_their_names(font: str, code: LegacyCode | None) -> None:
    assert code_of_font(font) is code


def test_words_only_give_a_hint_and_unicode_gives_none() -> None:
    assert suspect([TCVN3]) is LegacyCode.TCVN3
    assert suspect([VNI]) is LegacyCode.VNI
    assert suspect([READ, "Hoà Bình", "Lý Thị Quý", "xã Tân Hòa, à ơi lý do"]) is None
    assert suspect(["Hß"]) is None  # too little to tell


def test_only_cells_of_old_fonts_are_read_and_their_originals_stay() -> None:
    sheet = Sheet("1", (("Hoà", "Hå Ngäc"), (1, None)), fonts={(0, 1): "tcvn3"})
    repaired = repair(sheet)
    assert repaired.sheet.rows == (("Hoà", "Hồ Ngọc"), (1, None))
    assert repaired.originals == {(0, 1): "Hå Ngäc"}
    assert list(texts_without_proof(sheet)) == ["Hoà"]
    assert repair(Sheet("1", (("Hoà",),))).originals == {}


def test_a_confirmed_code_leaves_what_unicode_alone_can_write() -> None:
    sheet = Sheet("1", (("Họ và tên", "Hå Ngäc"),))
    assert repair(sheet, LegacyCode.TCVN3).sheet.rows == (("Họ và tên", "Hồ Ngọc"),)


def test_the_fonts_of_an_ods_are_found_by_cell_and_by_column() -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    styles = (
        f'<office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"'
        f' xmlns:style="{space}:style:1.0" xmlns:svg="{space}:svg-compatible:1.0"'
        f' xmlns:fo="{space}:xsl-fo-compatible:1.0">'
        "<office:font-face-decls>"
        '<style:font-face style:name="F1" svg:font-family="&apos;.VnTime&apos;"/>'
        "</office:font-face-decls><office:automatic-styles>"
        '<style:style style:name="ce1" style:family="table-cell">'
        '<style:text-properties style:font-name="F1"/></style:style>'
        '<style:style style:name="ce2" style:family="table-cell">'
        '<style:text-properties fo:font-family="VNI-Times"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="A"><table:table-column/>'
        '<table:table-column table:default-cell-style-name="ce2"/><table:table-row>'
        '<table:table-cell office:value-type="string" table:style-name="ce1">'
        "<text:p>Hå Ngäc</text:p></table:table-cell>"
        '<table:table-cell office:value-type="string"><text:p>Ñöùc</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    body = ods_of("", {"content.xml": styles.encode()})
    (sheet,) = read_file(body, "a.ods").sheets
    assert sheet.fonts == {(0, 0): "tcvn3", (0, 1): "vni"}
    assert repair(sheet).sheet.rows == (("Hồ Ngọc", "Đức"),)
