"""Recording lines of statements: by reference, choice or split; linked; set aside; once (G3, G5)."""

from collections.abc import Iterator
from functools import partial
from typing import TypeVar

import pytest
import sqlalchemy as sa

from ledger import clock, references
from ledger.db import db, run
from ledger.errors import (
    Conflict,
    LineUsed,
    NotAllowed,
    NotFound,
    PartsDiffer,
    ReferenceLost,
    RuleBroken,
    StateRefused,
    SubmissionChanged,
    Unconfirmed,
)
from ledger.models.bank_lines import BankUseKind, OtherMoney
from ledger.models.books import Account, AccountKind, Movement
from ledger.models.contributions import Contribution, Method
from ledger.models.contributors import ContributorKind
from ledger.models.journal import Event, EventParty, Submission, Transfer
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import bank_balances, bank_matching, bank_recorded
from ledger.reports.bank_lines import (
    LineFacts,
    Shown,
    count_waiting,
    get_line,
    list_lines,
)
from ledger.services import bank_lines, bank_movements, contributions, receipts
from ledger.services.bank_lines import Part
from ledger.services.contributors import NewContributor
from ledger.services.receipts import Mended
from tests import banking, collecting, make
from tests.banking import statement, take_in
from tests.collecting import DAY, Season, new_key
from tests.conftest import Store
from tests.db.test_concurrency import assert_sound, together

T = TypeVar("T")


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, whose commune has an account."""
    made = collecting.season()
    with clock.at_day(DAY):
        banking.account(made.treasurer)
        yield made


def bring(at: Season, *lines: tuple[int, str]) -> list[LineFacts]:
    """Import a statement of these amounts and remarks, a day apart; return its lines."""
    rows = [
        (f"2024-11-{place:02d}", f"FT{place:04d}", amount_vnd, None, remark)
        for place, (amount_vnd, remark) in enumerate(lines, start=4)
    ]
    take_in(at.treasurer, statement(*rows))
    return banking.lines_of(at.treasurer)


def codes(at: Season) -> list[str]:
    """Give references, and return those of the first cell's people in printed order."""
    given = banking.codes(at.treasurer, at.campaign_id)
    return [references.printed(given[entry_id]) for entry_id in at.entries]


def given_by(entry_id: int) -> list[tuple[int, str]]:
    """Return what somebody has given: the sums and the days, cancelled ones left out."""
    query = (
        sa.select(Contribution.amount_vnd, Contribution.received_on, Contribution.sign)
        .where(Contribution.list_entry_id == entry_id)
        .order_by(Contribution.transfer_id)
    )
    rows = [(vnd, on.isoformat(), sign) for vnd, on, sign in db.session.execute(query)]
    cancelled = sum(sign < 0 for *_rest, sign in rows)
    standing = [(vnd, on) for vnd, on, sign in rows if sign > 0]
    return standing[cancelled:] if cancelled else standing


def certain(at: Season, *ids: int, key: str | None = None) -> Submission:
    return run(
        bank_lines.record_certain,
        at.treasurer,
        key=key or new_key(),
        campaign_id=at.campaign_id,
        line_ids=ids,
    )


def parts(at: Season, line_id: int, *wanted: Part, **facts: object) -> Submission:
    return run(
        bank_lines.record_parts,
        at.treasurer,
        line_id,
        key=str(facts.pop("key", new_key())),
        campaign_id=at.campaign_id,
        parts=wanted,
        **facts,  # type: ignore[arg-type]  # those of record_parts
    )


def listed(at: Season, place: int, amount_vnd: int) -> Part:
    return Part(list_entry_id=at.entries[place], amount_vnd=amount_vnd)


def undo(at: Season, submission: Submission) -> None:
    run(
        contributions.undo_submission,
        at.treasurer,
        submission.id,
        key=new_key(),
        reason="Ghi nhầm",
        donor_copy=DonorCopy.NOT_GIVEN,
    )


def proposal(at: Season, line: LineFacts) -> bank_matching.Proposal:
    return bank_matching.propose(at.treasurer, [get_line(at.treasurer, line.id)])[0]


