"""Who may open what: declared here once more, by hand, and compared with the running routes.

A new route fails ``test_authorisation.py`` until it is written down here. Append the endpoints of
your noun as a block.
"""

from collections.abc import Mapping

from ledger.models.users import Role
from ledger.web.access import Mark, Open

PUBLIC, SIGNED_IN = Open.PUBLIC, Open.SIGNED_IN

ADMIN = frozenset({Role.ADMIN})
TREASURERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER})
INSIDERS = TREASURERS | {Role.SECRETARY}
"""Those who see names and amounts inside their unit."""
OVERSEERS = frozenset(
    {
        Role.OFFICE,
        Role.ORGANISATION_BOARD,
        Role.STANDING_COMMITTEE,
        Role.PROPAGANDA_BOARD,
        Role.INSPECTOR,
    }
)
"""Those who see sums of all units, and nobody's amount."""
CAMPAIGNERS = frozenset({Role.ORGANISATION_BOARD, Role.OFFICE})
SENDERS, OFFICE = frozenset({Role.AGENCY_TREASURER}), frozenset({Role.OFFICE})
KEEPERS = TREASURERS | OFFICE
"""Those who keep a purse."""

BOARD = frozenset({Role.ORGANISATION_BOARD})
COMMENDERS = BOARD | {Role.PROPAGANDA_BOARD, Role.SECRETARY}

