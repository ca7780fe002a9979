"""The programme's questions to every need: a list that Ban Tổ chức keeps, without any score."""

import flask
from werkzeug.wrappers import Response

from ledger.db import run
from ledger.errors import RuleBroken
from ledger.models.users import Role
from ledger.reports.need_criteria import criteria_of
from ledger.schemas.fields import STRANGE
from ledger.schemas.housing_needs import CriterionForm
from ledger.schemas.users import NoFacts
from ledger.services import need_criteria
from ledger.web.access import access, actor
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("need_criteria", __name__, url_prefix="/need-criteria")


@bp.get("")
@access(Role.ORGANISATION_BOARD, hidden=True)
def list_() -> str:
    """Show the questions that are asked now."""
    return _page(form_of())


@bp.post("")
@access(Role.ORGANISATION_BOARD, hidden=True)
def create() -> tuple[str, int] | Response:
    """Add a question."""
    form = load_form(CriterionForm)
    if form.ok:
        with form:
            run(need_criteria.add_criterion, actor(), **form.values)
            flask.flash("Đã thêm tiêu chí.")
            return _back()
    return _page(form), form.status


@bp.post("/<int:criterion_id>/retire")
@access(Role.ORGANISATION_BOARD, hidden=True)
def retire(criterion_id: int) -> Response:
    """Ask a question no more."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    run(need_criteria.retire_criterion, actor(), criterion_id)
    flask.flash("Đã thôi dùng tiêu chí; hồ sơ cũ giữ nguyên ghi chú.")
    return _back()


def _back() -> Response:
    return flask.redirect(flask.url_for("need_criteria.list_"), 303)


def _page(form: Form) -> str:
    return flask.render_template("need_criteria/list.html", form=form, criteria=criteria_of())
