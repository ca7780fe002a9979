"""Paint what a member gets in hand: the written answer to their đơn, and an extract of their file.

The answer is a công văn of the unit's committee or of Ban Tổ chức, kind in its words also where it
is *chưa*; the reason is what was written down with the step. Both name the member, so both are for
the member alone.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.utils import ImageReader

from ledger.clock import format_date
from ledger.documents import fonts, paper, party_paper, tables, text
from ledger.documents.party_paper import BOTTOM, LEFT, RIGHT, TOP, Head
from ledger.documents.tables import Column
from ledger.labels import label
from ledger.models.housing_needs import NeedState
from ledger.money import format_vnd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from enum import StrEnum

    from reportlab.pdfgen.canvas import Canvas

    from ledger.documents.tables import Row
    from ledger.reports.need_files import NeedFile, StepLine
    from ledger.reports.need_letters import Issuer

SIZE = (party_paper.WIDTH, party_paper.HEIGHT)
STANDING = {
    NeedState.PROPOSED: "đang được chi bộ và cấp ủy đơn vị xem xét",
    NeedState.SURVEYING: "đang được khảo sát, xác minh",
    NeedState.ELIGIBLE: "đủ điều kiện và đã vào danh sách chờ bố trí kinh phí",
    NeedState.BUILDING: "đã được bố trí kinh phí, ngôi nhà đang xây dựng",
    NeedState.HANDED_OVER: "đã hoàn thành bằng việc bàn giao nhà cho gia đình",
    NeedState.WITHDRAWN: "đã dừng xét theo đề nghị rút đơn của đồng chí",
    NeedState.OTHER_PROGRAMME: "được chuyển sang chương trình khác",
    NeedState.NOT_YET_ELIGIBLE: "chưa đủ điều kiện hỗ trợ trong thời gian này",
    NeedState.MOVED: "được chuyển theo nơi đồng chí chuyển sinh hoạt",
    NeedState.DIED: "đã dừng xét",
}
PICTURE_HEIGHT = 200.0
ROW_LETTERS = 420
"""How many letters of a long text stand in one row, so that nothing is made small or cut off."""
FACTS = (
    Column(head="Mục", width=130),
    Column(head="Nội dung trong hồ sơ", width=RIGHT - LEFT - 130),
)
STEPS = (
    Column(head="Ngày", width=70),
    Column(head="Bước, văn bản", width=170),
    Column(head="Lý do, nội dung", width=RIGHT - LEFT - 240),
)


def answer_pdf(file: NeedFile, line: StepLine, issuer: Issuer) -> bytes:
    """Return the written answer to a member as an A4 PDF; ``line`` is the step that holds it.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=f"Trả lời đơn, hồ sơ {file.code}", size=SIZE)
    head = Head(
        upper=issuer.upper,
        organ=issuer.organ,
        place=issuer.place,
        on=line.on_date,
        number=line.paper,
    )
    y = party_paper.put_head(canvas, head)
    ink = canvas.beginText()
    middle = LEFT + party_paper.BODY * 0.23
    about = "về việc trả lời đơn đề nghị hỗ trợ nhà ở"
    fitted = text.fit(about, font=fonts.ITALIC, size=12, width=party_paper.BODY * 0.46, rows=2)
    text.put_lines(ink, middle, y - 15, fitted, font=fonts.ITALIC, centred=True)
    y -= 58
    to = text.fit(
        f"Kính gửi: Đồng chí {file.name}, {file.cell_name}",
        font=fonts.REGULAR,
        size=14,
        width=party_paper.BODY * 0.9,
        rows=2,
    )
    text.put_lines(ink, (LEFT + RIGHT) / 2, y, to, font=fonts.REGULAR, centred=True)
    canvas.drawText(ink)
    y = party_paper.put_paragraphs(canvas, y - to.drop - 8, list(_letter(file, line, issuer)))
    party_paper.put_signature(
        canvas,
        y,
        organ=issuer.signs_for,
        copies=("- Như kính gửi,", f"- {file.cell_name},", f"- Lưu hồ sơ {file.code}."),
        title=issuer.title,
        name=issuer.name,
    )
    canvas.showPage()
    return paper.close_paper(canvas)


def extract_pdf(file: NeedFile, issuer: Issuer, pictures: Sequence[bytes]) -> bytes:
    """Return what a file says of a member, for that member, as an A4 PDF.

    Raises: FontMissing.
    """
    canvas = paper.open_paper(title=f"Bản trích hồ sơ {file.code}", size=SIZE)
    head = Head(upper=issuer.upper, organ=issuer.organ, place=issuer.place, on=issuer.on)
    y = party_paper.put_head(canvas, head)
    about = f"đề nghị hỗ trợ nhà ở – mã {file.code}"
    y = party_paper.put_title(canvas, y, "BẢN TRÍCH HỒ SƠ", (about,))
    opening = (
        "Bản này in cho chính đảng viên có tên dưới đây. Đồng chí có quyền xem, đề nghị sửa, "
        "rút đơn hoặc xóa dữ liệu của mình."
    )
    y = party_paper.put_paragraphs(canvas, y, (opening,), 12) - 12
    page, y = _put_table(canvas, FACTS, list(_facts(file)), top=y, page=1)
    page, y = _put_table(canvas, STEPS, list(_steps(file)), top=y - 16, page=page)
    for body in pictures:
        page, y = _put_picture(canvas, body, top=y - 12, page=page)
    canvas.showPage()
    return paper.close_paper(canvas)


