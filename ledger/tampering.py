"""Say what the application never does on SQLite, where triggers alone would not hold."""

import sqlite3

APPEND_ONLY = frozenset(
    {"submission", "event", "voucher", "transfer", "contribution", "receipt_void", "receipt_print",
     "audit_event", "campaign_extension", "base_pay", "route", "installation", "remittance",
     "remittance_arrival", "cash_count", "inspection", "bank_account", "bank_account_period",
     "bank_reference", "bank_statement", "bank_line", "bank_line_use", "bank_line_release",
     "rollout_deadline", "unit_plan", "need_survey", "propaganda_report", "commendation",
     "disclosure", "disclosure_posting", "disclosure_removal", "posting_term",
     "public_page_decision", "daily_list", "daily_list_line", "roadmap_override", "expected_sum",
     "plan_decision", "plan_decision_word", "prior_fact", "decision", "decision_confirmation",
     "disbursement", "disbursement_payment", "disbursement_return"}
)  # fmt: skip
"""Tables whose rows never change or go; triggers guard them, the authorizer says so sooner."""

_TOTALS = {"account": {"debits_vnd", "credits_vnd"}, "book": {"last_seq", "head"}}
_PRAGMAS_TO_LOOK = frozenset(
    {"integrity_check", "quick_check", "foreign_key_check", "table_info", "table_xinfo",
     "table_list", "index_list", "index_info", "foreign_key_list", "synchronous",
     "journal_mode", "foreign_keys", "query_only"}
)  # fmt: skip
_REFUSED_ACTIONS = frozenset(
    getattr(sqlite3, f"SQLITE_{verb}")
    for verb in (
        "ATTACH", "DETACH", "ALTER_TABLE", "REINDEX", "ANALYZE",
        *(f"{act}_{what}" for act in ("CREATE", "DROP")
          for what in ("TABLE", "INDEX", "TRIGGER", "VIEW", "VTABLE",
                       "TEMP_TABLE", "TEMP_INDEX", "TEMP_TRIGGER", "TEMP_VIEW")),
    )
)  # fmt: skip


def refuse_tampering(
    action: int, first: str | None, second: str | None, _database: str | None, trigger: str | None
) -> int:
    """Refuse what the application never does on SQLite: the schema, the journal, the totals.

    Triggers alone do not hold against ``DROP TRIGGER`` or the pragmas that switch checks off.
    """
    if action in _REFUSED_ACTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        looks = first in _PRAGMAS_TO_LOOK and (second is None or first == "table_info")
        looks = looks or (first in _PRAGMAS_TO_LOOK and first.endswith(("info", "list", "check")))
        return sqlite3.SQLITE_OK if looks else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_DELETE and (first in APPEND_ONLY or first in _TOTALS):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and trigger is None:
        if first in APPEND_ONLY or second in _TOTALS.get(first or "", ()):
            return sqlite3.SQLITE_DENY
        if first == "sqlite_master":
            return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
