"""Builders: small worlds made through the real services."""

import uuid
from dataclasses import dataclass
from datetime import date

from werkzeug.security import generate_password_hash

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.journal import Submission, SubmissionKind
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role, UserAccount
from ledger.reports.scope import purse_of
from ledger.services import units

START = date(2022, 1, 1)
PASSWORD = "mật khẩu dài để thử nghiệm"
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