def test_lines_with_a_reference_are_recorded_in_one_click_each_on_its_day(at: Season) -> None:
    one, two, *_others = codes(at)
    first, second, third = bring(
        at,
        (158_000, f"MBVCB.4554.{one} ung ho.CT tu 0351000803936"),
        (225_000, two.replace(" ", "").lower()),
        (50_000, "PHAM NGOC DUNG chuyen tien"),
    )

    submission = certain(at, first.id, second.id)

    assert given_by(at.entries[0]) == [(158_000, "2024-11-04")]
    assert given_by(at.entries[1]) == [(225_000, "2024-11-05")]
    assert [line.id for line in list_lines(at.treasurer, Shown.WAITING).lines] == [third.id]
    assert len(collecting.vouchers_of(submission.id)) == 2
    use = get_line(at.treasurer, first.id).uses[0]
    assert (use.kind, use.who, use.amount_vnd) == (BankUseKind.REFERENCE, "Nguyễn Văn An", 158_000)
    assert_sound()


def test_the_same_click_twice_records_once_and_another_with_its_key_is_refused(at: Season) -> None:
    one, two, *_others = codes(at)
    first, second = bring(at, (158_000, one), (225_000, two))
    key = new_key()

    submission = certain(at, first.id, key=key)
    assert certain(at, first.id, key=key).id == submission.id

    assert given_by(at.entries[0]) == [(158_000, "2024-11-04")]
    with pytest.raises(SubmissionChanged):
        certain(at, second.id, key=key)


@pytest.mark.parametrize(
    "remark",
    ["{wrong}", "{one} {two}", "HOAN TRA {one}", "{cell}", "NGUYEN VAN AN ung ho"],
    ids=["a slip", "two people", "money back", "a cell", "a name"],
)
def test_nothing_less_than_a_reference_is_certain(at: Season, remark: str) -> None:
    one, two, *_others = codes(at)
    wrong = one[:-1] + ("1" if one[-1] != "1" else "2")
    cell = banking.cell_code(at.cell_id)
    (line,) = bring(at, (158_000, remark.format(one=one, two=two, wrong=wrong, cell=cell)))

    assert proposal(at, line).person is None
    with pytest.raises(ReferenceLost):
        certain(at, line.id)
    assert given_by(at.entries[0]) == []


def test_a_name_and_a_cells_reference_only_suggest(at: Season) -> None:
    codes(at)
    by_name, by_cell, unknown = bring(
        at,
        (50_000, "LE MINH CHI chuyen tien ung ho"),
        (99_000, f"{banking.cell_code(at.cell_id)} DANG THI LAN PHAM NGOC DUNG"),
        (10_000, "chuyen tien"),
    )

    assert [one.person.full_name for one in proposal(at, by_name).candidates] == ["Lê Minh Chi"]
    # The person of the cell whose reference it bears stands first.
    first = proposal(at, by_cell).candidates[0]
    assert first.person.full_name == "Phạm Ngọc Dung"
    assert proposal(at, unknown).candidates == ()


def test_references_of_others_and_broken_ones_are_named(at: Season) -> None:
    codes(at)
    foreign = references.make(2024, 4_242_424)
    broken = foreign.replace(foreign[11], "A" if foreign[11] != "A" else "B")
    (line,) = bring(at, (50_000, f"{foreign} {broken}"))

    found = proposal(at, line)

    assert (found.unknown_codes, found.broken_codes) == ((foreign,), (broken,))


def test_a_line_is_recorded_for_whoever_is_chosen(at: Season) -> None:
    line, other = bring(at, (50_000, "khong ro"), (300_000, "CTY TNHH TAN HOA"))

    parts(at, line.id, listed(at, 2, 50_000))
    new = NewContributor(kind=ContributorKind.BUSINESS, name="Công ty Tân Hòa", place="thị trấn")
    parts(at, other.id, Part(new_contributor=new, amount_vnd=300_000))

    assert given_by(at.entries[2]) == [(50_000, "2024-11-04")]
    assert count_waiting(at.treasurer) is None
    assert get_line(at.treasurer, other.id).uses[0].who == "Công ty Tân Hòa"


