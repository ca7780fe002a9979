"""Files that no honest program wrote: more than three hundred, generated the same way every time."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.unit.make_files import ods_of, raw_xlsx, zip_of

SAMPLES = Path(__file__).parent / "samples"
NAMES = (
    "contributions.xlsx",
    "contributions.xls",
    "contributions.ods",
    "contributions_utf16_tab.csv",
    "contributions_utf8_bom_semicolon.csv",
)
BANKS = ("agribank", "vietcombank", "bidv", "vietinbank", "mb")
KINDS = ("xlsx", "xls", "ods", "csv")
Samples = Sequence[tuple[str, bytes]]
_ENTITIES = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};&e{n - 1};">' for n in range(1, 25))


@dataclass(frozen=True)
class Malformed:
    """One file: what is wrong with it, the name it is sent under, and its bytes."""

    what: str
    filename: str
    body: bytes


def malformed_files() -> list[Malformed]:
    """Return the files, no two alike."""
    samples = _samples(NAMES)
    return [
        *_cut(samples), *_spoilt(samples), *_misnamed(samples),
        *_packages(), *_workbooks(), *_texts(),
    ]  # fmt: skip


def malformed_statements() -> list[Malformed]:
    """Return files that are no honest bank's, beside those that are no honest file at all."""
    samples = _samples([f"bank_{bank}.xlsx" for bank in BANKS])
    return [*_cut(samples), *_spoilt(samples), *_statements()]


def _samples(names: Iterable[str]) -> list[tuple[str, bytes]]:
    return [(name, (SAMPLES / name).read_bytes()) for name in names]


def _cut(samples: Samples) -> Iterator[Malformed]:
    for name, body in samples:
        for share in range(20):
            yield Malformed(f"cut at {share}/20", name, body[: len(body) * share // 20])
        for tail in (1, 2, 7, 22, 57):
            yield Malformed(f"without its last {tail}", name, body[:-tail])


def _spoilt(samples: Samples) -> Iterator[Malformed]:
    chance = random.Random(7)  # noqa: S311  (the same files every time, not a secret)
    for name, body in samples:
        for round_ in range(24):
            spoilt = bytearray(body)
            for _ in range(1 + round_ * 3):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            yield Malformed(f"spoilt {round_}", name, bytes(spoilt))
        start = chance.randrange(len(body) // 2)
        yield Malformed("a piece twice", name, body[:start] + body[: start + 200] + body[start:])


def _misnamed(samples: Samples) -> Iterator[Malformed]:
    for name, body in samples:
        stem, _, own = name.rpartition(".")
        for kind in (*KINDS, "xlsm", "xlsb", "pdf", "exe", ""):
            if kind != own:
                yield Malformed(f"named .{kind}", f"{stem}.{kind}", body)
    for kind in KINDS:
        yield Malformed("empty", f"a.{kind}", b"")
        yield Malformed("a picture", f"a.{kind}", b"\x89PNG\r\n\x1a\n" + bytes(500))
        yield Malformed("a page", f"a.{kind}", b"<html><table><tr><td>1</td></tr></table></html>")


def _packages() -> Iterator[Malformed]:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(29 * 1024 * 1024))
    yield Malformed("a bomb", "bomb.xlsx", bomb.getvalue())
    yield Malformed("too many parts", "parts.xlsx", zip_of({f"p{n}": b"x" for n in range(300)}))
    yield Malformed("a zip of nothing", "none.xlsx", zip_of({}))
    yield Malformed("a zip in a zip", "zip.xlsx", zip_of({"xl/workbook.xml": bomb.getvalue()}))
    for name in ("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "../../etc/passwd"):
        yield Malformed(f"with {name}", "more.xlsx", raw_xlsx("<row/>", {name: b"<x/>"}))
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
                 "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"):  # fmt: skip
        for what, body in (
            ("empty", b""),
            ("cut", b"<a><b>"),
            ("in UTF-16", "<a/>".encode("utf-16")),
            ("deep", b"<a>" * 50_000),
            ("binary", bytes(range(256))),
        ):
            yield Malformed(f"{part} {what}", "part.xlsx", raw_xlsx("<row/>", {part: body}))
        for dtd in (f"<!DOCTYPE a [<!ENTITY e0 'x'>{_ENTITIES}]><a>&e24;</a>",
                    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
                    '<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>'):  # fmt: skip
            yield Malformed(f"{part} with a DTD", "dtd.xlsx", raw_xlsx("", {part: dtd.encode()}))


def _workbooks() -> Iterator[Malformed]:
    cell = '<c r="{0}"><v>1</v></c>'
    for place in ("XFD1048576", "A5002", "AO1", "A0", "ZZZZ1", "A99999999"):
        row = f"<row>{cell.format(place)}</row>"
        yield Malformed(f"a cell at {place}", "far.xlsx", raw_xlsx(row))
    million = "".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, 60_000))
    yield Malformed("very many rows", "rows.xlsx", raw_xlsx(million))
    wide = "".join("<c><v>1</v></c>" for _ in range(400))
    yield Malformed("very many columns", "wide.xlsx", raw_xlsx(f"<row>{wide}</row>"))
    for value in ("1e999", "NaN", "-1", "9" * 5_000, "0x10", "", "&#x0;", "\ud7ff" * 40_000):
        name = "value.xlsx"
        yield Malformed(
            f"a value {value[:9]!r}", name, raw_xlsx(f"<row><c><v>{value}</v></c></row>")
        )
        text = f'<row><c t="inlineStr"><is><t>{value}</t></is></c></row>'
        yield Malformed(f"a text {value[:9]!r}", name, raw_xlsx(text))
    for kind in ("s", "b", "e", "d", "str", "zzz"):
        yield Malformed(
            f"type {kind}", "t.xlsx", raw_xlsx(f'<row><c t="{kind}"><v>9</v></c></row>')
        )
    for repeated in (10, 5_002, 10**9, -1):
        rows = (f'<table:table-row table:number-rows-repeated="{repeated}"><table:table-cell'
                f' table:number-columns-repeated="{repeated}" office:value-type="float"'
                ' office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>')  # fmt: skip
        yield Malformed(f"repeated {repeated}", "many.ods", ods_of(rows))


