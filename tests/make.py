"""Builders: small worlds made through the real services."""

import uuid
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from werkzeug.security import generate_password_hash

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.campaigns import CampaignUnit
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.programmes import Programme
from ledger.models.users import Role, UserAccount
from ledger.reports.scope import Actor, actor_of, purse_of
from ledger.services import base_pay, campaign_units, campaigns, members, programmes, units
from ledger.services.campaigns import Settings
from ledger.wages import Coefficient, Divisor, PayBasis, Rounding

START = date(2022, 1, 1)
PASSWORD = "mật khẩu dài để thử nghiệm"
STARTER_PAY = Coefficient(Decimal("2.34"))
"""What a young civil servant earns: 248.891 đồng a day in October 2024 (÷ 22)."""
_CHEAP_HASH = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A district with one commune (two cells) and one agency cell; ids only, rows may expire."""

    district_id: int
    commune_id: int
    cell_ids: tuple[int, int]
    agency_id: int
    office_book_id: int
    commune_book_id: int
    agency_book_id: int
    user_id: int
    """The district's administrator, who may be named as the author of anything."""


def world() -> World:
    """Make the smallest district that has every rule but a grant."""
    return run(_world)


def unit(
    parent: PartyUnit | None, kind: UnitKind, name: str, *, rule: Rule | None = None
) -> PartyUnit:
    """Found a unit without committing."""
    return units.found_unit(
        None,
        parent=parent,
        kind=kind,
        names={NameKind.ORGANISATION: name, NameKind.COMMITTEE: name.replace("bộ", "ủy")},
        starts_on=START,
        rule=rule,
    )


def user(at: PartyUnit, role: Role, username: str) -> UserAccount:
    """Add a user with the test password, without committing."""
    account = UserAccount(
        username=username,
        full_name=f"Người dùng {username}",
        role=role,
        party_unit_id=at.id,
        password_hash=_CHEAP_HASH,
    )
    db.session.add(account)
    db.session.flush()
    return account


def actor(unit_id: int, role: Role) -> Actor:
    """Return somebody with a role at a unit, adding and committing the user the first time."""
    return run(_actor, unit_id, role)


def board(made: World) -> Actor:
    """Return the organisation board, which drafts and opens campaigns."""
    return actor(made.district_id, Role.ORGANISATION_BOARD)


def treasurer(made: World) -> Actor:
    """Return the commune's treasurer."""
    return actor(made.commune_id, Role.COMMUNE_TREASURER)


def member(
    cell_id: int,
    name: str,
    *,
    standing: MemberStanding = MemberStanding.WORKING,
    pay: PayBasis | None = STARTER_PAY,
    birth_year: int | None = 1980,
    **facts: Any,  # noqa: ANN401  (those of add_member)
) -> int:
    """Add a member to a cell, commit, and return the id; the pay counts for those in work only."""
    by = actor(cell_id, Role.COMMUNE_TREASURER)

    def work() -> int:
        row = members.add_member(
            by,
            cell_id=cell_id,
            full_name=name,
            birth_year=birth_year,
            standing=standing,
            pay=pay,
            **facts,
        )
        return row.id

    return run(work)


def move(member_id: int, cell_id: int) -> None:
    """Let a member belong to another cell, without committing."""
    db.session.get_one(PartyMember, member_id).cell_id = cell_id


def settings(year: int = 2024) -> Settings:
    """Return what the campaign of a year says: quarter IV, October's pay ÷ 22, to the đồng."""
    return Settings(
        year=year,
        title=f"Đợt vận động năm {year}",
        legal_basis=f"Kế hoạch số 24-KH/HU ngày 01/09/{year}",
        resolution="",
        starts_on=date(year, 10, 1),
        ends_on=date(year, 12, 31),
        pay_month=date(year, 10, 1),
        divisor=Divisor.D22,
        rounding=Rounding.DONG,
        floor_vnd=0,
        hand_in_on=date(year, 12, 31),
    )


def draft_campaign(made: World, year: int = 2024, **changed: Any) -> int:  # noqa: ANN401
    """Draft the year's campaign, commit, and return the id; the programme comes with the first."""
    by = board(made)
    facts = Settings(**settings(year) | changed)  # type: ignore[typeddict-item]  # settings by name

    def work() -> int:
        _programme(made.district_id)
        base_pay.seed_base_pay(None)
        return campaigns.draft_campaign(by, **facts).id

    return run(work)


