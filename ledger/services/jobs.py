"""Take long work on, hand it to one worker at a time, and end it together with what it recorded.

J1  One click, one job: the same key with the same facts is the same job.
J2  Who works holds a lease and renews it by telling how far it is. A lease that has run out is
    given to another worker, at most ``TRIES`` times.
J3  What the work records and the end of the job are one transaction, which begins by looking that
    the lease still holds: work that two workers did is recorded once.
J4  How far the work inside that transaction is, other transactions cannot see (on SQLite nobody
    else may write meanwhile). It is told in the memory of the process, and lost with it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ledger import clock, crypto
from ledger.db import data_key, db
from ledger.errors import LeaseLost, SubmissionChanged
from ledger.labels import label
from ledger.models.jobs import Job, JobKind, JobState
from ledger.models.users import UserAccount
from ledger.reports import jobs as reports
from ledger.reports.scope import Actor, actor_of
from ledger.services import audit
from ledger.services.submissions import digest_body

LEASE = timedelta(seconds=90)
"""How long a worker may be silent; reading a file, the longest silence, takes 20 s at most."""
TRIES = 3
"""How often work is taken up before it counts as failed: it may be what kills the worker."""

Facts = Mapping[str, Any]
Tell = Callable[..., None]
"""``tell(phase, done, total)``: say how far the work is; done and total may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A job that a worker has taken up, with what it needs to know."""

    job_id: int
    lease: str
    kind: JobKind
    facts: Facts
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job recorded: a sentence, and the row that shows it."""

    sentence: str
    result_id: int | None = None


def start_job(actor: Actor, *, key: str, kind: JobKind, facts: Facts) -> Job:
    """Take work on for a worker; the same click twice is the same job (J1).

    What is in ``facts`` is sealed and gone when the job has ended. Whether the actor may do this is
    for the caller to say, and is asked again when it is done.

    Raises:
        SubmissionChanged: the key was used for something else.

    """
    digest = digest_body([kind, json.dumps(facts, sort_keys=True, ensure_ascii=False)])
    known = db.session.scalar(sa.select(Job).where(Job.key == key))
    if known is not None:
        if known.body_digest != digest or known.started_by_id != actor.user_id:
            raise SubmissionChanged(f"việc khác ({label(known.kind)})")
        return known
    job = Job(
        key=key,
        body_digest=digest,
        kind=kind,
        state=JobState.WAITING,
        party_unit_id=actor.party_unit_id,
        started_by_id=actor.user_id,
        facts_sealed=_seal(key, facts),
        created_at=clock.now(),
    )
    db.session.add(job)
    db.session.flush()
    audit.record(
        actor,
        "job.start",
        f"job:{job.id}",
        party_unit_id=job.party_unit_id,
        after={"kind": kind},
    )
    return job


def take_up(lease: str) -> Held | None:
    """Give the next job that waits, or whose worker is gone, to a worker; None if there is none."""
    now = clock.system_now()
    query = (
        sa.select(Job)
        .where(reports.to_be_done(now))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    job = db.session.scalar(query)
    if job is None:
        return None
    if job.attempts >= TRIES:
        end = f"Đã thử {TRIES} lần mà máy chủ dừng giữa chừng; chưa ghi gì. Hãy báo quản trị."
        _end(job, JobState.FAILED, Outcome(sentence=end))
        return None
    facts = json.loads(_unseal(job))
    user = db.session.get_one(UserAccount, job.started_by_id)
    if user.disabled_at is not None:
        _end(job, JobState.FAILED, Outcome(sentence="Tài khoản đã bị khóa; chưa ghi gì."))
        return None
    job.state, job.lease, job.lease_until = JobState.RUNNING, lease, now + LEASE
    job.attempts += 1
    job.started_at = job.started_at or clock.now()
    job.phase, job.done, job.total = "", 0, 0
    db.session.flush()
    return Held(job_id=job.id, lease=lease, kind=job.kind, facts=facts, actor=actor_of(user))


def note_progress(held: Held, phase: str, done: int = 0, total: int = 0) -> None:
    """Write down how far a job is, and renew its lease: a short transaction of its own.

    Raises:
        LeaseLost: it is no longer this worker's.

    """
    job = _take_held(held)
    job.phase, job.done, job.total = phase, done, total
    job.lease_until = clock.system_now() + LEASE
    db.session.flush()


def finish(held: Held, work: Callable[[], Outcome]) -> Outcome:
    """Do the work that records something and end its job, in this one transaction (J3).

    Raises:
        LeaseLost: it is no longer this worker's; nothing is recorded.
        LedgerError: whatever the work refuses.

    """
    job = _take_held(held)
    outcome = work()
    _end(job, JobState.DONE, outcome)
    return outcome


def fail(held: Held, sentence: str) -> None:
    """End a job that recorded nothing, with the reason.

    Raises:
        LeaseLost: it is no longer this worker's.

    """
    _end(_take_held(held), JobState.FAILED, Outcome(sentence=sentence))


def _take_held(held: Held) -> Job:
    query = (
        sa.select(Job)
        .where(Job.id == held.job_id, Job.lease == held.lease, Job.state == JobState.RUNNING)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    job = db.session.scalar(query)
    if job is None:
        raise LeaseLost
    return job


def _end(job: Job, state: JobState, outcome: Outcome) -> None:
    job.state, job.outcome, job.result_id = state, outcome.sentence, outcome.result_id
    job.finished_at = clock.now()
    job.facts_sealed = job.lease = job.lease_until = None
    db.session.flush()


def _seal(key: str, facts: Facts) -> str:
    text = json.dumps(facts, ensure_ascii=False)
    return crypto.seal(text, key=data_key(), about=f"job:{key}")


def _unseal(job: Job) -> str:
    return crypto.unseal(job.facts_sealed or "", key=data_key(), about=f"job:{job.key}")
