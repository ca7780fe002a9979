"""Find the member who hands in a đơn: by name, within the scope of a keeper of need files."""

from dataclasses import dataclass

import sqlalchemy as sa

from ledger.db import db
from ledger.models.housing_needs import LIVING, HousingNeed
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.names import search_key
from ledger.reports.housing_needs import require_reader
from ledger.reports.scope import Actor, member_in_scope, name_on, names_on, within

MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A member who may hand in a đơn; ``need_id`` is their living need, if they have one."""

    id: int
    full_name: str
    birth_year: int | None
    cell_name: str
    need_id: int | None = None


def find_applicants(actor: Actor, typed: str) -> tuple[Applicant, ...]:
    """Return the standing members whose name has these words, in order of their names.

    Raises:
        NotFound: need files do not exist for this role.

    """
    require_reader(actor)
    words = search_key(typed).split()
    if not words:
        return ()
    living = sa.and_(HousingNeed.member_id == PartyMember.id, HousingNeed.state.in_(LIVING))
    query = (
        sa.select(PartyMember, HousingNeed.id)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .outerjoin(HousingNeed, living)
        .where(
            within(actor),
            PartyMember.left_at.is_(None),
            *(PartyMember.search_key.contains(word, autoescape=True) for word in words),
        )
        .order_by(PartyMember.sort_key, PartyMember.id)
        .limit(MOST)
    )
    rows = db.session.execute(query).all()
    names = names_on(sorted({member.cell_id for member, _ in rows}), (NameKind.ORGANISATION,))
    return tuple(
        Applicant(
            id=member.id,
            full_name=member.full_name,
            birth_year=member.birth_year,
            cell_name=names.get((member.cell_id, NameKind.ORGANISATION), ""),
            need_id=need_id,
        )
        for member, need_id in rows
    )


def applicant(actor: Actor, member_id: int) -> Applicant:
    """Return one member of the actor's scope.

    Raises:
        NotFound: need files do not exist for this role, or no such member in scope.

    """
    require_reader(actor)
    member = member_in_scope(actor, member_id)
    return Applicant(
        id=member.id,
        full_name=member.full_name,
        birth_year=member.birth_year,
        cell_name=name_on(member.cell_id, NameKind.ORGANISATION),
    )
