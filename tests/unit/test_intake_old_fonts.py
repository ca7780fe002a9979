"""Texts in fonts from before Unicode are known by their fonts, in .xls and piece by piece in .xlsx."""

import pytest

from ledger.intake import legacy_text
from ledger.intake.contribution_lists import ContributionList, Reading, read_contributions
from ledger.intake.old_workbooks import xls_sheets
from ledger.intake.workbooks import CellError, Sheet, read_file
from tests.unit.make_files import Fault, Text, raw_xlsx, xls_of

FONTS = ("Times New Roman", ".VnTime", ".VnTimeH", "VNI-Times")
UNICODE, TCVN3, CAPITALS, VNI = range(4)


def texts_of(sheet: Sheet) -> list[str]:
    """Return what the cells of the first column say, after old letters were read."""
    return [str(row[0]) for row in legacy_text.repair(sheet).sheet.rows]


def xls_texts(*cells: Text, most: int = 8_224) -> list[str]:
    body = xls_of([[cell] for cell in cells], fonts=FONTS, most=most)
    return texts_of(read_file(body, "a.xls").sheets[0])


def xlsx_text(cell: str, shared: str = "", styles: str = "") -> str:
    """Return what a cell says whose style 1 is .VnTime."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/styles.xml": (
            f'<styleSheet {main}><fonts><font><name val="Arial"/></font>'
            '<font><name val=".VnTime"/></font></fonts>'
            '<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
        ).encode(),
        "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>".encode(),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ).encode(),
    }
    (text,) = texts_of(read_file(raw_xlsx(f"<row>{cell}</row>", parts), "a.xlsx").sheets[0])
    return text


def run(text: str, font: str = "") -> str:
    face = f'<rPr><rFont val="{font}"/></rPr>' if font else ""
    return f"<r>{face}<t xml:space='preserve'>{text}</t></r>"


SHARED = '<c r="A1" s="{0}" t="s"><v>0</v></c>'


def test_the_font_of_an_xls_cell_is_proof_and_nobody_is_asked() -> None:
    body = xls_of(
        [
            ["STT", Text("Hä vµ tªn", TCVN3), "Số tiền"],
            [1, Text("NguyÔn ThÞ Hßa", TCVN3), 50_000],
            [2, Text("lª minh khoÎ", CAPITALS), 60_000],
            [3, Text("Nguyeãn Vaên Thaéng", VNI), 70_000],
            [4, Text("Lê Thị Cò", UNICODE), 80_000],
            [5, Text("Tr­¬ng Tè ¢n", TCVN3), 90_000],
        ],
        fonts=FONTS,
    )
    found = read_contributions(read_file(body, "cu.xls"), Reading())
    assert isinstance(found, ContributionList)
    assert [row.full_name for row in found.rows] == [
        "Nguyễn Thị Hòa", "Lê Minh Khoẻ", "Nguyễn Văn Thắng", "Lê Thị Cò", "Trương Tố Ân",
    ]  # fmt: skip
    assert found.rows[0].original_name == "NguyÔn ThÞ Hßa"


@pytest.mark.parametrize("most", [8_224, 40, 33])
def test_pieces_of_an_xls_cell_are_read_each_in_its_font(most: int) -> None:
    assert xls_texts(
        Text("Họ tên: NguyÔn V¨n Êt", UNICODE, ((8, TCVN3),)),
        Text("NguyÔn V¨n Cò", TCVN3, ((10, UNICODE),)),
        Text("Lê Văn Cò", TCVN3, ((0, UNICODE),)),
        Text("Cò Cò", TCVN3, ((2, UNICODE),)),
        Text("(1) Cß", UNICODE, ((4, TCVN3),)),
        most=most,
    ) == ["Họ tên: Nguyễn Văn ất", "Nguyễn Văn Cò", "Lê Văn Cò", "Cũ Cò", "(1) Cò"]


def test_errors_of_an_xls_are_no_empty_cells() -> None:
    body = xls_of([[Fault(0x17)], [Fault(0x07, is_formula=True)], [5]])
    cells = [row[0] for row in read_file(body, "loi.xls").sheets[0].rows]
    assert cells == [CellError("ô báo lỗi #REF!"), CellError("ô báo lỗi #DIV/0!"), 5]


def test_an_xls_that_is_none_tells_nothing_of_its_fonts() -> None:
    body = xls_of([[Text("NguyÔn", TCVN3)]], fonts=FONTS)
    assert xls_sheets(body)["Trang 1"].fonts == {(0, 0): "tcvn3"}
    for wrong in (b"", body[:300], body[:1_500], body[:512] + bytes(3_000), b"\xff" * 5_000):
        assert xls_sheets(wrong) == {}
    round_ = bytearray(body)
    round_[512 + 4 * 2 : 512 + 4 * 3] = (2).to_bytes(4, "little")  # a chain that bites its tail
    xls_sheets(bytes(round_))


@pytest.mark.parametrize(
    ("style", "runs", "text"),
    [
        (0, (run("NguyÔn V¨n Cß", ".VnTime"),), "Nguyễn Văn Cò"),
        (1, (run("Lê Văn Cò", "Times New Roman"),), "Lê Văn Cò"),
        (1, (run("NguyÔn "), run("V¨n Cß", ".VnTime")), "Nguyễn Văn Cò"),
        (0, (run("Cò "), run("Cß", ".VnTime")), "Cò Cò"),
        (1, (run("Cß "), run("Cò", "Arial")), "Cò Cò"),
        (0, (run("1. ", "Arial"), run("Thaéng", "VNI-Times")), "1. Thắng"),
        (0, (run("NGUY"), run("Ôn", ".VnTimeH")), "NGUYỄN"),
        (0, (run("Cß", ".VnTime"), "<rPh sb='0' eb='1'><t>x</t></rPh>"), "Cò"),
    ],
)  # fmt: skip
def test_pieces_of_an_xlsx_cell_are_read_each_in_its_font(
    style: int, runs: tuple[str, ...], text: str
) -> None:
    assert xlsx_text(SHARED.format(style), f"<si>{''.join(runs)}</si>") == text
    inline = f'<c r="A1" s="{style}" t="inlineStr"><is>{"".join(runs)}</is></c>'
    assert xlsx_text(inline) == text


def test_a_plain_text_of_an_xlsx_beside_rich_ones_has_its_cells_font() -> None:
    shared = f"<si><t>Cß</t></si><si>{run('Cò', 'Arial')}</si>"
    assert xlsx_text(SHARED.format(1), shared) == "Cò"
