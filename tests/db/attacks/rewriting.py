"""Rewrite what stands: change it, remove it, or put something else in its place."""

from functools import partial

from tests.db.attacks import add, attack
from tests.db.forge import NEW, Sql, again, fake_hash
from tests.db.scene import Scene

APPEND_ONLY = (
    "member_distinction",
    "submission", "event", "voucher", "transfer", "contribution", "receipt_void", "receipt_print",
    "audit_event", "campaign_extension", "base_pay", "route", "installation", "remittance",
    "remittance_arrival", "cash_count", "inspection",
    "bank_account", "bank_account_period", "bank_reference", "bank_statement", "bank_line",
    "bank_line_use", "bank_line_release",
    "rollout_deadline", "unit_plan", "need_survey", "propaganda_report", "commendation",
    "disclosure", "disclosure_posting", "disclosure_removal", "posting_term",
    "public_page_decision",
    "decision", "decision_confirmation", "disbursement", "disbursement_payment",
    "disbursement_return", "daily_list", "daily_list_line",
    "need_step", "need_paper", "need_consent",
    "roadmap_override", "expected_sum", "plan_decision", "plan_decision_word", "prior_fact",
)  # fmt: skip
NEVER_REMOVED = (
    "member_move", "job",
    *APPEND_ONLY, "event_party", "book", "account", "list_entry", "delegation",
    "delegated_submission",
    "attachment", "housing_need", "need_request",
)  # fmt: skip

CHANGES = {
    "member_distinction": "decided_at = '2023-01-01T00:00:00.000000+00:00'",
    "submission": "made_at = '2023-01-01T00:00:00.000000+00:00'",
    "event": "purpose = 'Việc khác'",
    "event_party": "name = 'Kẻ khác'",
    "voucher": "paper_number = '000001'",
    "transfer": "amount_vnd = amount_vnd + 1",
    "contribution": "received_on = '2024-10-02'",
    "receipt_void": "reason = 'lý do khác'",
    "receipt_print": "printed_at = '2023-01-01T00:00:00.000000+00:00'",
    "audit_event": "action = 'nothing.happened'",
    "campaign_extension": "paper = 'Công văn khác'",
    "base_pay": "amount_vnd = amount_vnd + 1",
    "route": "kind = kind, other_book_id = {closed}",
    "installation": "demo_on = '2024-10-15'",
    "remittance": "amount_vnd = amount_vnd + 1",
    "remittance_arrival": "reason = 'thiếu'",
    "cash_count": "conclusion = 'khớp'",
    "inspection": "ends_before = '2099-01-01'",
    "bank_account": "number = '999999'",
    "bank_account_period": "holder = 'KE KHAC'",
    "bank_reference": "code = 'NNCU22999Z99'",
    "bank_statement": "closing_vnd = 1",
    "bank_line": "amount_vnd = amount_vnd + 1",
    "bank_line_use": "amount_vnd = amount_vnd + 1",
    "bank_line_release": "released_at = '2023-01-01T00:00:00.000000+00:00'",
    "rollout_deadline": "due_on = '2024-12-31'",
    "unit_plan": "expected_vnd = 1000",
    "need_survey": "cases = 0",
    "propaganda_report": "title = 'Bài khác'",
    "commendation": "recipient = 'Đảng bộ khác'",
    "disclosure": "least_days = 1",
    "disclosure_posting": "posted_on = '2024-10-02'",
    "disclosure_removal": "removed_on = '2024-12-31'",
    "posting_term": "days_up_locality = 1",
    "public_page_decision": "access = 'open_to_search'",
    "decision": "amount_vnd = amount_vnd + 1",
    "decision_confirmation": "at = '2023-01-01T00:00:00.000000+00:00'",
    "disbursement": "amount_vnd = amount_vnd + 1",
    "disbursement_payment": "event_id = {given}",
    "disbursement_return": "reason = 'lý do khác'",
    "daily_list": "counted_vnd = counted_vnd + 1",
    "daily_list_line": "counted_vnd = 0",
    "need_step": "on_date = '2024-10-02'",
    "need_paper": "kind = 'other'",
    "need_consent": "scope = 'public'",
    "roadmap_override": "reason = 'lý do khác'",
    "expected_sum": "amount_vnd = 1",
    "plan_decision": "houses = 9",
    "plan_decision_word": "at = '2023-01-01T00:00:00.000000+00:00'",
    "prior_fact": "houses = 9",
}
"""One change for each table that would mean something."""


