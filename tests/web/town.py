"""A town with everything in it, built once and copied for each test, and its screens filled well.

What a test types goes the way of a browser: the page is opened, its form filled and sent to where
the form says. ``Town.rows`` are all rows of the database, to see that nothing was recorded.
"""

import re
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import flask
from werkzeug.test import TestResponse

from ledger import clock
from ledger.db import db, run
from ledger.models.contributions import Method
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.services.contributions import SheetLine, record_sheet
from ledger.services.receipts import void_receipt
from ledger.web import installation
from tests import collecting, make
from tests.collecting import Season
from tests.conftest import SqliteStore
from tests.web.browser import Browser
from tests.web.pages import PageForm, form_with

LOGINS = frozenset({"login_session", "login_attempt"})
NOTHING = "Chưa ghi sổ khoản nào."
STRANGE = "Dữ liệu gửi lên có trường lạ."
NOT_SENT_BACK = frozenset({"csrf_token", "password"})
"""The boxes that a page never shows again as they were typed."""

GOOD_PASSWORD = "trâu trắng thong thả gặm cỏ bên sông"

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A form: who fills it, on which page, how it is filled well; ``{names}`` are ids."""

    role: Role
    page: str
    good: dict[str, str]

    @property
    def box(self) -> str:
        """A box by which the page's form is known."""
        return next(iter(self.good))


TREASURER = Role.COMMUNE_TREASURER
_UNDO = {"reason": "Ghi nhầm", "donor_copy": "returned"}
_DAY = {"received_on": "20/12/2024", "method": "cash"}

