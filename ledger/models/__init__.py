"""What one row may be: types, keys and CHECKs. No queries, no commits.

Every model's docstring gives the Vietnamese term first; the schema in ``migrations/`` is made
from these tables and compared with them by a test.
"""

from ledger.models import (
    attachments,
    audit_events,
    base_pay,
    books,
    campaigns,
    cash_counts,
    contributions,
    contributors,
    delegations,
    houses,
    housing_needs,
    imports,
    inspections,
    installation,
    journal,
    list_entries,
    party_members,
    party_units,
    programmes,
    receipts,
    remittances,
    users,
)

__all__ = [
    "attachments",
    "audit_events",
    "base_pay",
    "books",
    "campaigns",
    "cash_counts",
    "contributions",
    "contributors",
    "delegations",
    "houses",
    "housing_needs",
    "imports",
    "inspections",
    "installation",
    "journal",
    "list_entries",
    "party_members",
    "party_units",
    "programmes",
    "receipts",
    "remittances",
    "users",
]
