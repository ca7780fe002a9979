"""Show what a file of contributions says and what recording it would do (P10).

I1  A file is read in a child process, never inside a transaction; what is shown is read anew at
    every look, so that nothing is shown that the file does not say.
I2  Nothing here writes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ledger.db import db
from ledger.intake.amount_units import AskUnit
from ledger.intake.contribution_lists import (
    AskColumns,
    AskLetters,
    ContributionList,
    Reading,
    read_contributions,
)
from ledger.intake.workbooks import Unreadable, Workbook, read_file
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.journal import Event, Transfer, Voucher
from ledger.models.receipts import ReceiptVoid
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.contribution_choices import Choices, from_text
from ledger.reports.contribution_plans import Plan, PlannedGift, plan_gifts
from ledger.reports.import_files import file_in_scope, open_body
from ledger.reports.scope import Actor

PAGE_ROWS = 60
QUESTIONS_SHOWN = 20
REPEATS_SHOWN = 40
ERRORS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that waits, with everything that was read out of it."""

    choices: Choices
    workbook: Workbook
    read: ContributionList | AskLetters | AskColumns | AskUnit | None
    refusal: str = ""
    """Why nothing can be read as chosen; then ``read`` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the screen shows of a file that waits, or was recorded."""

    file_id: int
    filename: str
    sha256: str
    uploaded_at: datetime
    imported_at: datetime | None
    outcome: str | None
    submission_id: int | None
    has_rest: bool
    campaign: CampaignLine
    kept: KeptFile | None = None
    plan: Plan | None = None


def read_kept(actor: Actor, file_id: int) -> KeptFile | None:
    """Read a kept file again; None once it was recorded, for then its body is gone.

    Raises:
        NotFound: no such file, or not in scope.

    """
    file = file_in_scope(actor, file_id, ImportKind.CONTRIBUTIONS)
    if file.body_sealed is None:
        return None
    body, filename = open_body(file.body_sealed, file.sha256), file.filename
    choices = from_text(file.choices)
    db.session.rollback()  # the child may take its time; let the database go meanwhile
    return read_as_chosen(read_file(body, filename), choices)


def read_as_chosen(workbook: Workbook, choices: Choices) -> KeptFile:
    """Read a workbook as somebody chose; a choice that leads nowhere is a refusal, not a fault."""
    try:
        read = read_contributions(workbook, choices.reading)
    except Unreadable as fault:
        if choices.reading == Reading():
            raise
        return KeptFile(choices=choices, workbook=workbook, read=None, refusal=str(fault))
    return KeptFile(choices=choices, workbook=workbook, read=read)


def preview(actor: Actor, file_id: int, kept: KeptFile | None) -> Preview:
    """Return what recording a kept file would do, or what it did.

    Raises:
        NotFound: no such file, or not in scope.
        NamesStayInside: the actor is not the unit's own treasurer.

    """
    file = file_in_scope(actor, file_id, ImportKind.CONTRIBUTIONS)
    campaign = campaign_line(actor, file.campaign_id or 0)
    is_read = kept is not None and isinstance(kept.read, ContributionList)
    return Preview(
        file_id=file.id,
        filename=file.filename,
        sha256=file.sha256,
        uploaded_at=file.uploaded_at,
        imported_at=file.imported_at,
        outcome=file.outcome,
        submission_id=file.submission_id,
        has_rest=file.rest_sealed is not None,
        campaign=campaign,
        kept=kept,
        plan=plan_gifts(actor, campaign, kept.read, kept.choices)
        if kept and is_read and isinstance(kept.read, ContributionList)
        else None,
    )


def rest_of(actor: Actor, file_id: int) -> bytes | None:
    """Return the rows that were left out, as a file; None if there are none any more.

    Raises:
        NotFound: no such file, or not in scope.

    """
    file = file_in_scope(actor, file_id, ImportKind.CONTRIBUTIONS)
    return open_body(file.rest_sealed, file.sha256) if file.rest_sealed else None


def is_undone(file: ImportFile) -> bool:
    """Tell whether every receipt that a file became has been cancelled, so that it may come again."""
    standing = (
        sa.select(Voucher.id)
        .join(Transfer, Transfer.id == Voucher.first_transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .outerjoin(ReceiptVoid, ReceiptVoid.voucher_id == Voucher.id)
        .where(Event.submission_id == file.submission_id, ReceiptVoid.voucher_id.is_(None))
        .limit(1)
    )
    return file.submission_id is not None and db.session.scalar(standing) is None


def questions(plan: Plan, answered: Collection[int], row: int | None = None) -> list[PlannedGift]:
    """Return the rows whose giver somebody must or may say, the open ones first.

    ``answered`` are the numbers of rows that somebody has answered for; ``row`` is one whose giver
    was found but is looked at again.
    """
    asked = [
        gift
        for gift in plan.gifts
        if gift.number == row or (gift.asked and (gift.is_open or gift.number in answered))
    ]
    return sorted(asked, key=lambda gift: (gift.number != row, not gift.is_open, gift.number))


def reasons(read: ContributionList, plan: Plan) -> dict[tuple[str, int], list[str]]:
    """Return why rows are not recorded, by the sheet's title and the row, for the file sent back."""
    found: dict[tuple[str, int], list[str]] = {}
    for error in read.errors:
        where = f"{error.column}: " if error.column else ""
        found.setdefault((error.sheet, error.row), []).append(f"{where}{error.message}")
    for gift in plan.waiting:
        found.setdefault((gift.row.sheet, gift.row.row), []).append(gift.sentence)
    return found
