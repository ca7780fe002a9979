"""Record files of contributions: rehearsed at every step, all that is clear in one posting (P10).

I1  The rehearsal is the recording itself, undone by a savepoint; nothing else tells its outcome.
I2  A confirmation names the file's digest and the plan that was seen.
I3  A file with rows that wait is recorded only when somebody leaves those rows out; they stay as a
    file to be mended and sent again, for a day.
"""

import secrets
from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import (
    AlreadyImported,
    BookBroken,
    CampaignNotOpen,
    FileChanged,
    ListChanged,
    RowsWait,
    Unconfirmed,
)
from ledger.intake.contribution_lists import ContributionList
from ledger.models.campaigns import CampaignState
from ledger.models.contributors import ContributorKind
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.journal import Event, Submission, Transfer, Voucher
from ledger.reports.campaigns import campaign_line
from ledger.reports.contribution_choices import Choices, to_text
from ledger.reports.contribution_imports import KeptFile, is_undone
from ledger.reports.contribution_plans import Plan, PlannedGift, plan_gifts
from ledger.reports.import_files import file_in_scope, seal_body
from ledger.reports.scope import Actor, require_role, unit_in_scope
from ledger.services import audit
from ledger.services.contribution_batches import BatchLine, record_batch
from ledger.services.contributors import NewContributor
from ledger.services.import_files import forget_stale_files, keep_file, known_file
from ledger.services.members import lock_list
from ledger.services.treasurers import TREASURERS


def keep_contributions(
    actor: Actor, *, campaign_id: int, filename: str, body: bytes, kept: KeptFile
) -> ImportFile:
    """Keep a file of contributions, sealed, after rehearsing what is clear in it.

    The same file sent again while it waits is the same preview, with the new day and method.
    ``kept`` is what was read from ``body`` beforehand.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such campaign above the actor.
        AlreadyImported: this very file has been recorded, and is not undone.
        CampaignNotOpen, StateRefused: the campaign or the book takes no money.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    campaign = campaign_line(actor, campaign_id)
    if campaign.state is CampaignState.DRAFT:
        raise CampaignNotOpen(campaign.year)
    unit = unit_in_scope(actor, actor.party_unit_id)
    forget_stale_files()
    file = known_file(unit, ImportKind.CONTRIBUTIONS, body)
    if file and file.imported_at and file.outcome:
        if not is_undone(file):
            raise AlreadyImported(at=file.imported_at, outcome=file.outcome)
        file = known_file(unit, ImportKind.CONTRIBUTIONS, body, waiting=True)
    if file is None:
        file = keep_file(actor, unit, ImportKind.CONTRIBUTIONS, filename=filename, body=body)
    file.campaign_id = campaign.id
    file.choices = to_text(kept.choices)
    _rehearse(actor, file, kept)
    return file


def choose(actor: Actor, file_id: int, kept: KeptFile) -> ImportFile:
    """Keep what was chosen about a file that waits, after rehearsing what is clear by now.

    ``kept`` is the file as it was read with these choices.

    Raises:
        NotAllowed, NotFound, CampaignNotOpen, StateRefused.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    file = file_in_scope(actor, file_id, ImportKind.CONTRIBUTIONS)
    if file.imported_at is None:
        file.choices = to_text(kept.choices)
        _rehearse(actor, file, kept)
    return file


