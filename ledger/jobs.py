"""The worker: one thread of the server process does long work, one piece after another.

Several processes may each have a worker; a job goes to one of them (``services.jobs``). The page
that shows a job is asked again every two seconds by the browser and needs no worker of its own.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from threading import Event as Flag  # an Event of ours is a row of the journal
from typing import Any, Self

import flask

from ledger import clock
from ledger.db import db, reading, run
from ledger.documents.returned_lists import returned_list
from ledger.errors import LeaseLost, LedgerError, StoreUnavailable
from ledger.models.jobs import JobKind
from ledger.reports import contribution_imports, home
from ledger.reports.contribution_imports import KeptFile
from ledger.reports.jobs import Progress, is_any_to_be_done, tell_here
from ledger.reports.scope import Actor
from ledger.services import campaigns, jobs
from ledger.services.contribution_imports import import_contributions
from ledger.services.jobs import Facts, Held, Outcome, Tell

LOOK_SECONDS = 1
"""How long a worker waits before it looks for work again."""

_log = logging.getLogger("ledger.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How one kind of job is done.

    ``prepare`` may take its time and holds no transaction; ``record`` gets what it returned and
    does everything that is written, in one transaction, as the user who asked for it.
    """

    record: Callable[[Actor, Facts, Any, Tell], Outcome]
    prepare: Callable[[Actor, Facts, Tell], Any] = lambda _actor, _facts, _tell: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file of contributions as it was read, and the rows that are left out of it."""

    kept: KeptFile
    rest: bytes | None


def _open_campaign(actor: Actor, facts: Facts, _prepared: object, tell: Tell) -> Outcome:
    tell("Tính mức và chốt danh sách")
    campaign = campaigns.open_campaign(actor, facts["campaign_id"])
    return Outcome(
        sentence="Đã mở đợt vận động; danh sách của các đơn vị đã chốt.", result_id=campaign.id
    )


def _read_contributions(actor: Actor, facts: Facts, tell: Tell) -> Prepared | None:
    """Read a file again, and paint the rows that are left out, before anything is written."""
    tell("Đọc tệp")
    kept = contribution_imports.read_kept(actor, facts["file_id"])
    if kept is None:
        return None
    rest = None
    if facts["leave_out"]:
        plan = contribution_imports.preview(actor, facts["file_id"], kept).plan
        db.session.rollback()
        rest = returned_list(kept, plan, only_faulty=True)
    return Prepared(kept=kept, rest=rest)


def _import_contributions(
    actor: Actor, facts: Facts, prepared: Prepared | None, tell: Tell
) -> Outcome:
    tell("Ghi các khoản ủng hộ")
    file = import_contributions(
        actor,
        facts["file_id"],
        sha256=facts["sha256"],
        plan_digest=facts["plan"],
        kept=prepared.kept if prepared else None,
        leave_out=facts["leave_out"],
        rest=prepared.rest if prepared else None,
    )
    return Outcome(sentence=f"Đã ghi {file.outcome}.", result_id=file.id)


WORK: Mapping[JobKind, Work] = {
    JobKind.OPEN_CAMPAIGN: Work(record=_open_campaign),
    JobKind.IMPORT_FILE: Work(prepare=_read_contributions, record=_import_contributions),
}
"""How each kind of job is done."""


class Worker:
    """A thread that does what waits, until it is stopped."""

    def __init__(self, app: flask.Flask) -> None:
        self._app = app
        self._stopping = Flag()
        self._thread = threading.Thread(target=self._work, name="ledger-jobs", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Let the piece of work at hand end, and stop."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        # What goes wrong in a piece of work must not end the thread: the pool keeps it apart.
        with ThreadPoolExecutor(1) as pool:
            while not self._stopping.wait(LOOK_SECONDS):
                error = pool.submit(work_off, self._app, self._stopping.is_set).exception()
                if error is not None:
                    _log.error("work went wrong", exc_info=error)


def work_off(app: flask.Flask, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Do everything that waits, one piece after another; return how many were taken up."""
    taken = 0
    with app.app_context():
        try:
            while not is_stopping() and (held := _take_up()) is not None:
                taken += 1
                _do(held)
        finally:
            db.session.remove()
    return taken


def _take_up() -> Held | None:
    """Look for work without asking for the write lock, and take it up only if there is some."""
    reading(True)
    is_any = is_any_to_be_done()
    db.session.rollback()
    return run(jobs.take_up, uuid.uuid4().hex) if is_any else None


def _do(held: Held) -> None:
    """Do one piece of work; whatever becomes of it, its job says so."""
    with _on_its_day():
        try:
            prepared = WORK[held.kind].prepare(held.actor, held.facts, partial(_tell_all, held))
            run(_record, held, prepared)
        except LeaseLost:
            pass  # another worker has it, or had it: what it recorded stands
        except StoreUnavailable:
            raise  # the lease runs out, and the work is done again
        except LedgerError as error:
            _fail(held, str(error))
        except BaseException:
            _fail(held, "Máy chủ gặp lỗi khi thực hiện; chưa ghi gì. Hãy báo quản trị.")
            raise
        finally:
            tell_here(held.job_id, None)


def _record(held: Held, prepared: object) -> Outcome:
    def work() -> Outcome:
        return WORK[held.kind].record(held.actor, held.facts, prepared, partial(_tell_here, held))

    return jobs.finish(held, work)


def _tell_all(held: Held, phase: str, done: int = 0, total: int = 0) -> None:
    """Write progress down where every process can read it."""
    run(jobs.note_progress, held, phase, done, total)


def _tell_here(held: Held, phase: str, done: int = 0, total: int = 0) -> None:
    """Tell progress to the pages of this process."""
    tell_here(held.job_id, Progress(phase=phase, done=done, total=total))


def _fail(held: Held, sentence: str) -> None:
    db.session.rollback()
    run(jobs.fail, held, sentence)


def _on_its_day() -> AbstractContextManager[None]:
    """Let a demo's work happen on the demo's day, as its pages do."""
    reading(True)
    day = home.demo_day()
    db.session.rollback()
    return nullcontext() if day is None else clock.at_day(day)
