"""State how far long work is: to the unit it was asked for by, and to workers that look for some."""

import threading
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound
from ledger.models.jobs import Job, JobKind, JobState
from ledger.models.users import UserAccount
from ledger.reports.scope import Actor

MOST_LINES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a phase is; ``total`` 0: not known."""

    phase: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """State one job."""

    id: int
    kind: JobKind
    state: JobState
    progress: Progress
    started_by: str
    created_at: datetime
    finished_at: datetime | None
    outcome: str
    result_id: int | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {JobState.DONE, JobState.FAILED}


_told: dict[int, Progress] = {}
_telling = threading.Lock()


def tell_here(job_id: int, progress: Progress | None) -> None:
    """Keep in this process how far a transaction is that nobody can look into; None: it is over."""
    with _telling:
        if progress is None:
            _told.pop(job_id, None)
        else:
            _told[job_id] = progress


def jobs_of(actor: Actor) -> tuple[JobLine, ...]:
    """Return the newest jobs of the actor's unit, the newest first."""
    query = _lines(actor).order_by(Job.id.desc()).limit(MOST_LINES)
    return tuple(_line(job, by) for job, by in db.session.execute(query))


def one_job(actor: Actor, job_id: int) -> JobLine:
    """Return one job of the actor's unit.

    Raises:
        NotFound: no such job, or another unit's.

    """
    row = db.session.execute(_lines(actor).where(Job.id == job_id)).one_or_none()
    if row is None:
        raise NotFound
    return _line(*row)


def is_any_to_be_done() -> bool:
    """Say whether there is work for a worker."""
    query = sa.select(Job.id).where(to_be_done(clock.system_now())).limit(1)
    return db.session.scalar(query) is not None


def to_be_done(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a job waits, or that its worker has been silent for too long."""
    silent = sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    return sa.or_(Job.state == JobState.WAITING, silent)


def _lines(actor: Actor) -> sa.Select[Job, str]:
    return (
        sa.select(Job, UserAccount.full_name)
        .join(UserAccount, UserAccount.id == Job.started_by_id)
        .where(Job.party_unit_id == actor.party_unit_id)
    )


def _line(job: Job, started_by: str) -> JobLine:
    written = Progress(phase=job.phase, done=job.done, total=job.total)
    with _telling:
        told = _told.get(job.id) if job.state is JobState.RUNNING else None
    return JobLine(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=told or written,
        started_by=started_by,
        created_at=job.created_at,
        finished_at=job.finished_at,
        outcome=job.outcome or "",
        result_id=job.result_id,
    )
