"""The menu: one table; everybody sees of it what their role may open, the daily work first."""

import flask
import flask_login

from ledger.models.users import Role
from ledger.web.access import Open, mark_of

ENTRIES = {
    "home.show": "Trang đầu",
    "collection_sheets.list_": "Thu theo danh sách",
    "inspections.list_": "Kiểm tra",
    "summaries.list_": "Tổng hợp",
    "receipts.list_": "Phiếu thu",
    "bank_lines.list_": "Chuyển khoản",
    "remittances.list_": "Tiền đang chuyển",
    "housing_needs.list_": "Khó khăn nhà ở",
    "cash_books.list_": "Sổ quỹ",
    "targets.list_": "Chỉ tiêu, lộ trình",
    "houses.list_": "Ngôi nhà",
    "members.list_": "Đảng viên",
    "rollout.list_": "Triển khai",
    "campaigns.list_": "Đợt vận động",
    "disbursements.list_": "Chi hỗ trợ",
    "decisions.list_": "Quyết định",
    "bulletins.list_": "Số liệu để đăng",
    "disclosures.list_": "Bảng công khai",
    "delegations.list_": "Nhập thay",
    "receipt_checks.new": "Tra cứu phiếu thu",
    "units.list_": "Tổ chức đảng",
    "users.list_": "Tài khoản",
}
"""Endpoints that need no further fact, with what the menu calls them; the most needed first."""

DAILY = {
    Role.ADMIN: ("users.list_", "units.list_"),
    Role.COMMUNE_TREASURER: (
        "collection_sheets.list_", "receipts.list_", "bank_lines.list_", "cash_books.list_",
        "disbursements.list_", "members.list_",
    ),
    Role.AGENCY_TREASURER: (
        "collection_sheets.list_", "receipts.list_", "bank_lines.list_", "remittances.list_",
        "cash_books.list_", "members.list_",
    ),
    Role.SECRETARY: (
        "housing_needs.list_", "decisions.list_", "houses.list_", "rollout.list_",
        "cash_books.list_", "members.list_",
    ),
    Role.OFFICE: (
        "remittances.list_", "cash_books.list_", "disbursements.list_", "decisions.list_",
        "receipt_checks.new", "summaries.list_",
    ),
    Role.ORGANISATION_BOARD: ("rollout.list_", "housing_needs.list_", "targets.list_"),
    Role.STANDING_COMMITTEE: ("targets.list_", "decisions.list_", "summaries.list_"),
    Role.PROPAGANDA_BOARD: ("bulletins.list_", "disclosures.list_", "rollout.list_"),
    Role.INSPECTOR: (
        "inspections.list_", "summaries.list_", "cash_books.list_", "targets.list_",
        "houses.list_", "disbursements.list_",
    ),
}  # fmt: skip
"""What each role does most days: these stand in its menu before anything else."""

MOST_ENTRIES = 7
"""How many entries the menu shows; the first page leads to the rest."""


def register(app: flask.Flask) -> None:
    """Give templates the menu and the question behind it."""
    app.add_template_global(menu, "menu")
    app.add_template_global(more_pages, "more_pages")
    app.add_template_global(may_open, "may_open")


def may_open(endpoint: str) -> bool:
    """Say whether the page exists and is open to whoever is logged in; decides about links."""
    app = flask.current_app
    if endpoint not in app.view_functions:
        return False
    mark, user = mark_of(app, endpoint), flask_login.current_user
    if isinstance(mark, Open):
        return mark is Open.PUBLIC or user.is_authenticated
    return user.is_authenticated and user.actor.role in (mark or ())


def menu() -> list[tuple[str, str, bool]]:
    """Return (address, label, whether we are in it) for the entries that the menu shows."""
    here = (flask.request.endpoint or "").partition(".")[0]
    return [
        (flask.url_for(endpoint), text, endpoint.partition(".")[0] == here)
        for endpoint, text in _open_entries()[:MOST_ENTRIES]
    ]


def more_pages() -> list[tuple[str, str]]:
    """Return (address, label) for the entries that have no place in the menu."""
    return [(flask.url_for(endpoint), text) for endpoint, text in _open_entries()[MOST_ENTRIES:]]


def _open_entries() -> list[tuple[str, str]]:
    # An inspector's receipts are those of a unit under inspection, which are reached from there.
    led_to = {"receipts.list_"} if may_open("inspections.list_") else set()
    wanted = dict.fromkeys(("home.show", *DAILY[flask_login.current_user.actor.role], *ENTRIES))
    return [
        (endpoint, ENTRIES[endpoint])
        for endpoint in wanted
        if may_open(endpoint) and endpoint not in led_to
    ]