def _letter(file: NeedFile, line: StepLine, issuer: Issuer) -> Iterator[str]:
    """Yield the paragraphs of an answer."""
    yield (
        f"{issuer.organ} đã nhận đơn của đồng chí đề ngày {format_date(file.applied_on)} "
        f"đề nghị hỗ trợ {label(file.kind)} nhà ở theo chương trình “{issuer.programme}”. "
        "Sau khi xem xét, xin trả lời đồng chí như sau:"
    )
    standing = STANDING.get(line.to_state, "")
    if line.to_state is NeedState.PLANNED:
        year = f" năm {file.planned_year}" if file.planned_year else ""
        standing = f"được đưa vào lộ trình{year}"
    yield f"Hồ sơ của đồng chí (mã {file.code}) {standing}."
    yield from (part for part in line.reason.splitlines() if part.strip())
    yield (
        f"{issuer.organ} trân trọng cảm ơn đồng chí. Khi hoàn cảnh có thay đổi, hoặc khi cần xem, "
        "sửa, rút hồ sơ của mình, đồng chí cứ gặp bí thư chi bộ hoặc cấp ủy để được hướng dẫn."
    )


def _facts(file: NeedFile) -> Iterator[Row]:
    survey = file.survey
    birth = f" ({file.birth_year})" if file.birth_year else ""
    pairs: tuple[tuple[str, object], ...] = (
        ("Họ và tên", f"{file.name}{birth}"),
        ("Chi bộ, đơn vị", f"{file.cell_name}; {file.unit_name}"),
        ("Đơn ngày", format_date(file.applied_on)),
        ("Đề nghị", label(file.kind)),
        ("Nội dung đơn", file.wish),
        ("Kinh phí dự kiến", _vnd(file.estimated_cost_vnd)),
        ("Đề nghị hỗ trợ", _vnd(file.wanted_support_vnd)),
        ("Trạng thái", label(file.state)),
        ("Địa chỉ hộ", survey.address),
        ("Số người trong hộ", survey.household_size),
        ("Thu nhập cả hộ một tháng", _vnd(survey.income_vnd)),
        ("Diện hộ", _word(survey.poverty)),
        ("Gia đình chính sách", survey.policy_family),
        ("Ngày vào Đảng", survey.joined_party_on and format_date(survey.joined_party_on)),
        ("Cống hiến, công tác", survey.contributions),
        ("Đất", _word(survey.land)),
        ("Nhà hiện tại", _word(survey.house)),
        ("Diện tích nhà", survey.area_m2 and f"{survey.area_m2} m²"),
        ("Hiện trạng", survey.house_note),
        ("Gia đình tự lo được", survey.own_means),
        ("Gia đình thống nhất", _word(survey.family_agrees)),
        ("Đã được hỗ trợ trước đây", survey.supported_before),
        ("Chương trình khác", _word(survey.other_programme)),
        ("Chương trình nào", survey.other_programme_note),
        ("Ghi chú", survey.note),
        *((one.text, one.note) for one in file.criteria),
        *(("Giấy tờ, ảnh", f"{label(p.kind)}, {format_date(p.on_date)}") for p in file.papers),
    )
    for words, value in pairs:
        if value:
            for number, part in enumerate(_parts(str(value))):
                yield tables.row_of(FACTS, ("" if number else words, part))


def _steps(file: NeedFile) -> Iterator[Row]:
    for line in file.steps:
        what = f"{label(line.act)}{f', {line.paper}' if line.paper else ''}"
        for number, part in enumerate(_parts(line.reason) or [""]):
            cells = ("", "", part) if number else (format_date(line.on_date), what, part)
            yield tables.row_of(STEPS, cells)


def _parts(words: str) -> list[str]:
    """Break a long text into pieces that a row holds at its full size."""
    parts, part = [], ""
    for word in words.split():
        if part and len(part) + len(word) > ROW_LETTERS:
            parts.append(part)
            part = ""
        part = f"{part} {word}".strip()
    return [*parts, part] if part else parts


def _put_table(
    canvas: Canvas, columns: Sequence[Column], rows: Sequence[Row], *, top: float, page: int
) -> tuple[int, float]:
    """Draw a table over as many pages as it takes; return the page and where it ended."""
    height = tables.head_height(columns)
    if top - height - 40 < BOTTOM:
        page, top = _next_page(canvas, page)
    pages = tables.pages_of(rows, first=top - BOTTOM - height, other=TOP - BOTTOM - height)
    for number, some in enumerate(pages):
        if number:
            page, top = _next_page(canvas, page)
        start = tables.draw_head(canvas, columns, left=LEFT, top=top)
        top = tables.draw_rows(canvas, columns, some, left=LEFT, top=start)
    return page, top


def _put_picture(canvas: Canvas, body: bytes, *, top: float, page: int) -> tuple[int, float]:
    """Draw one of our own JPEGs; return the page and where it ended."""
    picture = ImageReader(BytesIO(body))
    width, height = picture.getSize()
    scale = min(PICTURE_HEIGHT / height, party_paper.BODY / width)
    if top - height * scale < BOTTOM:
        page, top = _next_page(canvas, page)
    bottom = top - height * scale
    canvas.drawImage(picture, LEFT, bottom, width * scale, height * scale)
    return page, bottom


def _next_page(canvas: Canvas, page: int) -> tuple[int, float]:
    canvas.showPage()
    party_paper.put_page_number(canvas, page + 1)
    return page + 1, TOP


def _vnd(amount_vnd: int | None) -> str:
    return f"{format_vnd(amount_vnd)} đồng" if amount_vnd else ""


def _word(value: StrEnum | None) -> str:
    return label(value) if value is not None else ""
