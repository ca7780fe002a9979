"""Print a notice-board sheet: A4, legible in black and white from a step away (I3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents import fonts, paper, party_paper, tables, text
from ledger.documents.party_paper import BOTTOM, LEFT, RIGHT, TOP, Head
from ledger.documents.tables import Align, Column
from ledger.models.disclosures import DisclosureContent
from ledger.money import format_vnd

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.documents.tables import Row
    from ledger.reports.disclosures import SheetLine
    from ledger.reports.sheet_bodies import Body

TITLE = "BẢNG CÔNG KHAI"
OTHERS = "Người ủng hộ khác"
SIZE = 12.5
FOOT = 70.0
"""Room for the digest and the lines of posting at the end of the last page."""
END_HEIGHT = 170.0
TALLY = (
    Column(head="Nội dung", width=RIGHT - LEFT - 130),
    Column(head="Số liệu", width=130, align=Align.RIGHT),
)
GROUPS = (
    Column(head="TT", width=36, align=Align.MIDDLE),
    Column(head="Chi bộ, đơn vị", width=RIGHT - LEFT - 256),
    Column(head="Số người đã ủng hộ", width=90, align=Align.RIGHT),
    Column(head="Số tiền (đồng)", width=130, align=Align.RIGHT),
)
PEOPLE = (
    Column(head="TT", width=36, align=Align.MIDDLE),
    Column(head="Họ và tên", width=(RIGHT - LEFT - 36) * 0.52),
    Column(head="Chi bộ, địa chỉ", width=(RIGHT - LEFT - 36) * 0.48),
)
PEOPLE_AND_AMOUNTS = (
    Column(head="TT", width=36, align=Align.MIDDLE),
    Column(head="Họ và tên", width=(RIGHT - LEFT - 146) * 0.52),
    Column(head="Chi bộ, địa chỉ", width=(RIGHT - LEFT - 146) * 0.48),
    Column(head="Số tiền (đồng)", width=110, align=Align.RIGHT),
)
RECEIPTS = (
    Column(head="TT", width=36, align=Align.MIDDLE),
    Column(head="Số phiếu", width=RIGHT - LEFT - 186),
    Column(head="Số tiền (đồng)", width=150, align=Align.RIGHT),
)


def sheet_pdf(line: SheetLine, body: Body) -> bytes:
    """Return the sheet as an A4 PDF.

    Raises: FontMissing.
    """
    size = (party_paper.WIDTH, party_paper.HEIGHT)
    canvas = paper.open_paper(title=f"Bảng công khai năm {body.year}", size=size)
    head = Head(upper=body.upper, organ=body.committee, place=body.place, on=body.day)
    y = party_paper.put_head(canvas, head)
    y = party_paper.put_title(canvas, y, TITLE, (f"kết quả {_about(body)}",))
    if body.basis:
        y = party_paper.put_paragraphs(canvas, y, (f"Căn cứ: {body.basis}.",))
    number = 1
    for columns, rows in _tables(body):
        y, number = _put_table(canvas, columns, rows, top=y - 14, number=number)
    if y - END_HEIGHT < BOTTOM:
        canvas.showPage()
        number += 1
        party_paper.put_page_number(canvas, number)
        y = TOP
    _put_end(canvas, line, body, y)
    canvas.showPage()
    return paper.close_paper(canvas)


def sheet_text(body: Body) -> str:
    """Return the sheet as plain text, to be read aloud or sent on."""
    lines = [body.committee, f"{TITLE} kết quả {_about(body)}", ""]
    if body.basis:
        lines += [f"Căn cứ: {body.basis}.", ""]
    lines += [f"{words}: {figure}." for words, figure in tally(body)]
    if body.groups:
        lines += ["", "Theo từng chi bộ, đơn vị:"]
        lines += [
            f"- {name}: {givers} người, {format_vnd(vnd)} đồng."
            for name, givers, vnd in groups(body)
        ]
    if body.people:
        lines += ["", "Người đã ủng hộ:"]
        lines += [
            f"- {name}{f', {place}' if place else ''}{'' if vnd is None else f': {format_vnd(vnd)} đồng'}."
            for name, place, vnd in body.people
        ]
    if body.receipts:
        lines += ["", "Theo số phiếu:"]
        lines += [f"- {number}: {format_vnd(vnd)} đồng." for number, vnd in body.receipts]
    if body.unnamed:
        lines += ["", f"Ngoài ra {body.unnamed} người ủng hộ không nêu tên."]
    lines += ["", f"Số liệu theo sổ ngày {format_date(body.day)}."]
    return "\n".join(lines) + "\n"


def tally(body: Body) -> list[tuple[str, str]]:
    """Return the totals of a sheet, in words and figures."""
    rows = [
        ("Số đảng viên được vận động", f"{format_vnd(body.asked)} người"),
        ("Số đảng viên đã ủng hộ", f"{format_vnd(body.given)} người"),
        ("Số tiền đã thu trong đợt", f"{format_vnd(body.given_vnd)} đồng"),
    ]
    if not body.keeps:
        rows.append(("Đã nộp về Văn phòng", f"{format_vnd(body.handed_in_vnd)} đồng"))
    if body.on_its_way_vnd:
        rows.append(("Đã gửi, chờ Văn phòng xác nhận", f"{format_vnd(body.on_its_way_vnd)} đồng"))
    if body.spent_in_all_vnd is None:
        rows.append(("Đã chi từ kinh phí của đợt", f"{format_vnd(body.spent_vnd)} đồng"))
    else:
        spent = f"{format_vnd(body.spent_in_all_vnd)} đồng"
        rows.append(("Đã chi hỗ trợ nhà ở (tất cả các đợt)", spent))
    rows.append(("Tồn quỹ của tất cả các đợt", f"{format_vnd(body.held_vnd)} đồng"))
    if body.held_for_houses_vnd:
        lies = f"{format_vnd(body.held_for_houses_vnd)} đồng"
        rows.append(("Kinh phí được cấp cho nhà, còn trong sổ riêng", lies))
    return rows


def groups(body: Body) -> list[tuple[str, int, int]]:
    """Return the lines of the break-down, the rest last (its groups are too small to tell)."""
    lines = [(name or OTHERS, givers, vnd) for name, givers, vnd in body.groups]
    if body.rest:
        count, givers, vnd = body.rest
        lines.append((f"{count} nhóm còn lại, mỗi nhóm ít người", givers, vnd))
    return lines


def digest_groups(digest: str) -> str:
    """Return the first sixteen signs of a digest in groups of four."""
    return " ".join(digest[start : start + 4].upper() for start in range(0, 16, 4))


def _about(body: Body) -> str:
    title = body.campaign_title
    return title[:1].lower() + title[1:]


def _tables(body: Body) -> list[tuple[tuple[Column, ...], list[Row]]]:
    found: list[tuple[tuple[Column, ...], list[Row]]] = [
        (TALLY, [_row(TALLY, *pair) for pair in tally(body)])
    ]
    if body.groups:
        rows = [
            _row(GROUPS, str(place), name, format_vnd(givers), format_vnd(vnd))
            for place, (name, givers, vnd) in enumerate(groups(body), start=1)
        ]
        givers = sum(one[1] for one in groups(body))
        total = sum(one[2] for one in groups(body))
        rows.append(_row(GROUPS, "", "Cộng", format_vnd(givers), format_vnd(total), bold=True))
        found.append((GROUPS, rows))
    both = body.kind is DisclosureContent.NAMES_AND_AMOUNTS
    columns = PEOPLE_AND_AMOUNTS if both else PEOPLE
    if body.people:
        people = [
            _row(columns, str(place), name, where, *([format_vnd(vnd)] if both else []))
            for place, (name, where, vnd) in enumerate(body.people, start=1)
        ]
        if body.unnamed:
            words = f"và {body.unnamed} người ủng hộ không nêu tên"
            people.append(_row(columns, "", words, *[""] * (len(columns) - 2)))
        found.append((columns, people))
    if body.receipts:
        found.append(
            (
                RECEIPTS,
                [
                    _row(RECEIPTS, str(place), number, format_vnd(vnd))
                    for place, (number, vnd) in enumerate(body.receipts, start=1)
                ],
            )
        )
    return found


def _row(columns: tuple[Column, ...], *cells: str, bold: bool = False) -> Row:
    return tables.row_of(columns, cells, bold=bold, size=SIZE, least_height=20)


def _put_table(
    canvas: Canvas, columns: tuple[Column, ...], rows: list[Row], *, top: float, number: int
) -> tuple[float, int]:
    """Draw a table over as many pages as it takes; return where it ends, and on which page."""
    head = tables.head_height(columns)
    if top - head - rows[0].height < BOTTOM:
        canvas.showPage()
        number += 1
        party_paper.put_page_number(canvas, number)
        top = TOP
    pages = tables.pages_of(rows, first=top - head - BOTTOM, other=TOP - head - BOTTOM)
    for place, some in enumerate(pages):
        if place:
            canvas.showPage()
            number += 1
            party_paper.put_page_number(canvas, number)
            top = TOP
        start = tables.draw_head(canvas, columns, left=LEFT, top=top)
        top = tables.draw_rows(canvas, columns, some, left=LEFT, top=start)
    return top, number


def _put_end(canvas: Canvas, line: SheetLine, body: Body, y: float) -> None:
    """Write how long the sheet stays up, its digest, and where people sign."""
    stays = (
        f"Số liệu theo sổ ngày {format_date(body.day)}. Niêm yết từ ngày ……/……/………… đến ngày "
        f"……/……/…………, ít nhất {line.least_days} ngày liên tục, tại ……………………………………………… "
        f"({line.terms_basis})."
    )
    y = party_paper.put_paragraphs(canvas, y, (stays,), size=12)
    ink = canvas.beginText()
    digest = f"Mã đối chiếu bản công khai: {digest_groups(line.digest)}"
    text.put(ink, LEFT, y - 22, digest, font=fonts.REGULAR, size=11)
    canvas.drawText(ink)
    party_paper.put_signature(
        canvas,
        y - 22,
        organ=f"T/M {body.signs_for}" if body.signs_for else body.signer_title,
        title=body.signer_title if body.signs_for else "",
        copies=["- Niêm yết,", "- Lưu hồ sơ."],
    )
