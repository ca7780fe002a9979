"""Lines of statements through the screens: what is certain, what is chosen, what is split."""

import re

import pytest
from werkzeug.test import TestResponse

from ledger import clock, references
from ledger.reports.bank_lines import LineFacts, get_line
from tests import banking
from tests.collecting import DAY, Season, new_key
from tests.web.browser import Browser


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.fixture
def lines(treasurer: Browser, season: Season) -> list[LineFacts]:
    """Two transfers with references, one with a name, one for three people, one of interest."""
    banking.account(season.treasurer)
    given = banking.codes(season.treasurer, season.campaign_id)
    one, two = (references.printed(given[entry]) for entry in season.entries[:2])
    read = banking.statement(
        ("2024-11-04", "FT1", 158_000, None, f"MBVCB.123.{one} ung ho"),
        ("2024-11-05", "FT2", 225_000, None, two),
        ("2024-11-06", "FT3", 50_000, None, "LE MINH CHI chuyen tien"),
        ("2024-11-07", "FT4", 100_000, None, "CHI BO NOP 3 D/C"),
        ("2024-11-08", "FT5", 3_000, None, "TRA LAI TIEN GUI"),
        ("2024-11-09", "FT6", -1_000, None, "PHI QUAN LY"),
    )
    with clock.at_day(DAY):
        banking.take_in(season.treasurer, read)
    return banking.lines_of(season.treasurer)


def post(client: Browser, path: str, **fields: object) -> TestResponse:
    return client.submit_fields(path, {"submission_key": new_key(), **fields})


def test_the_first_page_leads_to_what_waits(treasurer: Browser, lines: list[LineFacts]) -> None:
    assert "5 khoản chuyển khoản chưa rõ người nộp" in plain(treasurer.get("/").text)
    assert "lâu nhất 46 ngày" in plain(treasurer.get("/bank-lines").text)


def test_certain_lines_are_ticked_and_recorded_with_one_click(
    treasurer: Browser, season: Season, lines: list[LineFacts]
) -> None:
    page = treasurer.get("/bank-lines").text
    ticked = re.findall(r'name="line" value="(\d+)"[^>]*checked', page)
    assert ticked == [str(line.id) for line in lines[:2]]
    assert "Lê Minh Chi (1962), Chi bộ ấp Tân Lập, đúng mức?" in plain(page)
    assert "có vẻ lãi tiền gửi" in page

    done = post(treasurer, "/bank-lines/certain", campaign_id=str(season.campaign_id), line=ticked)

    assert done.location.startswith("/submissions/")
    assert "Đã ghi 2 khoản" in treasurer.get(done.location).text
    assert "Nguyễn Văn An" in treasurer.get("/bank-lines?shown=done").text
    late = post(treasurer, "/bank-lines/certain", campaign_id=str(season.campaign_id), line=ticked)
    assert late.status_code == 409
    assert "vừa ghi sổ rồi" in late.text
    none = post(treasurer, "/bank-lines/certain", campaign_id=str(season.campaign_id))
    assert "Chưa chọn khoản nào." in none.text


def test_a_line_is_recorded_for_somebody_suggested_found_or_new(
    treasurer: Browser, season: Season, lines: list[LineFacts]
) -> None:
    here = f"/bank-lines/{lines[2].id}"
    assert "Lê Minh Chi (1962)" in treasurer.get(here).text
    assert "Trần Thị Bình" in treasurer.get(f"{here}?q=thi%20binh").text
    assert "Không có ai tên như vậy." in treasurer.get(f"{here}?q=zzz").text
    campaign = str(season.campaign_id)

    bare = post(treasurer, f"{here}/giver", campaign_id=campaign)
    assert bare.status_code == 422
    assert "Chọn người ủng hộ trong gợi ý" in bare.text
    foreign = post(
        treasurer, f"{here}/giver", campaign_id=campaign,
        list_entry_id=str(season.agency_entries[0]),
    )  # fmt: skip
    assert foreign.status_code == 404
    done = post(
        treasurer, f"{here}/giver", campaign_id=campaign, list_entry_id=str(season.entries[2])
    )
    assert done.status_code == 303
    page = plain(treasurer.get(here).text)
    assert "thủ quỹ chọn người ủng hộ" in page
    assert "Của một người" not in page

    other = post(
        treasurer, f"/bank-lines/{lines[3].id}/giver", campaign_id=campaign,
        kind="household", name="Hộ bà Bưởi", place="ấp Tân Lập",
    )  # fmt: skip
    assert other.status_code == 303


