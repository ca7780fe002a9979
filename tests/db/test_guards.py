"""Every guard is missed when it is gone: something gets through.

Each trigger and each CHECK and foreign key of the journal's tables is taken away singly, and at
least one attack of the list must then succeed at a door that it does not get through otherwise;
so an attack that would never hit anything shows itself here.
"""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.db import test_attacks
from tests.db.arena import Arena
from tests.db.attacks import ATTACKS, Attack
from tests.db.attacks.links import deposit
from tests.db.attacks.rewriting import APPEND_ONLY, NEVER_REMOVED, UNIQUE_KEYS
from tests.db.dismantling import JOURNAL, constraints, edited, triggers
from tests.db.forge import movement
from tests.db.soundness import broken

assert test_attacks.LISTED  # importing it fills the list

FALLS_TO = {
    "guard_event_party_only_erase": "a name changed",
    "guard_event_party_new_event": "a name for an old event",
    "guard_list_entry_frozen": "the frozen list: position",
    "guard_book_opens_empty": "a book that begins in the middle",
    "guard_book_fixed": "a book given to another unit",
    "guard_book_follows_journal": "a head set back",
    "guard_book_close_final": "a book closed with money in it",
    "guard_account_opens_empty": "an account that opens with money",
    "guard_account_fixed": "an account given to another book",
    "guard_account_follows_journal": "a total raised",
    "guard_voucher_next_number": "a voucher number skipped",
    "guard_event_mirror": "a reversal for another campaign",
    "guard_transfer_mirror": "a reversal of another amount",
    "guard_transfer_in_event": "an event that lacks its first transfer",
    "guard_transfer_voucher": "one more transfer under an old voucher",
    "guard_transfer_pair": "departure paired with itself",
    "guard_transfer_opening": "a second opening balance",
    "guard_transfer_book_open": "a movement in a closed book",
    "guard_transfer_next_link": "a fork from an older link",
    "guard_transfer_funds": "an overdraft whose CHECK is to be ignored",
    "guard_contribution_facts": "a contribution of another amount",
    "guard_delegated_submission_confirmed_once": "a word given on an entry taken back",
    "guard_transfer_decided": "a spending above its decision",
    "guard_decision_money": "a decision on money that may not be spent",
    "guard_decision_once": "a decision entered twice",
    "guard_decision_change": "a change to a decision on another house",
    "guard_decision_replaces": "a decision in the place of one that was not refused",
    "guard_decision_confirmation_facts": "a change that falls below what has been paid",
    "guard_disbursement_payment_facts": "a payment of an old event",
    "guard_disbursement_return_facts": "a return of what is paid",
    "guard_attachment_only_erase": "other bytes in an attachment",
    "guard_housing_need_begins": "a need that begins on the list",
    "guard_housing_need_fixed": "a need given to another member",
    "guard_housing_need_follows_steps": "a need that stands elsewhere without a step",
    "guard_need_step_next": "a step that skips a number",
    "guard_need_paper_consent": "a photo without consent",
    "guard_need_request_answered_once": "another answer to a request",
    "guard_plan_decision_word_of_another": "the word of who entered a plan decision",
    "guard_prior_fact_same_locality": "a prior fact replaced in another locality",
    "guard_bank_line_facts": "a line on another account's statement",
    "guard_bank_line_use_within_line": "a line used for more than it is",
    "guard_bank_line_use_within_event": "a receipt claimed for more than it is",
    "guard_remittance_facts": "a remittance of more than was sent",
    "guard_remittance_arrival_facts": "an arrival of more than was sent",
    "guard_daily_list_next_number": "a daily list whose number skips one",
    "guard_daily_list_line_facts": "a daily list of more than its receipts",
    "guard_daily_list_line_no_replace": "a receipt taken from an old daily list",
    "guard_job_ends_once": "a job begun again",
    "guard_member_move_decided_once": "a move decided otherwise",
    "guard_party_member_merged_flat": "a record merged into itself",
    "guard_party_member_begins_alone": "a member who begins merged",
    "guard_campaign_frozen": "an open campaign: year",
    "guard_campaign_no_delete": "campaign: remove",
    "guard_campaign_unit_fixed": "a unit of a campaign: book_id",
    **{f"guard_{table}_no_update": f"{table}: change" for table in APPEND_ONLY},
    **{f"guard_{table}_no_delete": f"{table}: remove" for table in NEVER_REMOVED},
    **{f"guard_{table}_no_truncate": f"{table}: truncate" for table in NEVER_REMOVED},
    **{f"guard_{key.split(' ')[0]}_no_replace": f"replace: {key}" for key in reversed(UNIQUE_KEYS)},
} | {"guard_disbursement_payment_no_replace": "a paid stage paid again in the place of its payment"}
"""The attack that each trigger alone holds back."""

KEEPER = "guard_transfer_totals"
"""The one trigger that refuses nothing: it keeps the totals on SQLite."""

HELD_BY_NEIGHBOURS = {
    f"guard_{table}_no_truncate"
    for table in (
        "submission", "event", "voucher", "transfer", "route", "book", "account", "list_entry",
        "remittance", "delegation", "disclosure", "disclosure_posting", "daily_list",
        "daily_list_line", "attachment", "housing_need", "plan_decision", "decision",
        "disbursement", "bank_account", "bank_statement", "bank_line", "bank_line_use",
    )
}  # fmt: skip
"""TRUNCATE of these reaches other guarded tables too, so one guard fewer changes nothing."""

