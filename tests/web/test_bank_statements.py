"""Statements through the screens: send, look, import; map another bank's; refuse a foreign one."""

import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from ledger.web import installation
from tests import banking, collecting
from tests.banking import SAMPLES
from tests.collecting import Season
from tests.conftest import Store
from tests.unit.make_files import xlsx_of
from tests.web.browser import Browser
from tests.web.conftest import browser_on

AMBIGUOUS = b"Ngay;Dien giai;So tien\n04/11/2024;NGUYEN VAN AN;100,000\n05/11/2024;phi;-1,000\n"


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.fixture
def account(treasurer: Browser, season: Season) -> int:
    """The commune's account."""
    return banking.account(season.treasurer)


def upload(client: Browser, body: bytes, filename: str) -> TestResponse:
    return client.submit("/bank-statements", file=(BytesIO(body), filename))


def kept(client: Browser, body: bytes, filename: str = "sao-ke.csv") -> str:
    answer = upload(client, body, filename)
    assert answer.status_code == 303, answer.text
    return answer.location


def confirm(client: Browser, address: str, *agreed: str) -> TestResponse:
    page = client.get(address).text
    hidden = dict(re.findall(r'<input type="hidden" name="(sha256|plan)" value="(\w+)"', page))
    return client.submit_fields(f"{address}/import", {**hidden, "agreed": list(agreed)})


def tokens(client: Browser, address: str) -> list[str]:
    return re.findall(r'name="agreed" value="([^"]+)"', client.get(address).text)


@pytest.fixture
def both(store: Store) -> tuple[Browser, Season]:
    """The commune's treasurer with an account, on each engine in turn."""
    installation.forget(store.app)
    collecting.stand_still()
    made = collecting.season()
    banking.account(made.treasurer)
    browser = browser_on(store)
    browser.log_in(made.treasurer.username)
    return browser, made


def test_a_sample_comes_in_through_the_screens_and_again_adds_nothing(
    both: tuple[Browser, Season],
) -> None:
    client, _season = both
    body = (SAMPLES / "bank_vietcombank.xlsx").read_bytes()
    address = kept(client, body, "vcb.xlsx")
    page = plain(client.get(address).text)
    assert "Vietcombank, tiêu đề ở dòng 12" in page
    assert "13 khoản vào, 1.781.000 đồng ; 1 khoản ra, 11.000 đồng" in page
    assert "đầu 1.000.000, cuối 2.770.000 đồng" in page

    assert confirm(client, address).location == "/bank-lines"
    assert "13 khoản, 1.781.000 đồng" in plain(client.get("/bank-lines").text)
    assert "Phi quan ly" in client.get("/bank-lines?shown=out").text
    assert client.get(address).location == "/bank-lines"

    again = upload(client, body, "vcb-2.xlsx")
    assert again.status_code == 409
    assert "đã nhập ngày" in plain(again.text)
    other = kept(client, (SAMPLES / "bank_vietinbank.xlsx").read_bytes(), "ctg.xlsx")
    assert "Đã nhập trước 14 dòng" in plain(client.get(other).text)
    assert confirm(client, other).status_code == 303
    assert "13 khoản, 1.781.000 đồng" in plain(client.get("/bank-lines").text)


def test_another_banks_file_is_mapped_once_and_the_next_one_read_by_it(
    treasurer: Browser, account: int
) -> None:
    address = kept(treasurer, AMBIGUOUS)
    mapping = treasurer.get(address)
    assert "Chọn cột của sao kê" in mapping.text
    assert 'value="1" selected' in mapping.text  # the day's column is suggested

    columns: dict[str, object] = {
        "sheet": "1",
        "header": "1",
        "day": "1",
        "remark": "2",
        "signed": "3",
    }
    wrong = treasurer.submit_fields(f"{address}/mapping", {**columns, "credit": "3", "debit": "2"})
    assert wrong.status_code == 422
    assert "hoặc một cột số tiền" in wrong.text
    assert treasurer.submit_fields(f"{address}/mapping", columns).status_code == 303
    page = treasurer.get(address).text
    assert "Ngày nào trong tệp cũng đọc được hai cách" in plain(page)
    assert "Nhập 2 dòng mới" not in page

    treasurer.submit_fields(f"{address}/mapping", {**columns, "order": "day_first"})
    refused = confirm(treasurer, address)
    assert refused.status_code == 422
    assert "Tệp không ghi số tài khoản" in plain(refused.text)
    assert confirm(treasurer, address, *tokens(treasurer, address)).status_code == 303
    assert "1 khoản, 100.000 đồng" in plain(treasurer.get("/bank-lines").text)

    later = kept(treasurer, AMBIGUOUS.replace(b"04/11", b"06/11"), "sau.csv")
    assert "cột do thủ quỹ chọn, tiêu đề ở dòng 1" in plain(treasurer.get(later).text)
    assert "Đã nhập trước 1 dòng" in plain(treasurer.get(later).text)


