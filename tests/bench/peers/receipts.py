"""Receipts of one page with a QR code, drawn by other libraries: ``receipts.py fpdf2|weasyprint``."""

import io
import json
import sys
import time
from pathlib import Path

import segno

LINES = (
    "ĐẢNG ỦY XÃ LONG SƠN", "Ấp Sơn Lập, xã Long Sơn", "Mẫu C40-BB", "PHIẾU THU",
    "Ngày 20 tháng 12 năm 2024", "Số: 0129/2024", "Họ và tên người nộp: Nguyễn Văn An",
    "Địa chỉ: Chi bộ ấp Tân Lập", "Nội dung: Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024",
    "Số tiền: 158.000 đồng", "Bằng chữ: Một trăm năm mươi tám nghìn đồng chẵn",
    "Thủ trưởng đơn vị      Kế toán      Người lập      Người nộp      Thủ quỹ",
    "Nguyễn Thị Thanh Huyền   Trần Văn Bảy   Lê Thị Hà   Nguyễn Văn An   Đặng Mỹ Lệ",
    "Mã đối chiếu: 1A2B 3C4D 5E6F",
)  # fmt: skip
COUNTS = {"fpdf2": 200, "weasyprint": 20}


def code(number: int) -> str:
    """Return what the QR code of one receipt says."""
    return f"NGOINHA|XA LONG SON|{number:04d}/2024|20241220|158000|ABCDEFGHJKLMNPQRSTUVWXYZ23"


def with_fpdf2(count: int, font: str) -> int:
    """Draw receipts line by line, the code as a picture; return how many pages were drawn."""
    from fpdf import FPDF

    pdf = FPDF(orientation="L", format="A5")
    pdf.add_font("Serif", fname=font)
    for number in range(count):
        pdf.add_page()
        pdf.set_font("Serif", size=12)
        for line in LINES:
            pdf.cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
        picture = io.BytesIO()
        segno.make(code(number)).save(picture, kind="png", scale=2)
        pdf.image(picture, x=160, y=10, w=30)
    assert pdf.output()
    return int(pdf.pages_count)


def with_weasyprint(count: int, font: str) -> int:
    """Lay receipts out as HTML, the code as an inline SVG; return how many pages were drawn."""
    from weasyprint import HTML

    pages = "".join(
        "<section>"
        + "".join(f"<p>{line}</p>" for line in LINES)
        + f'<img src="{segno.make(code(number)).svg_data_uri()}"></section>'
        for number in range(count)
    )
    style = (
        f"@font-face{{font-family:Serif;src:url('file://{font}')}} @page{{size:A5 landscape}}"
        "section{page-break-after:always;font:12pt Serif} p{margin:0} img{width:30mm}"
    )
    document = HTML(string=f"<style>{style}</style>{pages}").render()
    assert document.write_pdf()
    return len(document.pages)


def main(library: str, font: str) -> None:
    """Draw as many receipts as the library does in a moment."""
    count = COUNTS[library]
    draw = {"fpdf2": with_fpdf2, "weasyprint": with_weasyprint}[library]
    draw(1, font)  # what a library reads once is read
    began = time.process_time()
    pages = draw(count, font)
    seconds = time.process_time() - began
    assert pages == count
    sys.stdout.write(json.dumps({"units": count, "seconds": seconds}) + "\n")


main(sys.argv[1], str(Path(sys.argv[2])))