SCREENS = {
    "gift": Screen(
        role=TREASURER,
        page="/contributions/new?campaign_id={campaign}&entry_id={entry}",
        good={"amount_vnd": "500.000", "paper_number": "0004512", **_DAY},
    ),
    "stranger": Screen(
        role=TREASURER,
        page="/contributions/new?campaign_id={campaign}&other=1",
        good={"name": "Lê Thị Hà", "kind": "staff", "amount_vnd": "90.000", "place": "ấp Tân Lập",
              **_DAY},
    ),
    "firm": Screen(
        role=TREASURER,
        page="/contributions/new?campaign_id={campaign}&other=1",
        good={"name": "Cửa hàng Tân Tân 2", "kind": "business", "amount_vnd": "90.000", **_DAY},
    ),
    "sheet": Screen(
        role=TREASURER,
        page="/collection-sheets/{campaign}/{cell}",
        good={"amount[{entry}]": "158.000", "brought_by": "Trần Thị Bình",
              "counted_vnd": "158.000", **_DAY},
    ),
    "sheet with papers": Screen(
        role=TREASURER,
        page="/collection-sheets/{campaign}/{cell}?paper=1",
        good={"paper[{entry}]": "0004512", "amount[{entry}]": "158.000", **_DAY},
    ),
    "correction": Screen(
        role=TREASURER,
        page="/receipts/{voucher}/correct",
        good={"amount_vnd": "185.000", "payer_name": "Nguyễn Văn Ân", "payer_place": "ấp Hòa Bình",
              **_UNDO},
    ),
    "void": Screen(role=TREASURER, page="/receipts/{voucher}/void", good=_UNDO),
    "undo": Screen(role=TREASURER, page="/submissions/{submission}", good=_UNDO),
    "opening": Screen(
        role=Role.OFFICE,
        page="/opening-balances/{office_book}",
        good={"cash_vnd": "7.000.000", "bank_vnd": "1.000", "on_date": "20/12/2024",
              "paper": "Biên bản kiểm kê quỹ số 01/BB"},
    ),
    "member": Screen(
        role=TREASURER,
        page="/members/new",
        good={"full_name": "Đinh Văn Núp", "cell_id": "{cell}", "birth_year": "1961",
              "standing": "working", "pay_kind": "monthly_pay", "pay_amount": "7.450.000"},
    ),
    "member's facts": Screen(
        role=TREASURER,
        page="/members/{member}/edit",
        good={"full_name": "Nguyễn Văn Ân", "pay_kind": "monthly_pay", "pay_amount": "7.450.000",
              "coefficient": ""},
    ),
    "leaving": Screen(role=TREASURER, page="/members/{member}", good={"left_on": "01/12/2024"}),
    "level": Screen(
        role=TREASURER,
        page="/campaigns/{campaign}/units/{commune}",
        good={"suggested_vnd": "60.000", "suggested_by": "Nghị quyết số 12"},
    ),
    "addition": Screen(
        role=TREASURER,
        page="/campaigns/{campaign}/list/new",
        good={"reason": "Chuyển sinh hoạt đến ngày 01/12/2024", "member_id": "{newcomer}"},
    ),
    "campaign": Screen(
        role=Role.ORGANISATION_BOARD,
        page="/campaigns/new",
        good={"title": "Đợt vận động năm 2025", "year": "2025", "starts_on": "01/10/2025",
              "ends_on": "31/12/2025", "hand_in_on": "31/12/2025", "pay_month": "10/2025"},
    ),
    "extension": Screen(
        role=Role.ORGANISATION_BOARD,
        page="/campaigns/{campaign}/extend",
        good={"paper": "Công văn số 5-CV/BTC", "issued_on": "19/12/2024", "ends_on": "31/01/2025"},
    ),
    "unit": Screen(
        role=Role.ADMIN,
        page="/units/{commune}/below/new",
        good={"organisation": "Chi bộ ấp Tân An", "kind": "cell", "starts_on": "19/12/2024"},
    ),
    "unit's names": Screen(
        role=Role.ADMIN,
        page="/units/{commune}/edit",
        good={"organisation": "Đảng bộ xã Long Sơn", "head": "Lê Thị Hà",
              "starts_on": "19/12/2024"},
    ),
    "receipt's title": Screen(
        role=Role.ADMIN,
        page="/units/{commune}/edit",
        good={"receipt_form": "Mẫu số 01-TT", "receipt_title": "bien_lai",
              "receipts_per": "list"},
    ),
    "user": Screen(
        role=Role.ADMIN,
        page="/users/new",
        good={"username": "thuquy.longson", "full_name": "Lê Thị Hà", "role": "commune_treasurer",
              "party_unit_id": "{commune}", "password": GOOD_PASSWORD},
    ),
    "password": Screen(
        role=Role.ADMIN, page="/users/{office_user}", good={"password": GOOD_PASSWORD}
    ),
}  # fmt: skip
"""Every form that is typed into, filled as it should be."""

MONEY = ("gift", "stranger", "firm", "sheet", "sheet with papers", "correction", "void", "opening")
"""The screens that write into a book, and say that they have not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The town as it was built, with people who are logged in."""

    file: Path
    ids: dict[str, int]
    usernames: dict[Role, str]
    cookies: dict[Role, str]


class Town:
    """A fresh copy of the town for one test."""

    def __init__(self, store: SqliteStore, kept: Kept) -> None:
        store.dispose()
        shutil.copy(kept.file, store.path)
        installation.forget(store.app)
        self.store = store
        self.kept = kept

    def browser(self, role: Role = TREASURER, client: Browser | None = None) -> Browser:
        """Return the browser of somebody who is logged in."""
        browser = client or new_browser(self.store.app)
        browser.set_cookie("session", self.kept.cookies[role])
        return browser

    def path(self, text: str) -> str:
        """Put ids in the place of their names."""
        return re.sub(r"\{(\w+)\}", lambda found: str(self.kept.ids[found[1]]), text)

    def texts(self, fields: dict[str, str]) -> dict[str, str]:
        """Put ids in the place of their names, in the names of boxes and in what is typed."""
        return {self.path(name): self.path(value) for name, value in fields.items()}

    def open(self, name: str, client: Browser | None = None) -> tuple[Browser, PageForm]:
        """Open the page of a screen and fill its form well, without sending it."""
        screen = SCREENS[name]
        browser = self.browser(screen.role, client)
        page = browser.get(self.path(screen.page))
        assert page.status_code == 200, page.text
        form = form_with(page.text, self.path(screen.box))
        return browser, form.filled(self.texts(screen.good))

    def rows(self) -> Rows:
        """Return every row of every table, but for those of logging in."""
        connection = sqlite3.connect(self.store.path)
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = sorted(name for (name,) in tables if name not in LOGINS)
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
        connection.close()
        return found

    def count(self, table: str = "submission") -> int:
        """Count the rows of a table."""
        return len(self.rows()[table])


