"""Two who collect meet at one thing: a line, a file, a list, a person; nothing is doubled (P7, P10)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import journal
from ledger.db import db, run
from ledger.errors import LineUsed, NotFound
from ledger.models.bank_lines import BankLine, BankLineUse, OtherMoney
from ledger.models.books import AccountKind
from ledger.models.contributions import Contribution, Method
from ledger.models.daily_lists import DailyList
from ledger.models.imports import ImportKind
from ledger.models.journal import Event, Submission
from ledger.models.member_moves import MemberMove, MoveKind, MoveState
from ledger.models.party_members import PartyMember
from ledger.models.receipts import DonorCopy
from ledger.reports import contribution_imports as import_reports
from ledger.reports.bank_accounts import current_account
from ledger.reports.bank_lines import get_line
from ledger.reports.bank_plans import plan_statement
from ledger.reports.import_files import file_in_scope
from ledger.services import (
    bank_lines,
    bank_statements,
    contribution_imports,
    contributions,
    member_merges,
    member_moves,
)
from ledger.services.bank_lines import Part
from ledger.services.daily_lists import make_list
from ledger.services.member_moves import Destination
from tests import banking, collecting, importing, make, visiting
from tests.banking import statement, take_in
from tests.collecting import DAY, Season, new_key
from tests.conftest import Store
from tests.db.test_concurrency import assert_sound
from tests.db.test_two_hands import count, meet

on_the_day = partial(clock.at_day, DAY)


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, whose commune has an account with two transfers."""
    made = collecting.season()
    with on_the_day():
        banking.account(made.treasurer)
        take_in(
            made.treasurer,
            statement(
                ("2024-11-04", "FT1", 158_000, None, "khong ro"),
                ("2024-11-05", "FT2", 158_000, None, "khong ro"),
            ),
        )
        yield made


def lines() -> list[int]:
    found = list(db.session.scalars(sa.select(BankLine.id).order_by(BankLine.id)))
    db.session.rollback()
    return found


def by_hand(at: Season, amount_vnd: int = 158_000) -> int:
    """Write a receipt for a transfer before its statement comes; return its event."""
    run(
        contributions.record_contribution,
        at.treasurer,
        key=new_key(),
        campaign_id=at.campaign_id,
        party_unit_id=at.world.commune_id,
        received_on=DAY.replace(month=11, day=5),
        method=Method.BANK,
        amount_vnd=amount_vnd,
        list_entry_id=at.entries[0],
    )
    found = db.session.scalars(sa.select(Event.id)).one()
    db.session.rollback()
    return found


def used_vnd() -> int:
    found = db.session.scalar(sa.select(sa.func.sum(BankLineUse.amount_vnd))) or 0
    db.session.rollback()
    return int(found)


def test_one_receipt_stands_behind_one_line(store: Store, at: Season) -> None:
    event_id = by_hand(at)
    one, other = lines()

    def link(line_id: int) -> Callable[[], Any]:
        return lambda: bank_lines.link_receipts(at.treasurer, line_id, event_ids=[event_id])

    assert meet(store, link(one), link(other), on=on_the_day) == ["", str(NotFound())]
    assert meet(store, link(one), link(one), on=on_the_day) == ["", ""]
    assert used_vnd() == 158_000
    assert_sound()


def test_a_line_is_linked_recorded_or_set_aside_but_once(store: Store, at: Season) -> None:
    event_id = by_hand(at)
    one, other = lines()

    def set_aside(line_id: int) -> None:
        bank_lines.set_aside(at.treasurer, line_id, reason=OtherMoney.NOT_FOR_US)

    def record(line_id: int) -> None:
        bank_lines.record_parts(
            at.treasurer,
            line_id,
            key=new_key(),
            campaign_id=at.campaign_id,
            parts=[Part(amount_vnd=158_000, list_entry_id=at.entries[1])],
        )

    def link() -> None:
        bank_lines.link_receipts(at.treasurer, one, event_ids=[event_id])

    used = str(
        LineUsed(
            on=get_line(at.treasurer, one).on,
            amount_vnd=158_000,
            open_vnd=0,
            who=at.treasurer.full_name,
        )
    )
    assert meet(store, link, lambda: record(one), on=on_the_day) == ["", used]
    answers = meet(store, lambda: set_aside(other), lambda: set_aside(other), on=on_the_day)
    assert answers == ["", ""]
    assert meet(store, lambda: set_aside(one), lambda: record(other), on=on_the_day)[0] == used
    assert (used_vnd(), count(Contribution)) == (2 * 158_000, 1)
    assert_sound()


def test_a_line_whose_receipt_is_being_cancelled_waits_for_it(store: Store, at: Season) -> None:
    event_id = by_hand(at)
    (one, _other) = lines()
    submission_id = db.session.scalars(sa.select(Event.submission_id)).one()
    answers = meet(
        store,
        lambda: contributions.undo_submission(
            at.treasurer,
            submission_id,
            key=new_key(),
            reason="Ghi nhầm",
            donor_copy=DonorCopy.NOT_GIVEN,
        ),
        lambda: bank_lines.link_receipts(at.treasurer, one, event_ids=[event_id]),
        on=on_the_day,
    )
    assert answers == ["", str(NotFound())]
    assert used_vnd() == 0
    assert_sound()


