"""Long work is taken on once, done by one worker, and recorded together with its end (J1–J4)."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from ledger import clock, jobs
from ledger.db import db, reading, run
from ledger.errors import LeaseLost, NotFound, StoreBusy, SubmissionChanged
from ledger.models.campaigns import Campaign, CampaignState
from ledger.models.jobs import Job, JobKind, JobState
from ledger.models.list_entries import ListEntry
from ledger.models.users import UserAccount
from ledger.reports import jobs as reports
from ledger.reports.scope import Actor
from ledger.services import jobs as services
from ledger.services.jobs import Held, Outcome, Tell
from tests import collecting, make
from tests.conftest import Store

ROOT = Path(__file__).parents[2]


def drafted() -> tuple[make.World, int]:
    """Return a world with two members and a campaign to open."""
    world = make.world()
    make.member(world.cell_ids[0], "Nguyễn Văn An")
    make.member(world.agency_id, "Lê Thị Hà")
    return world, make.draft_campaign(world)


def start(by: Actor, campaign_id: int, *, key: str | None = None) -> int:
    """Ask for the opening of a campaign; return the job's id."""
    facts = {"campaign_id": campaign_id}
    key = key or collecting.new_key()
    return run(lambda: services.start_job(by, key=key, kind=JobKind.OPEN_CAMPAIGN, facts=facts).id)


def job(job_id: int) -> Job:
    """Return a job as it is now."""
    found = db.session.get_one(Job, job_id, populate_existing=True)
    db.session.expunge(found)
    db.session.rollback()
    return found


def line_of(by: Actor, job_id: int) -> reports.JobLine:
    """Return how a page would show a job, holding nothing open."""
    reading(True)
    line = reports.one_job(by, job_id)
    db.session.rollback()
    reading(False)
    return line


def listed() -> int:
    """Count the rows of all lists."""
    count = db.session.scalar(sa.select(sa.func.count()).select_from(ListEntry)) or 0
    db.session.rollback()
    return count


def state_of(campaign_id: int) -> CampaignState:
    query = sa.select(Campaign.state).where(Campaign.id == campaign_id)
    state = db.session.scalars(query).one()
    db.session.rollback()
    return state


def let(monkeypatch: pytest.MonkeyPatch, **work: Any) -> None:  # noqa: ANN401
    """Let a job do other work than opening a campaign."""
    monkeypatch.setattr(jobs, "WORK", {JobKind.OPEN_CAMPAIGN: jobs.Work(**work)})


def test_a_job_is_done_as_the_one_who_asked_and_says_so(store: Store) -> None:
    world, campaign_id = drafted()
    by = make.board(world)
    job_id = start(by, campaign_id)

    waiting = line_of(by, job_id)
    taken = jobs.work_off(store.app)

    line = line_of(by, job_id)
    assert (waiting.state, waiting.is_over) == (JobState.WAITING, False)
    assert taken == 1
    assert (line.state, line.result_id) == (JobState.DONE, campaign_id)
    assert line.outcome == "Đã mở đợt vận động; danh sách của các đơn vị đã chốt."
    assert state_of(campaign_id) is CampaignState.OPEN
    assert listed() == 2
    ended = job(job_id)
    assert (ended.facts_sealed, ended.lease, ended.attempts) == (None, None, 1)
    assert jobs.work_off(store.app) == 0


def test_one_click_is_one_job(store: Store) -> None:
    world, campaign_id = drafted()
    by, key = make.board(world), collecting.new_key()

    first, second = start(by, campaign_id, key=key), start(by, campaign_id, key=key)

    assert first == second
    with pytest.raises(SubmissionChanged):
        start(by, campaign_id + 1, key=key)
    with pytest.raises(SubmissionChanged):
        start(make.treasurer(world), campaign_id, key=key)


def test_what_a_job_is_about_is_sealed(store: Store) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)

    assert "campaign_id" not in (job(job_id).facts_sealed or "campaign_id")


def test_a_job_is_shown_to_its_own_unit_only(store: Store) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)

    with pytest.raises(NotFound):
        reports.one_job(make.treasurer(world), job_id)
    assert reports.jobs_of(make.treasurer(world)) == ()
    assert [line.id for line in reports.jobs_of(make.board(world))] == [job_id]


def test_what_the_work_refuses_is_the_outcome(store: Store) -> None:
    world = make.world()
    campaign_id = make.draft_campaign(world)
    job_id = start(make.board(world), campaign_id)

    jobs.work_off(store.app)

    assert job(job_id).state is JobState.FAILED
    assert "Chưa có đảng viên nào để vận động" in (job(job_id).outcome or "")
    assert state_of(campaign_id) is CampaignState.DRAFT


def test_an_error_of_ours_ends_the_job_and_records_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)

    def record(*_facts: object) -> Outcome:
        db.session.execute(sa.update(Campaign).values(title="khác"))
        raise ZeroDivisionError

    let(monkeypatch, record=record)
    with pytest.raises(ZeroDivisionError):
        jobs.work_off(store.app)

    assert job(job_id).state is JobState.FAILED
    assert job(job_id).outcome == "Máy chủ gặp lỗi khi thực hiện; chưa ghi gì. Hãy báo quản trị."
    assert db.session.scalars(sa.select(Campaign.title)).one() != "khác"


def test_a_job_of_a_locked_account_is_not_done(store: Store) -> None:
    world, campaign_id = drafted()
    by = make.board(world)
    job_id = start(by, campaign_id)
    lock = sa.update(UserAccount).where(UserAccount.id == by.user_id)
    run(lambda: db.session.execute(lock.values(disabled_at=clock.now())))

    jobs.work_off(store.app)

    assert job(job_id).outcome == "Tài khoản đã bị khóa; chưa ghi gì."
    assert state_of(campaign_id) is CampaignState.DRAFT


