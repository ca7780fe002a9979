"""State the notices of a campaign: one for each cell with the unit's account, one for a person.

A cell's notice carries a VietQR without an amount: a slip with a name and a sum looks like a bill.
One with the person's level is made singly, when the member asks for it.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock, references, vietqr
from ledger.db import db
from ledger.errors import NotFound, StateRefused
from ledger.models.bank_references import BankReference
from ledger.models.campaigns import CampaignState
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports import lists
from ledger.reports.bank_accounts import AccountLine, current_account
from ledger.reports.campaigns import CampaignFacts, CampaignLine, campaign_facts, campaign_line
from ledger.reports.campaigns import campaigns_of as all_campaigns
from ledger.reports.organs import place_alone
from ledger.reports.scope import Actor, names_on, within

_NAMES = (
    NameKind.ORGANISATION,
    NameKind.COMMITTEE,
    NameKind.SHORT,
    NameKind.HEAD_TITLE,
    NameKind.HEAD,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellNotices:
    """State a cell of the list: its reference if it has one, how many people have theirs."""

    cell_id: int
    name: str
    code: str
    people: int
    with_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """State what can be printed for a campaign."""

    campaign: CampaignLine
    account: AccountLine | None
    cells: tuple[CellNotices, ...]

    @property
    def missing(self) -> int:
        """How many cells and people have no reference yet."""
        bare = sum(not cell.code for cell in self.cells)
        return bare + sum(cell.people - cell.with_code for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """State to whom a notice goes, with the reference that the remark shall carry."""

    name: str
    cell_name: str
    """Empty where the notice goes to the cell itself."""
    code: str
    qr: str
    amount_vnd: int | None = None
    """What the QR fills in, at the person's own wish; None leaves it to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """State what every notice of one printing says."""

    campaign: CampaignFacts
    upper_name: str
    unit_name: str
    place: str
    head_title: str
    head: str
    on: date
    suggested_vnd: int | None
    suggested_by: str
    account: AccountLine
    receivers: tuple[Receiver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """State a person of a cell who may ask for a notice of their own."""

    entry_id: int
    name: str
    birth_year: int | None
    has_code: bool
    asked_vnd: int | None


def running(actor: Actor) -> tuple[CampaignLine, ...]:
    """Return the campaigns whose list stands, the newest first."""
    return tuple(line for line in all_campaigns(actor) if line.state is not CampaignState.DRAFT)


def notice_page(actor: Actor, campaign_id: int) -> NoticePage:
    """Return the cells that the actor may print notices for.

    Raises:
        NotFound: no such campaign above the actor.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    campaign = campaign_line(actor, campaign_id)
    unit, place = lists.unit_inside(actor, campaign_id)
    of_person = sa.orm.aliased(BankReference)
    of_cell = sa.orm.aliased(BankReference)
    query = (
        sa.select(
            ListEntry.cell_id,
            sa.func.max(of_cell.code),
            sa.func.count(),
            sa.func.count(of_person.id),
        )
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .outerjoin(of_person, of_person.list_entry_id == ListEntry.id)
        .outerjoin(
            of_cell,
            sa.and_(of_cell.campaign_unit_id == unit.id, of_cell.cell_id == ListEntry.cell_id),
        )
        .where(ListEntry.campaign_unit_id == unit.id, within(actor))
        .group_by(ListEntry.cell_id, PartyUnit.position)
        .order_by(PartyUnit.position, ListEntry.cell_id)
    )
    rows = db.session.execute(query).all()
    names = names_on([row[0] for row in rows], (NameKind.ORGANISATION,))
    return NoticePage(
        campaign=campaign,
        account=current_account(place.id),
        cells=tuple(
            CellNotices(
                cell_id=cell_id,
                name=names.get((cell_id, NameKind.ORGANISATION), ""),
                code=references.printed(code) if code else "",
                people=people,
                with_code=with_code,
            )
            for cell_id, code, people, with_code in rows
        ),
    )


def people_of(actor: Actor, campaign_id: int, cell_id: int) -> tuple[str, tuple[Reachable, ...]]:
    """Return a cell's name and its people in printed order.

    Raises:
        NotFound: no such campaign or cell of the list that the actor may see.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    page = notice_page(actor, campaign_id)
    cell = next((one for one in page.cells if one.cell_id == cell_id), None)
    if cell is None:
        raise NotFound
    query = (
        sa.select(
            ListEntry.id,
            PartyMember.full_name,
            PartyMember.birth_year,
            BankReference.id.label("reference"),
            ListEntry.asked_vnd,
        )
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .outerjoin(BankReference, BankReference.list_entry_id == ListEntry.id)
        .where(ListEntry.campaign_id == campaign_id, ListEntry.cell_id == cell_id)
        .order_by(ListEntry.position, ListEntry.id)
        .limit(200)
    )
    people = tuple(
        Reachable(
            entry_id=row.id,
            name=row.full_name,
            birth_year=row.birth_year,
            has_code=row.reference is not None,
            asked_vnd=row.asked_vnd,
        )
        for row in db.session.execute(query)
    )
    return cell.name, people


def cell_notices(actor: Actor, campaign_id: int, cell_id: int | None = None) -> Notice:
    """Return the notices of one cell, or of every cell that the actor may see.

    Raises:
        NotFound: no such campaign or cell with a reference.
        NamesStayInside: the actor is not the unit's treasurer or secretary.
        StateRefused: the unit has no account yet.

    """
    page = notice_page(actor, campaign_id)
    cells = [cell for cell in page.cells if cell.code and cell_id in {None, cell.cell_id}]
    if not cells:
        raise NotFound
    account = _account(page.account)
    receivers = tuple(
        Receiver(name=cell.name, cell_name="", code=cell.code, qr=_qr(account, cell.code))
        for cell in cells
    )
    return _notice(actor, campaign_id, account, receivers)


def person_notice(actor: Actor, campaign_id: int, entry_id: int, *, with_amount: bool) -> Notice:
    """Return one person's notice; with the amount of their level only if they ask for it.

    Raises:
        NotFound: no such person of the list, or without a reference, or without a level.
        NamesStayInside: the actor is not the unit's treasurer or secretary.
        StateRefused: the unit has no account yet.

    """
    campaign_line(actor, campaign_id)
    unit, place = lists.unit_inside(actor, campaign_id)
    query = (
        sa.select(PartyMember.full_name, ListEntry.cell_id, ListEntry.asked_vnd, BankReference.code)
        .join(ListEntry, ListEntry.member_id == PartyMember.id)
        .join(BankReference, BankReference.list_entry_id == ListEntry.id)
        .join(PartyUnit, PartyUnit.id == ListEntry.cell_id)
        .where(ListEntry.id == entry_id, ListEntry.campaign_unit_id == unit.id, within(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None or (with_amount and not row.asked_vnd):
        raise NotFound
    account = _account(current_account(place.id))
    amount_vnd = row.asked_vnd if with_amount else None
    cell_name = names_on([row.cell_id], (NameKind.ORGANISATION,))
    receiver = Receiver(
        name=row.full_name,
        cell_name=cell_name.get((row.cell_id, NameKind.ORGANISATION), ""),
        code=references.printed(row.code),
        qr=_qr(account, references.printed(row.code), amount_vnd),
        amount_vnd=amount_vnd,
    )
    return _notice(actor, campaign_id, account, (receiver,))


def _account(account: AccountLine | None) -> AccountLine:
    if account is None:
        raise StateRefused(
            "Đơn vị chưa nhập tài khoản nhận chuyển khoản. Hãy nhập tài khoản rồi in giấy báo."
        )
    return account


def _qr(account: AccountLine, code: str, amount_vnd: int | None = None) -> str:
    return vietqr.payload(
        bin_=account.bin, account=account.number, amount_vnd=amount_vnd, purpose=code
    )


def _notice(
    actor: Actor, campaign_id: int, account: AccountLine, receivers: tuple[Receiver, ...]
) -> Notice:
    unit, place = lists.unit_inside(actor, campaign_id)
    upper_id = place.parent_id or place.id
    names = names_on([place.id, upper_id], _NAMES)

    def name(unit_id: int, *kinds: NameKind) -> str:
        return next((names[unit_id, kind] for kind in kinds if names.get((unit_id, kind))), "")

    facts = campaign_facts(actor, campaign_id)
    return Notice(
        campaign=facts,
        upper_name=name(upper_id, NameKind.COMMITTEE, NameKind.ORGANISATION),
        unit_name=name(place.id, NameKind.COMMITTEE, NameKind.ORGANISATION),
        place=place_alone(name(place.id, NameKind.SHORT)),
        head_title=name(place.id, NameKind.HEAD_TITLE),
        head=name(place.id, NameKind.HEAD),
        on=clock.today(),
        suggested_vnd=unit.suggested_vnd,
        suggested_by=unit.suggested_by,
        account=account,
        receivers=receivers,
    )