def one(scene: Scene, table: str) -> str:
    """Return the condition that one row of a table meets."""
    paid = (
        "(SELECT disbursement_id FROM disbursement_payment"
        f" WHERE event_id = {scene.event('granted')})"
    )
    conditions: dict[str, object] = {
        "member_distinction": "id = 1",
        "member_move": "state = 'accepted'",
        "job": "key = 'job that ended'",
        "submission": f"id = {scene.spare_submission_id}",
        "event": f"id = {scene.event('given')}",
        "event_party": f"event_id = {scene.event('given')}",
        "voucher": f"id = {scene.voucher('given')}",
        "transfer": f"id = {scene.transfer('given')}",
        "contribution": f"transfer_id = {scene.transfer('given')}",
        "receipt_void": f"voucher_id = {scene.voucher('wrong')}",
        "receipt_print": f"voucher_id = {scene.voucher('given')}",
        "audit_event": "id = 1",
        "campaign_extension": f"campaign_id = {scene.campaign_id}",
        "base_pay": "starts_on = '2024-07-01'",
        "route": f"book_id = {scene.books['keep1']}",
        "book": f"id = {scene.books['keep1']}",
        "account": f"book_id = {scene.books['keep1']} AND kind = 'cash'",
        "list_entry": f"id = {scene.entry_ids[0]}",
        "installation": "id = 1",
        "remittance": f"sent_event_id = {scene.event('sent later')}",
        "remittance_arrival": f"event_id = {scene.event('received')}",
        "cash_count": f"book_id = {scene.books['keep1']}",
        "inspection": "paper = 'Quyết định số 1'",
        "bank_account": "id = 1",
        "bank_account_period": "id = 1",
        "bank_reference": "id = 1",
        "bank_statement": "id = 1",
        "bank_line": "id = 1",
        "bank_line_use": "id = 1",
        "bank_line_release": "use_id = 2",
        "rollout_deadline": "paper = 'Công văn số 7'",
        "unit_plan": "id = 1",
        "need_survey": "id = 1",
        "propaganda_report": "id = 1",
        "commendation": "id = 1",
        "disclosure": "id = 1",
        "disclosure_posting": "place = 'Trụ sở'",
        "disclosure_removal": "paper = 'Biên bản số 2'",
        "posting_term": "starts_on = '2023-07-01'",
        "public_page_decision": "paper = 'Kết luận số 3'",
        "decision": f"id = (SELECT decision_id FROM disbursement WHERE id = {paid})",
        "decision_confirmation": (
            f"decision_id = (SELECT decision_id FROM disbursement WHERE id = {paid})"
        ),
        "disbursement": f"id = {paid}",
        "disbursement_payment": f"event_id = {scene.event('granted')}",
        "disbursement_return": "reason = 'sai số tiền'",
        "daily_list": "id = 1",
        "daily_list_line": "daily_list_id = 1",
        "roadmap_override": "id = 1",
        "expected_sum": "id = 1",
        "plan_decision": "number = '118-QĐ/HU'",
        "plan_decision_word": (
            "plan_decision_id = (SELECT id FROM plan_decision WHERE number = '118-QĐ/HU')"
        ),
        "prior_fact": "id = 1",
        "delegation": "paper = 'Giấy ủy nhiệm số 1'",
        "delegated_submission": f"submission_id = {scene.spare_submission_id}",
        "attachment": "code = 'FILE1'",
        "housing_need": "code = 'NEED001'",
        "need_step": "position = 1",
        "need_paper": "kind = 'photo'",
        "need_consent": "scope = 'file'",
        "need_request": "kind = 'view'",
        "campaign": f"id = {scene.campaign_id}",
        "campaign_unit": f"id = {scene.campaign_unit_ids['keep1']}",
    }
    return str(conditions[table])