def test_what_looks_known_is_told_and_a_twin_is_added_by_a_tick(
    treasurer: Browser, account: int, season: Season
) -> None:
    row = ("2024-11-04", "", 100_000, None, "ung ho")
    first = kept(treasurer, banking.csv_of(row))
    confirm(treasurer, first, *tokens(treasurer, first))

    other = ("2024-11-05", "", 50_000, None, "khac")
    address = kept(treasurer, banking.csv_of(row, other))
    page = plain(treasurer.get(address).text)
    assert "Khoản khác: dòng 2, 04/11/2024, vào 100.000 đồng, ung ho" in page
    assert "▲ 1 dòng giống dòng đã nhập mà sao kê không có số giao dịch hay số dư" in page
    shown = dict(re.findall(r'name="(sha256|plan)" value="(\w+)"', treasurer.get(address).text))
    refused = treasurer.submit_fields(f"{address}/import", {**shown, "other[2]": "1"})
    assert refused.status_code == 422
    assert re.search(r'name="other\[2\]"[^>]* checked', refused.text)
    agreed = {"agreed": tokens(treasurer, address)}
    answer = treasurer.submit_fields(f"{address}/import", {**shown, **agreed, "other[2]": "1"})
    assert answer.status_code == 303
    came = sorted(line.amount_vnd for line in banking.lines_of(season.treasurer))
    assert came == [50_000, 100_000, 100_000]


def test_a_statement_of_a_foreign_account_is_not_imported(
    treasurer: Browser, season: Season
) -> None:
    banking.account(season.treasurer, number="999999999")
    address = kept(treasurer, (SAMPLES / "bank_bidv.xlsx").read_bytes(), "bidv.xlsx")

    page = treasurer.get(address)
    assert "Sao kê của tài khoản 5200205123456, không phải tài khoản của đơn vị" in page.text
    assert "dòng mới</button>" not in page.text
    form: dict[str, object] = {"sha256": "0" * 64, "plan": "0" * 64}
    assert treasurer.submit_fields(f"{address}/import", form).status_code == 409


def test_faults_are_shown_with_their_rows_and_nothing_is_recorded(
    treasurer: Browser, account: int
) -> None:
    rows: list[list[object]] = [
        ["Ngày hiệu lực", "Ghi nợ", "Ghi có", "Số dư", "Mô tả"],
        ["31/02/2024", None, "100,000", "1,100,000", "x"],
        ["05/11/2024", None, "mười", "1,100,000", "x"],
    ]
    address = kept(treasurer, xlsx_of(rows), "bidv.xlsx")

    page = treasurer.get(address).text
    assert "Dòng 2: ngày 31/02/2024 không có trong lịch" in page
    assert "Dòng 3: số tiền «mười» không đọc được" in page
    assert "Chưa ghi sổ khoản nào." in page
    assert "dòng mới</button>" not in page


@pytest.mark.parametrize(
    ("body", "filename"),
    [(b"", "a.xlsx"), (b"PK\x03\x04", "a.xlsx"), (b"a", "a.pdf"), (b"a;\x00b", "a.csv")],
)
def test_a_file_that_is_none_gets_its_sentence(
    treasurer: Browser, account: int, body: bytes, filename: str
) -> None:
    answer = upload(treasurer, body, filename)

    assert answer.status_code == 422
    assert 'id="p-file"' in answer.text


def test_no_file_and_no_account_say_what_to_do(treasurer: Browser, season: Season) -> None:
    assert "Nhập tài khoản" in treasurer.get("/bank-statements").text
    answer = treasurer.submit("/bank-statements")
    assert answer.status_code == 422
    banking.account(season.treasurer)
    assert "Chưa chọn tệp." in treasurer.submit("/bank-statements").text


def test_what_was_agreed_to_must_still_be_so(treasurer: Browser, account: int) -> None:
    body = (SAMPLES / "bank_mb.xlsx").read_bytes()
    first = kept(treasurer, body, "mb.xlsx")
    page = treasurer.get(first).text
    hidden = dict(re.findall(r'<input type="hidden" name="(sha256|plan)" value="(\w+)"', page))
    stale = {**hidden, "plan": "0" * 64}

    assert treasurer.submit_fields(f"{first}/import", stale).status_code == 409
    changed = {**hidden, "sha256": "0" * 64}
    assert treasurer.submit_fields(f"{first}/import", changed).status_code == 409
    assert "Chưa có khoản" not in treasurer.get("/bank-lines").text
    assert treasurer.submit_fields(f"{first}/import", hidden).status_code == 303


