"""See what makes a need doubtful: the same person or house twice, or another programme (H3).

A warning names the other file by its code and unit only: whoever reads it may not be allowed to
read that file.
"""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from ledger import crypto
from ledger.db import data_key, db
from ledger.models.housing_needs import LIVING, HousingNeed, NeedDoubt, NeedState
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind
from ledger.names import search_key
from ledger.reports.scope import named
from ledger.surveys import OtherProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedWarning:
    """One thing to look at before a need goes on; ``code`` is that of the other file."""

    kind: NeedDoubt
    code: str = ""
    unit_name: str = ""


_STANDING = (*LIVING, NeedState.HANDED_OVER)
_BY_PROGRAMME = {
    OtherProgramme.ASKED_FOR: NeedDoubt.ASKED_ELSEWHERE,
    OtherProgramme.GRANTED: NeedDoubt.HELPED_ELSEWHERE,
}


def household_mark(address: str) -> str | None:
    """Return what two addresses of one house have in common, however they are written."""
    words = re.findall(r"\w+", search_key(address))
    if not words:
        return None
    return crypto.mark_of(" ".join(words), key=data_key(), about="housing_need:household")


def warnings_about(
    member: PartyMember,
    *,
    mark: str | None,
    other_programme: OtherProgramme | None,
    but: int | None = None,
) -> tuple[NeedWarning, ...]:
    """Return what to look at, over the whole district; ``but`` is the member's own file."""
    namesake = sa.and_(
        HousingNeed.member_id != member.id,
        HousingNeed.state.in_(LIVING),
        PartyMember.name_key == member.name_key,
        *(
            [sa.or_(PartyMember.birth_year == member.birth_year, PartyMember.birth_year.is_(None))]
            if member.birth_year is not None
            else []
        ),
    )
    same_house = sa.and_(HousingNeed.household_mark == mark, HousingNeed.state.in_(_STANDING))
    before = sa.and_(HousingNeed.member_id == member.id, HousingNeed.state == NeedState.HANDED_OVER)
    query = (
        sa.select(
            HousingNeed.code,
            named(HousingNeed.party_unit_id, NameKind.ORGANISATION),
            namesake,
            before,
        )
        .join(PartyMember, PartyMember.id == HousingNeed.member_id)
        .where(sa.or_(namesake, before, *([same_house] if mark else [])))
        .order_by(HousingNeed.id)
        .limit(10)
    )
    if but is not None:
        query = query.where(HousingNeed.id != but)
    found = [
        NeedWarning(
            kind=NeedDoubt.HELPED_BEFORE
            if is_before
            else NeedDoubt.SAME_PERSON
            if is_namesake
            else NeedDoubt.SAME_HOUSEHOLD,
            code=code,
            unit_name=unit_name,
        )
        for code, unit_name, is_namesake, is_before in db.session.execute(query)
    ]
    if other_programme in _BY_PROGRAMME:
        found.append(NeedWarning(kind=_BY_PROGRAMME[other_programme]))
    return tuple(found)
