"""Whether a receipt is genuine: found by number and code, told without names, and not guessed."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, reading, run
from ledger.documents.receipts import qr_text
from ledger.errors import TooManyChecks
from ledger.models.contributions import Method
from ledger.models.party_units import PartyUnit, ReceiptsPer
from ledger.models.receipt_checks import CheckAttempt
from ledger.models.receipts import DonorCopy
from ledger.receipt_codes import LETTERS, SPOKEN_LENGTH
from ledger.reports.receipt_checks import check_receipt
from ledger.reports.receipts import ReceiptPaper, paper_of_voucher
from ledger.reports.remittance_papers import office_receipt
from ledger.schemas.receipt_checks import CheckForm
from ledger.services import receipt_checks
from ledger.services.contributions import SheetLine, record_sheet
from ledger.services.receipts import Mended, correct_receipt, void_receipt
from ledger.services.reprints import reprint
from tests import collecting, remitting
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store

YEAR, FIRST = 2024, 1


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def given(at: Season) -> ReceiptPaper:
    """Return the paper of one person's receipt, number 1."""
    return paper_of_voucher(at.treasurer, vouchers_of(give(at, 158_000))[0])


def undo(at: Season, voucher_id: int) -> None:
    """Cancel a receipt."""
    run(
        void_receipt,
        at.treasurer,
        voucher_id,
        key=new_key(),
        reason="ghi nhầm",
        donor_copy=DonorCopy.RETURNED,
    )


@pytest.mark.parametrize("length", [SPOKEN_LENGTH, 26])
def test_a_genuine_receipt_is_told_without_a_name(at: Season, length: int) -> None:
    paper = given(at)
    found = check_receipt(YEAR, FIRST, paper.code[:length])
    assert found is not None
    assert (found.number, found.on, found.amount_vnd) == ("0001/2024", DAY, 158_000)
    assert found.unit_name == "Đảng ủy xã Long Sơn"
    assert found.payer == "N… V… A…"
    assert found.voided_on is None