def _change(scene: Scene, *, table: str) -> list[str]:
    change = CHANGES[table].format(closed=scene.books["closed"], given=scene.event("given"))
    return [f"UPDATE {table} SET {change} WHERE {one(scene, table)}"]


def _remove(scene: Scene, *, table: str) -> list[str]:
    return [f"DELETE FROM {table} WHERE {one(scene, table)}"]


def _remove_all(_scene: Scene, *, table: str) -> list[str]:
    return [f"DELETE FROM {table}"]


for _table in CHANGES:
    _words = "can only be erased|never changed"
    add(f"{_table}: change", partial(_change, table=_table), _words)
for _table in NEVER_REMOVED:
    add(f"{_table}: remove", partial(_remove, table=_table), "never removed|or removed")
    add(f"{_table}: remove all", partial(_remove_all, table=_table), "never removed|or removed")
add("campaign: remove", partial(_remove, table="campaign"), "open or closed|or removed")


@attack("truncate: the last transfer", "never removed|or removed")
def _(scene: Scene) -> list[str]:
    book = scene.books["keep1"]
    return [
        (
            f"DELETE FROM transfer WHERE book_id = {book} AND seq ="
            f" (SELECT last_seq FROM book WHERE id = {book})"
        )
    ]


@attack("truncate: the last event and all of it", "never removed|or removed")
def _(scene: Scene) -> list[str]:
    event = scene.event("granted")
    return [
        f"DELETE FROM transfer WHERE event_id = {event}",
        f"DELETE FROM event WHERE id = {event}",
    ]


def _next(book_id: int) -> dict[str, object]:
    """Return the place of the next link of a book."""
    return {
        "seq": Sql(f"(SELECT last_seq + 1 FROM book WHERE id = {book_id})"),
        "prev_hash": Sql(f"(SELECT head FROM book WHERE id = {book_id})"),
        "hash": fake_hash(NEW),
    }