def test_one_transfer_is_split_over_many_to_the_dong_and_names_who_paid(at: Season) -> None:
    (line,) = bring(at, (100_001, "CHI BO NOP 3 D/C"))

    submission = parts(
        at,
        line.id,
        listed(at, 0, 33_334),
        listed(at, 1, 33_334),
        listed(at, 2, 33_333),
        brought_by="Trần Văn Thủ",
    )

    assert [given_by(entry_id)[0][0] for entry_id in at.entries[:3]] == [33_334, 33_334, 33_333]
    places = sa.select(EventParty.place).join(Event).where(Event.submission_id == submission.id)
    assert all("Trần Văn Thủ" in place for place in db.session.scalars(places))
    assert get_line(at.treasurer, line.id).open_vnd == 0


def test_parts_above_the_line_are_refused_and_below_it_asked_about(at: Season) -> None:
    (line,) = bring(at, (100_000, "CHI BO NOP"))

    with pytest.raises(PartsDiffer):
        parts(at, line.id, listed(at, 0, 60_000), listed(at, 1, 50_000))
    with pytest.raises(Unconfirmed) as asked:
        parts(at, line.id, listed(at, 0, 60_000))
    assert given_by(at.entries[0]) == []

    parts(at, line.id, listed(at, 0, 60_000), agreed=[one.token for one in asked.value.doubts])
    rest = get_line(at.treasurer, line.id)
    assert rest.open_vnd == 40_000
    parts(at, line.id, listed(at, 1, 40_000))

    assert count_waiting(at.treasurer) is None
    with pytest.raises(LineUsed):
        parts(at, line.id, listed(at, 2, 1_000))


def test_cancelling_receipts_puts_their_line_back(at: Season) -> None:
    one, *_others = codes(at)
    (line,) = bring(at, (158_000, one))
    undo(at, certain(at, line.id))

    again = get_line(at.treasurer, line.id)
    assert again.open_vnd == 158_000
    assert [use.ended for use in again.uses] == ["đã hủy ngày 20/12/2024"]
    certain(at, line.id)
    assert get_line(at.treasurer, line.id).open_vnd == 0
    assert_sound()


@pytest.mark.parametrize(
    ("amount_vnd", "open_vnd"), [(158_000, 0), (100_000, 58_000), (200_000, 0)]
)
def test_a_corrected_receipt_takes_its_line_along(
    at: Season, amount_vnd: int, open_vnd: int
) -> None:
    one, *_others = codes(at)
    (line,) = bring(at, (158_000, one))
    voucher = collecting.vouchers_of(certain(at, line.id).id)[0]
    mended = Mended(
        payer_name="", payer_place="", amount_vnd=amount_vnd, list_entry_id=at.entries[1]
    )

    run(
        receipts.correct_receipt,
        at.treasurer,
        voucher,
        key=new_key(),
        mended=mended,
        reason="Nhầm người",
        donor_copy=DonorCopy.NOT_GIVEN,
    )

    after = get_line(at.treasurer, line.id)
    assert after.open_vnd == open_vnd
    assert [use.who for use in after.uses if not use.ended] == ["Trần Thị Bình"]


def by_hand(at: Season, place: int, amount_vnd: int) -> int:
    """Record a transfer by hand, as before the statement came; return its event."""
    submission = run(
        contributions.record_contribution,
        at.treasurer,
        key=new_key(),
        campaign_id=at.campaign_id,
        party_unit_id=at.treasurer.party_unit_id,
        received_on=clock.today().replace(month=11, day=5),
        method=Method.BANK,
        amount_vnd=amount_vnd,
        list_entry_id=at.entries[place],
    )
    return db.session.scalars(sa.select(Event.id).where(Event.submission_id == submission.id)).one()


def test_a_receipt_written_by_hand_before_is_linked_not_written_twice(at: Season) -> None:
    one, *_others = codes(at)
    event_id = by_hand(at, 0, 158_000)
    (line,) = bring(at, (158_000, one))
    found = proposal(at, line)
    assert found.person is None
    assert [receipt.event_id for receipt in found.recorded] == [event_id]

    run(bank_lines.link_receipts, at.treasurer, line.id, event_ids=[event_id])
    run(bank_lines.link_receipts, at.treasurer, line.id, event_ids=[event_id])

    assert given_by(at.entries[0]) == [(158_000, "2024-11-05")]
    linked = get_line(at.treasurer, line.id)
    assert (linked.open_vnd, [use.kind for use in linked.uses]) == (0, [BankUseKind.LINKED])


