"""The menu: one table; everybody sees of it what their role may open."""

import flask
import flask_login

from ledger.web.access import Open, mark_of

ENTRIES = (
    ("home.show", "Trang đầu"),
    ("campaigns.list_", "Đợt vận động"),
    ("summaries.list_", "Tổng hợp"),
    ("inspections.list_", "Kiểm tra"),
    ("housing_needs.list_", "Khó khăn nhà ở"),
    ("collection_sheets.list_", "Thu theo danh sách"),
    ("receipts.list_", "Phiếu thu"),
    ("remittances.list_", "Tiền đang chuyển"),
    ("delegations.list_", "Nhập thay"),
    ("cash_books.list_", "Sổ quỹ"),
    ("members.list_", "Đảng viên"),
    ("houses.list_", "Ngôi nhà"),
    ("units.list_", "Tổ chức đảng"),
    ("rollout.list_", "Triển khai"),
    ("users.list_", "Tài khoản"),
    ("targets.list_", "Chỉ tiêu, lộ trình"),
    ("bulletins.list_", "Số liệu để đăng"),
)
"""Endpoints that need no further fact, with what the menu calls them; the most needed first."""

MOST_ENTRIES = 7
"""How many entries anybody sees; what comes after is led to from other pages."""


def register(app: flask.Flask) -> None:
    """Give templates the menu and the question behind it."""
    app.add_template_global(menu, "menu")
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
    """Return (address, label, whether we are in it) for each entry that is open."""
    # An inspector's receipts are those of a unit under inspection, which are reached from there.
    led_to = {"receipts.list_"} if may_open("inspections.list_") else set()
    here = (flask.request.endpoint or "").partition(".")[0]
    entries = [
        (flask.url_for(endpoint), text, endpoint.partition(".")[0] == here)
        for endpoint, text in ENTRIES
        if may_open(endpoint) and endpoint not in led_to
    ]
    return entries[:MOST_ENTRIES]
