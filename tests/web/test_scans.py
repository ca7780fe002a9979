"""Scans of papers on the screen: of a target by decision, and of the resolution of a campaign."""

import io
import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from ledger.models.users import Role
from tests import attachments, make
from tests.web.browser import Browser
from tests.web.conftest import username_of

LogIn = Callable[[Role], Browser]


@pytest.fixture
def log_in(new_client: Callable[[], Browser]) -> LogIn:
    """Log somebody in, each in a browser of their own."""

    def made(role: Role) -> Browser:
        browser = new_client()
        browser.log_in(username_of(role))
        return browser

    return made


def scan(words: str = "") -> tuple[io.BytesIO, str]:
    """Return a scan as a browser sends it."""
    return io.BytesIO(attachments.PDF + words.encode()), "quyet-dinh.pdf"


def links(page: str, of: str) -> list[str]:
    """Return where the scans of a page lead."""
    return re.findall(rf'href="({of}/scans/\d+)"', page)


def enter_target(by: Browser, world: make.World, **changed: object) -> TestResponse:
    """Send the form of a target by decision."""
    facts: dict[str, object] = {
        "party_unit_id": str(world.commune_id),
        "houses": "2",
        "number": "40-QĐ/HU",
        "issued_on": "20/11/2024",
        "issued_by": "Ban Thường vụ Huyện ủy",
        "reason": "có hai trường hợp",
    }
    return by.submit_fields("/plan-decisions/targets", facts | changed)


def test_a_target_by_decision_has_its_scan_before_it_is_confirmed(
    log_in: LogIn, world: make.World
) -> None:
    board, committee = log_in(Role.ORGANISATION_BOARD), log_in(Role.STANDING_COMMITTEE)
    odd = enter_target(board, world, file=(io.BytesIO(b"%PDF-1.7 cut"), "x.pdf"))
    assert "Tệp PDF bị hỏng" in odd.text
    assert enter_target(board, world, file=scan()).status_code == 303

    shown = "/plan-decisions/1"
    (first,) = links(committee.get(shown).text, shown)
    assert committee.get(first).mimetype == "application/pdf"
    assert "Thêm bản chụp" not in committee.get(shown).text
    more = board.submit_fields(f"{shown}/scans", {"file": scan("trang hai")})
    assert more.location == shown
    assert len(links(board.get(shown).text, shown)) == 2
    assert "Chưa chọn tệp." in board.submit(f"{shown}/scans").text
    assert board.get(f"{shown}/scans/999").status_code == 404
    assert committee.submit_fields(f"{shown}/scans", {"file": scan()}).status_code == 403


def test_a_campaigns_resolution_is_on_file_for_every_unit(log_in: LogIn, world: make.World) -> None:
    campaign_id = make.draft_campaign(world, 2024)
    board, treasurer = log_in(Role.ORGANISATION_BOARD), log_in(Role.COMMUNE_TREASURER)
    page = f"/campaigns/{campaign_id}"
    assert "Bản chụp nghị quyết" not in treasurer.get(page).text
    assert f"{page}/scans/new" in board.get(page).text

    assert "Chưa chọn tệp." in board.submit(f"{page}/scans").text
    assert board.submit_fields(f"{page}/scans", {"file": scan()}).location == page
    assert board.submit_fields(f"{page}/scans", {"file": scan()}).location == page

    (kept,) = links(treasurer.get(page).text, page)
    assert treasurer.get(kept).data == attachments.PDF
    assert treasurer.get(f"{page}/scans/999").status_code == 404
    assert treasurer.get("/campaigns/999/scans/1").status_code == 404
    assert board.submit_fields("/campaigns/999/scans", {"file": scan()}).status_code == 404
    assert treasurer.submit_fields(f"{page}/scans", {"file": scan()}).status_code == 403