def test_progress_before_the_recording_is_written_down_and_within_it_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, campaign_id = drafted()
    by = make.board(world)
    job_id = start(by, campaign_id)
    seen: list[reports.Progress] = []

    def look() -> None:
        with store.app.app_context():
            seen.append(line_of(by, job_id).progress)
            db.session.remove()

    def prepare(_actor: Actor, facts: services.Facts, tell: Tell) -> str:
        tell("Đọc tệp", 3, 10)
        look()
        return str(facts["campaign_id"])

    def record(_actor: Actor, _facts: services.Facts, prepared: str, tell: Tell) -> Outcome:
        tell("Ghi sổ", 7, 8)
        look()
        return Outcome(sentence=prepared)

    let(monkeypatch, prepare=prepare, record=record)
    jobs.work_off(store.app)

    assert seen == [
        reports.Progress(phase="Đọc tệp", done=3, total=10),
        reports.Progress(phase="Ghi sổ", done=7, total=8),
    ]
    assert job(job_id).outcome == str(campaign_id)


def take(lease: str) -> Held | None:
    """Take up the next job as a worker of this name."""
    return run(services.take_up, lease)


def after(seconds: timedelta) -> time_machine.travel:
    """Let time have passed."""
    return time_machine.travel(clock.system_now() + seconds, tick=True)


def test_work_whose_worker_fell_silent_is_taken_up_by_another_and_recorded_once(
    store: Store,
) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)
    first = take("first")
    assert first is not None
    assert jobs.work_off(store.app) == 0  # somebody has it

    with after(services.LEASE + timedelta(seconds=1)):
        assert jobs.work_off(store.app) == 1

    assert listed() == 2
    assert job(job_id).attempts == 2
    with pytest.raises(LeaseLost):
        run(services.finish, first, lambda: Outcome(sentence="hai lần"))
    with pytest.raises(LeaseLost):
        run(services.note_progress, first, "Đọc tệp")
    with pytest.raises(LeaseLost):
        run(services.fail, first, "hỏng")
    assert job(job_id).state is JobState.DONE


def test_telling_how_far_it_is_keeps_the_work(store: Store) -> None:
    world, campaign_id = drafted()
    start(make.board(world), campaign_id)
    held = take("first")
    assert held is not None

    with after(services.LEASE - timedelta(seconds=5)):
        run(services.note_progress, held, "Đọc tệp", 1, 2)
        with after(services.LEASE - timedelta(seconds=5)):
            assert jobs.work_off(store.app) == 0


def test_work_that_kills_its_workers_is_given_up(store: Store) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)

    passed = timedelta()
    for attempt in range(services.TRIES):
        with after(passed):
            assert take(f"worker {attempt}") is not None
        passed += services.LEASE + timedelta(seconds=1)
    with after(passed):
        assert jobs.work_off(store.app) == 0

    assert job(job_id).state is JobState.FAILED
    assert "Đã thử 3 lần" in (job(job_id).outcome or "")
    assert state_of(campaign_id) is CampaignState.DRAFT


def test_a_store_that_is_busy_leaves_the_work_to_be_done_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)

    def record(*_facts: object) -> Outcome:
        raise StoreBusy

    with monkeypatch.context() as patched:
        let(patched, record=record)
        with pytest.raises(StoreBusy):
            jobs.work_off(store.app)
    assert job(job_id).state is JobState.RUNNING
    with after(services.LEASE + timedelta(seconds=1)):
        jobs.work_off(store.app)

    assert job(job_id).state is JobState.DONE


def test_two_workers_in_one_moment_do_a_job_once(store: Store) -> None:
    world, campaign_id = drafted()
    start(make.board(world), campaign_id)
    taken: list[int] = []
    threads = [
        threading.Thread(target=lambda: taken.append(jobs.work_off(store.app))) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(taken) == 1
    assert listed() == 2


def test_a_killed_server_loses_nothing_and_doubles_nothing(store: Store) -> None:
    world, campaign_id = drafted()
    job_id = start(make.board(world), campaign_id)
    url = store.app.config["LEDGER"].database_url
    store.dispose()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.db.jobber", url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.kill()
    assert said == "recorded\n"
    assert job(job_id).state is JobState.RUNNING
    assert (listed(), state_of(campaign_id)) == (0, CampaignState.DRAFT)

    with after(services.LEASE + timedelta(seconds=1)):
        assert jobs.work_off(store.app) == 1

    assert (listed(), state_of(campaign_id)) == (2, CampaignState.OPEN)
    assert (job(job_id).state, job(job_id).attempts) == (JobState.DONE, 2)


def test_a_worker_goes_on_after_an_error_and_stops_when_told(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, campaign_id = drafted()
    by = make.board(world)
    monkeypatch.setattr(jobs, "LOOK_SECONDS", 0.01)
    ended = threading.Event()
    fates = iter([ZeroDivisionError(), None])

    def record(*_facts: object) -> Outcome:
        if fate := next(fates):
            raise fate
        ended.set()
        return Outcome(sentence="xong")

    let(monkeypatch, record=record)
    broken, whole = start(by, campaign_id), start(by, campaign_id)
    with jobs.Worker(store.app):
        assert ended.wait(30)

    assert job(broken).state is JobState.FAILED
    assert job(whole).outcome == "xong"
    assert "work went wrong" in caplog.text
