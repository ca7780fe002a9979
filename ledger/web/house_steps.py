"""The steps of a house – start, acceptance, hand-over – and the papers that it keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.labels import options
from ledger.models.houses import PHOTOS, HousePaperKind
from ledger.reports.houses import house_in_scope
from ledger.schemas.houses import ConsentForm, HousePaperForm, ReasonForm, StepForm
from ledger.services import houses
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form, read_upload
from ledger.web.houses import BUILDERS

bp = flask.Blueprint("house_steps", __name__, url_prefix="/houses/<int:house_id>")


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step is called, what its form says, and the verb behind it."""

    verb: Callable[..., Any]
    title: str
    help: str
    done: str


START = _Step(
    houses.start_house,
    "Khởi công",
    "Ghi ngày và số biên bản khởi công. Ngôi nhà chuyển sang «đang xây».",
    "Đã ghi khởi công.",
)
ACCEPTANCE = _Step(
    houses.accept_house,
    "Nghiệm thu",
    "Ghi ngày và số biên bản nghiệm thu khi ngôi nhà đã xong.",
    "Đã ghi nghiệm thu.",
)
HAND_OVER = _Step(
    houses.hand_over_house,
    "Bàn giao",
    "Ghi ngày và số biên bản bàn giao, và chi phí thực tế nếu đã quyết toán. "
    "Từ ngày này ngôi nhà được tính vào chỉ tiêu của xã, thị trấn.",
    "Đã ghi bàn giao; ngôi nhà được tính vào chỉ tiêu.",
)


@bp.get("/start")
@access(*BUILDERS)
def new_start(house_id: int) -> str:
    """Show the form for the start of building."""
    return _page(house_id, START, "house_steps.start")


@bp.post("/start")
@access(*BUILDERS)
def start(house_id: int) -> tuple[str, int] | Response:
    """Record the start of building."""
    return _take(house_id, START, "house_steps.start")


@bp.get("/acceptance")
@access(*BUILDERS)
def new_acceptance(house_id: int) -> str:
    """Show the form for the acceptance."""
    return _page(house_id, ACCEPTANCE, "house_steps.accept")


@bp.post("/acceptance")
@access(*BUILDERS)
def accept(house_id: int) -> tuple[str, int] | Response:
    """Record the acceptance."""
    return _take(house_id, ACCEPTANCE, "house_steps.accept")


@bp.get("/hand-over")
@access(*BUILDERS)
def new_hand_over(house_id: int) -> str:
    """Show the form for the hand-over."""
    return _page(house_id, HAND_OVER, "house_steps.hand_over")


@bp.post("/hand-over")
@access(*BUILDERS)
def hand_over(house_id: int) -> tuple[str, int] | Response:
    """Record the hand-over."""
    return _take(house_id, HAND_OVER, "house_steps.hand_over")


@bp.get("/papers/new")
@access(*BUILDERS)
def new_paper(house_id: int) -> str:
    """Show the form for one more paper or picture."""
    return _paper_page(house_id, form_of({"issued_on": format_date(today())}))


@bp.post("/papers")
@access(*BUILDERS)
def add_paper(house_id: int) -> tuple[str, int] | Response:
    """Keep one more paper or picture."""
    form = load_form(HousePaperForm, file="file")
    file = read_upload(form, required=form.values.get("kind") in PHOTOS)
    if form.ok:
        values = form.values | {name: form.values[name] or "" for name in ("number", "title")}
        with form:
            run(houses.add_paper, actor(), house_id, files=[file] if file else [], **values)
            return _back(house_id, "Đã lưu giấy tờ.")
    return _paper_page(house_id, form), form.status


@bp.post("/papers/<int:paper_id>/remove")
@access(*BUILDERS)
def remove_paper(house_id: int, paper_id: int) -> tuple[str, int] | Response:
    """Take a paper off the page, with a reason."""
    form = load_form(ReasonForm)
    if form.ok:
        with form:
            run(houses.remove_paper, actor(), house_id, paper_id, reason=form.values["reason"])
            return _back(house_id, "Đã gỡ giấy tờ.")
    house = house_in_scope(actor(), house_id)
    page = flask.render_template("house_steps/remove.html", house=house, form=form, paper=paper_id)
    return page, form.status


@bp.get("/photo-consent")
@access(*BUILDERS)
def consent(house_id: int) -> str:
    """Show the form for the family's consent to pictures."""
    house = house_in_scope(actor(), house_id)
    return _consent_page(house_id, form_of({"words": house.photo_consent}))


@bp.post("/photo-consent")
@access(*BUILDERS)
def set_consent(house_id: int) -> tuple[str, int] | Response:
    """Write down the family's consent, or take it back."""
    form = load_form(ConsentForm)
    if form.ok:
        with form:
            words = form.values["words"] or ""
            run(houses.set_photo_consent, actor(), house_id, words=words)
            return _back(house_id, "Đã ghi ý kiến của gia đình về hình ảnh.")
    return _consent_page(house_id, form), form.status


def _page(house_id: int, step: _Step, endpoint: str, form: Form | None = None) -> str:
    return flask.render_template(
        "house_steps/step.html",
        house=house_in_scope(actor(), house_id),
        step=step,
        form=form or form_of({"on_date": format_date(today())}),
        endpoint=endpoint,
        settles=step is HAND_OVER,
    )


def _take(house_id: int, step: _Step, endpoint: str) -> tuple[str, int] | Response:
    form = load_form(StepForm, file="file")
    file = read_upload(form, required=False)
    if form.ok:
        facts = {name: form.values[name] for name in ("on_date", "number")}
        if step is HAND_OVER:
            facts["settled_vnd"] = form.values["settled_vnd"]
        with form:
            run(step.verb, actor(), house_id, files=[file] if file else [], **facts)
            return _back(house_id, step.done)
    return _page(house_id, step, endpoint, form), form.status


def _paper_page(house_id: int, form: Form) -> str:
    house = house_in_scope(actor(), house_id)
    kinds = [
        (value, words)
        for value, words in options(HousePaperKind)
        if house.photo_consent or HousePaperKind(value) not in PHOTOS
    ]
    return flask.render_template("house_steps/paper.html", house=house, form=form, kinds=kinds)


def _consent_page(house_id: int, form: Form) -> str:
    house = house_in_scope(actor(), house_id)
    return flask.render_template("house_steps/consent.html", house=house, form=form)


def _back(house_id: int, words: str) -> Response:
    flask.flash(words)
    return flask.redirect(flask.url_for("houses.show", house_id=house_id), 303)
