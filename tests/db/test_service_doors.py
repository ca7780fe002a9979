"""Every verb asks who comes: all of ``ledger.services``, by construction (P14).

What takes an actor is found by looking, so a verb that is missing here fails. Each is called by every
role with real rows where it asks for some and with nothing else: whoever is not refused has come
through the door, whatever happens there. ``test_service_roles`` lets some through to the end.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from ledger import clock, services
from ledger import db as engines
from ledger.db import db, run
from ledger.errors import LedgerError, NotAllowed, NotFound
from ledger.models.housing_needs import NeedPaperKind, RequestKind
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services import decisions, need_criteria, need_files, need_requests
from tests import attachments, building, make, needs
from tests.conftest import Store

BOARD, OFFICE, COMMITTEE = Role.ORGANISATION_BOARD, Role.OFFICE, Role.STANDING_COMMITTEE
COMMUNE, AGENCY, SECRETARY = Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY

Table = Mapping[tuple[Role, ...], str]
"""Who may, and which verbs."""

DOORS: Table = {
    (Role.ADMIN,): """
        base_pay.add_base_pay programmes.found_programme wordings.set_wording
        units.add_unit units.found_unit units.name_unit units.open_book units.rename_unit
        units.set_receipts
        users.add_user users.disable_named users.disable_user users.set_password
    """,
    (BOARD,): "posting_terms.add_terms roadmaps.overrule rollout.set_deadlines",
    (OFFICE, BOARD): """
        campaign_papers.add_scan campaigns.close_campaign campaigns.draft_campaign campaigns.edit_draft
        campaigns.extend_campaign campaigns.open_campaign
        plan_decisions.add_scan plan_decisions.enter_office_aid plan_decisions.enter_target
        prior_facts.record_prior_fact prior_facts.replace_prior_fact roadmaps.expect
    """,
    (COMMITTEE,): "plan_decisions.give_word",
    (BOARD, COMMITTEE): "public_pages.decide",
    (OFFICE,): """
        delegations.end_delegation delegations.record_delegation delegations.record_signed_list
        grants.close_grant grants.return_rest purses.require_office refunds.refund
        remittance_arrivals.receive remittance_arrivals.reprint_receipt
        remittance_arrivals.return_all
    """,
    (COMMUNE, AGENCY): """
        bank_accounts.set_account
        bank_lines.book_movement bank_lines.link_receipts bank_lines.record_certain
        bank_lines.record_parts bank_lines.release bank_lines.set_aside
        bank_references.assign_references
        bank_statements.choose_columns bank_statements.import_statement
        bank_statements.keep_statement
        campaign_units.add_to_list campaign_units.recompute_entry campaign_units.recompute_unit
        campaign_units.set_level
        contribution_batches.record_batch
        contribution_imports.choose contribution_imports.import_contributions
        contribution_imports.keep_contributions
        contributions.record_contribution contributions.record_sheet contributions.undo_submission
        daily_lists.make_list delegations.confirm_delegated delegations.report_delegated
        imports.confirm_list imports.keep_list
        members.add_member members.add_members members.bring_back members.edit_member
        members.mark_left
        receipts.correct_receipt receipts.void_receipt reprints.reprint reprints.reprint_submission
        treasurers.begin_change treasurers.require_treasurer
    """,
    (AGENCY,): "remittances.require_sender remittances.send remittances.send_deductions",
    (COMMUNE, AGENCY, OFFICE): """
        bank_movements.record_movement bank_movements.void_movement cash_counts.record_count
        openings.post_opening openings.undo_opening purses.require_keeper
    """,
    (COMMUNE, AGENCY, OFFICE, SECRETARY): """
        disclosures.make_sheet disclosures.post_sheet disclosures.take_down
    """,
    (COMMUNE, AGENCY, BOARD): """
        member_merges.merge_members member_merges.tell_apart member_merges.unmerge_member
    """,
    (COMMUNE, AGENCY, SECRETARY, BOARD): """
        member_moves.accept_move member_moves.decline_move member_moves.end_stay
        member_moves.propose_move member_moves.withdraw_move
        need_surveys.return_survey need_surveys.withdraw_survey reporting.place_of
        unit_plans.report_plan unit_plans.withdraw_plan
    """,
    (COMMUNE, AGENCY, SECRETARY, BOARD, Role.PROPAGANDA_BOARD): """
        propaganda.correct_propaganda propaganda.report_propaganda propaganda.withdraw_propaganda
    """,
    (SECRETARY, BOARD, Role.PROPAGANDA_BOARD): """
        commendations.correct_commendation commendations.record_commendation
        commendations.withdraw_commendation
    """,
    (Role.INSPECTOR,): "inspections.note_reading inspections.open_inspection",
    (COMMUNE, SECRETARY, BOARD): """
        house_sources.add_source house_sources.drop_source house_sources.record_source_receipt
        house_sources.remove_source_receipt
        houses.accept_house houses.add_paper houses.edit_house houses.hand_over_house
        houses.own_house houses.plan_house houses.remove_paper houses.set_photo_consent
        houses.start_house
    """,
    (COMMUNE, SECRETARY): """
        decisions.add_scan decisions.enter_decision disbursements.prepare disbursements.send_back
    """,
    (COMMUNE,): "disbursements.cancel disbursements.pay disbursements.reprint",
    (SECRETARY,): "decisions.confirm_decision decisions.refuse_decision",
}
"""The role is refused in its own words. Of spending, it is a commune's money that is asked for, by a
decision that its treasurer entered."""

HIDDEN: Table = {
    (SECRETARY, BOARD): """
        housing_needs.record_application housing_needs.set_figures
        need_files.add_paper need_files.record_consent need_files.record_survey
        need_files.remove_paper need_keepers.require_keeper
        need_requests.acknowledge_request need_requests.answer_request need_requests.erase_file
        need_requests.record_request need_steps.take_step
    """,
    (BOARD,): "need_criteria.add_criterion need_criteria.retire_criterion need_steps.move_in_order",
    (SECRETARY, BOARD, COMMITTEE): "need_files.note_reading",
    (SECRETARY, BOARD, COMMITTEE, Role.INSPECTOR): "need_files.note_export",
}
"""Need files do not exist for most roles."""

TO_THE_END = {"units.open_route"}
"""Asks for rows of two books before it asks who comes; ``test_service_roles`` brings them."""

READERS = {
    "campaign_units.count_changes", "campaigns.plan_opening", "campaigns.takes_long",
    "contributors.listed_party", "issued_receipts.one_receipt", "issued_receipts.receipts_of",
    "need_steps.acts_for", "need_steps.next_act", "submissions.find",
    "users.user_in_scope",
}  # fmt: skip
"""What changes nothing."""

STEPS = {
    "attachments.erase_attachment", "attachments.keep_attachment", "audit.record",
    "bank_uses.follow_correction", "bank_uses.use_line", "base_pay.seed_base_pay",
    "gifts.take_place", "houses.follow_decision", "housing_needs.follow_house",
    "import_files.keep_file", "jobs.start_job", "members.lock_list", "need_files.erase_papers",
    "need_keepers.record", "need_steps.add_step", "purses.begin_movement", "purses.lock_purse",
    "receipts.cancel", "reporting.entered", "reprints.count_copies", "submissions.begin",
}  # fmt: skip
"""Steps of verbs, which have asked before; a job asks when it is done."""


@cache
def verbs() -> dict[str, Callable[..., Any]]:
    """Return every public function of the services that takes an actor."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(services.__path__):
        noun = import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(noun, inspect.isfunction):
            takes = "actor" in inspect.signature(function).parameters
            if takes and not name.startswith("_") and function.__module__ == noun.__name__:
                found[f"{module.name}.{name}"] = function
    return found


