"""Rows written by hand, as SQL text that both engines read: what an attacker would type.

A forged row is right in everything except what the attack changes: links, numbers and digests fit,
so that a refusal has only the one reason that the attack is about. Forged ids begin at ``NEW``.
"""

from typing import TypeAlias

from tests.db.scene import Scene

NEW = 9001
"""The id of the first forged row of every table."""

Row: TypeAlias = dict[str, object]


class Sql(str):
    """A piece of SQL among the values of a row."""

    __slots__ = ()


def literal(value: object) -> str:
    """Return a value as both engines read it."""
    if value is None:
        return "NULL"
    if isinstance(value, Sql | int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def insert(table: str, *rows: Row, verb: str = "INSERT INTO", tail: str = "") -> str:
    """Return one statement that inserts rows, all with the columns of the first."""
    columns = ", ".join(f'"{name}"' for name in rows[0])
    values = ", ".join(f"({', '.join(map(literal, row.values()))})" for row in rows)
    return f"{verb} {table} ({columns}) VALUES {values} {tail}".rstrip()


def copied(table: str, where: str, **changed: object) -> str:
    """Return a SELECT of an existing row with some columns changed, to be inserted again."""
    columns = COLUMNS[table]
    values = (literal(changed[name]) if name in changed else f'"{name}"' for name in columns)
    return f"SELECT {', '.join(values)} FROM {table} WHERE {where}"


def again(
    table: str, where: str, changed: Row, *, verb: str = "INSERT INTO", tail: str = ""
) -> str:
    """Return a statement that inserts a changed copy of an existing row."""
    columns = ", ".join(f'"{name}"' for name in COLUMNS[table])
    # WHERE ends the SELECT, so that SQLite does not take ON CONFLICT for a join's condition.
    return f"{verb} {table} ({columns}) {copied(table, where, **changed)} {tail}".rstrip()


COLUMNS = {
    "submission": ("id", "key", "body_digest", "kind", "made_by_id", "made_at"),
    "event": (
        "id", "submission_id", "campaign_id", "house_id", "on_date", "recorded_at",
        "recorded_by_id", "purpose", "reason", "reverses_event_id", "who_commitment",
        "last_position",
    ),
    "event_party": ("event_id", "name", "place", "salt"),
    "voucher": (
        "id", "book_id", "series", "year", "number", "paper_number", "first_transfer_id",
    ),
    "transfer": (
        "id", "book_id", "seq", "event_id", "position", "voucher_id", "kind", "sign", "debit",
        "credit", "amount_vnd", "reverses_id", "other_book_id", "paired_id", "facts_digest",
        "prev_hash", "hash",
    ),
    "contribution": (
        "transfer_id", "campaign_id", "campaign_unit_id", "list_entry_id", "contributor_id",
        "sign", "amount_vnd", "received_on",
    ),
    "receipt_void": ("voucher_id", "adjustment_id", "replacement_id", "donor_copy", "reason"),
    "receipt_print": ("id", "voucher_id", "copy_no", "printed_at", "printed_by_id"),
    "audit_event": ("id", "at", "user_id", "action", "subject", "party_unit_id", "before", "after"),
    "campaign_extension": ("id", "campaign_id", "paper", "issued_on", "ends_before"),
    "base_pay": ("starts_on", "amount_vnd", "legal_basis"),
    "route": ("book_id", "other_book_id", "kind", "rule", "other_rule"),
    "book": (
        "id", "party_unit_id", "rule", "house_id", "opened_on", "closed_on", "last_seq", "head",
    ),
    "account": ("book_id", "kind", "rule", "debits_vnd", "credits_vnd"),
    "list_entry": (
        "id", "campaign_id", "campaign_unit_id", "cell_id", "member_id", "position", "standing",
        "not_asked_reason", "asked_vnd", "wage_sealed", "added_reason",
    ),
    "installation": ("id", "demo_on"),
    "decision": (
        "id", "kind", "number", "issued_on", "issuer", "issued_by", "signer", "summary",
        "amount_vnd", "expires_on", "book_id", "house_id", "changes_id", "replaces_id",
        "entered_by_id", "entered_at",
    ),
    "decision_confirmation": ("decision_id", "outcome", "by_id", "at", "reason"),
    "disbursement": (
        "id", "kind", "decision_id", "house_id", "book_id", "amount_vnd", "method", "stage",
        "accepted_on", "acceptance_number", "receiver", "receiver_place", "prepared_by_id",
        "prepared_at",
    ),
    "disbursement_payment": ("disbursement_id", "event_id"),
    "disbursement_return": ("disbursement_id", "by_id", "at", "reason"),
    "remittance": (
        "id", "campaign_unit_id", "sent_event_id", "method", "amount_vnd", "sent_on", "carrier",
    ),
    "remittance_arrival": (
        "remittance_id", "event_id", "received_vnd", "returned_vnd", "reason", "denominations",
    ),
    "cash_count": (
        "id", "book_id", "counted_on", "counted_at", "counted_by_id", "denominations",
        "counted_vnd", "book_vnd", "reason", "conclusion", "witnesses", "event_id",
    ),
    "bank_account": ("id", "party_unit_id", "bin", "number"),
    "bank_account_period": (
        "id", "bank_account_id", "holder", "starts_on", "recorded_by_id", "recorded_at",
    ),
    "bank_reference": (
        "id", "campaign_unit_id", "list_entry_id", "cell_id", "code", "made_at",
    ),
    "bank_statement": (
        "id", "bank_account_id", "filename", "sha256", "layout", "first_on", "last_on",
        "opening_vnd", "closing_vnd", "lines", "recorded_by_id", "recorded_at",
    ),
    "bank_line": (
        "id", "bank_account_id", "statement_id", "on_date", "sign", "amount_vnd", "balance_vnd",
        "reference", "remark_sealed", "fingerprint", "occurrence",
    ),
    "bank_line_use": (
        "id", "bank_line_id", "kind", "event_id", "amount_vnd", "reason", "note", "made_by_id",
        "made_at",
    ),
    "bank_line_release": ("use_id", "released_by_id", "released_at"),
    "inspection": (
        "id", "user_id", "party_unit_id", "paper", "decided_on", "entered_at", "ends_before",
    ),
    "member_distinction": ("id", "first_id", "second_id", "decided_by_id", "decided_at"),
    "member_move": (
        "id", "member_id", "kind", "state", "from_cell_id", "to_unit_id", "to_cell_id", "moves_on",
        "paper", "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "note", "ended_on",
    ),
    "job": (
        "id", "key", "body_digest", "kind", "state", "party_unit_id", "started_by_id",
        "facts_sealed", "phase", "done", "total", "attempts", "created_at", "started_at",
        "finished_at", "lease", "lease_until", "outcome", "result_id",
    ),
    "rollout_deadline": ("id", "campaign_id", "item", "due_on", "paper", "set_by_id", "set_at"),
    "unit_plan": (
        "id", "campaign_unit_id", "number", "issued_on", "expected_vnd", "model_name",
        "model_kind", "entered_paper", "reported_on", "recorded_at", "recorded_by_id",
        "replaces_id", "withdrawn",
    ),
    "need_survey": (
        "id", "campaign_unit_id", "paper", "surveyed_on", "cases", "by_cell", "entered_paper",
        "reported_on", "recorded_at", "recorded_by_id", "replaces_id", "withdrawn",
    ),
    "propaganda_report": (
        "id", "campaign_id", "party_unit_id", "done_on", "kind", "title", "link",
        "entered_paper", "reported_on", "recorded_at", "recorded_by_id", "replaces_id",
        "withdrawn",
    ),
    "commendation": (
        "id", "campaign_id", "party_unit_id", "recipient_kind", "recipient", "form", "issuer",
        "number", "decided_on", "merit", "recorded_at", "recorded_by_id", "replaces_id",
        "withdrawn",
    ),
    "disclosure": (
        "id", "campaign_id", "party_unit_id", "content", "basis_kind", "basis_paper", "basis_on",
        "reported_on", "post_by_on", "least_days", "terms_basis", "body_sealed", "body_digest",
        "made_at", "made_by_id",
    ),
    "disclosure_posting": (
        "id", "disclosure_id", "place", "posted_on", "paper", "responsible", "recorded_at",
        "recorded_by_id",
    ),
    "disclosure_removal": (
        "posting_id", "removed_on", "paper", "reason", "recorded_at", "recorded_by_id",
    ),
    "posting_term": (
        "starts_on", "working_days_to_post", "days_up_locality", "days_up_agency", "basis",
    ),
    "public_page_decision": (
        "id", "committee_id", "access", "paper", "decided_on", "entered_at", "entered_by_id",
    ),
    "daily_list": (
        "id", "book_id", "year", "number", "on_date", "cell_id", "counted_vnd", "last_position",
        "made_at", "made_by_id",
    ),
    "daily_list_line": ("daily_list_id", "position", "voucher_id", "counted_vnd"),
    "delegated_submission": (
        "submission_id", "delegation_id", "signed_list", "confirmed_at", "confirmed_by_id",
    ),
    "attachment": (
        "id", "code", "party_unit_id", "owner", "kind", "sha256", "size_bytes", "body_sealed",
        "kept_at", "kept_by_id", "erased_at", "erased_by_id", "erased_reason",
    ),
    "housing_need": (
        "id", "code", "member_id", "cell_id", "party_unit_id", "kind", "state", "applied_on",
        "entered_for", "estimated_cost_vnd", "wanted_support_vnd", "board_order", "planned_year",
        "surveyed_on", "checked_on", "key_sealed", "wish_sealed", "survey_sealed",
        "criteria_sealed", "household_mark", "recorded_at", "recorded_by_id", "erased_at",
    ),
    "need_step": (
        "id", "need_id", "position", "act", "from_state", "to_state", "on_date", "paper",
        "votes_for", "votes_present", "year", "reason_sealed", "attachment_id", "recorded_at",
        "recorded_by_id",
    ),
    "need_paper": (
        "id", "need_id", "kind", "on_date", "attachment_id", "recorded_at", "recorded_by_id",
    ),
    "need_consent": (
        "id", "need_id", "scope", "on_date", "paper", "recorded_at", "recorded_by_id",
    ),
    "need_request": (
        "id", "need_id", "kind", "received_on", "words_sealed", "recorded_at", "recorded_by_id",
        "acknowledged_on", "answered_on", "answer_sealed", "answered_by_id",
    ),
    "campaign": (
        "id", "programme_id", "committee_id", "year", "title", "legal_basis", "resolution",
        "starts_on", "ends_before", "pay_month", "divisor", "rounding", "floor_vnd", "hand_in_on",
        "state", "opened_at", "closed_at",
    ),
    "campaign_unit": (
        "id", "campaign_id", "party_unit_id", "book_id", "suggested_vnd", "suggested_by",
        "divisor", "floor_vnd", "override_reason",
    ),
    "roadmap_override": (
        "id", "need_id", "kind", "year", "reason", "recorded_at", "recorded_by_id",
    ),
    "expected_sum": (
        "id", "party_unit_id", "year", "amount_vnd", "reason", "recorded_at", "recorded_by_id",
    ),
    "plan_decision": (
        "id", "kind", "party_unit_id", "number", "issued_on", "issued_by", "reason", "houses",
        "need_id", "amount_vnd", "entered_by_id", "entered_at",
    ),
    "plan_decision_word": ("plan_decision_id", "word", "by_id", "at", "reason"),
    "prior_fact": (
        "id", "party_unit_id", "year", "houses", "collected_vnd", "spent_vnd", "main_source",
        "note", "paper", "replaces_id", "reason", "recorded_at", "recorded_by_id",
    ),
}  # fmt: skip
"""The columns of every guarded table, as the migration makes them."""


def fake_hash(number: int) -> str:
    """Return 64 digits that can stand for a hash: the database compares links, not contents."""
    return f"{number:064d}"


def event(scene: Scene, /, **changed: object) -> Row:
    """Return a new event of one transfer."""
    row: dict[str, object] = {
        "id": NEW,
        "submission_id": scene.spare_submission_id,
        "campaign_id": None,
        "house_id": None,
        "on_date": "2024-11-01",
        "recorded_at": "2024-11-01T02:00:00.000000+00:00",
        "recorded_by_id": scene.user_id,
        "purpose": "Giả mạo",
        "reason": None,
        "reverses_event_id": None,
        "who_commitment": None,
        "last_position": 1,
    }
    return row | changed


def reversing(scene: Scene, name: str, /, **changed: object) -> Row:
    """Return a new event that takes one of the scene's events back."""
    original = f"(SELECT {{}} FROM event WHERE id = {scene.event(name)})"
    facts: dict[str, object] = {
        column: Sql(original.format(column))
        for column in ("campaign_id", "house_id", "last_position")
    }
    facts |= {"reverses_event_id": scene.event(name), "reason": "giả mạo"}
    return event(scene, **(facts | changed))


def voucher(book_id: int, /, **changed: object) -> Row:
    """Return the next voucher of a book's series, covering the first forged transfer."""
    series, year = changed.get("series", "note"), changed.get("year", 2024)
    row: dict[str, object] = {
        "id": NEW,
        "book_id": book_id,
        "series": series,
        "year": year,
        "number": Sql(
            f"(SELECT coalesce(max(number), 0) + 1 FROM voucher WHERE book_id = {book_id}"
            f" AND series = '{series}' AND year = {year})"
        ),
        "paper_number": None,
        "first_transfer_id": NEW,
    }
    return row | changed


def transfer(book_id: int, kind: str, debit: str, credit: str, /, **changed: object) -> Row:
    """Return the next link of a book, of 1,000 đồng."""
    number = changed.get("id", NEW)
    assert isinstance(number, int)
    row: dict[str, object] = {
        "id": number,
        "book_id": book_id,
        "seq": Sql(f"(SELECT last_seq + 1 FROM book WHERE id = {book_id})"),
        "event_id": NEW,
        "position": 1,
        "voucher_id": NEW,
        "kind": kind,
        "sign": 1,
        "debit": debit,
        "credit": credit,
        "amount_vnd": 1_000,
        "reverses_id": None,
        "other_book_id": None,
        "paired_id": None,
        "facts_digest": fake_hash(0),
        "prev_hash": Sql(f"(SELECT head FROM book WHERE id = {book_id})"),
        "hash": fake_hash(number),
    }
    return row | changed


def following(row: Row, place: int = 1) -> Row:
    """Return where a row stands that follows ``row`` in the same book within one statement."""
    book_id, number = row["book_id"], row["id"]
    assert isinstance(number, int)
    return {
        "seq": Sql(f"(SELECT last_seq + {place + 1} FROM book WHERE id = {book_id})"),
        "prev_hash": fake_hash(number),
    }


def mirrored(scene: Scene, name: str, place: int = 0, /, **changed: object) -> str:
    """Return the SELECT of the exact mirror of a transfer, as the next link of its book."""
    original = scene.transfer(name, place)
    number = changed.get("id", NEW)
    assert isinstance(number, int)
    book = "(SELECT {} FROM book WHERE book.id = book_id)"
    values: dict[str, object] = {
        "id": number,
        "seq": Sql(book.format("last_seq + 1")),
        "event_id": NEW,
        "voucher_id": NEW,
        "sign": -1,
        "debit": Sql("credit"),
        "credit": Sql("debit"),
        "reverses_id": Sql("id"),
        "facts_digest": fake_hash(0),
        "prev_hash": Sql(book.format("head")),
        "hash": fake_hash(number),
    }
    return copied("transfer", f"id = {original}", **(values | changed))


def insert_mirrors(*selects: str, verb: str = "INSERT INTO") -> str:
    """Return one statement that inserts mirrored transfers."""
    columns = ", ".join(f'"{name}"' for name in COLUMNS["transfer"])
    return f"{verb} transfer ({columns}) {' UNION ALL '.join(selects)}"


def movement(
    scene: Scene, *rows: Row, vouchers: tuple[Row, ...] = (), **facts: object
) -> list[str]:
    """Return the statements of one whole event: its row, its vouchers, its transfers."""
    covering = vouchers or tuple(
        voucher(int(str(row["book_id"])), id=NEW + place, first_transfer_id=row["id"])
        for place, row in enumerate(rows)
    )
    spends = rows[0]["kind"] in SPENDING
    if spends:
        facts = {"house_id": house_of(scene, rows[0])} | facts
    payment = insert("disbursement_payment", {"disbursement_id": NEW, "event_id": NEW})
    return [
        *(allowing(scene, rows[0]) if spends else ()),
        insert("event", event(scene, last_position=len(rows), **facts)),
        *([payment] if spends else ()),
        insert("voucher", *covering),
        insert("transfer", *rows),
    ]


SPENDING = ("disbursement", "grant_out")
"""The movements that need a decision."""


def house_of(scene: Scene, row: Row) -> int:
    """Return the house that money spent from or granted to a book is for."""
    second = scene.books["grant2"] in (row["book_id"], row["other_book_id"])
    return scene.houses[1 if second else 0]


def allowing(scene: Scene, row: Row) -> list[str]:
    """Return the statements of what allows a transfer: a decision, a second word, a stage."""
    return [
        insert("decision", decision(scene, row)),
        insert("decision_confirmation", confirmation(scene)),
        insert("disbursement", stage(scene, row)),
    ]


def decision(scene: Scene, row: Row, /, **changed: object) -> Row:
    """Return a new decision on exactly what a transfer spends; a grant's is the office's."""
    granted = row["book_id"] in (scene.books["grant1"], scene.books["grant2"])
    grants = granted or row["kind"] == "grant_out"
    facts: dict[str, object] = {
        "id": NEW,
        "kind": "grant" if grants else "support",
        "number": "99-QĐ/HU",
        "issued_on": "2024-10-01",
        "issuer": "standing_committee",
        "issued_by": "Ban Thường vụ",
        "signer": "Nguyễn Văn Phúc",
        "summary": "Giả mạo",
        "amount_vnd": row["amount_vnd"],
        "expires_on": None,
        "book_id": scene.books["office1"] if granted else row["book_id"],
        "house_id": house_of(scene, row),
        "changes_id": None,
        "replaces_id": None,
        "entered_by_id": scene.other_user_id,
        "entered_at": "2024-10-01T02:00:00.000000+00:00",
    }
    return facts | changed


def confirmation(scene: Scene, /, **changed: object) -> Row:
    """Return a second person's word on the forged decision."""
    facts: dict[str, object] = {
        "decision_id": NEW,
        "outcome": "confirmed",
        "by_id": scene.user_id,
        "at": "2024-10-02T02:00:00.000000+00:00",
        "reason": "",
    }
    return facts | changed


def stage(scene: Scene, row: Row, /, **changed: object) -> Row:
    """Return a prepared stage of exactly what a transfer spends."""
    facts: dict[str, object] = {
        "id": NEW,
        "kind": row["kind"],
        "decision_id": NEW,
        "house_id": house_of(scene, row),
        "book_id": row["book_id"],
        "amount_vnd": row["amount_vnd"],
        "method": row["credit"] if row["credit"] in ("cash", "bank") else "cash",
        "stage": "Đợt 1",
        "accepted_on": "2024-10-05",
        "acceptance_number": "01/BB",
        "receiver": "Trần Văn Thợ",
        "receiver_place": "",
        "prepared_by_id": scene.other_user_id,
        "prepared_at": "2024-10-05T02:00:00.000000+00:00",
    }
    return facts | changed


def passage(
    sender: int,
    receiver: int,
    kinds: tuple[str, str],
    leaving: tuple[str, str],
    arriving: tuple[str, str],
    **changed: object,
) -> tuple[Row, Row]:
    """Return both halves of a passage between two books, each under a voucher of its own."""
    return (
        transfer(
            sender, kinds[0], *leaving, **{"other_book_id": receiver, "paired_id": NEW + 1} | changed
        ),
        transfer(
            receiver, kinds[1], *arriving,
            **{"id": NEW + 1, "position": 2, "voucher_id": NEW + 1, "other_book_id": sender,
               "paired_id": NEW} | changed,
        ),
    )  # fmt: skip