def _taken(scene: Scene) -> dict[str, tuple[str, dict[str, object]]]:
    """Return, by unique key, the row that has it and what an impostor with the same key says."""
    keep, office = scene.books["keep1"], scene.books["office1"]
    number = Sql(
        f"(SELECT max(number) + 1 FROM voucher WHERE book_id = {keep} AND series = 'receipt')"
    )
    row = partial(one, scene)
    reversal = f"id = {scene.transfer('voiding')}"
    half = f"id = {scene.transfer('received', 1)}"
    empty: dict[str, object] = {"last_seq": 0, "head": fake_hash(0)}
    return {
        "member_distinction (id)": ("id = 1", {"decided_by_id": scene.other_user_id}),
        "member_distinction (first_id, second_id)": ("id = 1", {"id": NEW}),
        "member_move (id)": (row("member_move"), {"note": "khác"}),
        "member_move (member_id)": ("state = 'proposed'", {"id": NEW, "note": "khác"}),
        "job (id)": (row("job"), {"key": "khác"}),
        "job (key)": (row("job"), {"id": NEW}),
        "submission (id)": (row("submission"), {"key": "k" * 32}),
        "submission (key)": (row("submission"), {"id": NEW}),
        "event (id)": (row("event"), {"purpose": "Việc khác"}),
        "event (reverses_event_id)": (f"id = {scene.event('voiding')}", {"id": NEW}),
        "event_party (event_id)": (row("event_party"), {"name": "Kẻ khác"}),
        "voucher (id)": (row("voucher"), {"number": number, "paper_number": "000001"}),
        "voucher (book_id, series, year, number)": (row("voucher"), {"id": NEW}),
        "transfer (id)": (row("transfer"), {"amount_vnd": 999, **_next(keep)}),
        "transfer (book_id, seq)": (row("transfer"), {"id": NEW, "amount_vnd": 999}),
        "transfer (event_id, position)": (
            row("transfer"),
            {"id": NEW, "amount_vnd": 999, **_next(keep)},
        ),
        "transfer (voucher_id, id)": (row("transfer"), {"kind": "cash_over", **_next(keep)}),
        "transfer (reverses_id)": (reversal, {"id": NEW, "position": 2, **_next(keep)}),
        "transfer (paired_id)": (half, {"id": NEW, "position": 3, **_next(office)}),
        "contribution (transfer_id)": (
            row("contribution"),
            {"list_entry_id": scene.entry_ids[1]},
        ),
        "receipt_void (voucher_id)": (
            row("receipt_void"),
            {"adjustment_id": scene.voucher("given"), "replacement_id": None},
        ),
        "receipt_void (adjustment_id)": (
            row("receipt_void"),
            {"voucher_id": scene.voucher("given"), "replacement_id": None},
        ),
        "receipt_void (replacement_id)": (
            row("receipt_void"),
            {"voucher_id": scene.voucher("given"), "adjustment_id": scene.voucher("sent")},
        ),
        "receipt_print (id)": (row("receipt_print"), {"copy_no": 7}),
        "receipt_print (voucher_id, copy_no)": (row("receipt_print"), {"id": NEW}),
        "audit_event (id)": (row("audit_event"), {"action": "nothing.happened"}),
        "campaign_extension (id)": (
            row("campaign_extension"),
            {"ends_before": "2025-06-01", "paper": "Công văn khác"},
        ),
        "campaign_extension (campaign_id, ends_before)": (row("campaign_extension"), {"id": NEW}),
        "base_pay (starts_on)": (row("base_pay"), {"amount_vnd": 1}),
        "route (book_id, other_book_id, kind)": (row("route"), {}),
        "book (id)": (row("book"), {"opened_on": "2020-01-01", **empty}),
        "book (party_unit_id, rule)": (row("book"), {"id": NEW, **empty}),
        "account (book_id, kind)": (row("account"), {"debits_vnd": 0, "credits_vnd": 0}),
        "list_entry (id)": (row("list_entry"), {"member_id": 2, "campaign_id": 1}),
        "list_entry (campaign_id, member_id)": (row("list_entry"), {"id": NEW}),
        "installation (id)": (row("installation"), {"demo_on": "2024-10-15"}),
        "remittance (id)": (
            row("remittance"),
            {"sent_event_id": scene.event("sent last"), "carrier": "Kẻ khác"},
        ),
        "remittance (sent_event_id)": (row("remittance"), {"id": NEW}),
        "remittance_arrival (remittance_id)": (row("remittance_arrival"), {"reason": "thiếu"}),
        "remittance_arrival (event_id)": (
            row("remittance_arrival"),
            {"remittance_id": Sql("(SELECT max(id) FROM remittance)"), "reason": "thiếu"},
        ),
        "cash_count (id)": (row("cash_count"), {"event_id": None, "conclusion": "khớp"}),
        "cash_count (event_id)": (row("cash_count"), {"id": NEW}),
        "inspection (id)": (row("inspection"), {"ends_before": "2099-01-01"}),
        "rollout_deadline (id)": (row("rollout_deadline"), {"due_on": "2024-12-31"}),
        "unit_plan (id)": ("id = 1", {"number": "99-KH/ĐU"}),
        "unit_plan (replaces_id)": ("id = 2", {"id": NEW, "number": "99-KH/ĐU"}),
        "unit_plan (campaign_unit_id)": ("id = 1", {"id": NEW}),
        "need_survey (id)": ("id = 1", {"cases": 0}),
        "need_survey (replaces_id)": ("id = 2", {"id": NEW, "cases": 0}),
        "need_survey (campaign_unit_id)": ("id = 1", {"id": NEW}),
        "propaganda_report (id)": ("id = 1", {"title": "Bài khác"}),
        "propaganda_report (replaces_id)": ("id = 2", {"id": NEW, "title": "Bài khác"}),
        "commendation (id)": ("id = 1", {"recipient": "Đảng bộ khác"}),
        "commendation (replaces_id)": ("id = 2", {"id": NEW, "recipient": "Đảng bộ khác"}),
        "disclosure (id)": ("id = 1", {"least_days": 1, "body_digest": "1" * 64}),
        "disclosure (body_digest)": ("id = 1", {"id": NEW, "least_days": 1}),
        "disclosure_posting (id)": ("id = 1", {"place": "Nhà văn hóa"}),
        "disclosure_posting (disclosure_id, place)": ("id = 1", {"id": NEW}),
        "daily_list (id)": ("id = 1", {"number": 2}),
        "daily_list (book_id, year, number)": ("id = 1", {"id": NEW}),
        "disclosure_removal (posting_id)": (row("disclosure_removal"), {"reason": "khác"}),
        "posting_term (starts_on)": (row("posting_term"), {"days_up_locality": 1}),
        "public_page_decision (id)": (
            row("public_page_decision"),
            {"access": "open_to_search"},
        ),
        "decision (id)": (row("decision"), {"number": "99-QĐ/HU"}),
        "decision (replaces_id)": (
            "replaces_id IS NOT NULL",
            {"id": NEW, "number": "99-QĐ/HU"},
        ),
        "decision_confirmation (decision_id)": (
            row("decision_confirmation"),
            {"outcome": "refused", "reason": "sai số"},
        ),
        "disbursement (id)": (row("disbursement"), {"amount_vnd": 1}),
        "disbursement_payment (disbursement_id)": (
            row("disbursement_payment"),
            {"event_id": scene.event("given")},
        ),
        "disbursement_payment (event_id)": (
            row("disbursement_payment"),
            {"disbursement_id": Sql("(SELECT max(id) FROM disbursement)")},
        ),
        "disbursement_return (disbursement_id)": (
            row("disbursement_return"),
            {"reason": "lý do khác"},
        ),
        "roadmap_override (id)": (row("roadmap_override"), {"reason": "lý do khác"}),
        "expected_sum (id)": (row("expected_sum"), {"amount_vnd": 1}),
        "plan_decision (id)": (row("plan_decision"), {"houses": 9}),
        "plan_decision_word (plan_decision_id)": (
            row("plan_decision_word"),
            {"word": "refused", "reason": "sai số"},
        ),
        "prior_fact (id)": (row("prior_fact"), {"houses": 9}),
        "prior_fact (replaces_id)": ("id = 2", {"id": NEW, "houses": 9}),
        "bank_account (id)": (row("bank_account"), {"number": "999999"}),
        "bank_account (party_unit_id, bin, number)": (row("bank_account"), {"id": NEW}),
        "bank_account_period (id)": (row("bank_account_period"), {"holder": "KE KHAC"}),
        "bank_reference (id)": (
            row("bank_reference"),
            {"code": "NNCU22999Z99", "list_entry_id": scene.entry_ids[1]},
        ),
        "bank_reference (code)": (
            row("bank_reference"),
            {"id": NEW, "list_entry_id": scene.entry_ids[1]},
        ),
        "bank_reference (list_entry_id)": (
            row("bank_reference"),
            {"id": NEW, "code": "NNCU22999Z99"},
        ),
        "bank_reference (campaign_unit_id, cell_id)": (
            "id = 2",
            {"id": NEW, "code": "NNCU22999Z99"},
        ),
        "bank_statement (id)": (row("bank_statement"), {"sha256": "9" * 64}),
        "bank_statement (bank_account_id, sha256)": (row("bank_statement"), {"id": NEW}),
        "bank_line (id)": (row("bank_line"), {"amount_vnd": 999}),
        "bank_line (bank_account_id, on_date, sign, amount_vnd, fingerprint, occurrence)": (
            row("bank_line"),
            {"id": NEW, "remark_sealed": "khác"},
        ),
        "bank_line_use (id)": (row("bank_line_use"), {"amount_vnd": 999}),
        "bank_line_release (use_id)": (
            row("bank_line_release"),
            {"released_at": "2023-01-01T00:00:00.000000+00:00"},
        ),
        "delegated_submission (submission_id)": (
            row("delegated_submission"),
            {"signed_list": "Danh sách khác"},
        ),
        "attachment (id)": (row("attachment"), {"code": "FILE3", "owner": "decision:9"}),
        "attachment (code)": (row("attachment"), {"id": NEW, "owner": "decision:9"}),
        "attachment (party_unit_id, owner, sha256)": (
            row("attachment"),
            {"id": NEW, "code": "FILE3"},
        ),
        "housing_need (id)": (
            row("housing_need"),
            {"code": "NEED002", "member_id": Sql("(SELECT max(id) FROM party_member)")},
        ),
        "housing_need (code)": (
            row("housing_need"),
            {"id": NEW, "member_id": Sql("(SELECT max(id) FROM party_member)")},
        ),
        "housing_need (member_id)": (row("housing_need"), {"id": NEW, "code": "NEED002"}),
        "need_step (id)": (
            row("need_step"),
            {"position": 2, "act": "cell_review", "from_state": "proposed"},
        ),
        "need_step (need_id, position)": (row("need_step"), {"id": NEW}),
        "need_paper (id)": (
            row("need_paper"),
            {"kind": "other", "attachment_id": Sql("(SELECT max(id) FROM attachment)")},
        ),
        "need_paper (attachment_id)": (row("need_paper"), {"id": NEW, "kind": "other"}),
        "need_consent (id)": (row("need_consent"), {"scope": "public"}),
        "need_request (id)": (row("need_request"), {"kind": "delete"}),
        "campaign (id)": (row("campaign"), {"year": 2025}),
        "campaign (committee_id, year)": (row("campaign"), {"id": NEW}),
        "campaign_unit (id)": (
            row("campaign_unit"),
            {"party_unit_id": scene.units["closed"], "book_id": scene.books["keep2"]},
        ),
        "campaign_unit (campaign_id, party_unit_id)": (
            row("campaign_unit"),
            {"id": NEW, "book_id": scene.books["keep2"]},
        ),
    }


