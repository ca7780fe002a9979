"""People and their money, counted once more in plain Python from the bare rows (A10, F6).

Records are merged, members move, some give at another unit's counter, some are asked for nothing,
others are on no list, receipts are cancelled. The oracle knows three things: a person is the record
that stands for them; a person counts where their line is; money counts where it was given.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import LedgerError
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Contribution, Method
from ledger.models.contributors import ContributorKind
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.list_entries import ListEntry
from ledger.models.member_moves import MoveKind
from ledger.models.party_members import NotAskedReason, PartyMember
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import campaign_totals, summaries
from ledger.reports.scope import Actor
from ledger.services import contributions, member_merges, member_moves
from ledger.services.contributors import NewContributor
from ledger.services.member_moves import Destination
from tests import building, make
from tests.collecting import DAY, new_key
from tests.conftest import Store

NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Minh Chi")
"""Few, so that many are likely to be one person."""


@dataclass(slots=True)
class People:
    """What the oracle counts of a unit."""

    asked: int = 0
    not_asked: int = 0
    given: int = 0
    given_vnd: int = 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_people_and_their_money_are_counted_as_plainly(store: Store, seed: int) -> None:
    dice = Random(seed)  # noqa: S311  (lives, no secrets)
    made, campaign_id = town(dice)
    with clock.at_day(DAY):
        for _ in range(25):
            dice.choice((give, give, visit, others, cancel, merge, move))(dice, made, campaign_id)
        a_grant(made)
    compare(made, campaign_id)
    assert checks.verify().findings == ()


def town(dice: Random) -> tuple[make.World, int]:
    """Make a commune and an agency with nine people of few names, whose campaign is open."""
    made = make.world()
    building.name_bodies(made)
    for place in range(9):
        cell_id = dice.choice((*made.cell_ids, made.agency_id))
        excused: dict[str, Any] = {
            "not_asked_reason": NotAskedReason.UNIT_DECISION,
            "not_asked_decided_by": "Chi bộ",
        }
        make.member(
            cell_id,
            dice.choice(NAMES),
            birth_year=None,
            refuse_duplicate=False,
            **(excused if place % 5 == 4 else {}),
        )
    return made, make.open_campaign(made, 2024)


def counters(made: make.World) -> tuple[Actor, Actor]:
    """Return the two treasurers."""
    return make.treasurer(made), make.actor(made.agency_id, Role.AGENCY_TREASURER)


def lines(of: Actor | None = None) -> list[ListEntry]:
    """Return the lines of the list, of one unit only if it is named."""
    query = sa.select(ListEntry).join(CampaignUnit).order_by(ListEntry.id)
    if of is not None:
        query = query.where(CampaignUnit.party_unit_id == of.party_unit_id)
    return list(db.session.scalars(query))


def attempt(verb: Callable[..., Any], *facts: Any, **more: Any) -> None:  # noqa: ANN401
    """Do something, or be told why not: a receipt is cancelled once, for one."""
    with suppress(LedgerError):
        run(verb, *facts, **more)


def record(by: Actor, campaign_id: int, amount_vnd: int, **giver: Any) -> None:  # noqa: ANN401
    """Record a gift in cash."""
    attempt(
        contributions.record_contribution,
        by,
        key=new_key(),
        campaign_id=campaign_id,
        party_unit_id=by.party_unit_id,
        received_on=DAY,
        method=Method.CASH,
        amount_vnd=amount_vnd,
        **giver,
    )


def give(dice: Random, made: make.World, campaign_id: int) -> None:
    by = dice.choice(counters(made))
    if found := lines(by):
        entry_id = dice.choice(found).id
        record(by, campaign_id, dice.randrange(1_000, 99_000), list_entry_id=entry_id)


def visit(dice: Random, made: make.World, campaign_id: int) -> None:
    by, home = dice.sample(counters(made), 2)
    if found := lines(home):
        code = db.session.get_one(PartyMember, dice.choice(found).member_id).code
        record(by, campaign_id, dice.randrange(1_000, 99_000), visitor_code=code)


def others(dice: Random, made: make.World, campaign_id: int) -> None:
    firm = NewContributor(kind=ContributorKind.BUSINESS, name=f"Công ty {dice.randrange(3)}")
    by = dice.choice(counters(made))
    record(by, campaign_id, dice.randrange(1_000, 99_000), new_contributor=firm)


def cancel(dice: Random, made: make.World, _campaign_id: int) -> None:
    by = dice.choice(counters(made))
    query = sa.select(Submission.id).where(
        Submission.kind == SubmissionKind.CONTRIBUTIONS, Submission.made_by_id == by.user_id
    )
    found = list(db.session.scalars(query.order_by(Submission.id)))
    if found:
        attempt(
            contributions.undo_submission,
            by,
            dice.choice(found),
            key=new_key(),
            reason="ghi nhầm",
            donor_copy=DonorCopy.RETURNED,
        )


def merge(dice: Random, made: make.World, _campaign_id: int) -> None:
    ids = list(db.session.scalars(sa.select(PartyMember.id).order_by(PartyMember.id)))
    kept_id, merged_id = dice.sample(ids, 2)
    names = f"names:{kept_id}:{merged_id}"
    facts = {"kept_id": kept_id, "merged_id": merged_id, "reason": "nhập hai lần"}
    attempt(member_merges.merge_members, make.board(made), **facts, agreed=[names])


def move(dice: Random, made: make.World, _campaign_id: int) -> None:
    ids = list(db.session.scalars(sa.select(PartyMember.id).order_by(PartyMember.id)))
    unit_id, cell_id = dice.choice(
        (
            (made.commune_id, made.cell_ids[0]),
            (made.commune_id, made.cell_ids[1]),
            (made.agency_id, made.agency_id),
        )
    )
    to = Destination(unit_id=unit_id, cell_id=cell_id)
    kind = dice.choice(list(MoveKind))
    attempt(
        member_moves.propose_move,
        make.board(made),
        dice.choice(ids),
        kind=kind,
        to=to,
        moves_on=DAY,
    )


def a_grant(made: make.World) -> None:
    """Let the office's money go to a house of the commune, of which part is spent."""
    building.fund(made, made.office_book_id, cash_vnd=50_000)
    decision_id = building.granted(made, building.house(made))
    grant = building.prepared(building.board(made), decision_id, 40_000)
    building.paid(building.office(made), grant)
    stage = building.prepared(building.secretary(made), decision_id, 15_000)
    building.paid(building.treasurer(made), stage)