def named(table: Table) -> Iterator[tuple[str, frozenset[Role]]]:
    for may, names in table.items():
        for name in names.split():
            yield name, frozenset(may)


def test_every_verb_has_its_door() -> None:
    names = [name for table in (DOORS, HIDDEN) for name, _may in named(table)]
    known = [*names, *TO_THE_END, *READERS, *STEPS]
    assert sorted(known) == sorted(verbs())


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try nothing again: what nothing was given for fails every time."""
    monkeypatch.setattr(engines, "TRIES", 1)


def test_every_verb_refuses_every_other_role(sqlite_store: Store) -> None:
    people, rows = made()
    for name, may in named(DOORS):
        through = {role for role in Role if knock(verbs()[name], people[role], rows) != "refused"}
        assert through == may, name


def test_a_need_file_does_not_exist_for_others(sqlite_store: Store) -> None:
    people, rows = made()
    for name, may in named(HIDDEN):
        through = {role for role in Role if knock(verbs()[name], people[role], rows) == "through"}
        assert through == may, name


def knock(verb: Callable[..., Any], actor: Actor, rows: Mapping[str, int]) -> str:
    """Call a verb, with rows where their names are asked for, and record nothing."""
    facts: dict[str, Any] = {"actor": actor}
    for name, parameter in inspect.signature(verb).parameters.items():
        if name != "actor" and parameter.kind is not parameter.VAR_KEYWORD:
            facts[name] = rows.get(name, _nothing(str(parameter.annotation)))

    def work() -> None:
        verb(**facts)
        raise _ThroughError

    try:
        run(work)
    except NotAllowed:
        return "refused"
    except NotFound:
        return "not found"
    except (LedgerError, _ThroughError, AttributeError, TypeError, AssertionError):
        return "through"
    raise AssertionError(verb)


def _nothing(kind: str) -> object:
    """Return the least of a kind."""
    if "date" in kind:
        return needs.DAY
    return () if "Sequence" in kind else 0 if "int" in kind else "" if "str" in kind else None


class _ThroughError(Exception):
    """The call went through; nothing of it shall stay."""


def made() -> tuple[dict[Role, Actor], dict[str, int]]:
    """Make one of everything in a commune; return somebody of each role there, and the rows."""
    at = needs.place()
    make.draft_campaign(at.world)  # its programme has the criteria
    building.name_bodies(at.world)
    treasurer, secretary = building.treasurer(at.world), building.secretary(at.world)
    need_id, house_id = needs.apply(at), building.house(at.world)
    stage_id = building.prepared(secretary, building.decided(at.world, house_id), 1_000)
    waiting = building.paper(number="13-QĐ/ĐU")
    book_id = at.world.commune_book_id

    def work() -> dict[str, int]:
        entered = decisions.enter_decision(
            treasurer, house_id=house_id, book_id=book_id, paper=waiting
        )
        asked = need_requests.record_request(
            secretary, need_id, kind=RequestKind.VIEW, received_on=needs.DAY, words=None
        )
        paper = need_files.add_paper(
            secretary,
            need_id,
            kind=NeedPaperKind.LAND_PAPER,
            on_date=needs.DAY,
            file=attachments.scan(),
        )
        return {
            "decision_id": entered.id,
            "request_id": asked.id,
            "paper_id": paper.id,
            "criterion_id": need_criteria.add_criterion(at.board, text="Khó khăn").id,
        }

    with clock.at_day(needs.DAY):
        rows = run(work)
    rows |= {
        "book_id": book_id,
        "disbursement_id": stage_id,
        "house_id": house_id,
        "member_id": at.member_id,
        "need_id": need_id,
    }
    somebody = {COMMUNE: treasurer, SECRETARY: secretary}
    # A third person: whoever entered or prepared a thing is refused for another reason.
    third = replace(secretary, user_id=at.world.user_id)
    people = {role: somebody.get(role, replace(third, role=role)) for role in Role}
    db.session.remove()
    return people, rows