TABLE: Mapping[tuple[str, str], Mark] = {
    # home, sessions, health
    ("home.show", "GET"): SIGNED_IN,
    ("sessions.new", "GET"): PUBLIC,
    ("sessions.create", "POST"): PUBLIC,
    ("sessions.demo", "POST"): PUBLIC,
    ("sessions.end", "POST"): PUBLIC,
    ("health.show", "GET"): PUBLIC,
    # users
    ("users.list_", "GET"): ADMIN,
    ("users.new", "GET"): ADMIN,
    ("users.create", "POST"): ADMIN,
    ("users.show", "GET"): ADMIN,
    ("users.set_password", "POST"): ADMIN,
    ("users.disable", "POST"): ADMIN,
    # units
    ("units.list_", "GET"): SIGNED_IN,
    ("units.show", "GET"): SIGNED_IN,
    ("units.new", "GET"): ADMIN,
    ("units.create", "POST"): ADMIN,
    ("units.edit", "GET"): ADMIN,
    ("units.rename", "POST"): ADMIN,
    ("units.set_receipts", "POST"): ADMIN,
    # members, and lists of them as files
    ("members.list_", "GET"): INSIDERS | {Role.INSPECTOR},
    ("members.new", "GET"): TREASURERS,
    ("members.create", "POST"): TREASURERS,
    ("members.show", "GET"): INSIDERS | {Role.INSPECTOR},
    ("members.edit", "GET"): TREASURERS,
    ("members.update", "POST"): TREASURERS,
    ("members.leave", "POST"): TREASURERS,
    ("members.come_back", "POST"): TREASURERS,
    ("member_imports.new", "GET"): TREASURERS,
    ("member_imports.create", "POST"): TREASURERS,
    ("member_imports.show", "GET"): TREASURERS,
    ("member_imports.confirm", "POST"): TREASURERS,
    # long work
    ("jobs.list_", "GET"): SIGNED_IN,
    ("jobs.show", "GET"): SIGNED_IN,
    # summaries and statements
    ("summaries.list_", "GET"): OVERSEERS,
    ("summaries.show", "GET"): OVERSEERS,
    ("summaries.pdf", "GET"): OVERSEERS,
    ("summaries.xlsx", "GET"): OVERSEERS,
    ("summaries.compare", "GET"): OVERSEERS,
    ("statements.show", "GET"): OVERSEERS | INSIDERS,
    # campaigns, their units and lists
    ("campaigns.list_", "GET"): SIGNED_IN,
    ("campaigns.new", "GET"): CAMPAIGNERS,
    ("campaigns.create", "POST"): CAMPAIGNERS,
    ("campaigns.show", "GET"): SIGNED_IN,
    ("campaigns.edit", "GET"): CAMPAIGNERS,
    ("campaigns.update", "POST"): CAMPAIGNERS,
    ("campaigns.preview", "GET"): CAMPAIGNERS,
    ("campaigns.open", "POST"): CAMPAIGNERS,
    ("campaigns.extension", "GET"): CAMPAIGNERS,
    ("campaigns.extend", "POST"): CAMPAIGNERS,
    ("campaigns.closing", "GET"): CAMPAIGNERS,
    ("campaigns.close", "POST"): CAMPAIGNERS,
    ("campaign_units.show", "GET"): SIGNED_IN,
    ("campaign_units.update", "POST"): TREASURERS,
    ("campaign_units.recompute", "POST"): TREASURERS,
    ("lists.show", "GET"): INSIDERS | {Role.INSPECTOR},
    ("lists.new", "GET"): TREASURERS,
    ("lists.create", "POST"): TREASURERS,
    ("lists.recompute", "POST"): TREASURERS,
    # collecting
    ("collection_sheets.list_", "GET"): TREASURERS,
    ("collection_sheets.show", "GET"): TREASURERS | {Role.OFFICE},
    ("collection_sheets.create", "POST"): TREASURERS | {Role.OFFICE},
    ("collection_sheets.blank", "GET"): INSIDERS,
    ("contributions.new", "GET"): TREASURERS,
    ("contributions.create", "POST"): TREASURERS,
    ("submissions.show", "GET"): INSIDERS | {Role.OFFICE},
    ("submissions.originals", "GET"): INSIDERS,
    ("submissions.copies", "GET"): INSIDERS,
    ("submissions.reprint", "POST"): TREASURERS,
    ("submissions.undo", "POST"): TREASURERS,
    # receipts, cash books, opening balances
    ("receipts.list_", "GET"): INSIDERS | {Role.INSPECTOR},
    ("receipts.show", "GET"): INSIDERS | {Role.INSPECTOR},
    ("receipts.original", "GET"): INSIDERS,
    ("receipts.copy", "GET"): INSIDERS,
    ("receipts.reprint", "POST"): TREASURERS,
    ("receipts.ask_void", "GET"): TREASURERS,
    ("receipts.void", "POST"): TREASURERS,
    ("receipts.ask_correct", "GET"): TREASURERS,
    ("receipts.correct", "POST"): TREASURERS,
    # is a receipt genuine? (the world only where the server is public)
    ("receipt_checks.new", "GET"): PUBLIC,
    ("receipt_checks.create", "POST"): PUBLIC,
    ("receipt_checks.show", "GET"): PUBLIC,
    ("cash_books.list_", "GET"): INSIDERS | {Role.OFFICE, Role.INSPECTOR},
    ("cash_books.show", "GET"): INSIDERS | {Role.OFFICE, Role.INSPECTOR},
    ("cash_books.pdf", "GET"): INSIDERS | {Role.OFFICE, Role.INSPECTOR},
    ("cash_books.xlsx", "GET"): INSIDERS | {Role.OFFICE, Role.INSPECTOR},
    ("opening_balances.new", "GET"): TREASURERS | {Role.OFFICE},
    ("opening_balances.create", "POST"): TREASURERS | {Role.OFFICE},
    ("opening_balances.undo", "POST"): TREASURERS | {Role.OFFICE},
    # remittances and refunds
    ("remittances.list_", "GET"): frozenset({Role.AGENCY_TREASURER, Role.OFFICE, Role.INSPECTOR}),
    ("remittances.show", "GET"): frozenset({Role.AGENCY_TREASURER, Role.OFFICE, Role.INSPECTOR}),
    ("remittances.new", "GET"): SENDERS,
    ("remittances.create", "POST"): SENDERS,
    ("remittances.new_deductions", "GET"): SENDERS,
    ("remittances.create_deductions", "POST"): SENDERS,
    ("remittances.slip", "GET"): SENDERS,
    ("remittances.count", "GET"): OFFICE,
    ("remittances.receive", "POST"): OFFICE,
    ("remittances.return_all", "POST"): OFFICE,
    ("remittances.original", "GET"): OFFICE,
    ("remittances.copy", "GET"): OFFICE,
    ("remittances.reprint", "POST"): OFFICE,
    ("refunds.list_", "GET"): OFFICE,
    ("refunds.new", "GET"): OFFICE,
    ("refunds.create", "POST"): OFFICE,
    # the bank and the cash of one's own purse
    ("bank_movements.list_", "GET"): KEEPERS,
    ("bank_movements.create", "POST"): KEEPERS,
    ("bank_movements.ask_void", "GET"): KEEPERS,
    ("bank_movements.void", "POST"): KEEPERS,
    ("cash_counts.list_", "GET"): KEEPERS,
    ("cash_counts.new", "GET"): KEEPERS,
    ("cash_counts.create", "POST"): KEEPERS,
    ("cash_counts.show", "GET"): KEEPERS,
    ("cash_counts.minutes", "GET"): KEEPERS,
    # inspections
    ("inspections.list_", "GET"): frozenset({Role.INSPECTOR}),
    ("inspections.new", "GET"): frozenset({Role.INSPECTOR}),
    ("inspections.create", "POST"): frozenset({Role.INSPECTOR}),
    # delegations: entering for a unit
    ("delegations.list_", "GET"): frozenset({Role.OFFICE}),
    ("delegations.new", "GET"): frozenset({Role.OFFICE}),
    ("delegations.create", "POST"): frozenset({Role.OFFICE}),
    ("delegations.show", "GET"): frozenset({Role.OFFICE}),
    ("delegations.end", "POST"): frozenset({Role.OFFICE}),
    ("delegations.entry", "GET"): frozenset({Role.OFFICE}),
    ("delegations.waiting", "GET"): TREASURERS,
    ("delegations.confirm", "POST"): TREASURERS,
    ("delegations.report", "POST"): TREASURERS,
    # rollout: plans, surveys, propaganda, commendations
    ("rollout.list_", "GET"): OVERSEERS | INSIDERS,
    ("rollout.show", "GET"): OVERSEERS | INSIDERS,
    ("rollout.reminder", "GET"): OVERSEERS,
    ("rollout.reminder_sheet", "GET"): OVERSEERS,
    ("rollout.deadlines", "GET"): BOARD,
    ("rollout.set_deadlines", "POST"): BOARD,
    ("rollout.unit", "GET"): OVERSEERS | INSIDERS,
    ("unit_plans.new", "GET"): INSIDERS | BOARD,
    ("unit_plans.create", "POST"): INSIDERS | BOARD,
    ("unit_plans.withdraw", "POST"): INSIDERS | BOARD,
    ("need_surveys.new", "GET"): INSIDERS | BOARD,
    ("need_surveys.create", "POST"): INSIDERS | BOARD,
    ("need_surveys.withdraw", "POST"): INSIDERS | BOARD,
    ("propaganda.list_", "GET"): OVERSEERS | INSIDERS,
    ("propaganda.xlsx", "GET"): OVERSEERS | INSIDERS,
    ("propaganda.new", "GET"): INSIDERS | BOARD | {Role.PROPAGANDA_BOARD},
    ("propaganda.create", "POST"): INSIDERS | BOARD | {Role.PROPAGANDA_BOARD},
    ("propaganda.edit", "GET"): INSIDERS | BOARD | {Role.PROPAGANDA_BOARD},
    ("propaganda.update", "POST"): INSIDERS | BOARD | {Role.PROPAGANDA_BOARD},
    ("propaganda.withdraw", "POST"): INSIDERS | BOARD | {Role.PROPAGANDA_BOARD},
    ("commendations.list_", "GET"): OVERSEERS | INSIDERS,
    ("commendations.xlsx", "GET"): OVERSEERS | INSIDERS,
    ("commendations.new", "GET"): COMMENDERS,
    ("commendations.create", "POST"): COMMENDERS,
    ("commendations.edit", "GET"): COMMENDERS,
    ("commendations.update", "POST"): COMMENDERS,
    ("commendations.withdraw", "POST"): COMMENDERS,
    # the bank: accounts, statements, their lines
    ("bank_accounts.show", "GET"): TREASURERS,
    ("bank_accounts.create", "POST"): TREASURERS,
    ("bank_statements.list_", "GET"): TREASURERS,
    ("bank_statements.create", "POST"): TREASURERS,
    ("bank_statements.show", "GET"): TREASURERS,
    ("bank_statements.map_columns", "POST"): TREASURERS,
    ("bank_statements.confirm", "POST"): TREASURERS,
    ("bank_lines.list_", "GET"): TREASURERS,
    ("bank_lines.record_certain", "POST"): TREASURERS,
    ("bank_lines.show", "GET"): TREASURERS,
    ("bank_lines.record_giver", "POST"): TREASURERS,
    ("bank_lines.link", "POST"): TREASURERS,
    ("bank_lines.set_aside", "POST"): TREASURERS,
    ("bank_lines.book", "POST"): TREASURERS,
    ("bank_lines.release", "POST"): TREASURERS,
    ("bank_splits.new", "GET"): TREASURERS,
    ("bank_splits.create", "POST"): TREASURERS,
}
