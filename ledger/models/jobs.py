"""Long work that the server does beside its answers: waiting, running, done or failed."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class JobKind(StrEnum):
    """What is to be done."""

    OPEN_CAMPAIGN = "open_campaign"
    IMPORT_FILE = "import_file"


class JobState(StrEnum):
    """How far it is; only waiting and running work goes on."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """Việc chạy nền: one piece of long work, taken up by one worker at a time.

    Whoever holds the lease works on it. A worker that was killed renews its lease no more, and
    another takes the work up; what the work records is committed together with its end.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    """The key of the click that asked for it: one click, one job."""
    body_digest: Mapped[str]
    kind: Mapped[JobKind] = mapped_column(Code(JobKind))
    state: Mapped[JobState] = mapped_column(Code(JobState))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    started_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    facts_sealed: Mapped[str | None]
    """What the work needs to know; gone when it has ended."""
    phase: Mapped[str] = mapped_column(default="")
    """What is being done, in words that users read."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """How much of the phase there is; 0: not known."""
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease: Mapped[str | None]
    """Which worker holds it."""
    lease_until: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """What was recorded, or why nothing was, in a sentence."""
    result_id: Mapped[int | None]
    """The row that shows the result; its table goes with the kind."""

    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.Index("ix_job_state", "state", "id"),
        sa.Index("ix_job_unit", "party_unit_id", "id"),
        one_of("kind", JobKind),
        one_of("state", JobState),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 100", name="key"),
        sa.CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="running"),
        sa.CheckConstraint("(lease IS NULL) = (lease_until IS NULL)", name="lease"),
        sa.CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="end"),
        sa.CheckConstraint("(finished_at IS NULL) = (outcome IS NULL)", name="outcome"),
        sa.CheckConstraint("finished_at IS NULL OR facts_sealed IS NULL", name="facts_go"),
        sa.CheckConstraint("done >= 0 AND total >= 0 AND attempts >= 0", name="counts"),
    )