def test_an_account_is_typed_twice_and_looked_at_twice(treasurer: Browser) -> None:
    typed = {
        "bin": "970405",
        "number": "5200 2051 23456",
        "number_again": "5200205123457",
        "holder": "DANG UY XA LONG SON",
        "starts_on": "01/10/2024",
    }
    differ = treasurer.submit_fields("/bank-account", dict(typed))
    assert differ.status_code == 422
    assert "Hai lần nhập số tài khoản khác nhau" in differ.text

    typed["number_again"] = "5200205123456"
    asked = treasurer.submit_fields("/bank-account", dict(typed))
    assert asked.status_code == 422
    assert "5200 2051 2345 6 tại Agribank" in asked.text
    (token,) = re.findall(r'name="agreed" value="([^"]+)"', asked.text)

    other = {**typed, "number": "111111", "number_again": "111111", "agreed": token}
    assert treasurer.submit_fields("/bank-account", other).status_code == 422
    done = treasurer.submit_fields("/bank-account", {**typed, "agreed": token})
    assert done.status_code == 303
    assert "Agribank 5200205123456" in treasurer.get("/bank-account").text


@pytest.mark.parametrize(
    ("box", "typed"),
    [("bin", "999999"), ("number", "52-"), ("number", "<script>"), ("holder", "{{7*7}}")],
)
def test_odd_accounts_are_refused_beside_their_box(
    treasurer: Browser, box: str, typed: str
) -> None:
    good = {"bin": "970405", "number": "520020", "number_again": "520020"}
    good |= {"holder": "DANG UY", "starts_on": "01/10/2024"}

    answer = treasurer.submit_fields("/bank-account", {**good, box: typed})

    assert answer.status_code == 422
    assert f'id="p-{box}"' in answer.text


def test_other_units_files_and_lines_do_not_exist(
    treasurer: Browser, account: int, season: Season, log_in: object
) -> None:
    address = kept(treasurer, (SAMPLES / "bank_agribank.xlsx").read_bytes(), "vba.xlsx")
    confirm(treasurer, address, *tokens(treasurer, address))
    (line, *_others) = banking.lines_of(season.treasurer)
    waiting = kept(treasurer, (SAMPLES / "bank_mb.xlsx").read_bytes(), "mb.xlsx")
    agency = log_in("agency_treasurer")  # type: ignore[operator]  # a fixture's callable

    entry = season.entries[0]
    for path in (
        waiting,
        f"/bank-lines/{line.id}",
        f"/bank-lines/{line.id}/split/{season.campaign_id}/{season.cell_id}",
        f"/bank-notices/{season.campaign_id}/cells/{season.cell_id}",
        f"/bank-notices/{season.campaign_id}/cells/{season.cell_id}/notice.pdf",
        f"/bank-notices/{season.campaign_id}/people/{entry}/notice.pdf",
    ):
        assert agency.get(path).status_code == 404, path
    assert agency.submit(f"{waiting}/mapping").status_code in {404, 422}
    assert agency.submit(f"{waiting}/import").status_code == 404
    assert "IBFT" not in agency.get("/bank-lines").text
    for role in ("secretary", "office", "inspector"):
        assert log_in(role).get("/bank-lines").status_code == 403  # type: ignore[operator]  # a fixture's callable


def test_notices_are_printed_for_cells_and_for_who_asks(
    treasurer: Browser, account: int, season: Season
) -> None:
    here = f"/bank-notices/{season.campaign_id}"
    assert treasurer.get("/bank-notices").location == here
    assert "chưa có mã chuyển khoản" in treasurer.get(here).text
    assert treasurer.submit(f"{here}/references").status_code == 303
    assert treasurer.submit(f"{here}/references").status_code == 303
    page = treasurer.get(here).text
    assert "chưa có mã" not in page
    assert page.count("/notice.pdf") == 2
    cell = treasurer.get(f"{here}/cells/{season.cell_id}").text
    assert cell.count("notice-with-amount.pdf") == 5
    for path in (
        f"{here}/cells.pdf",
        f"{here}/cells/{season.cell_id}/notice.pdf",
        f"{here}/people/{season.entries[0]}/notice.pdf",
        f"{here}/people/{season.entries[0]}/notice-with-amount.pdf",
    ):
        assert treasurer.get(path).mimetype == "application/pdf", path


def test_a_notice_without_an_account_says_what_is_missing(
    treasurer: Browser, season: Season
) -> None:
    here = f"/bank-notices/{season.campaign_id}"
    treasurer.submit(f"{here}/references")

    assert "chưa nhập tài khoản" in treasurer.get(here).text
    assert treasurer.get(f"{here}/cells.pdf").status_code == 409
