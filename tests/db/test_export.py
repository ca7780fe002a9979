"""The exported journal, read by hledger and by beancount: their totals are ours, to the đồng."""

import csv
import io
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from beancount import loader
from beancount.core import data, realization

from ledger import cli
from ledger.book import rules
from ledger.db import db
from ledger.documents.journals import FORMATS, NAMES
from ledger.models.books import Account, AccountKind, Rule
from ledger.models.journal import Transfer
from ledger.reports.journal_export import whole_journal
from tests import make, programs
from tests.conftest import SqliteStore, Store
from tests.db import ledgers

CASH, BANK = AccountKind.CASH, AccountKind.BANK
HOSTILE = 'Thu "lãi"; \\kỳ| 1 : = 5 VND\n2024-11-01 * giả\tmạo\u2028(x) ; event:99, movement:fee'
"""A purpose that would be a comment, a payee, an escape and a transaction of its own."""


def test_beancount_finds_no_error_and_has_our_totals(store: Store) -> None:
    everything()
    entries = read_beancount(exported("beancount"))
    tree = realization.realize(entries)
    found = {
        str(entry.account): balance(tree, entry.account)
        for entry in entries
        if isinstance(entry, data.Open)
    }
    assert found == kept_totals()
    assert sum(found.values()) == 0
    assert sum(map(abs, found.values())) > 0


def test_hledger_finds_no_error_and_has_our_totals(store: Store, tmp_path: Path) -> None:
    everything()
    file = written(tmp_path, exported("hledger"))
    hledger("check", "--strict", "ordereddates", file=file)
    said = hledger("balance", "--empty", "--flat", "--no-total", "-O", "csv", file=file)
    found = {
        row["account"]: int(row["balance"].removesuffix(" VND"))
        for row in csv.DictReader(io.StringIO(said))
    }
    assert found == kept_totals()


def test_a_wrong_total_of_ours_is_found_by_both(store: Store, tmp_path: Path) -> None:
    made = ledgers.build()
    book_id = made.facts.world.commune_book_id
    wrong = f"UPDATE account SET debits_vnd = debits_vnd + 1 WHERE book_id = {book_id} AND kind = 'cash'"
    ledgers.behind_the_guards(store, [wrong])
    _, errors, _ = loader.load_string(exported("beancount"))
    assert [type(error).__name__ for error in errors] == ["BalanceError"]
    file = written(tmp_path, exported("hledger"))
    assert f"Assets:S{book_id}:Cash" in refused_by_hledger("check", file=file)


def test_every_transfer_is_one_transaction_within_one_book(store: Store) -> None:
    everything()
    entries = [e for e in read_beancount(exported("beancount")) if isinstance(e, data.Transaction)]
    assert len(entries) == db.session.scalar(sa.select(sa.func.count()).select_from(Transfer))
    for entry in entries:
        debit, credit = entry.postings
        assert book_of(debit) == book_of(credit)
        assert number(debit) == -number(credit) > 0


def test_a_passage_names_the_other_book_in_both(store: Store) -> None:
    made = ledgers.build()
    world = made.facts.world
    halves = with_fact(store, "event", str(made.event("received")))
    # What the office did not take goes back in the same event, and stays in the unit's book.
    passage = [half for half in halves if "other" in half.meta]
    found = {(book_of(half.postings[0]), half.meta["other"]) for half in passage}
    assert len(passage) == 2
    agency, office = f"S{world.agency_book_id}", f"S{world.office_book_id}"
    assert found == {(agency, office), (office, agency)}


def test_a_reversal_is_a_transaction_of_its_own_that_names_its_original(store: Store) -> None:
    made = ledgers.build()
    (original,) = with_fact(store, "event", str(made.event("chi")))
    (reversal,) = with_fact(store, "reverses", str(made.event("chi")))
    assert reversal.meta["voucher"] == "ĐC 0001/2024"
    assert [number(posting) for posting in reversal.postings] == [90_000, -90_000]
    accounts = [posting.account for posting in original.postings]
    assert [posting.account for posting in reversal.postings] == accounts[::-1]


def test_contributions_can_be_added_up_by_campaign(store: Store, tmp_path: Path) -> None:
    made = ledgers.build()
    file = written(tmp_path, exported("hledger"))
    asked = ("tag:movement=^contribution$", "tag:campaign=^2024$", "acct:^Equity|^Liabilities")
    said = hledger("balance", "--flat", "--no-total", "-O", "csv", *asked, file=file)
    found = {row["account"]: row["balance"] for row in csv.DictReader(io.StringIO(said))}
    world = made.facts.world
    assert found == {
        f"Equity:S{world.commune_book_id}:Fund": "-5570012 VND",
        f"Liabilities:S{world.agency_book_id}:Due": "-380000 VND",
    }


def test_people_are_not_named(store: Store) -> None:
    ledgers.build()
    for form in FORMATS:
        text = exported(form)
        for name in (*ledgers.NAMES, "Công ty TNHH Tân Hòa", "thuquy.xa", "ghi nhầm tên"):
            assert name not in text


def test_text_that_looks_like_syntax_stays_text(store: Store, tmp_path: Path) -> None:
    world = make.world()
    purse = rules.Purse(world.commune_book_id, Rule.KEEP)
    leg = rules.interest(purse, 7)
    make.post(world, rules.Draft(on_date=ledgers.DAY, purpose=HOSTILE, legs=(leg,)))

    (entry,) = (e for e in read_beancount(exported("beancount")) if isinstance(e, data.Transaction))
    assert entry.payee is None
    assert entry.narration == f"CT 0001/2024 {' '.join(HOSTILE.split())}"
    assert entry.meta["event"] == "1"

    file = written(tmp_path, exported("hledger"))
    hledger("check", "--strict", file=file)
    (row, _) = csv.DictReader(io.StringIO(hledger("print", "-O", "csv", "tag:movement", file=file)))
    assert (
        row["description"]
        == 'Thu "lãi", \\kỳ/ 1 : = 5 VND 2024-11-01 * giả mạo (x) , event:99, movement:fee'
    )
    assert row["comment"].strip() == "voucher:CT 0001/2024, movement:interest, event:1"