UNIQUE_KEYS = (
    "member_distinction (id)", "member_distinction (first_id, second_id)",
    "member_move (id)", "member_move (member_id)", "job (id)", "job (key)",
    "submission (id)", "submission (key)", "event (id)", "event (reverses_event_id)",
    "event_party (event_id)", "voucher (id)", "voucher (book_id, series, year, number)",
    "transfer (id)", "transfer (book_id, seq)", "transfer (event_id, position)",
    "transfer (voucher_id, id)", "transfer (reverses_id)", "transfer (paired_id)",
    "contribution (transfer_id)", "receipt_void (voucher_id)", "receipt_void (adjustment_id)",
    "receipt_void (replacement_id)", "receipt_print (id)", "receipt_print (voucher_id, copy_no)",
    "audit_event (id)", "campaign_extension (id)",
    "campaign_extension (campaign_id, ends_before)", "base_pay (starts_on)",
    "route (book_id, other_book_id, kind)", "book (id)", "book (party_unit_id, rule)",
    "account (book_id, kind)", "list_entry (id)", "list_entry (campaign_id, member_id)",
    "installation (id)", "remittance (id)", "remittance (sent_event_id)",
    "remittance_arrival (remittance_id)", "remittance_arrival (event_id)", "cash_count (id)",
    "cash_count (event_id)", "inspection (id)", "decision (id)", "decision (replaces_id)",
    "decision_confirmation (decision_id)", "disbursement (id)",
    "disbursement_payment (disbursement_id)", "disbursement_payment (event_id)",
    "disbursement_return (disbursement_id)", "delegated_submission (submission_id)",
    "bank_account (id)", "bank_account (party_unit_id, bin, number)", "bank_account_period (id)",
    "bank_reference (id)", "bank_reference (code)", "bank_reference (list_entry_id)",
    "bank_reference (campaign_unit_id, cell_id)", "bank_statement (id)",
    "bank_statement (bank_account_id, sha256)", "bank_line (id)",
    "bank_line (bank_account_id, on_date, sign, amount_vnd, fingerprint, occurrence)",
    "bank_line_use (id)", "bank_line_release (use_id)",
    "campaign (id)", "campaign (committee_id, year)", "campaign_unit (id)",
    "campaign_unit (campaign_id, party_unit_id)",
    "rollout_deadline (id)", "unit_plan (id)", "unit_plan (replaces_id)",
    "unit_plan (campaign_unit_id)", "need_survey (id)", "need_survey (replaces_id)",
    "need_survey (campaign_unit_id)", "propaganda_report (id)", "propaganda_report (replaces_id)",
    "commendation (id)", "commendation (replaces_id)", "disclosure (id)",
    "disclosure (body_digest)", "disclosure_posting (id)",
    "disclosure_posting (disclosure_id, place)", "disclosure_removal (posting_id)",
    "posting_term (starts_on)", "public_page_decision (id)", "daily_list (id)",
    "daily_list (book_id, year, number)",
    "attachment (id)", "attachment (code)", "attachment (party_unit_id, owner, sha256)",
    "housing_need (id)", "housing_need (code)", "housing_need (member_id)", "need_step (id)",
    "need_step (need_id, position)", "need_paper (id)", "need_paper (attachment_id)",
    "need_consent (id)", "need_request (id)",
    "roadmap_override (id)", "expected_sum (id)", "plan_decision (id)",
    "plan_decision_word (plan_decision_id)", "prior_fact (id)", "prior_fact (replaces_id)",
)  # fmt: skip


