"""Who writes to a member, as papers of a day name it: the unit's committee, or Ban Tổ chức."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.housing_needs import ConsentScope, NeedAct
from ledger.models.party_units import LOCALITIES, PartyUnit
from ledger.models.programmes import Programme
from ledger.models.users import Role
from ledger.reports.attachments import open_attachments
from ledger.reports.need_files import NeedFile, StepLine
from ledger.reports.organs import organs_of

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
    writer_id = unit_id if by_board else file.unit_id
    programme = sa.select(Programme.name).order_by(Programme.id).limit(1).scalar_subquery()
    above_id, kind, called = db.session.execute(
        sa.select(PartyUnit.parent_id, PartyUnit.kind, sa.func.coalesce(programme, "")).where(
            PartyUnit.id == writer_id
        )
    ).one()
    organs = organs_of([writer_id, *([above_id] if above_id else [])], day)
    own = organs[writer_id]
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
            programme=called,
        )
    organ = own.committee or own.organisation
    # An agency is no place: its papers bear the place of the committee above it.
    place = organs[above_id].place if above_id and kind not in LOCALITIES else own.place
    return Issuer(
        upper=organs[above_id].committee if above_id else "",
        organ=organ,
        place=place,
        on=day,
        signs_for=f"T/M {organ}",
        title=own.head_title,
        name=own.head,
        programme=called,
    )


def pictures_to_print(file: NeedFile) -> list[bytes]:
    """Return the pictures that the family agreed to have printed; none without its word."""
    if file.consent is None or file.consent.scope not in {
        ConsentScope.PAPERS,
        ConsentScope.PUBLIC,
    }:
        return []
    ids = [paper.attachment_id for paper in file.papers if paper.is_picture]
    return [picture.body for picture in open_attachments(ids[:MOST_PICTURES])]