def new_browser(app: flask.Flask) -> Browser:
    """Return a browser that nobody has logged in with."""
    app.test_client_class = Browser
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser


def send(browser: Browser, form: PageForm) -> TestResponse:
    """Send a form as it stands."""
    data: dict[str, list[str]] = {}
    for name, value in form.pairs:
        data.setdefault(name, []).append(value)
    return browser.post(form.action, data=data)


def build(store: SqliteStore, file: Path) -> Kept:
    """Build the town: one receipt stands, one is cancelled, one is of another unit."""
    store.reset()
    installation.forget(store.app)
    with store.app.app_context():
        collecting.stand_still()
        at = collecting.season()
        submission, second = collecting.give(at, 158_000), collecting.give(at, 1_000, 225_000)
        (voucher,), gone = collecting.vouchers_of(submission), collecting.vouchers_of(second)[0]
        run(_cancel, at, gone)
        elsewhere = run(_give_to_agency, at)
        office = make.actor(at.world.district_id, Role.OFFICE)
        ids = {
            "campaign": at.campaign_id, "cell": at.cell_id, "entry": at.entries[3],
            "given_entry": at.entries[0], "voucher": voucher, "submission": submission,
            "gone": gone, "agency_voucher": collecting.vouchers_of(elsewhere)[0],
            "agency_submission": elsewhere, "agency_cell": at.world.agency_id,
            "agency_entry": at.agency_entries[0], "office_book": at.world.office_book_id,
            "commune_book": at.world.commune_book_id, "agency_book": at.world.agency_book_id,
            "commune": at.world.commune_id, "office_user": office.user_id,
            "member": make.member(at.cell_id, "Nguyễn Thị Sáu"),
            "newcomer": make.member(at.cell_id, "Phan Văn Bảy"),
        }  # fmt: skip
        usernames = {
            TREASURER: at.treasurer.username,
            Role.AGENCY_TREASURER: at.agency_treasurer.username,
            Role.OFFICE: office.username,
            Role.ORGANISATION_BOARD: make.board(at.world).username,
            Role.ADMIN: make.actor(at.world.district_id, Role.ADMIN).username,
        }
        cookies = {role: _log_in(store, username) for role, username in usernames.items()}
        db.session.remove()
    store.dispose()
    shutil.copy(store.path, file)
    return Kept(file=file, ids=ids, usernames=usernames, cookies=cookies)


def _log_in(store: SqliteStore, username: str) -> str:
    browser = new_browser(store.app)
    browser.log_in(username)
    cookie = browser.get_cookie("session")
    assert cookie
    return cookie.value


def _cancel(at: Season, voucher_id: int) -> None:
    with clock.at_day(collecting.DAY):
        void_receipt(
            at.treasurer,
            voucher_id,
            key=collecting.new_key(),
            reason="Ghi nhầm người",
            donor_copy=DonorCopy.RETURNED,
        )


def _give_to_agency(at: Season) -> int:
    with clock.at_day(collecting.DAY):
        submission = record_sheet(
            at.agency_treasurer,
            key=collecting.new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.agency_id,
            received_on=collecting.DAY,
            method=Method.CASH,
            lines=[SheetLine(list_entry_id=at.agency_entries[0], amount_vnd=260_000)],
        )
        return submission.id