def test_a_link_is_taken_back_but_a_recorded_receipt_is_cancelled(at: Season) -> None:
    one, *_others = codes(at)
    event_id = by_hand(at, 1, 70_000)
    line, other = bring(at, (70_000, "khong ro"), (158_000, one))
    run(bank_lines.link_receipts, at.treasurer, line.id, event_ids=[event_id])
    certain(at, other.id)

    use = get_line(at.treasurer, line.id).uses[0]
    run(bank_lines.release, at.treasurer, line.id, use.id)
    run(bank_lines.release, at.treasurer, line.id, use.id)
    assert get_line(at.treasurer, line.id).open_vnd == 70_000

    recorded = get_line(at.treasurer, other.id).uses[0]
    with pytest.raises(StateRefused, match="Hãy hủy chứng từ"):
        run(bank_lines.release, at.treasurer, other.id, recorded.id)
    with pytest.raises(NotFound):
        run(bank_lines.release, at.treasurer, other.id, use.id)


def test_a_pay_roll_list_typed_in_before_is_linked_as_a_whole(at: Season) -> None:
    events = [by_hand(at, place, 50_000) for place in range(3)]
    small, line = bring(at, (60_000, "mot phan"), (150_000, "CHI BO NOP 3 D/C"))

    with pytest.raises(PartsDiffer):
        run(bank_lines.link_receipts, at.treasurer, small.id, event_ids=events)
    with pytest.raises(NotFound):
        run(bank_lines.link_receipts, at.treasurer, line.id, event_ids=[*events, 10**9])
    with pytest.raises(RuleBroken, match="Chưa chọn phiếu"):
        run(bank_lines.link_receipts, at.treasurer, line.id, event_ids=[])
    run(bank_lines.link_receipts, at.treasurer, line.id, event_ids=events)

    assert get_line(at.treasurer, line.id).open_vnd == 0
    # What a line stands behind is offered to no other.
    look = bank_matching.look_closely(at.treasurer, [get_line(at.treasurer, small.id)])
    assert bank_recorded.linkable(small, look.receipts).all == ()


def test_what_is_no_contribution_is_set_aside_with_its_reason(at: Season) -> None:
    (line,) = bring(at, (30_000, "chuyen nham"))

    with pytest.raises(RuleBroken, match="Ghi rõ"):
        run(bank_lines.set_aside, at.treasurer, line.id, reason=OtherMoney.OTHER)
    for _turn in range(2):
        run(bank_lines.set_aside, at.treasurer, line.id, reason=OtherMoney.NOT_FOR_US)

    aside = get_line(at.treasurer, line.id)
    assert (aside.open_vnd, len(aside.uses)) == (0, 1)
    with pytest.raises(LineUsed):
        parts(at, line.id, listed(at, 0, 30_000))
    run(bank_lines.release, at.treasurer, line.id, aside.uses[0].id)
    assert get_line(at.treasurer, line.id).open_vnd == 30_000


def test_interest_and_fees_go_into_the_book_and_the_balances_meet(at: Season) -> None:
    one, *_others = codes(at)
    take_in(
        at.treasurer,
        statement(
            ("2024-11-04", "FT1", 158_000, 158_000, one),
            ("2024-11-05", "FT2", 3_250, 161_250, "TRA LAI TIEN GUI"),
            ("2024-11-06", "FT3", -11_000, 150_250, "Phi quan ly"),
        ),
    )
    gift, interest, fee = banking.lines_of(at.treasurer)
    assert interest.is_interest
    assert not interest.is_return
    before = bank_balances.compare_balance(at.treasurer)
    assert before is not None
    assert (before.gap_vnd, before.came_vnd, before.went_vnd) == (150_250, 161_250, 11_000)
    assert before.rest_vnd == 0

    certain(at, gift.id)
    for line in (interest, fee):
        key = new_key()
        for _turn in range(2):
            run(bank_lines.book_movement, at.treasurer, line.id, key=key)

    after = bank_balances.compare_balance(at.treasurer)
    assert after is not None
    assert (after.gap_vnd, after.came_vnd, after.went_vnd, after.rest_vnd) == (0, 0, 0, 0)
    bank = db.session.get_one(Account, (at.book_id, AccountKind.BANK))
    assert bank.balance_vnd == 150_250
    with pytest.raises(LineUsed):
        run(bank_lines.book_movement, at.treasurer, fee.id, key=new_key())
    with pytest.raises(RuleBroken, match="tiền ra"):
        parts(at, fee.id, listed(at, 0, 1_000))