BOTH = {
    "fk_event_reverses_event_id": "guard_event_mirror",
    "ck_voucher_number": "guard_voucher_next_number",
    "fk_voucher_book_id": "guard_transfer_voucher",
    "fk_transfer_reverses_id": "guard_transfer_mirror",
    "ck_contribution_amount": "guard_contribution_facts",
    "ck_contribution_sign": "guard_contribution_facts",
    "fk_contribution_campaign_id": "guard_contribution_facts",
    "ck_book_head": "guard_book_opens_empty",
    "ck_book_last_seq": "guard_book_opens_empty",
    "ck_account_totals": "guard_account_opens_empty",
}
HELD_BY_TRIGGERS = {
    "sqlite": BOTH
    | {
        "fk_transfer_event_id": "guard_transfer_in_event",
        "fk_transfer_voucher_id": "guard_transfer_voucher",
        "fk_contribution_transfer_id": "guard_contribution_facts",
        "fk_contribution_campaign_unit_id": "guard_contribution_facts",
        "fk_contribution_list_entry_id": "guard_contribution_facts",
        "ck_account_not_below_zero": "guard_transfer_funds",
    },
    "postgresql": BOTH
    | {
        "fk_transfer_paired": "guard_transfer_pair",
        "ck_transfer_places": "guard_transfer_in_event, guard_transfer_next_link",
    },
}
"""CHECKs and keys without which nothing gets through, with the trigger that refuses as well."""


def dropping(arena: Arena, trigger: str, table: str) -> str:
    """Return the statement that drops a trigger."""
    return f"DROP TRIGGER {trigger}" + (f" ON {table}" if arena.name == "postgresql" else "")


def widest(attack: Attack) -> str:
    """Return the door with the fewest other guards at which an attack must be refused."""
    return attack.doors[-1]


def test_each_trigger_alone_holds_an_attack_back(arena: Arena) -> None:
    blind = []
    assert triggers(arena).keys() - {KEEPER} <= FALLS_TO.keys(), "a trigger no attack is about"
    for trigger, table in triggers(arena).items():
        if trigger == KEEPER:
            continue
        attack = ATTACKS[FALLS_TO[trigger]]
        drops = [dropping(arena, trigger, table)]
        if trigger in HELD_BY_NEIGHBOURS:
            drops += [
                dropping(arena, other, place)
                for other, place in triggers(arena).items()
                if other.endswith("_no_truncate") and other != trigger
            ]
            assert arena.attempt(widest(attack), [*drops[1:], *attack.sql(arena.scene)])
        refusal = arena.attempt(widest(attack), [*drops, *attack.sql(arena.scene)], keep=False)
        if refusal is not None:
            blind.append(f"{trigger}: {attack.name}: {refusal}")
    assert not blind
    assert arena.fingerprint() == arena.untouched


def test_without_its_keeper_a_book_falls_behind(sqlite_arena: Arena) -> None:
    honest = movement(sqlite_arena.scene, deposit(sqlite_arena.scene))
    assert sqlite_arena.attempt("owner", [f"DROP TRIGGER {KEEPER}", *honest]) is None
    with closing(sqlite3.connect(sqlite_arena.place)) as connection:
        found = broken(connection.execute)
    sqlite_arena.restore()
    assert {text.split(":")[0] for text in found} == {
        "totals differ from the transfers",
        "a head is not the last link",
    }


def attacks_on(arena: Arena, constraint: str) -> list[Attack]:
    """Return the attacks that a constraint is said to hold back."""
    return [
        attack
        for attack in ATTACKS.values()
        if arena.name in attack.engines and re.search(rf"\b{constraint}\b", attack.because)
    ]


@pytest.mark.parametrize("table", JOURNAL)
def test_each_check_and_foreign_key_alone_holds_an_attack_back(arena: Arena, table: str) -> None:
    blind = {}
    for constraint, definition in constraints(arena, table).items():
        if not definition.startswith(("CHECK", "FOREIGN")):
            continue
        attacks = attacks_on(arena, constraint)
        refusals = [
            f"{attack.name}: {attempt_without(arena, table, constraint, attack)}"
            for attack in attacks
        ]
        if not any(refusal.endswith(": None") for refusal in refusals):
            blind[constraint] = refusals
    assert all(blind.values()), "a constraint that no attack is about"
    assert blind.keys() == constraints(arena, table).keys() & HELD_BY_TRIGGERS[arena.name].keys()


def attempt_without(arena: Arena, table: str, constraint: str, attack: Attack) -> str | None:
    """Try an attack with one constraint less."""
    # Foreign keys are asked where they are minded, CHECKs where little else is.
    door = "owner" if constraint.startswith("fk") else widest(attack)
    statements = attack.sql(arena.scene)
    if arena.name == "postgresql":
        drop = f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"
        return arena.attempt(door, [drop, *statements], keep=False)
    with closing(sqlite3.connect(arena.place)) as connection:
        (text,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [table]
        ).fetchone()
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = ? WHERE name = ?", [edited(text, constraint), table]
        )
        connection.commit()
    arena.close()
    refusal = arena.attempt(door, statements, keep=False)
    arena.restore()
    return refusal