def test_the_order_is_by_date_event_and_position(store: Store) -> None:
    everything()
    with whole_journal() as read:
        places = [(line.on_date, line.event_id, line.position) for line in read.lines]
    assert places == sorted(places)
    assert places[0][0] < places[-1][0]


def test_the_same_journal_gives_the_same_text(store: Store) -> None:
    everything()
    for form in FORMATS:
        assert exported(form) == exported(form)


def test_an_empty_book_can_be_exported(store: Store, tmp_path: Path) -> None:
    assert read_beancount(exported("beancount")) == []
    make.world()
    assert {type(entry) for entry in read_beancount(exported("beancount"))} == {
        data.Open,
        data.Balance,
    }
    hledger("check", "--strict", file=written(tmp_path, exported("hledger")))


def test_every_account_has_a_name_that_both_programs_take() -> None:
    assert set(NAMES) == set(AccountKind)
    assert len(set(NAMES.values())) == len(NAMES)
    assert all(name.isascii() for name in NAMES.values())


def test_the_command_writes_a_new_file_or_the_screen(
    sqlite_template: SqliteStore,
    sqlite_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledgers.build()
    monkeypatch.setenv("LEDGER_DATABASE_URL", f"sqlite:///{sqlite_template.path}")
    for key in ("LEDGER_SECRET_KEY", "LEDGER_DATA_KEY"):
        monkeypatch.setenv(key, "d" * 43 + "=")
    file = tmp_path / "so.beancount"
    assert cli.main(["export", "--format", "beancount", str(file)]) == 0
    transfers = db.session.scalar(sa.select(sa.func.count()).select_from(Transfer))
    db.session.rollback()
    assert f"Đã xuất {transfers} bút toán ra {file}" in capsys.readouterr().out
    assert file.read_text("utf-8") == exported("beancount")

    assert cli.main(["export", "--format", "hledger"]) == 0
    assert capsys.readouterr().out == exported("hledger")

    assert cli.main(["export", "--format", "hledger", str(file)]) == 1
    assert "không ghi đè" in capsys.readouterr().err
    assert file.read_text("utf-8") == exported("beancount")


def everything() -> None:
    """Post what goes every way, on several days, the later ones first."""
    made = ledgers.build()
    world = made.facts.world
    commune = rules.Purse(world.commune_book_id, Rule.KEEP)
    house = rules.Purse(made.facts.grant_book_id, Rule.GRANT)
    office = rules.Purse(world.office_book_id, Rule.OFFICE)
    for days, legs in (
        (3, rules.return_grant(house, office, 10_000, out_of=CASH, into=BANK)),
        (2, (rules.interest(commune, 1_234),)),
        (1, (rules.withdrawal(commune, 5_000),)),
        (0, (rules.fee(commune, 999),)),
        (-9, (rules.cash_over(commune, 1),)),
        (-9, (rules.cash_short(commune, 2),)),
    ):
        on_date = date.fromordinal(ledgers.DAY.toordinal() + days)
        make.post(world, rules.Draft(on_date=on_date, purpose="Việc khác", legs=legs))


def exported(form: str) -> str:
    """Return the journal as text."""
    out = io.StringIO()
    with whole_journal() as read:
        FORMATS[form](read, out)
    return out.getvalue()


def kept_totals() -> dict[str, int]:
    """Return what our accounts hold, debits less credits, by the names they are exported under."""
    return {
        NAMES[account.kind].format(f"S{account.book_id}"): account.debits_vnd - account.credits_vnd
        for account in db.session.scalars(sa.select(Account))
    }


def read_beancount(text: str) -> list[data.Directive]:
    """Return what beancount reads, which must be without a single error."""
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    return list(entries)


def balance(tree: realization.RealAccount, account: str) -> int:
    """Return what beancount has in an account, in đồng."""
    found = realization.get(tree, account)
    amount = found.balance.get_currency_units("VND").number
    assert amount == int(amount)
    return int(amount)


def with_fact(store: Store, key: str, value: str) -> list[data.Transaction]:
    """Return beancount's transactions with a fact."""
    return [
        entry
        for entry in read_beancount(exported("beancount"))
        if isinstance(entry, data.Transaction) and entry.meta.get(key) == value
    ]


def book_of(posting: data.Posting) -> str:
    """Return the book in an account's name."""
    return str(posting.account).split(":")[1]


def number(posting: data.Posting) -> int:
    """Return a posting's amount in đồng."""
    assert posting.units is not None
    assert posting.units.currency == "VND"
    assert posting.units.number is not None
    return int(posting.units.number)


def written(folder: Path, text: str) -> Path:
    """Write a journal for hledger."""
    file = folder / "so.hledger"
    file.write_text(text, encoding="utf-8")
    return file


def hledger(*arguments: str, file: Path) -> str:
    """Run hledger on a file, which it must accept, and return what it says."""
    done = _run_hledger(*arguments, file=file)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused_by_hledger(*arguments: str, file: Path) -> str:
    """Run hledger on a file, which it must refuse, and return why."""
    done = _run_hledger(*arguments, file=file)
    assert done.returncode != 0
    return done.stderr


def _run_hledger(*arguments: str, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [programs.find_hledger(), "--file", file, *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