def test_a_statement_is_imported_once(store: Store, at: Season) -> None:
    read = statement(("2024-11-06", "FT3", 70_000, None, "khong ro"))
    body = repr(read.movements).encode()
    file = run(bank_statements.keep_statement, at.treasurer, filename="sao-ke.xlsx", body=body)
    file_id, sha256 = file.id, file.sha256
    current = current_account(at.world.commune_id)
    assert current is not None
    plan = plan_statement(current.account_id, read)
    agreed = [doubt.token for doubt in bank_statements.statement_doubts(read, plan)]

    def confirm() -> None:
        bank_statements.import_statement(
            at.treasurer,
            file_id,
            sha256=sha256,
            plan_digest=plan.digest,
            statement=read,
            agreed=agreed,
        )

    assert meet(store, confirm, confirm, on=on_the_day) == ["", ""]
    assert len(lines()) == 3


def test_a_file_of_contributions_is_recorded_once(store: Store) -> None:
    commune = importing.commune()
    on = partial(clock.at_day, importing.DAY)
    with on():
        body = importing.csv_of("Lê Minh Khoẻ;;50.000;20/11/2022")
        file_id = importing.upload(commune, body)
        kept = import_reports.read_kept(commune.treasurer, file_id)
        plan = importing.plan_of(commune, file_id)
        sha256 = file_in_scope(commune.treasurer, file_id, ImportKind.CONTRIBUTIONS).sha256

    def confirm() -> None:
        contribution_imports.import_contributions(
            commune.treasurer, file_id, sha256=sha256, plan_digest=plan.digest, kept=kept
        )

    before = count(Submission)
    assert meet(store, confirm, confirm, on=on) == ["", ""]
    assert (count(Contribution), count(Submission)) == (1, before + 1)
    assert_sound()


def test_a_days_receipts_stand_on_one_list(store: Store, at: Season) -> None:
    collecting.give(at, 158_000, 20_000)

    def listed() -> None:
        make_list(at.treasurer, on=DAY, cell_id=None, after=0)

    assert meet(store, listed, listed, on=on_the_day) == ["", ""]
    assert count(DailyList) == 1
    collecting.give(at, 30_000)
    done, refused = meet(
        store,
        lambda: make_list(at.treasurer, on=DAY, cell_id=None, after=1),
        lambda: make_list(at.treasurer, on=DAY, cell_id=at.cell_id, after=1),
        on=on_the_day,
    )
    assert (done, "không còn phiếu thu tiền mặt nào" in refused) == ("", True)


def test_two_records_never_stand_for_each_other(store: Store, at: Season) -> None:
    one = visiting.member_of(at, 0)
    other = make.member(at.world.cell_ids[1], collecting.name(0), birth_year=1960)

    def merge(kept_id: int, merged_id: int) -> Callable[[], Any]:
        return lambda: member_merges.merge_members(
            at.treasurer, kept_id=kept_id, merged_id=merged_id, reason="Nhập hai lần"
        )

    done, refused = meet(store, merge(one, other), merge(other, one), on=on_the_day)
    assert (done, bool(refused)) == ("", True)
    pointers = sa.select(PartyMember.id).where(PartyMember.merged_into_id.is_not(None))
    assert list(db.session.scalars(pointers)) == [other]
    answers = meet(
        store,
        lambda: member_merges.unmerge_member(at.treasurer, other, reason="Hai người"),
        merge(one, other),
        on=on_the_day,
    )
    assert answers == ["", ""]


def test_a_move_is_decided_once(store: Store, at: Season) -> None:
    member_id = visiting.member_of(at, 0)
    move_id = run(
        lambda: (
            member_moves.propose_move(
                at.treasurer,
                member_id,
                kind=MoveKind.FINAL,
                to=Destination(unit_id=at.world.agency_id),
                moves_on=DAY,
            ).id
        )
    )
    answers = meet(
        store,
        lambda: member_moves.accept_move(
            at.agency_treasurer, move_id, to_cell_id=at.world.agency_id
        ),
        lambda: member_moves.withdraw_move(at.treasurer, move_id),
        on=on_the_day,
    )
    assert answers == ["", "Việc chuyển sinh hoạt này đã được quyết định."]
    assert db.session.get_one(MemberMove, move_id).state is MoveState.ACCEPTED


@pytest.mark.parametrize("gives_first", [True, False])
def test_who_moves_while_giving_is_counted_once(
    store: Store,
    at: Season,
    gives_first: bool,  # noqa: FBT001  (a parameter)
) -> None:
    member_id, entry_id = visiting.member_of(at, 0), at.entries[0]
    move_id = run(
        lambda: (
            member_moves.propose_move(
                at.treasurer,
                member_id,
                kind=MoveKind.FINAL,
                to=Destination(unit_id=at.world.agency_id),
                moves_on=DAY,
            ).id
        )
    )

    def give() -> None:
        contributions.record_contribution(
            at.treasurer,
            key=new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=at.world.commune_id,
            received_on=DAY,
            method=Method.CASH,
            amount_vnd=158_000,
            list_entry_id=entry_id,
        )

    def accept() -> None:
        member_moves.accept_move(at.agency_treasurer, move_id, to_cell_id=at.world.agency_id)

    works = (give, accept) if gives_first else (accept, give)
    answers = meet(store, *works, on=on_the_day)
    counted = visiting.counted(at)
    given = 1 if answers == ["", ""] else 0
    assert answers in (["", ""], ["", str(NotFound())])
    assert given or not gives_first
    assert sum(counted[name].given for name in ("commune", "agency")) == given
    assert sum(one.received_vnd for one in counted.values()) == given * 158_000
    assert journal.balances(at.world.commune_book_id)[AccountKind.CASH] == given * 158_000
    assert_sound()