def plainly(campaign_id: int) -> dict[int, People]:
    """Count the campaign's people and money by unit."""
    stands_for = {
        member.id: member.merged_into_id or member.id
        for member in db.session.scalars(sa.select(PartyMember))
    }
    units = {row.id: row.party_unit_id for row in db.session.scalars(sa.select(CampaignUnit))}
    found: dict[int, People] = defaultdict(People)
    of_person: dict[int, list[ListEntry]] = defaultdict(list)
    for line in lines():
        of_person[stands_for[line.member_id]].append(line)
    gave: dict[int | None, int] = defaultdict(int)
    for gift in db.session.scalars(sa.select(Contribution).filter_by(campaign_id=campaign_id)):
        gave[gift.list_entry_id] += gift.sign * gift.amount_vnd
        found[units[gift.campaign_unit_id]].given_vnd += gift.sign * gift.amount_vnd
    for person_id, theirs in of_person.items():
        own = [line for line in theirs if line.member_id == person_id]
        counts = (own or theirs)[0]
        unit = found[units[counts.campaign_unit_id]]
        if counts.not_asked_reason is not None:
            unit.not_asked += 1
            continue
        unit.asked += 1
        unit.given += sum(gave[line.id] for line in theirs) > 0
    return found


def compare(made: make.World, campaign_id: int) -> None:
    """Compare what the committee's pages say with what was counted plainly."""
    office = building.office(made)
    summary = summaries.summarise(office, campaign_id)
    shown = {
        line.unit_id: People(
            line.figures.asked, line.figures.not_asked, line.figures.given, line.figures.given_vnd
        )
        for line in summary.lines
    }
    totals = {
        unit.unit_id: People(
            unit.totals.asked, unit.totals.not_asked, unit.totals.given, unit.totals.received_vnd
        )
        for unit in campaign_totals.unit_totals(office, campaign_id)
    }
    plain = plainly(campaign_id)
    merged = sa.select(sa.func.count(PartyMember.merged_into_id))
    assert db.session.scalar(merged)
    for unit_id in (made.commune_id, made.agency_id):
        assert shown[unit_id] == totals[unit_id] == plain[unit_id]
    whole = summaries.summarise(office, None)
    assert whole.adds_up
    db.session.rollback()
