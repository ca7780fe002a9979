"""The words that people read: one for every code, and none that the programme does not say."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from enum import StrEnum
from functools import cache

import pytest

from ledger import labels, models, wages
from tests.house.sources import name_of, place, python_files, templates, texts
from tests.house.test_templates import EXPRESSION, text_of

WHERE_USERS_READ = (
    "ledger/cli.py", "ledger/errors.py", "ledger/labels.py", "ledger/documents", "ledger/intake",
    "ledger/reports", "ledger/schemas", "ledger/services", "ledger/web",
)  # fmt: skip

REFUSED = {
    "nợ": "nobody owes the programme anything",
    "còn thiếu": "giving less is recorded, not reproached",
    "còn nợ": "nobody owes the programme anything",
    "miễn đóng góp": "không vận động (lý do)",
    "danh sách phải nộp": "danh sách vận động",
    "đảo bút toán": "hủy phiếu; chứng từ điều chỉnh",
    "bút toán đảo": "hủy phiếu; chứng từ điều chỉnh",
    "bản sao": "a certified copy; a reprint is IN LẠI LẦN n",
    "giấy nộp tiền": "bảng kê nộp kinh phí vận động",
    "phân bổ": "quyết định hỗ trợ kinh phí; chi hỗ trợ",
    "dấu sổ": "mã đối chiếu sổ",
    "niêm phong": "mã đối chiếu sổ",
    "thẩm tra": "đang khảo sát, xác minh",
    "xếp lịch": "đưa vào lộ trình năm …",
    "qua đời": "từ trần",
    "không đủ điều kiện": "chưa đủ điều kiện (lý do)",
    "không có đối tượng": "chưa có trường hợp",
    "bảng cân đối tài khoản": "báo cáo thu, chi",
    "huyện ủy": "names of committees are dated data",
}
"""What design.md section 7 does not say, and what it says instead."""

ALLOWED = {
    ("nợ", "ledger/documents/receipts.py"): "the printed form's “Nợ: … Có: …” is accountancy's own",
    ("nợ", "ledger/documents/disbursements.py"): "the same words of the form on its counterpart",
    ("bản sao", "ledger/cli.py"): "the copy of a database, not of a paper",
    ("bản sao", "ledger/errors.py"): "the copy of a database, not of a paper",
    ("bản sao", "ledger/services/backups.py"): "the copy of a database, not of a paper",
}

PROGRAMME = {
    "templates/base.html": "the bar of a page shown when no database answers",
    "ledger/cli.py": "the default of an option, and what the command is for",
    "ledger/documents/journals.py": "the heading of an export for machines",
    "ledger/documents/paper.py": "who made a file, in what readers of PDF show of it",
    "ledger/reports/home.py": "the name until one is entered",
}


def enums() -> list[type[StrEnum]]:
    """Return every enum whose values are kept."""
    modules = [importlib.import_module(f"ledger.models.{found.name}")
               for found in pkgutil.iter_modules(models.__path__)] + [wages]  # fmt: skip
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, StrEnum)
        and value.__module__ == module.__name__
    ]


@pytest.mark.parametrize("kind", enums(), ids=lambda kind: kind.__name__)
def test_every_code_has_a_word_of_its_own(kind: type[StrEnum]) -> None:
    words = [labels.label(member) for member in kind]
    assert all(word.strip() == word and word for word in words)
    assert len(set(words)) == len(words)
    assert not set(words) & {member.value for member in kind}


def test_every_series_has_a_prefix_of_its_own() -> None:
    prefixes = list(labels.SERIES_PREFIXES.values())
    assert len(set(prefixes)) == len(labels.VOUCHER_SERIES)
    assert labels.SERIES_PREFIXES.keys() == labels.VOUCHER_SERIES.keys()


@pytest.mark.parametrize("word", REFUSED)
def test_nobody_reads(word: str) -> None:
    whole = re.compile(rf"(?<!\w){word}(?!\w)", re.IGNORECASE)
    found = {(where.split(":")[0], where) for where, text in read() if whole.search(text)}
    refused = sorted(where for file, where in found if (word, file) not in ALLOWED)
    assert refused == [], f"say: {REFUSED[word]}"
    needed = {file for allowed, file in ALLOWED if allowed == word}
    assert needed <= {file for file, _ in found}, "an allowance that nothing needs any more"


def test_the_programme_is_called_what_the_data_call_it() -> None:
    found = {where.split(":")[0] for where, text in read() if "nhà cấp ủy" in text.casefold()}
    assert found == PROGRAMME.keys()


def test_the_same_word_is_the_same_bytes_everywhere() -> None:
    """Composed letters (NFC) only; marks that stand alone are tables, not words."""
    found = [
        where
        for where, text in read()
        if not unicodedata.is_normalized("NFC", text) and any(map(str.isalpha, text))
    ]
    assert found == []


def test_no_english_slips_into_a_page() -> None:
    words = re.compile(
        r">[^<{]*\b(the|and|error|please|click|submit|save|cancel|delete)\b[^<{]*<", re.IGNORECASE
    )
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in templates()
        for match in words.finditer(EXPRESSION.sub("", text_of(path)))
    ]
    assert found == []


@cache
def read() -> list[tuple[str, str]]:
    """Return every text that users may read, with its place."""
    found = [
        (place(path, node), text)
        for path in python_files(*WHERE_USERS_READ)
        for node, text in texts(path)
    ]
    for path in templates():
        lines = enumerate(text_of(path).splitlines(), 1)
        found += [(f"{name_of(path)}:{number}", line) for number, line in lines]
    return found