def _replace(scene: Scene, *, unique: str) -> list[str]:
    where, changed = _taken(scene)[unique]
    return [again(unique.split(" ", maxsplit=1)[0], where, changed, verb="INSERT OR REPLACE INTO")]


PARTLY_UNIQUE = {
    "member_move (member_id)",
    "book (party_unit_id, rule)", "transfer (voucher_id, id)", "unit_plan (campaign_unit_id)",
    "need_survey (campaign_unit_id)", "attachment (party_unit_id, owner, sha256)",
    "housing_need (member_id)",
}  # fmt: skip
"""Keys that an upsert cannot name."""

UPSERTS = {table: change.split(" = ")[0] for table, change in CHANGES.items()} | {
    "member_move": "note",
    "job": "outcome",
    "route": "rule",
    "book": "head",
    "account": "credits_vnd",
    "list_entry": "added_reason",
    "campaign": "floor_vnd",
    "campaign_unit": "book_id",
    "delegated_submission": "signed_list",
    "attachment": "size_bytes",
    "housing_need": "recorded_by_id",
    "need_request": "recorded_by_id",
}
"""The column that an upsert would change, by table."""


def _upsert(scene: Scene, *, unique: str) -> list[str]:
    table, columns = unique.split(" ", 1)
    where, changed = _taken(scene)[unique]
    column = UPSERTS[table]
    tail = f"ON CONFLICT {columns} DO UPDATE SET {column} = excluded.{column}"
    if table in {"campaign", "attachment", "housing_need", "need_request"}:
        tail += " + 1"
    return [again(table, where, changed, tail=tail)]


_TAKEN = (
    "exists already|next link|next number|opens empty|opens at zero|never|does not belong|mirror"
    "|half of a passage|only be erased|frozen|is what it was|open or closed|follows? the journal"
    "|not what was sent|confirmed once|answered once|not the next step|new event|a second person|is paid|entered before"
)
for _unique in UNIQUE_KEYS:
    add(f"replace: {_unique}", partial(_replace, unique=_unique), _TAKEN, engines=("sqlite",))
    if _unique not in PARTLY_UNIQUE:
        add(f"upsert: {_unique}", partial(_upsert, unique=_unique), _TAKEN)