def import_contributions(
    actor: Actor,
    file_id: int,
    *,
    sha256: str,
    plan_digest: str,
    kept: KeptFile | None,
    agreed: Collection[str] = (),
    leave_out: bool = False,
    rest: bytes | None = None,
) -> ImportFile:
    """Record what a file says, in one submission; confirming it twice is confirming it once.

    ``kept`` is the file as it was read just before, None if it was recorded by then. ``leave_out``
    is the decision to record the clear rows only; ``rest`` is then the file with the others. ``agreed`` holds the tokens of the doubts that the user has seen.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such file in scope.
        FileChanged: the digest confirmed is not this file's.
        ListChanged: the plan is no longer the one that was seen.
        RowsWait: rows have faults or wait for an answer, and are not left out.
        RuleBroken: nothing is to be recorded.
        CampaignNotOpen, StateRefused, Unconfirmed: as for every batch.

    """
    require_role(actor, *TREASURERS)
    lock_list(actor)
    file = file_in_scope(actor, file_id, ImportKind.CONTRIBUTIONS)
    if file.sha256 != sha256:
        raise FileChanged
    if file.imported_at:
        return file
    plan = _plan(actor, file, kept) if kept else None
    if kept is None or plan is None or plan.digest != plan_digest:
        raise ListChanged
    waiting = len(plan.waiting) + _faulty_rows(kept)
    if waiting and not leave_out:
        raise RowsWait(rows=waiting)
    submission = _record(
        actor, file, plan, kept.choices, key=f"contribution-import-{file.id}", agreed=agreed
    )
    outcome = _outcome(submission)  # read before anything of the file changes
    file.imported_at = clock.now()
    file.outcome = outcome
    file.submission_id = submission.id
    file.body_sealed = None
    file.rest_sealed = seal_body(rest, file.sha256) if rest and waiting else None
    audit.record(
        actor,
        "contributions.import",
        f"import_file:{file.id}",
        party_unit_id=file.party_unit_id,
        after={"sha256": file.sha256, "submission": submission.id, "left_out": waiting},
    )
    return file


def _rehearse(actor: Actor, file: ImportFile, kept: KeptFile) -> None:
    """Record what is clear and take it back; what would be asked again is asked at the end."""
    plan = _plan(actor, file, kept)
    if plan is None or not plan.recorded:
        return
    with db.session.begin_nested() as rehearsal:
        try:
            _record(actor, file, plan, kept.choices, key=secrets.token_hex(16), agreed=())
        except Unconfirmed:
            pass
        finally:
            rehearsal.rollback()


def _plan(actor: Actor, file: ImportFile, kept: KeptFile) -> Plan | None:
    if not isinstance(kept.read, ContributionList):
        return None
    campaign = campaign_line(actor, file.campaign_id or 0)
    return plan_gifts(actor, campaign, kept.read, kept.choices)


def _faulty_rows(kept: KeptFile) -> int:
    return kept.read.faulty_rows if isinstance(kept.read, ContributionList) else 0


def _record(
    actor: Actor,
    file: ImportFile,
    plan: Plan,
    choices: Choices,
    *,
    key: str,
    agreed: Collection[str],
) -> Submission:
    return record_batch(
        actor,
        key=key,
        campaign_id=file.campaign_id or 0,
        lines=[_line(gift, choices) for gift in plan.recorded],
        agreed=agreed,
        repeats_agreed=True,
        source={"import_file": file.id},
    )


def _line(gift: PlannedGift, choices: Choices) -> BatchLine:
    """Return a row as the batch takes it; what is recorded has a day and a giver (the plan)."""
    if gift.received_on is None:
        raise BookBroken("a planned row without a day")
    line = BatchLine(
        amount_vnd=gift.row.amount_vnd,
        received_on=gift.received_on,
        method=choices.method,
        paper_number=gift.row.paper_number,
    )
    if gift.kind is None:
        return replace(line, list_entry_id=gift.person.list_entry_id if gift.person else None)
    if gift.contributor_id is not None:
        return replace(line, contributor_id=gift.contributor_id)
    name = "" if gift.kind is ContributorKind.ANONYMOUS else gift.row.full_name
    return replace(line, new_contributor=NewContributor(kind=gift.kind, name=name))


def _outcome(submission: Submission) -> str:
    """Say which receipts a file became: “200 phiếu 18–217”."""
    query = (
        sa.select(sa.func.count(), sa.func.min(Voucher.number), sa.func.max(Voucher.number))
        .select_from(Voucher)
        .join(Transfer, Transfer.id == Voucher.first_transfer_id)
        .join(Event, Event.id == Transfer.event_id)
        .where(Event.submission_id == submission.id)
    )
    count, first, last = db.session.execute(query).one()
    return f"{count} phiếu {first}–{last}" if first != last else f"{count} phiếu {first}"
