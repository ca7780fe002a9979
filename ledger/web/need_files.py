"""What a need file holds: the survey, papers and pictures, and the family's consent."""

from dataclasses import fields
from datetime import date
from enum import StrEnum

import flask
from werkzeug.wrappers import Response

from ledger.clock import format_date, today
from ledger.db import run
from ledger.labels import options
from ledger.models.housing_needs import ConsentScope, NeedKind, NeedPaperKind
from ledger.money import format_vnd
from ledger.reports import need_files as reports
from ledger.reports.attachments import open_attachment
from ledger.reports.need_criteria import criteria_of
from ledger.reports.need_files import NeedFile
from ledger.schemas.housing_needs import ConsentForm, PaperForm, ReasonForm, SurveyForm
from ledger.services import housing_needs, need_files
from ledger.surveys import LandRight, OtherProgramme, Poverty, PresentHouse, YesNo
from ledger.web.access import access, actor
from ledger.web.files import send_attachment
from ledger.web.forms import Form, form_of, load_form, read_upload
from ledger.web.housing_needs import KEEPERS, READERS, read_file

bp = flask.Blueprint("need_files", __name__, url_prefix="/housing-needs")


@bp.get("/<int:need_id>/survey")
@access(*KEEPERS, hidden=True)
def survey(need_id: int) -> str:
    """Show the survey's form with what is known."""
    read_file(need_id, "survey")
    file = reports.show_file(actor(), need_id)
    return _survey_page(file, form_of(_shown(file)))


@bp.post("/<int:need_id>/survey")
@access(*KEEPERS, hidden=True)
def record_survey(need_id: int) -> tuple[str, int] | Response:
    """Put down what the survey found."""
    form = load_form(SurveyForm)
    if form.ok:
        with form:
            run(_save_survey, need_id, dict(form.values))
            flask.flash("Đã ghi kết quả khảo sát.")
            return flask.redirect(flask.url_for("housing_needs.show", need_id=need_id), 303)
    return _survey_page(reports.show_file(actor(), need_id), form), form.status


@bp.get("/<int:need_id>/papers")
@access(*KEEPERS, hidden=True)
def papers(need_id: int) -> str:
    """Show the papers of a file, with the forms for another one and for the consent."""
    read_file(need_id, "papers")
    return _papers_page(need_id, form_of({"on_date": format_date(today())}))


@bp.post("/<int:need_id>/papers")
@access(*KEEPERS, hidden=True)
def add_paper(need_id: int) -> tuple[str, int] | Response:
    """Add a paper or picture."""
    form = load_form(PaperForm, file="file")
    file = read_upload(form)
    if form.ok and file is not None:
        with form:
            run(need_files.add_paper, actor(), need_id, **form.values, file=file)
            flask.flash("Đã thêm vào hồ sơ.")
            return _back(need_id)
    return _papers_page(need_id, form), form.status


@bp.get("/<int:need_id>/papers/<int:attachment_id>")
@access(*READERS, hidden=True)
def paper(need_id: int, attachment_id: int) -> Response:
    """Hand out one paper or picture of a file."""
    read_file(need_id, "paper")
    return send_attachment(open_attachment(reports.paper_in_file(actor(), need_id, attachment_id)))


@bp.get("/<int:need_id>/papers/<int:paper_id>/remove")
@access(*KEEPERS, hidden=True)
def ask_remove(need_id: int, paper_id: int) -> str:
    """Ask why a paper goes."""
    read_file(need_id, "papers")
    return _remove_page(need_id, paper_id, form_of())


@bp.post("/<int:need_id>/papers/<int:paper_id>/remove")
@access(*KEEPERS, hidden=True)
def remove(need_id: int, paper_id: int) -> tuple[str, int] | Response:
    """Erase a paper's bytes."""
    form = load_form(ReasonForm)
    if form.ok:
        with form:
            run(need_files.remove_paper, actor(), need_id, paper_id, **form.values)
            flask.flash("Đã xóa tệp; nhật ký còn ghi loại giấy tờ và lý do.")
            return _back(need_id)
    return _remove_page(need_id, paper_id, form), form.status


@bp.get("/<int:need_id>/consent")
@access(*KEEPERS, hidden=True)
def consent(need_id: int) -> str:
    """Ask for the family's word about pictures."""
    read_file(need_id, "consent")
    return _consent_page(need_id, form_of({"on_date": format_date(today())}))


@bp.post("/<int:need_id>/consent")
@access(*KEEPERS, hidden=True)
def record_consent(need_id: int) -> tuple[str, int] | Response:
    """Record the family's word about pictures."""
    form = load_form(ConsentForm)
    if form.ok:
        with form:
            run(need_files.record_consent, actor(), need_id, **form.values)
            flask.flash("Đã ghi văn bản đồng ý.")
            return _back(need_id)
    return _consent_page(need_id, form), form.status


def _save_survey(need_id: int, values: dict[str, object]) -> None:
    """Save both halves of the survey's form in one transaction."""
    figures = {name: values.pop(name) for name in _FIGURES}
    housing_needs.set_figures(actor(), need_id, **figures)  # type: ignore[arg-type]  # by the schema
    need_files.record_survey(actor(), need_id, **values)  # type: ignore[arg-type]  # likewise


_FIGURES = ("kind", "estimated_cost_vnd", "wanted_support_vnd")


def _back(need_id: int) -> Response:
    return flask.redirect(flask.url_for("need_files.papers", need_id=need_id), 303)


def _survey_page(file: NeedFile, form: Form) -> str:
    return flask.render_template(
        "need_files/survey.html",
        form=form,
        file=file,
        criteria=criteria_of(),
        kinds=options(NeedKind),
        poverties=options(Poverty),
        lands=options(LandRight),
        houses=options(PresentHouse),
        answers=options(YesNo),
        programmes=options(OtherProgramme),
    )


def _papers_page(need_id: int, form: Form) -> str:
    file = reports.show_file(actor(), need_id)
    kinds = [
        (value, words)
        for value, words in options(NeedPaperKind)
        if file.photos_allowed or value != NeedPaperKind.PHOTO
    ]
    return flask.render_template("need_files/papers.html", form=form, file=file, kinds=kinds)


def _remove_page(need_id: int, paper_id: int, form: Form) -> str:
    file = reports.show_file(actor(), need_id)
    line = next((one for one in file.papers if one.id == paper_id), None)
    return flask.render_template(
        "need_files/remove.html", form=form, file=file, paper_id=paper_id, line=line
    )


def _consent_page(need_id: int, form: Form) -> str:
    file = reports.show_file(actor(), need_id)
    return flask.render_template(
        "need_files/consent.html", form=form, file=file, scopes=options(ConsentScope)
    )


def _shown(file: NeedFile) -> dict[str, object]:
    """Return what is known, as the boxes of the survey's form show it."""
    facts = {one.name: _text(getattr(file.survey, one.name)) for one in fields(file.survey)}
    notes = {f"criteria[{one.id}]": one.note for one in file.criteria}
    return {
        **facts,
        **notes,
        "surveyed_on": format_date(file.surveyed_on or today()),
        "kind": file.kind,
        "income_vnd": _amount(file.survey.income_vnd),
        "estimated_cost_vnd": _amount(file.estimated_cost_vnd),
        "wanted_support_vnd": _amount(file.wanted_support_vnd),
    }


def _text(value: str | int | date | StrEnum | None) -> object:
    return format_date(value) if isinstance(value, date) else value


def _amount(amount_vnd: int | None) -> str | None:
    return None if amount_vnd is None else format_vnd(amount_vnd)