def test_the_code_of_a_receipt_never_changes(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    original = paper_of_voucher(at.treasurer, voucher_id)
    run(reprint, at.treasurer, voucher_id, after=0)
    copy = paper_of_voucher(at.treasurer, voucher_id, copy_no=1)
    undo(at, voucher_id)
    cancelled = paper_of_voucher(at.treasurer, voucher_id, copy_no=1)
    assert original.code == copy.code == cancelled.code
    assert qr_text(original) == qr_text(cancelled)


def test_a_cancelled_receipt_names_its_successor(at: Season) -> None:
    paper = given(at)
    (voucher_id,) = db.session.scalars(sa.text("SELECT id FROM voucher"))
    mended = Mended(payer_name="Nguyễn Văn Ân", payer_place="Chi bộ", amount_vnd=158_000)
    run(
        correct_receipt,
        at.treasurer,
        voucher_id,
        key=new_key(),
        reason="sai tên",
        donor_copy=DonorCopy.RETURNED,
        mended=mended,
    )
    found = check_receipt(YEAR, FIRST, paper.code)
    assert found is not None
    assert (found.voided_on, found.replaced_by) == (DAY, "0002/2024")


def test_a_cancelled_receipt_without_successor_says_so(at: Season) -> None:
    paper = given(at)
    undo(at, 1)
    found = check_receipt(YEAR, FIRST, paper.code)
    assert found is not None
    assert (found.voided_on, found.replaced_by) == (DAY, None)


def test_a_list_tells_how_many_people_and_the_whole_sum(at: Season) -> None:
    def make_lists() -> None:
        db.session.get_one(PartyUnit, at.world.commune_id).receipts_per = ReceiptsPer.LIST

    run(make_lists)
    (voucher_id,) = set(vouchers_of(give(at, 158_000, 100_000)))
    paper = paper_of_voucher(at.treasurer, voucher_id)
    found = check_receipt(YEAR, FIRST, paper.code)
    assert found is not None
    assert found.amount_vnd == 258_000
    assert found.payer == "Chi bộ ấp Tân Lập, danh sách 2 người"


def test_units_with_the_same_number_are_told_apart_by_the_code(at: Season) -> None:
    ours = given(at)
    (entry_id,) = at.agency_entries
    submission = run(
        record_sheet,
        at.agency_treasurer,
        key=new_key(),
        campaign_id=at.campaign_id,
        cell_id=at.world.agency_id,
        received_on=DAY,
        method=Method.CASH,
        lines=[SheetLine(list_entry_id=entry_id, amount_vnd=300_000)],
    )
    theirs = paper_of_voucher(at.agency_treasurer, vouchers_of(submission.id)[0])
    assert ours.number == theirs.number == FIRST
    amounts = [getattr(check_receipt(YEAR, FIRST, p.code), "amount_vnd", 0) for p in (ours, theirs)]
    assert amounts == [158_000, 300_000]


def test_what_is_mistyped_or_has_another_number_is_unknown(at: Season) -> None:
    paper = given(at)
    wrong = LETTERS[(LETTERS.index(paper.code[0]) + 1) % 32] + paper.code[1:]
    assert check_receipt(YEAR, FIRST, wrong) is None
    assert check_receipt(YEAR, FIRST, wrong[:SPOKEN_LENGTH]) is None
    assert check_receipt(YEAR, 2, paper.code) is None
    assert check_receipt(YEAR - 1, FIRST, paper.code) is None
    assert check_receipt(YEAR, FIRST, paper.code[:-1]) is None


def test_an_old_key_is_unknown_and_a_key_that_came_later_is_not(at: Season, store: Store) -> None:
    app, config = store.app, store.app.config["LEDGER"]
    try:
        app.config["LEDGER"] = replace(config, qr_key=b"o" * 32)
        old = given(at).code
        app.config["LEDGER"] = config
        assert check_receipt(YEAR, FIRST, old) is None
        app.config["LEDGER"] = replace(config, qr_key=None)
        drawn = paper_of_voucher(at.treasurer, 1).code
        app.config["LEDGER"] = config
        assert check_receipt(YEAR, FIRST, drawn) is not None
    finally:
        app.config["LEDGER"] = config


def test_a_hit_and_a_miss_ask_the_same(at: Season) -> None:
    paper = given(at)
    asked = []
    for number, code in (
        (FIRST, paper.code),
        (FIRST, paper.code[::-1]),
        (99, paper.code),
        (1, "?"),
    ):
        with collecting.counted_statements() as seen:
            check_receipt(YEAR, number, code)
        asked.append(tuple(seen))
    assert len(asked[0]) == 3
    assert len(set(asked)) == 1


def test_random_codes_hit_nothing(at: Season) -> None:
    # The arithmetic of many more stands in the unit tests; these go all the way.
    paper = given(at)
    for _ in range(60):
        code = "".join(secrets.choice(LETTERS) for _ in range(SPOKEN_LENGTH))
        assert check_receipt(YEAR, FIRST, code) is None
    assert check_receipt(YEAR, FIRST, paper.code) is not None


def test_too_many_questions_are_refused_by_the_database_for_each_asker(
    at: Season,
) -> None:
    for _ in range(receipt_checks.MOST_CHECKS):
        receipt_checks.count_check("address 10.0.0.1")
    for _ in range(2):
        with pytest.raises(TooManyChecks, match="Thử lại sau 5 phút"):
            receipt_checks.count_check("address 10.0.0.1")
    receipt_checks.count_check("address 10.0.0.2")
    attempts = db.session.scalars(sa.select(CheckAttempt)).all()
    assert len(attempts) == receipt_checks.MOST_CHECKS + 1
    assert all("10.0.0" not in attempt.source for attempt in attempts)


def test_a_question_is_forgotten_after_its_minutes(at: Season) -> None:
    def age() -> None:
        for attempt in db.session.scalars(sa.select(CheckAttempt)):
            db.session.execute(sa.delete(CheckAttempt).where(CheckAttempt.id == attempt.id))
            older = attempt.at - receipt_checks.WINDOW - timedelta(seconds=1)
            db.session.add(CheckAttempt(source=attempt.source, at=older))

    receipt_checks.count_check("user 1")
    run(age)
    receipt_checks.count_check("user 1")
    reading(True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CheckAttempt)) == 1


def test_what_a_phone_has_read_is_pasted_and_understood(at: Season) -> None:
    paper = given(at)
    whole = {"year": YEAR, "number": FIRST, "code": paper.code}
    public = replace(paper, check_url="https://ngoinha.example.vn/check")
    for text in (qr_text(paper), qr_text(public)):
        assert CheckForm().load({"scanned": text}) == whole
    assert CheckForm().load({"number": "PT 0001/2024", "code": paper.code}) == whole


def test_the_offices_receipt_has_a_code_and_is_found_by_it(store: Store) -> None:
    way = remitting.way()
    with clock.at_day(DAY):
        remitting.collect(way)
        sent = remitting.send_cash(way, 6_200_000)
        remitting.count_in(way, sent, remitting.COUNTED)
        paper = office_receipt(way.office, sent).paper
        found = check_receipt(paper.year, paper.number, paper.code)
        assert found is not None
        assert (found.number, found.amount_vnd) == ("0001/2024", 6_100_000)
        assert found.payer == "L… T… H…"
        assert found.party_unit_id == way.world.district_id
