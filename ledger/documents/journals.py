"""Write the whole journal as text that hledger and beancount read and check.

One transfer becomes one transaction of two postings, so every book balances by itself: both halves
of a passage between two books stand there, each within its own book, and a reversal is a
transaction of its own. At the end each account's balance is asserted from the total that our
database keeps, so that the other program, adding up the rows, checks it.

Account names are the same in both programs: ``Assets:S12:Cash`` is the cash of book 12; which unit
that is stands in the head of the file. Sums are debits less credits: what a unit has been given
stands below zero.

No person is named. A transaction is described by its voucher and the purpose printed on it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from ledger.labels import label, voucher_number
from ledger.models.books import AccountKind
from ledger.reports.journal_export import Journal, JournalBook, JournalLine

NAMES = {
    AccountKind.CASH: "Assets:{}:Cash",
    AccountKind.BANK: "Assets:{}:Bank",
    AccountKind.TRANSIT: "Assets:{}:Transit",
    AccountKind.FUND: "Equity:{}:Fund",
    AccountKind.OFFICE_FUND: "Equity:{}:OfficeFund",
    AccountKind.GRANT_FUND: "Equity:{}:GrantFund",
    AccountKind.DUE: "Liabilities:{}:Due",
}
"""The names of accounts; beancount wants five roots and capitalised ASCII."""

CURRENCY = "VND"


def write_hledger(journal: Journal, out: TextIO) -> int:
    """Write the journal for hledger and return the number of transactions."""
    out.writelines(_head(journal))
    out.write(f"commodity 1000. {CURRENCY}\n\n")
    for book in journal.books:
        out.writelines(f"account {name}\n" for name in _accounts(book))
    count = 0
    for count, line in enumerate(journal.lines, start=1):  # noqa: B007  (the count is wanted after)
        out.write(_hledger_entry(line))
    for book in journal.books:
        # hledger asserts within a transaction; this one moves nothing.
        out.write(f"\n{journal.ends_before} * Đối chiếu số dư sổ {book.book_id}\n")
        out.writelines(
            f"    {name}  0 {CURRENCY} = {amount_vnd} {CURRENCY}\n"
            for name, amount_vnd in _accounts(book).items()
        )
    return count


def write_beancount(journal: Journal, out: TextIO) -> int:
    """Write the journal for beancount and return the number of transactions."""
    out.writelines(_head(journal))
    out.write(f'option "title" "Ngôi nhà cấp ủy"\noption "operating_currency" "{CURRENCY}"\n\n')
    for book in journal.books:
        unit = _quoted(book.unit_name)
        out.writelines(
            f"{book.starts_on} open {name} {CURRENCY}\n  unit: {unit}\n" for name in _accounts(book)
        )
    count = 0
    for count, line in enumerate(journal.lines, start=1):  # noqa: B007  (the count is wanted after)
        out.write(_beancount_entry(line))
    out.write("\n")
    # A balance is that of the day's beginning, hence the day after the last.
    day = journal.ends_before
    for book in journal.books:
        out.writelines(
            f"{day} balance {name} {amount_vnd} {CURRENCY}\n"
            for name, amount_vnd in _accounts(book).items()
        )
    return count


FORMATS: Mapping[str, Callable[[Journal, TextIO], int]] = {
    "hledger": write_hledger,
    "beancount": write_beancount,
}
"""What ``ngoinha export`` can write."""


def _head(journal: Journal) -> Iterator[str]:
    """Say which book is which, and the head of its chain, as comments of both programs."""
    yield "; Sổ “Ngôi nhà cấp ủy”: toàn bộ bút toán, đơn vị đồng, không ghi tên người.\n"
    for book in journal.books:
        unit = _flat(book.unit_name)
        yield f"; S{book.book_id}: {unit}, {label(book.rule)}; mã đối chiếu sổ {book.head}\n"
    yield "\n"


def _accounts(book: JournalBook) -> dict[str, int]:
    """Return the balances of a book's accounts by name, in đồng, debits less credits."""
    return {
        _name(book.book_id, account.kind): account.debits_less_credits_vnd
        for account in book.accounts
    }


def _name(book_id: int, kind: AccountKind) -> str:
    return NAMES[kind].format(f"S{book_id}")


def _hledger_entry(line: JournalLine) -> str:
    # A semicolon would begin a comment, and a bar would split off a payee.
    text = _description(line).replace(";", ",").replace("|", "/")
    tags = ", ".join(f"{key}:{value}" for key, value in _facts(line).items())
    return (
        f"\n{line.on_date} * ({_voucher(line)}) {text}\n    ; {tags}\n"
        f"    {_name(line.book_id, line.debit)}  {line.amount_vnd} {CURRENCY}\n"
        f"    {_name(line.book_id, line.credit)}  -{line.amount_vnd} {CURRENCY}\n"
    )


def _beancount_entry(line: JournalLine) -> str:
    text = _quoted(f"{_voucher(line)} {_description(line)}")
    facts = "".join(f'  {key}: "{value}"\n' for key, value in _facts(line).items())
    return (
        f"\n{line.on_date} * {text}\n{facts}"
        f"  {_name(line.book_id, line.debit)}  {line.amount_vnd} {CURRENCY}\n"
        f"  {_name(line.book_id, line.credit)}  -{line.amount_vnd} {CURRENCY}\n"
    )


def _facts(line: JournalLine) -> dict[str, str]:
    """Return what both programs may group and filter by: numbers and codes of ours only."""
    facts = {
        "voucher": _voucher(line),
        "movement": str(line.kind),
        "event": str(line.event_id),
    }
    if line.campaign_year is not None:
        facts["campaign"] = str(line.campaign_year)
    if line.other_book_id is not None:
        facts["other"] = f"S{line.other_book_id}"
    if line.reverses_event_id is not None:
        facts["reverses"] = str(line.reverses_event_id)
    return facts


def _voucher(line: JournalLine) -> str:
    return voucher_number(line.series, line.year, line.number)


def _description(line: JournalLine) -> str:
    purpose = _flat(line.purpose)
    return purpose if line.reverses_event_id is None else f"Đảo: {purpose}"


def _flat(text: str) -> str:
    """Return a text on one line, whatever was typed or imported."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())


def _quoted(text: str) -> str:
    """Return a text as a string of beancount."""
    escaped = _flat(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
