"""Members who move: proposed by the unit they leave, taken in by the unit they join."""

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.errors import RuleBroken
from ledger.labels import options
from ledger.models.member_moves import MoveKind, MoveState
from ledger.models.users import Role
from ledger.reports import member_moves as reports
from ledger.reports.giving_units import giving_unit_of
from ledger.reports.members import member_heading
from ledger.schemas.fields import STRANGE
from ledger.schemas.member_moves import AcceptanceForm, MoveForm, RefusalForm, StayEndForm
from ledger.schemas.users import NoFacts
from ledger.services import member_moves
from ledger.services.member_moves import Destination
from ledger.web.access import access, actor
from ledger.web.asked import asked_id
from ledger.web.forms import Form, form_of, load_form

bp = flask.Blueprint("member_moves", __name__, url_prefix="/member-moves")

MOVERS = (
    Role.COMMUNE_TREASURER,
    Role.AGENCY_TREASURER,
    Role.SECRETARY,
    Role.ORGANISATION_BOARD,
)


@bp.get("")
@access(*MOVERS)
def list_() -> str:
    """List who comes and goes, what waits first."""
    return flask.render_template("member_moves/list.html", moves=reports.moves_of(actor()))


@bp.get("/new")
@access(*MOVERS)
def new() -> str:
    """Ask where a member goes."""
    shown = {"moves_on": format_date(today()), "kind": MoveKind.FINAL}
    return _new_page(asked_id("member_id") or 0, form_of(shown))


@bp.post("/of/<int:member_id>")
@access(*MOVERS)
def create(member_id: int) -> tuple[str, int] | Response:
    """Propose a move, or do it at once within the unit."""
    form = load_form(MoveForm)
    if form.ok:
        facts = dict(form.values)
        cell_id, unit_id = facts.pop("to_cell_id"), facts.pop("to_unit_id")
        to = Destination(unit_id=unit_id or giving_unit_of(cell_id), cell_id=cell_id)
        with form:
            move_id = run(lambda: member_moves.propose_move(actor(), member_id, to=to, **facts).id)
            return _to(move_id)
    return _new_page(member_id, form), form.status


@bp.get("/<int:move_id>")
@access(*MOVERS)
def show(move_id: int) -> str:
    """Show one move, with what may be done about it."""
    return _page(move_id, form_of({"ended_on": format_date(today())}))


@bp.post("/<int:move_id>/accept")
@access(*MOVERS)
def accept(move_id: int) -> tuple[str, int] | Response:
    """Take the member in."""
    form = load_form(AcceptanceForm)
    if form.ok:
        with form:
            run(member_moves.accept_move, actor(), move_id, **form.values)
            flask.flash("Đã tiếp nhận vào danh sách đảng viên của chi bộ.")
            return _to(move_id)
    return _page(move_id, form), form.status


@bp.post("/<int:move_id>/decline")
@access(*MOVERS)
def decline(move_id: int) -> tuple[str, int] | Response:
    """Do not take the member in."""
    form = load_form(RefusalForm)
    if form.ok:
        with form:
            run(member_moves.decline_move, actor(), move_id, **form.values)
            return _to(move_id)
    return _page(move_id, form), form.status


@bp.post("/<int:move_id>/withdraw")
@access(*MOVERS)
def withdraw(move_id: int) -> Response:
    """Take a proposal back."""
    if not load_form(NoFacts).ok:
        raise RuleBroken(STRANGE)
    run(member_moves.withdraw_move, actor(), move_id)
    return _to(move_id)


@bp.post("/<int:move_id>/end")
@access(*MOVERS)
def end(move_id: int) -> tuple[str, int] | Response:
    """End a stay for a time."""
    form = load_form(StayEndForm)
    if form.ok:
        with form:
            run(member_moves.end_stay, actor(), move_id, **form.values)
            flask.flash("Đã ghi ngày kết thúc sinh hoạt tạm thời.")
            return _to(move_id)
    return _page(move_id, form), form.status


def _to(move_id: int) -> Response:
    return flask.redirect(flask.url_for("member_moves.show", move_id=move_id), 303)


def _new_page(member_id: int, form: Form) -> str:
    member = member_heading(actor(), member_id)
    home_id = giving_unit_of(member.cell_id)
    return flask.render_template(
        "member_moves/new.html",
        form=form,
        member=member,
        kinds=options(MoveKind),
        cells=[cell for cell in reports.cells_to_join(home_id) if cell[0] != member.cell_id],
        units=reports.units_to_join(actor(), home_id),
    )


def _page(move_id: int, form: Form) -> str:
    move = reports.one_move(actor(), move_id)
    waits = move.state is MoveState.PROPOSED and move.is_mine_to_accept
    return flask.render_template(
        "member_moves/show.html",
        form=form,
        move=move,
        cells=reports.cells_to_join(move.to_unit_id) if waits else (),
    )
