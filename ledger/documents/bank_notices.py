"""Paint the notices of a campaign: why, how much is suggested, and how to send it by bank.

A notice asks, it does not bill: no due date beside a name, no amount in a cell's QR. The QR is
36 mm wide, so that old telephones read it from a photocopy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import clock, money
from ledger.documents import fonts, paper, party_paper, text
from ledger.documents.party_paper import BODY, LEFT, MILLIMETRE, RIGHT, Head
from ledger.documents.qr import draw_qr

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ledger.reports.bank_notices import Notice, Receiver

QR_SIZE = 36 * MILLIMETRE
QUIET = QR_SIZE / 8
BOX_HEIGHT = QR_SIZE + 2 * QUIET
TITLE = "THÔNG BÁO"


def notices_pdf(notice: Notice) -> bytes:
    """Return one A4 page for each receiver.

    Raises: FontMissing.
    """
    year = notice.campaign.line.year
    canvas = paper.open_paper(
        title=f"Thông báo vận động năm {year} – {notice.unit_name}",
        size=(party_paper.WIDTH, party_paper.HEIGHT),
    )
    for receiver in notice.receivers:
        _put_notice(canvas, notice, receiver)
        canvas.showPage()
    return paper.close_paper(canvas)


def _put_notice(canvas: Canvas, notice: Notice, receiver: Receiver) -> None:
    programme, year = notice.campaign.programme_name, notice.campaign.line.year
    head = Head(upper=notice.upper_name, organ=notice.unit_name, place=notice.place, on=notice.on)
    y = party_paper.put_head(canvas, head)
    about = f"vận động ủng hộ xây dựng “{programme}” năm {year}"
    y = party_paper.put_title(canvas, y, TITLE, (about,))
    y = _put_receiver(canvas, y - 10, receiver)
    y = party_paper.put_paragraphs(canvas, y, _reasons(notice)) - 14
    y = _put_box(canvas, y, notice, receiver)
    y = party_paper.put_paragraphs(canvas, y - 4, _hints(receiver))
    _put_signature(canvas, y - 34, notice)


def _put_receiver(canvas: Canvas, y: float, receiver: Receiver) -> float:
    who = f"đồng chí {receiver.name}, {receiver.cell_name}" if receiver.cell_name else receiver.name
    ink = canvas.beginText()
    fitted = text.fit(f"Kính gửi: {who}", font=fonts.BOLD, size=13, width=BODY, rows=2)
    text.put_lines(ink, (LEFT + RIGHT) / 2, y - 14, fitted, font=fonts.BOLD, centred=True)
    canvas.drawText(ink)
    return y - 18 - fitted.drop


def _reasons(notice: Notice) -> list[str]:
    """Return why and how much, in the words of the letter."""
    line = notice.campaign.line
    basis = notice.campaign.legal_basis
    opening = f"Thực hiện {basis}, " if basis else ""
    why = (
        f"{opening}{notice.unit_name} vận động cán bộ, đảng viên ủng hộ xây dựng "
        f"“{notice.campaign.programme_name}” cho đảng viên khó khăn về nhà ở, từ ngày "
        f"{clock.format_date(line.starts_on)} đến ngày {clock.format_date(line.ends_on)}."
    )
    level = "mức phù hợp"
    if notice.suggested_vnd:
        level = f"mức vận động {money.format_vnd(notice.suggested_vnd)} đồng"
        level += f" ({notice.suggested_by})" if notice.suggested_by else ""
    how_much = (
        "Đảng viên đang công tác: tối thiểu 01 ngày lương. "
        f"Đảng viên ở khu dân cư: {level}. Việc ủng hộ là tự nguyện."
    )
    return [
        why[0].upper() + why[1:],
        how_much,
        "Các đồng chí nộp tại chi bộ, hoặc chuyển khoản theo thông tin dưới đây:",
    ]


def _put_box(canvas: Canvas, y: float, notice: Notice, receiver: Receiver) -> float:
    """Draw the code and, beside it, the same in words for whoever types it; return its foot."""
    foot = y - BOX_HEIGHT
    canvas.setLineWidth(0.8)
    canvas.rect(LEFT, foot, BODY, BOX_HEIGHT)
    draw_qr(canvas, receiver.qr, LEFT + QUIET, foot + QUIET, QR_SIZE)
    left = LEFT + QR_SIZE + 2 * QUIET + 6
    room = RIGHT - left - 8
    account = notice.account
    lines = [
        ("Ngân hàng", account.bank),
        ("Số tài khoản", _grouped(account.number)),
        ("Chủ tài khoản", account.holder),
        ("Nội dung", f"{receiver.code}{'' if receiver.cell_name else ' và họ tên'}"),
    ]
    if receiver.amount_vnd:
        lines.append(("Số tiền", f"{money.format_vnd(receiver.amount_vnd)} đồng"))
    step = BOX_HEIGHT / (len(lines) + 0.6)
    ink = canvas.beginText()
    for place, (label, value) in enumerate(lines, start=1):
        row = y - step * place + 2
        text.put(ink, left, row, f"{label}:", font=fonts.REGULAR, size=12)
        fitted = text.fit(value, font=fonts.BOLD, size=14, width=room - 88)
        text.put_lines(ink, left + 88, row, fitted, font=fonts.BOLD)
    canvas.drawText(ink)
    return foot


def _hints(receiver: Receiver) -> list[str]:
    keep = "Giữ nguyên mã trong nội dung để thủ quỹ lập phiếu thu đúng người."
    if receiver.amount_vnd:
        return [
            "Số tiền được ghi sẵn theo đề nghị của đồng chí và có thể sửa trước khi chuyển. " + keep
        ]
    scan = "Quét mã QR bằng ứng dụng ngân hàng rồi nhập số tiền. "
    name = "" if receiver.cell_name else "Ghi thêm họ tên sau mã. "
    return [scan + name + keep]


def _put_signature(canvas: Canvas, y: float, notice: Notice) -> None:
    column = BODY * 0.48
    middle = RIGHT - column / 2
    ink = canvas.beginText()
    lines = [f"T/M {notice.unit_name.upper()}", notice.head_title.upper()]
    for line in filter(None, lines):
        fitted = text.fit(line, font=fonts.BOLD, size=13, width=column)
        text.put_lines(ink, middle, y, fitted, font=fonts.BOLD, centred=True)
        y -= 16
    if notice.head:
        fitted = text.fit(notice.head, font=fonts.BOLD, size=13, width=column)
        text.put_lines(ink, middle, y - 56, fitted, font=fonts.BOLD, centred=True)
    canvas.drawText(ink)


def _grouped(number: str) -> str:
    """Write an account's number in groups of four, which eyes compare."""
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