@pytest.mark.parametrize(
    ("kind", "amount_vnd"), [(Movement.DEPOSIT, 40_000), (Movement.FEE, -11_000)]
)
def test_what_the_book_has_already_is_linked_to_its_line(
    at: Season, kind: Movement, amount_vnd: int
) -> None:
    collecting.give(at, 40_000)
    by_hand(at, 0, 20_000)
    recorded = run(
        bank_movements.record_movement,
        at.treasurer,
        key=new_key(),
        kind=kind,
        amount_vnd=abs(amount_vnd),
        on_date=clock.today().replace(month=11, day=5),
    )
    same, other = bring(at, (amount_vnd, "NGAN HANG"), (-amount_vnd, "CHIEU KHAC"))
    (move,) = bank_recorded.find_moves(at.treasurer, same)
    assert move.submission_id == recorded.id
    assert bank_recorded.find_moves(at.treasurer, other) == []

    with pytest.raises(NotFound):
        run(bank_lines.link_receipts, at.treasurer, other.id, event_ids=[move.event_id])
    run(bank_lines.link_receipts, at.treasurer, same.id, event_ids=[move.event_id])

    assert get_line(at.treasurer, same.id).open_vnd == 0
    assert bank_recorded.find_moves(at.treasurer, same) == []


def test_an_agency_unit_records_transfers_to_its_own_account(at: Season) -> None:
    agency = at.agency_treasurer
    banking.account(agency, number="1017595600", bin_="970436")
    code = banking.codes(agency, at.campaign_id)[at.agency_entries[0]]
    take_in(agency, statement(("2024-11-04", "FT1", 248_891, None, code)))
    (line,) = banking.own_lines(agency)

    run(
        bank_lines.record_certain,
        agency,
        key=new_key(),
        campaign_id=at.campaign_id,
        line_ids=[line.id],
    )

    assert given_by(at.agency_entries[0]) == [(248_891, "2024-11-04")]
    with pytest.raises(NotFound):
        get_line(at.treasurer, line.id)
    with pytest.raises(NotFound):
        certain(at, line.id)


def test_other_roles_record_nothing_from_a_line(at: Season) -> None:
    (line,) = bring(at, (30_000, "khong ro"))
    for role in set(Role) - {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER}:
        by = make.actor(at.world.commune_id, role)
        facts = {"key": new_key(), "campaign_id": at.campaign_id}
        with pytest.raises(NotAllowed):
            run(bank_lines.record_certain, by, line_ids=[line.id], **facts)  # type: ignore[arg-type]  # facts by name
        with pytest.raises(NotAllowed):
            run(bank_lines.record_parts, by, line.id, parts=[], **facts)  # type: ignore[arg-type]  # facts by name
        with pytest.raises(NotAllowed):
            run(bank_lines.link_receipts, by, line.id, event_ids=[1])
        with pytest.raises(NotAllowed):
            run(bank_lines.set_aside, by, line.id, reason=OtherMoney.FEE)
        with pytest.raises(NotAllowed):
            run(bank_lines.book_movement, by, line.id, key=new_key())
        with pytest.raises(NotAllowed):
            run(bank_lines.release, by, line.id, 1)


def test_of_two_who_record_one_line_one_wins_and_the_other_reads_why(
    store: Store, at: Season
) -> None:
    one, *_others = codes(at)
    (line,) = bring(at, (158_000, one))
    line_id = line.id
    db.session.remove()

    def attempt(place: int) -> str:
        try:
            if place % 2:
                parts(at, line_id, listed(at, 1, 158_000))
            else:
                certain(at, line_id)
        except Conflict as refusal:
            return str(refusal)
        return ""

    answers = together(store, *(partial(at_day, attempt, place) for place in range(4)))

    assert answers.count("") == 1
    assert all("vừa ghi sổ rồi" in answer or not answer for answer in answers), answers
    total = db.session.scalar(sa.select(sa.func.sum(Transfer.amount_vnd)))
    assert total == 158_000
    assert_sound()


def at_day(work: object, place: int) -> str:
    with clock.at_day(DAY):
        return work(place)  # type: ignore[operator,no-any-return]  # a callable in a table
