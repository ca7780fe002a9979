"""HTML for people: a blueprint per noun, and the shell that all of them stand in.

``register`` joins the shell to an application: who may open what (``access``), how forms are read
(``forms``), what errors look like (``errors``), the menu (``navigation``) and the headers.
"""

import flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from ledger.receipt_codes import LENGTH
from ledger.schemas.fields import MAX_ID
from ledger.web import (
    access,
    bank_accounts,
    bank_lines,
    bank_movements,
    bank_notices,
    bank_splits,
    bank_statements,
    bulletins,
    campaign_changes,
    campaign_papers,
    campaign_units,
    campaigns,
    cash_books,
    cash_counts,
    collection_sheets,
    commendations,
    contribution_imports,
    contributions,
    daily_lists,
    decisions,
    delegations,
    disbursements,
    disclosures,
    errors,
    filters,
    grants,
    headers,
    health,
    home,
    house_sources,
    house_steps,
    houses,
    housing_needs,
    inspections,
    installation,
    jobs,
    lists,
    member_imports,
    member_merges,
    member_moves,
    members,
    navigation,
    need_criteria,
    need_files,
    need_requests,
    need_surveys,
    opening_balances,
    plan_decisions,
    prior_facts,
    progress,
    propaganda,
    public_pages,
    receipt_checks,
    receipts,
    refunds,
    remittances,
    roadmaps,
    rollout,
    sessions,
    statements,
    submissions,
    summaries,
    targets,
    travelling_lists,
    unit_plans,
    units,
    users,
    voucher_numbers,
)

BLUEPRINTS: tuple[flask.Blueprint, ...] = (
    home.bp,
    sessions.bp,
    users.bp,
    health.bp,
    campaigns.bp,
    campaign_units.bp,
    campaign_changes.bp,
    campaign_papers.bp,
    lists.bp,
    jobs.bp,
    units.bp,
    members.bp,
    member_imports.bp,
    member_merges.bp,
    member_moves.bp,
    summaries.bp,
    statements.bp,
    collection_sheets.bp,
    travelling_lists.bp,
    contributions.bp,
    contribution_imports.bp,
    submissions.bp,
    receipts.bp,
    daily_lists.bp,
    voucher_numbers.bp,
    receipt_checks.bp,
    cash_books.bp,
    inspections.bp,
    delegations.bp,
    remittances.bp,
    refunds.bp,
    bank_movements.bp,
    bank_accounts.bp,
    bank_statements.bp,
    bank_lines.bp,
    bank_splits.bp,
    bank_notices.bp,
    cash_counts.bp,
    opening_balances.bp,
    houses.bp,
    house_steps.bp,
    house_sources.bp,
    decisions.bp,
    disbursements.bp,
    grants.bp,
    rollout.bp,
    unit_plans.bp,
    need_surveys.bp,
    propaganda.bp,
    commendations.bp,
    targets.bp,
    roadmaps.bp,
    plan_decisions.bp,
    prior_facts.bp,
    progress.bp,
    disclosures.bp,
    bulletins.bp,
    public_pages.bp,
    housing_needs.bp,
    need_files.bp,
    need_requests.bp,
    need_criteria.bp,
)
"""Every blueprint, one per noun."""


class IdConverter(IntegerConverter):
    """A row's number: an address with one that no database can hold does not exist."""

    regex = "[0-9]+"
    """Without the digits of other scripts, which ``int`` would read too."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ID)


class CodeConverter(BaseConverter):
    """A code as it stands in an address: letters and digits, no more than a whole one has."""

    regex = f"[0-9A-Za-z]{{1,{LENGTH}}}"


def register(app: flask.Flask) -> None:
    """Put the pages and their shell into an application.

    Raises:
        RuntimeError: a view has no access mark.

    """
    app.url_map.converters["int"] = IdConverter
    app.url_map.converters["code"] = CodeConverter
    headers.register(app)
    sessions.register(app)
    app.before_request(access.enforce)
    headers.register_csrf(app)
    errors.register(app)
    filters.register(app)
    navigation.register(app)
    installation.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.require_marks(app)