def _texts() -> Iterator[Malformed]:
    header = "Họ và tên;Số tiền;Ngày nộp\n"
    chance = random.Random(11)  # noqa: S311  (the same files every time, not a secret)
    for round_ in range(20):
        noise = bytes(chance.randrange(256) for _ in range(400))
        yield Malformed(f"noise {round_}", "noise.csv", noise)
    for what, text in (
        ("an open quote", f'{header}"Lê Minh Khoẻ;1;2\n' + "x;y;z\n" * 50),
        ("a NUL", f"{header}Lê\0Minh;1;2\n"),
        ("a long field", header + "x" * 140_000),
        ("many rows", header + "a b;1000;\n" * 6_000),
        ("many columns", header + ";" * 60 + "x\n"),
        ("only separators", ";;;;\n" * 100),
        ("only a header", header),
        ("hidden letters", f"{header}Lê\u202eMinh\u200b;\u0661\u0662;\u2028\n"),
        ("formulas", f"{header}=HYPERLINK(1);=1+1;@x\n"),
        ("markup", f"{header}<script>alert(1)</script>;{{{{7*7}}}};' OR 1=1 --\n"),
        ("strange sums", header + "".join(
            f"Lê Minh Khoẻ;{sum_};\n" for sum_ in ("-1", "1e6", "NaN", "１２３", "9" * 400, "1.5"))),
        ("strange days", header + "".join(
            f"Lê Minh Khoẻ;50.000;{day}\n"
            for day in ("29/02/2022", "00/01/2022", "12/31/2022", "2022-W52-6", "9999999", "quý IV"))),
    ):  # fmt: skip
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be"):
            yield Malformed(f"{what} in {encoding}", "text.csv", text.encode(encoding))
    for encoding in ("cp1258", "cp1252", "shift_jis", "utf-7", "utf-32"):
        body = "Ho va ten;So tien\nLê Minh Kho;50000\n".encode(encoding, "ignore")
        yield Malformed(f"in {encoding}", "code.csv", body)


def _statements() -> Iterator[Malformed]:
    """Yield texts that have a bank's columns and lines that no bank writes."""
    header = "Ngày giao dịch;Ghi nợ;Ghi có;Số dư;Nội dung\n"
    sums = ("-1", "1e9", "NaN", "１２３", "9" * 400, "1,5", "0", "1.5.5", "--", "=1+1", "#REF!", "")
    days = ("29/02/2022", "00/01/2022", "12/31/2022", "2022-W52-6", "9999999", "", "0", "32.13.99",
            "1/1/1", "04/11/20222", "=TODAY()", "04/11/2024 25:61")  # fmt: skip
    for sum_ in sums:
        for place in range(3):
            cells = ["", "50.000", "1.000.000"]
            cells[place] = sum_
            line = f"04/11/2024;{';'.join(cells)};ung ho\n"
            yield Malformed(f"sum {sum_[:9]!r} at {place}", "so.csv", f"{header}{line}".encode())
    for day in days:
        text = f"{header}{day};;50.000;;ung ho\n"
        yield Malformed(f"day {day!r}", "ngay.csv", text.encode())
    line = "04/11/2024;;50.000;;"
    for what, text in (
        ("a long remark", f"{header}{line}{'x' * 100_000}\n"),
        ("a hidden remark", f"{header}{line}ung\u202e ho\u200b \ufeff\n"),
        ("markup", f"{header}{line}<script>alert(1)</script>{{{{7*7}}}}' OR 1=1 --\n"),
        ("both sides", f"{header}04/11/2024;50.000;50.000;;x\n"),
        ("many lines", header + f"{line}x\n" * 6_000),
        ("the header often", header * 200),
        ("totals that lie", f"{header}{line}x\nTổng cộng;9;9;9;\nSố dư cuối;;;-1;\n"),
        ("two headers", f"{header}{line}x\nDate;Debit;Credit;Balance;Remark\n1/2/3;x;y;z;\n"),
        ("no column of sums", "Ngày giao dịch;Nội dung\n04/11/2024;x\n"),
        ("one column", "Ngày giao dịch\n04/11/2024\n"),
        ("an account in letters", f"Số tài khoản;{'9' * 500}\n{header}{line}x\n"),
    ):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            yield Malformed(f"{what} in {encoding}", "sao-ke.csv", text.encode(encoding))
