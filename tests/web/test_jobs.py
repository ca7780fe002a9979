"""Long work is shown with its progress and outlives the page that asked for it."""

import pytest

from ledger import jobs
from ledger.db import db, run
from ledger.models.campaigns import Campaign, CampaignState
from ledger.models.jobs import JobKind
from ledger.reports.jobs import Progress, tell_here
from ledger.services import campaigns
from ledger.services import jobs as services
from tests import collecting, make
from tests.conftest import SqliteStore
from tests.web.browser import Browser


@pytest.fixture
def campaign_id(world: make.World, monkeypatch: pytest.MonkeyPatch) -> int:
    """A draft whose list is long enough for a job."""
    monkeypatch.setattr(campaigns, "LONG_LIST", 1)
    make.member(world.cell_ids[0], "Nguyễn Văn An")
    make.member(world.agency_id, "Lê Thị Hà")
    return make.draft_campaign(world)


def test_a_long_list_is_opened_beside_the_page(
    client: Browser, sqlite_store: SqliteStore, campaign_id: int
) -> None:
    client.log_in("organisation_board")

    answer = client.submit_fields(
        f"/campaigns/{campaign_id}/open", {"submission_key": collecting.new_key()}
    )

    assert answer.status_code == 303
    waiting = client.get(answer.location)
    assert "Chờ đến lượt" in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert jobs.work_off(sqlite_store.app) == 1
    done = client.get(answer.location)
    assert "Refresh" not in done.headers
    assert "danh sách của các đơn vị đã chốt" in done.text
    assert f'href="/campaigns/{campaign_id}"' in done.text
    assert db.session.get_one(Campaign, campaign_id).state is CampaignState.OPEN
    assert "mở đợt vận động" in client.get("/jobs").text


def test_how_far_the_work_is_stands_on_the_page(
    client: Browser, world: make.World, campaign_id: int
) -> None:
    by = make.board(world)
    key, facts = collecting.new_key(), {"campaign_id": campaign_id}
    job_id = run(
        lambda: services.start_job(by, key=key, kind=JobKind.OPEN_CAMPAIGN, facts=facts).id
    )
    held = run(services.take_up, "worker")
    assert held is not None
    client.log_in("organisation_board")

    run(services.note_progress, held, "Đọc tệp", 1200, 5000)
    written = client.get(f"/jobs/{job_id}").text
    tell_here(job_id, Progress(phase="Ghi sổ", done=40, total=50))
    told = client.get(f"/jobs/{job_id}").text
    tell_here(job_id, None)

    assert 'value="1200" max="5000"' in written
    assert "Đọc tệp: 1.200/5.000" in written
    assert "Ghi sổ: 40/50" in told


def test_a_job_that_came_to_nothing_says_why(
    client: Browser, sqlite_store: SqliteStore, campaign_id: int, world: make.World
) -> None:
    client.log_in("organisation_board")
    answer = client.submit_fields(
        f"/campaigns/{campaign_id}/open", {"submission_key": collecting.new_key()}
    )
    run(campaigns.open_campaign, make.board(world), campaign_id)

    jobs.work_off(sqlite_store.app)

    page = client.get(answer.location).text
    assert "chưa thực hiện được" in page
    assert "đã mở" in page


def test_another_units_job_does_not_exist(client: Browser, campaign_id: int) -> None:
    client.log_in("organisation_board")
    answer = client.submit_fields(
        f"/campaigns/{campaign_id}/open", {"submission_key": collecting.new_key()}
    )
    client.log_out()
    client.log_in("commune_treasurer")

    assert client.get(answer.location).status_code == 404
    assert "Chưa có việc lớn nào" in client.get("/jobs").text
