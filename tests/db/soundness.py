"""What must be true of any book, as questions in SQL that return what breaks it.

Written anew beside ``ledger.book.checks`` and knowing less (no hashes are recomputed), so that a
mistake there is not repeated here. Forged rows with made-up hashes can be sound.
"""

from collections.abc import Callable, Iterable
from typing import Any

Ask = Callable[[str], Iterable[Any]]

BROKEN_IF = {
    "totals differ from the transfers": """
        SELECT a.book_id, a.kind FROM account AS a
        WHERE a.debits_vnd <> (SELECT coalesce(sum(amount_vnd), 0) FROM transfer AS t
                               WHERE t.book_id = a.book_id AND t.debit = a.kind)
           OR a.credits_vnd <> (SELECT coalesce(sum(amount_vnd), 0) FROM transfer AS t
                                WHERE t.book_id = a.book_id AND t.credit = a.kind)""",
    "an account is below zero": """
        SELECT book_id, kind FROM account
        WHERE (kind IN ('cash', 'bank', 'transit')) = (debits_vnd < credits_vnd)
          AND debits_vnd <> credits_vnd""",
    "assets differ from claims": """
        SELECT book_id FROM account GROUP BY book_id HAVING sum(debits_vnd) <> sum(credits_vnd)""",
    "the chain has a gap or a fork": """
        SELECT book_id, seq FROM (
          SELECT book_id, seq, prev_hash, lag(seq, 1, CAST(0 AS bigint)) OVER book AS last,
            lag(hash) OVER book AS head FROM transfer
          WINDOW book AS (PARTITION BY book_id ORDER BY seq)) AS link
        WHERE seq <> last + 1 OR (head IS NOT NULL AND head <> prev_hash)
           OR (head IS NULL AND prev_hash <> '0000000000000000000000000000000000000000000000000000000000000000')""",
    "a head is not the last link": """
        SELECT b.id FROM book AS b
        WHERE b.last_seq <> (SELECT coalesce(max(seq), 0) FROM transfer WHERE book_id = b.id)
           OR (b.last_seq > 0 AND b.head <> (SELECT hash FROM transfer
                                             WHERE book_id = b.id AND seq = b.last_seq))""",
    "voucher numbers have a gap": """
        SELECT book_id, series, year FROM voucher GROUP BY book_id, series, year
        HAVING count(*) <> max(number) OR min(number) <> 1""",
    "an event lacks a transfer or has one too many": """
        SELECT e.id FROM event AS e LEFT JOIN transfer AS t ON t.event_id = e.id
        GROUP BY e.id, e.last_position
        HAVING count(t.id) <> e.last_position OR max(t.position) <> e.last_position""",
    "a voucher covers nothing, or another book or submission": """
        SELECT v.id FROM voucher AS v LEFT JOIN transfer AS t ON t.voucher_id = v.id
        LEFT JOIN event AS e ON e.id = t.event_id GROUP BY v.id, v.book_id
        HAVING count(t.id) = 0 OR count(DISTINCT e.submission_id) > 1
            OR min(t.book_id) <> v.book_id OR max(t.book_id) <> v.book_id""",
    "a reversal is no mirror": """
        SELECT r.id FROM transfer AS r JOIN event AS e ON e.id = r.event_id
        LEFT JOIN transfer AS o ON o.id = r.reverses_id
        WHERE (r.sign = -1) <> (e.reverses_event_id IS NOT NULL)
           OR (r.sign = -1 AND (o.sign IS NULL OR o.sign <> 1 OR o.amount_vnd <> r.amount_vnd
               OR o.debit <> r.credit OR o.credit <> r.debit OR o.kind <> r.kind
               OR o.book_id <> r.book_id OR o.event_id <> e.reverses_event_id))""",
    "an event is reversed twice or by halves": """
        SELECT e.id FROM event AS e JOIN event AS r ON r.reverses_event_id = e.id
        GROUP BY e.id, e.last_position, e.reverses_event_id
        HAVING count(*) > 1 OR min(r.last_position) <> e.last_position
            OR e.reverses_event_id IS NOT NULL""",
    "a passage lacks its other half": """
        SELECT t.id FROM transfer AS t LEFT JOIN transfer AS p ON p.id = t.paired_id
        WHERE t.paired_id IS NOT NULL AND (p.id IS NULL OR p.id = t.id OR p.paired_id <> t.id
           OR p.amount_vnd <> t.amount_vnd OR p.event_id <> t.event_id OR p.sign <> t.sign
           OR p.book_id <> t.other_book_id)""",
    "a contribution is not that of its transfer": """
        SELECT c.transfer_id FROM contribution AS c LEFT JOIN transfer AS t ON t.id = c.transfer_id
        WHERE t.id IS NULL OR t.kind <> 'contribution' OR t.amount_vnd <> c.amount_vnd
           OR t.sign <> c.sign""",
    "a click made two events of one": """
        SELECT key FROM submission GROUP BY key HAVING count(*) > 1""",
}  # fmt: skip


def broken(ask: Ask) -> list[str]:
    """Return what is wrong with a database; ``ask`` runs a query and returns its rows."""
    return [
        f"{what}: {[tuple(row) for row in rows][:5]}"
        for what, question in BROKEN_IF.items()
        if (rows := list(ask(question)))
    ]