def test_a_transfer_is_split_evenly_and_its_rest_waits_only_if_agreed(
    treasurer: Browser, season: Season, lines: list[LineFacts]
) -> None:
    line = lines[3]
    here = f"/bank-lines/{line.id}/split/{season.campaign_id}/{season.cell_id}"
    among = {f"among[{entry}]": "1" for entry in season.entries[:3]}

    filled = post(treasurer, here, fill="even", **among)
    boxes = re.findall(r'name="amount\[\d+\]"[^>]*value="([\d.]+)"', filled.text)
    assert filled.status_code == 200
    assert boxes == ["33.334", "33.333", "33.333"]
    level = post(treasurer, here, fill="level", **among)
    assert 'value="50.000"' in level.text

    two = {f"amount[{entry}]": "40.000" for entry in season.entries[:2]}
    asked = post(treasurer, here, brought_by="Trần Văn Thủ", **two)
    assert asked.status_code == 422
    assert "còn 20.000 đồng" in asked.text
    (token,) = re.findall(r'name="agreed" value="([^"]+)"', asked.text)
    done = post(treasurer, here, brought_by="Trần Văn Thủ", agreed=token, **two)
    assert done.status_code == 303

    assert get_line(season.treasurer, line.id).open_vnd == 20_000
    assert "20.000 trong 100.000" in plain(treasurer.get("/bank-lines").text)
    over = post(treasurer, here, **{f"amount[{season.entries[2]}]": "30.000"})
    assert "vượt 10.000 đồng" in over.text


def test_interest_fees_and_the_rest_leave_the_queue(
    treasurer: Browser, lines: list[LineFacts]
) -> None:
    interest, fee, unknown = lines[4], lines[5], lines[2]
    booked = post(treasurer, f"/bank-lines/{interest.id}/book")
    assert booked.status_code == 303
    assert "ghi sổ lãi, phí ngân hàng" in treasurer.get(booked.location).text
    assert "Ghi sổ: phí ngân hàng" in treasurer.get(f"/bank-lines/{fee.id}").text
    assert post(treasurer, f"/bank-lines/{fee.id}/book").status_code == 303

    aside = f"/bank-lines/{unknown.id}/set-aside"
    assert treasurer.submit(aside).status_code == 422
    assert treasurer.submit(aside, reason="other").status_code == 422
    assert treasurer.submit(aside, reason="other", note="Chuyển nhầm").status_code == 303
    page = treasurer.get(f"/bank-lines/{unknown.id}").text
    assert "khoản khác: Chuyển nhầm" in plain(page)
    release = re.search(r'action="(/bank-lines/\d+/uses/\d+/release)"', page)
    assert release
    assert treasurer.submit(release[1]).status_code == 303
    assert "đã bỏ ghép" in treasurer.get(f"/bank-lines/{unknown.id}").text
    assert "Theo sao kê" not in treasurer.get("/bank-statements/balance").text


def test_a_receipt_written_before_is_linked_from_the_page(
    treasurer: Browser, season: Season, lines: list[LineFacts]
) -> None:
    by_hand = post(
        treasurer, "/contributions", campaign_id=str(season.campaign_id),
        list_entry_id=str(season.entries[0]), received_on="05/11/2024", method="bank",
        amount_vnd="158.000",
    )  # fmt: skip
    assert by_hand.status_code == 303
    queue = treasurer.get("/bank-lines").text
    assert "có thể đã ghi" in queue
    assert re.findall(r'name="line" value="(\d+)"', queue) == [str(lines[1].id)]

    here = f"/bank-lines/{lines[0].id}"
    (event,) = re.findall(r'name="event" value="(\d+)"', treasurer.get(here).text)
    assert "Chưa chọn phiếu nào." in treasurer.submit(f"{here}/link").text
    assert treasurer.submit(f"{here}/link", event=event).status_code == 303
    assert "khớp phiếu đã ghi trước" in treasurer.get(here).text
