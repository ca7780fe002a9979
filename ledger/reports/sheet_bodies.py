"""Gather what a notice-board sheet says, and read back what was frozen (I3).

A sheet is frozen as facts, not as a picture: the same facts always paint the same paper, and its
digest proves that they are those of the day.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger.db import db
from ledger.labels import voucher_number
from ledger.models.campaigns import CampaignUnit
from ledger.models.contributions import Contribution
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.disclosures import DisclosureContent
from ledger.models.journal import Transfer, Voucher
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaign_totals import signed_vnd, sum_totals, unit_totals
from ledger.reports.campaigns import CampaignLine
from ledger.reports.figures import Figures, total
from ledger.reports.organs import Organs, organs_on
from ledger.reports.scope import Actor, name_on, names_on
from ledger.reports.small_groups import Folded, Group, fold_small
from ledger.reports.summaries import statement, summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The facts of one sheet; amounts in đồng, days as ISO text so that they are frozen alike."""

    unit_id: int
    unit_name: str
    committee: str
    upper: str
    """The committee above, as the head of the paper names it."""
    signs_for: str = ""
    """For which body the signer signs, “Đảng ủy xã Long Sơn”; empty: for their own office."""
    signer_title: str = ""
    place: str
    campaign_id: int
    campaign_title: str
    year: int
    made_on: str
    content: str
    basis: str
    """The paper that names and amounts are made public by, in words; empty for totals."""
    asked: int
    given: int
    given_vnd: int
    handed_in_vnd: int
    on_its_way_vnd: int
    spent_vnd: int
    """What was spent of this campaign's money, as the first sheets said it."""
    held_vnd: int
    """What the purse holds in all, whatever campaign it came from."""
    spent_in_all_vnd: int | None = None
    """What was spent on houses since the book began; money in a purse has no marks."""
    held_for_houses_vnd: int = 0
    """What lies in the books of houses that the office granted money for."""
    keeps: bool
    groups: list[list[Any]] = field(default_factory=list)
    """Name, givers, đồng of each cell or unit that may be shown."""
    rest: list[int] = field(default_factory=list)
    """Groups, givers and đồng of the rest; empty if there is none."""
    people: list[list[Any]] = field(default_factory=list)
    """Name, cell or place, đồng (None where amounts stay unsaid)."""
    receipts: list[list[Any]] = field(default_factory=list)
    """Number and đồng."""
    unnamed: int = 0
    """Givers who are not named because they did not wish to be."""

    @property
    def kind(self) -> DisclosureContent:
        """What the sheet tells."""
        return DisclosureContent(self.content)

    @property
    def day(self) -> date:
        """The day on which it was made."""
        return date.fromisoformat(self.made_on)


def body_text(body: Body) -> str:
    """Return the bytes that are frozen, in one order."""
    return json.dumps(asdict(body), ensure_ascii=False, sort_keys=True)


def read_body(text: str) -> Body:
    """Read back what ``body_text`` wrote."""
    return Body(**json.loads(text))


def gather_body(
    actor: Actor,
    campaign: CampaignLine,
    unit: PartyUnit,
    *,
    content: DisclosureContent,
    basis: str,
    on: date,
) -> Body:
    """Return what a unit's sheet of a campaign says on a day.

    Raises:
        NotFound: the unit keeps no purse, or is no part of the campaign.

    """
    own = statement(actor, unit.id)
    line = next((one.figures for one in own.lines if one.campaign_id == campaign.id), Figures())
    amounts = content is DisclosureContent.NAMES_AND_AMOUNTS
    named = amounts or content is DisclosureContent.NAMES
    people, unnamed = _people(campaign.id, unit.id, amounts=amounts) if named else ([], 0)
    receipts = content is DisclosureContent.AMOUNTS
    return Body(
        **_heading(unit, organs_on(unit.id, on), campaign, on, content, basis),
        asked=line.asked,
        given=line.given,
        given_vnd=line.given_vnd,
        handed_in_vnd=line.handed_in_vnd - line.refunded_vnd,
        on_its_way_vnd=line.on_its_way_vnd,
        spent_vnd=line.spent_vnd,
        held_vnd=own.total.held_vnd,
        spent_in_all_vnd=own.total.spent_vnd,
        held_for_houses_vnd=own.total.held_for_houses_vnd,
        keeps=own.keeps,
        **_groups(fold_small(_cells(campaign.id, unit.id))),
        people=people,
        unnamed=unnamed,
        receipts=_receipts(campaign.id, unit.id) if receipts else [],
    )