def open_campaign(
    made: World,
    year: int = 2024,
    *,
    suggested_vnd: int | None = None,
    **changed: Any,  # noqa: ANN401
) -> int:
    """Draft and open a year's campaign, so that all members now are on its list; return the id.

    ``suggested_vnd`` is the level of every unit for members in the villages.
    """
    campaign_id = draft_campaign(made, year, **changed)
    by = board(made)
    if suggested_vnd:
        run(_suggest, by, campaign_id, suggested_vnd)
    run(campaigns.open_campaign, by, campaign_id)
    return campaign_id


def campaign_unit_id(campaign_id: int, unit_id: int) -> int:
    """Return the id of a unit's row in a campaign."""
    query = sa.select(CampaignUnit.id).where(
        CampaignUnit.campaign_id == campaign_id, CampaignUnit.party_unit_id == unit_id
    )
    return db.session.scalars(query).one()


def entry_of(member_id: int) -> ListEntry:
    """Return a member's line of the only campaign they are listed in, as it is now."""
    query = sa.select(ListEntry).where(ListEntry.member_id == member_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _actor(unit_id: int, role: Role) -> Actor:
    query = sa.select(UserAccount).where(
        UserAccount.party_unit_id == unit_id, UserAccount.role == role
    )
    account = db.session.scalars(query.order_by(UserAccount.id)).first()
    at = db.session.get_one(PartyUnit, unit_id)
    return actor_of(account or user(at, role, f"{role.value}.{unit_id}"))


def _programme(committee_id: int) -> None:
    known = sa.select(Programme.id).where(Programme.committee_id == committee_id)
    if db.session.scalar(known) is None:
        programmes.found_programme(
            None,
            committee=db.session.get_one(PartyUnit, committee_id),
            name="Ngôi nhà cấp ủy",
            legal_basis="Kế hoạch số 24-KH/HU ngày 27/4/2021",
            first_year=2021,
            last_year=2025,
        )


def _suggest(board: Actor, campaign_id: int, suggested_vnd: int) -> None:
    """Let somebody do for all units at once what each unit's treasurer does."""
    by = replace(board, role=Role.COMMUNE_TREASURER)
    query = sa.select(CampaignUnit.id).where(CampaignUnit.campaign_id == campaign_id)
    for campaign_unit_id in db.session.scalars(query).all():
        campaign_units.set_level(
            by,
            campaign_unit_id,
            suggested_vnd=suggested_vnd,
            suggested_by="Nghị quyết chi bộ",
            divisor=None,
            floor_vnd=None,
            override_reason="",
        )


def _world() -> World:
    district = unit(None, UnitKind.DISTRICT_COMMITTEE, "Đảng bộ huyện Tân Hòa", rule=Rule.OFFICE)
    commune = unit(district, UnitKind.COMMUNE_COMMITTEE, "Đảng bộ xã Long Sơn", rule=Rule.KEEP)
    cells = [
        unit(commune, UnitKind.CELL, name) for name in ("Chi bộ ấp Tân Lập", "Chi bộ ấp Hòa Bình")
    ]
    agency = unit(
        district, UnitKind.AGENCY_CELL, "Chi bộ Phòng Tài chính – Kế hoạch", rule=Rule.REMIT
    )
    admin = user(district, Role.ADMIN, "quantri")
    return World(
        district_id=district.id,
        commune_id=commune.id,
        cell_ids=(cells[0].id, cells[1].id),
        agency_id=agency.id,
        office_book_id=_book_id(district),
        commune_book_id=_book_id(commune),
        agency_book_id=_book_id(agency),
        user_id=admin.id,
    )


def _book_id(of: PartyUnit) -> int:
    book = purse_of(of)
    assert book is not None
    return book.id


def submission(made_by_id: int) -> Submission:
    """Add a submission with a key of its own, without committing."""
    row = Submission(
        key=uuid.uuid4().hex,
        body_digest="0" * 64,
        kind=SubmissionKind.MOVEMENT,
        made_by_id=made_by_id,
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def post(made: World, *drafts: rules.Draft) -> journal.Posted:
    """Post drafts straight into the journal, commit, and return what became of the first."""

    def work() -> list[journal.Posted]:
        return journal.post(
            drafts,
            submission_id=submission(made.user_id).id,
            by_id=made.user_id,
            at=clock.now(),
        )

    return run(work)[0]
