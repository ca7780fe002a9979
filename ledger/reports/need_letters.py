"""Who writes to a member, as papers of a day name it: the unit's committee, or Ban Tổ chức."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.housing_needs import ConsentScope, NeedAct
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.programmes import Programme
from ledger.models.users import Role
from ledger.reports.attachments import open_attachment
from ledger.reports.need_files import NeedFile, StepLine
from ledger.reports.organs import organs_on
from ledger.reports.scope import names_on

MOST_PICTURES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The organ that writes, the one above it, and who signs for it."""

    upper: str
    organ: str
    place: str
    on: date
    signs_for: str
    title: str
    name: str
    programme: str


def answer_in(file: NeedFile, step_id: int) -> StepLine:
    """Return the step that holds a written answer.

    Raises:
        NotFound: no such step, it is no answer, or the file was erased.

    """
    line = next((line for line in file.steps if line.id == step_id), None)
    if line is None or line.act is not NeedAct.ANSWER or file.erased_at is not None:
        raise NotFound
    return line


def issuer_of(file: NeedFile, role: Role, unit_id: int, on: date | None = None) -> Issuer:
    """Return who writes on a day: Ban Tổ chức at its unit, else the committee of the file's unit."""
    day = on or clock.today()
    by_board = role is Role.ORGANISATION_BOARD
    unit = db.session.get_one(PartyUnit, unit_id if by_board else file.unit_id)
    own = organs_on(unit.id, day)
    programme = db.session.scalar(sa.select(Programme.name).order_by(Programme.id).limit(1)) or ""
    if by_board:
        organ = own.organisation_board or own.committee
        return Issuer(
            upper=own.committee,
            organ=organ,
            place=own.place,
            on=day,
            signs_for=organ,
            title="",
            name="",
            programme=programme,
        )
    above = organs_on(unit.parent_id, day).committee if unit.parent_id else ""
    names = names_on([unit.id], (NameKind.HEAD_TITLE, NameKind.HEAD), day)
    organ = own.committee or own.organisation
    return Issuer(
        upper=above,
        organ=organ,
        place=own.place,
        on=day,
        signs_for=f"T/M {organ}",
        title=names.get((unit.id, NameKind.HEAD_TITLE), ""),
        name=names.get((unit.id, NameKind.HEAD), ""),
        programme=programme,
    )


def pictures_to_print(file: NeedFile) -> list[bytes]:
    """Return the pictures that the family agreed to have printed; none without its word."""
    if file.consent is None or file.consent.scope not in {
        ConsentScope.PAPERS,
        ConsentScope.PUBLIC,
    }:
        return []
    ids = [paper.attachment_id for paper in file.papers if paper.is_picture]
    return [open_attachment(id_).body for id_ in ids[:MOST_PICTURES]]