def gather_committee_body(
    actor: Actor, campaign: CampaignLine, committee: PartyUnit, *, on: date
) -> Body:
    """Return what the committee's own sheet says: all units together, and unit by unit.

    Raises:
        NotFound: no such campaign of the committee.

    """
    units = unit_totals(actor, campaign.id, line=campaign)
    totals = sum_totals(units)
    of_campaign, whole = summarise(actor, campaign.id), summarise(actor, None)
    money = total([whole.units_total, whole.houses_total, whole.office or Figures()])
    groups = fold_small(
        Group(
            name=unit.name,
            givers=unit.totals.given + unit.totals.given_unasked,
            amount_vnd=unit.totals.received_vnd,
        )
        for unit in units
    )
    names = organs_on(committee.id, on)
    heading = _heading(committee, names, campaign, on, DisclosureContent.TOTALS, "")
    if names.office:
        # The office's head signs the office's paper, on nobody's behalf.
        heading |= {"upper": names.committee, "committee": names.office, "signs_for": ""}
    return Body(
        **heading,
        asked=totals.asked,
        given=totals.given,
        given_vnd=totals.received_vnd,
        handed_in_vnd=of_campaign.units_total.handed_in_vnd - of_campaign.units_total.refunded_vnd,
        on_its_way_vnd=of_campaign.units_total.on_its_way_vnd,
        spent_vnd=0,
        held_vnd=money.held_vnd,
        spent_in_all_vnd=money.spent_vnd,
        held_for_houses_vnd=money.held_for_houses_vnd,
        keeps=False,
        **_groups(groups),
    )


def _heading(
    unit: PartyUnit,
    names: Organs,
    campaign: CampaignLine,
    on: date,
    content: DisclosureContent,
    basis: str,
) -> dict[str, Any]:
    above = name_on(unit.parent_id, NameKind.COMMITTEE, on) if unit.parent_id else ""
    return {
        "unit_id": unit.id,
        "unit_name": names.organisation,
        "committee": names.committee or names.organisation,
        "upper": above,
        "signs_for": names.committee or names.organisation,
        "signer_title": names.head_title,
        "place": names.place,
        "campaign_id": campaign.id,
        "campaign_title": campaign.title,
        "year": campaign.year,
        "made_on": on.isoformat(),
        "content": content.value,
        "basis": basis,
    }


def _groups(folded: Folded) -> dict[str, Any]:
    if not folded.shown or (len(folded.shown) == 1 and not folded.rest_vnd):
        return {}  # one line that says the total again tells nothing
    rest = [folded.rest_groups, folded.rest_givers, folded.rest_vnd]
    return {
        "groups": [[group.name, group.givers, group.amount_vnd] for group in folded.shown],
        "rest": rest if folded.rest_vnd else [],
    }


def _of_unit(campaign_id: int, unit_id: int) -> sa.ColumnElement[bool]:
    units = sa.select(CampaignUnit.id).where(
        CampaignUnit.campaign_id == campaign_id, CampaignUnit.party_unit_id == unit_id
    )
    return Contribution.campaign_unit_id.in_(units)


def _cells(campaign_id: int, unit_id: int) -> list[Group]:
    """Return the givers and sums of each cell, and of givers on no list as one group."""
    each = (
        sa.select(
            ListEntry.cell_id,
            sa.func.sum(signed_vnd()).label("given_vnd"),
        )
        .select_from(Contribution)
        .outerjoin(ListEntry, ListEntry.id == Contribution.list_entry_id)
        .where(_of_unit(campaign_id, unit_id))
        .group_by(ListEntry.cell_id, Contribution.list_entry_id, Contribution.contributor_id)
        .having(sa.func.sum(signed_vnd()) > 0)
        .subquery()
    )
    query = (
        sa.select(each.c.cell_id, sa.func.count(), sa.func.sum(each.c.given_vnd))
        .outerjoin(PartyUnit, PartyUnit.id == each.c.cell_id)
        .group_by(each.c.cell_id, PartyUnit.position)
        .order_by(each.c.cell_id.is_(None), PartyUnit.position, each.c.cell_id)
    )
    rows = db.session.execute(query).all()
    names = names_on([row[0] for row in rows if row[0]], (NameKind.ORGANISATION,))
    return [
        Group(
            name=names.get((cell_id, NameKind.ORGANISATION), ""),
            givers=givers,
            amount_vnd=int(given_vnd),
        )
        for cell_id, givers, given_vnd in rows
    ]


def _people(campaign_id: int, unit_id: int, *, amounts: bool) -> tuple[list[list[Any]], int]:
    """Return who gave, in the order of their lists, and how many wish to stay unnamed."""
    given = (
        sa.select(
            Contribution.list_entry_id,
            Contribution.contributor_id,
            sa.func.sum(signed_vnd()).label("given_vnd"),
        )
        .where(_of_unit(campaign_id, unit_id))
        .group_by(Contribution.list_entry_id, Contribution.contributor_id)
        .having(sa.func.sum(signed_vnd()) > 0)
        .subquery()
    )
    query = (
        sa.select(
            PartyMember.full_name, ListEntry.cell_id, Contributor.name, Contributor.place,
            Contributor.kind, given.c.given_vnd,
        )
        .select_from(given)
        .outerjoin(ListEntry, ListEntry.id == given.c.list_entry_id)
        .outerjoin(PartyMember, PartyMember.id == ListEntry.member_id)
        .outerjoin(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(Contributor, Contributor.id == given.c.contributor_id)
        .order_by(
            ListEntry.id.is_(None), PartyUnit.position, ListEntry.cell_id, ListEntry.position,
            ListEntry.id, Contributor.id,
        )
    )  # fmt: skip
    rows = db.session.execute(query).all()
    cells = names_on([row[1] for row in rows if row[1]], (NameKind.ORGANISATION,))
    people: list[list[Any]] = []
    unnamed = 0
    for full_name, cell_id, name, place, kind, given_vnd in rows:
        if kind is ContributorKind.ANONYMOUS:
            unnamed += 1
            continue
        where = cells.get((cell_id, NameKind.ORGANISATION), "") if cell_id else place
        people.append([full_name or name, where or "", int(given_vnd) if amounts else None])
    return people, unnamed


def _receipts(campaign_id: int, unit_id: int) -> list[list[Any]]:
    """Return the numbers of the receipts that stand, and what each is for; nobody's name."""
    mirror = aliased(Transfer)
    taken_back = sa.exists().where(mirror.reverses_id == Contribution.transfer_id)
    query = (
        sa.select(
            Voucher.series, Voucher.year, Voucher.number, sa.func.sum(Contribution.amount_vnd)
        )
        .select_from(Contribution)
        .join(Transfer, Transfer.id == Contribution.transfer_id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .where(_of_unit(campaign_id, unit_id), Contribution.sign == 1, ~taken_back)
        .group_by(Voucher.id, Voucher.series, Voucher.year, Voucher.number)
        .order_by(Voucher.year, Voucher.number, Voucher.id)
    )
    return [
        [voucher_number(series, year, number), int(given_vnd)]
        for series, year, number, given_vnd in db.session.execute(query)
    ]
