"""Questions to the whole database that one walk along a chain cannot answer.

Each sweep is a sentence for the user and a query that returns nothing in a sound database; its rows
are the vouchers, the events where those may be lost, or what it is ``called`` in words. Keys and CHECKs are looked
at anew as well: a guard that was away for a minute leaves rows that it would have refused.
"""

from collections.abc import Iterator

import sqlalchemy as sa

SWEEPS = (
    (
        "chứng từ không có bút toán nào, hoặc bút toán đầu của nó không phải của nó",
        """SELECT v.id AS voucher_id FROM voucher AS v
           LEFT JOIN transfer AS t ON t.voucher_id = v.id
           GROUP BY v.id, v.first_transfer_id
           HAVING count(t.id) = 0 OR min(t.id) <> v.first_transfer_id""",
    ),
    (
        "chứng từ thuộc sổ khác với bút toán của nó",
        """SELECT DISTINCT t.voucher_id FROM transfer AS t
           JOIN voucher AS v ON v.id = t.voucher_id LEFT JOIN book AS b ON b.id = t.book_id
           WHERE b.id IS NULL OR v.book_id <> t.book_id""",
    ),
    (
        "một chứng từ được ghi trong nhiều lần gửi",
        """SELECT t.voucher_id FROM transfer AS t JOIN event AS e ON e.id = t.event_id
           GROUP BY t.voucher_id HAVING count(DISTINCT e.submission_id) > 1""",
    ),
    (
        "sự việc không cùng lúc hoặc không cùng người với lần gửi của nó",
        """SELECT e.id AS event_id FROM event AS e JOIN submission AS s ON s.id = e.submission_id
           WHERE e.recorded_by_id <> s.made_by_id OR s.id IN (
             SELECT submission_id FROM event
             GROUP BY submission_id HAVING count(DISTINCT recorded_at) > 1)""",
    ),
    (
        "sự việc thiếu hoặc thừa bút toán",
        """SELECT e.id AS event_id FROM event AS e LEFT JOIN transfer AS t ON t.event_id = e.id
           GROUP BY e.id, e.last_position
           HAVING count(t.id) <> e.last_position OR min(t.position) <> 1
              OR max(t.position) <> e.last_position OR count(t.id) = 0""",
    ),
    (
        "chứng từ điều chỉnh không phản chiếu đúng chứng từ gốc",
        """SELECT DISTINCT t.voucher_id FROM transfer AS t
           JOIN event AS e ON e.id = t.event_id LEFT JOIN transfer AS o ON o.id = t.reverses_id
           WHERE t.sign = -1 AND (o.id IS NULL OR o.sign <> 1 OR o.book_id <> t.book_id
             OR o.kind <> t.kind OR o.amount_vnd <> t.amount_vnd OR o.debit <> t.credit
             OR o.credit <> t.debit OR o.position <> t.position
             OR e.reverses_event_id IS NULL OR o.event_id <> e.reverses_event_id)""",
    ),
    (
        "một chứng từ bị điều chỉnh hai lần",
        """SELECT DISTINCT voucher_id FROM transfer
           WHERE id IN (SELECT reverses_id FROM transfer WHERE reverses_id IS NOT NULL
                          GROUP BY reverses_id HAVING count(*) > 1)""",
    ),
    (
        "một nửa của khoản tiền đi giữa hai sổ bị thiếu hoặc không khớp",
        """SELECT DISTINCT t.voucher_id FROM transfer AS t
           LEFT JOIN transfer AS p ON p.id = t.paired_id
           WHERE t.paired_id IS NOT NULL AND (p.id IS NULL OR p.paired_id IS NULL
             OR p.paired_id <> t.id OR p.event_id <> t.event_id OR p.sign <> t.sign
             OR p.amount_vnd <> t.amount_vnd OR p.book_id <> t.other_book_id)""",
    ),
    (
        "tiền đi giữa hai sổ không có đường",
        """SELECT DISTINCT t.voucher_id FROM transfer AS t
           LEFT JOIN route AS r ON r.book_id = t.book_id AND r.other_book_id = t.other_book_id
             AND r.kind = t.kind
           WHERE t.other_book_id IS NOT NULL AND r.book_id IS NULL""",
    ),
    (
        "số dư mở sổ được ghi sau khi sổ đã bắt đầu",
        """SELECT DISTINCT t.voucher_id FROM transfer AS t
           WHERE t.kind = 'opening' AND t.sign = 1 AND EXISTS (
             SELECT 1 FROM transfer AS o
             WHERE o.book_id = t.book_id AND o.seq < t.seq AND o.kind <> 'opening')""",
    ),
    (
        "phiếu hủy không khớp chứng từ điều chỉnh của nó",
        """SELECT x.voucher_id FROM receipt_void AS x
           WHERE EXISTS (
             SELECT 1 FROM transfer AS t
             LEFT JOIN transfer AS r ON r.reverses_id = t.id AND r.voucher_id = x.adjustment_id
             LEFT JOIN event AS e ON e.id = r.event_id
             WHERE t.voucher_id = x.voucher_id AND (r.id IS NULL OR e.reason <> x.reason))""",
    ),
    (
        "phiếu thu đã điều chỉnh hết nhưng không ghi là đã hủy",
        """SELECT v.id AS voucher_id FROM voucher AS v JOIN transfer AS t ON t.voucher_id = v.id
           LEFT JOIN transfer AS r ON r.reverses_id = t.id
           LEFT JOIN receipt_void AS x ON x.voucher_id = v.id
           WHERE v.series = 'receipt' AND t.kind = 'contribution' AND x.voucher_id IS NULL
           GROUP BY v.id HAVING count(r.id) = count(*)""",
    ),
    (
        "bảng kê nộp không khớp khoản tiền đã gửi",
        """SELECT m.sent_event_id AS event_id FROM remittance AS m
           LEFT JOIN event AS e ON e.id = m.sent_event_id
           WHERE e.id IS NULL OR e.on_date <> m.sent_on OR m.amount_vnd <> coalesce((
             SELECT sum(t.amount_vnd) FROM transfer AS t
             JOIN campaign_unit AS u ON u.book_id = t.book_id
             WHERE t.event_id = m.sent_event_id AND u.id = m.campaign_unit_id
               AND t.debit = 'transit' AND t.sign = 1), 0)""",
    ),
    (
        "biên bản nhận tiền không khớp khoản Văn phòng đã nhận, đã trả lại",
        """SELECT a.event_id FROM remittance_arrival AS a
           LEFT JOIN remittance AS m ON m.id = a.remittance_id
           LEFT JOIN campaign_unit AS u ON u.id = m.campaign_unit_id
           LEFT JOIN transfer AS t ON t.event_id = a.event_id AND t.book_id = u.book_id AND t.sign = 1
           GROUP BY a.remittance_id, a.event_id, a.received_vnd, a.returned_vnd, m.amount_vnd
           HAVING coalesce(m.amount_vnd, 0) <> a.received_vnd + a.returned_vnd
             OR a.received_vnd <> coalesce(
               sum(CASE t.kind WHEN 'remittance_settled' THEN t.amount_vnd ELSE 0 END), 0)
             OR a.returned_vnd <> coalesce(
               sum(CASE t.kind WHEN 'remittance_returned' THEN t.amount_vnd ELSE 0 END), 0)""",
    ),
    (
        "tiền nộp về Văn phòng thiếu bảng kê hoặc biên bản nhận",
        """SELECT DISTINCT t.voucher_id FROM transfer AS t JOIN event AS e ON e.id = t.event_id
           LEFT JOIN remittance AS m ON m.sent_event_id = e.id
           LEFT JOIN remittance_arrival AS a ON a.event_id = e.id
           WHERE t.sign = 1 AND e.campaign_id IS NOT NULL
             AND (t.kind = 'remittance_sent' AND m.id IS NULL
               OR t.kind IN ('remittance_settled', 'remittance_returned') AND a.event_id IS NULL)""",
    ),
    (
        "biên bản kiểm kê không khớp khoản thừa, thiếu đã ghi",
        """SELECT c.event_id FROM cash_count AS c
           WHERE c.event_id IS NOT NULL AND c.counted_vnd - c.book_vnd <> coalesce((
             SELECT sum(CASE t.kind WHEN 'cash_over' THEN t.amount_vnd
                                    WHEN 'cash_short' THEN -t.amount_vnd END)
             FROM transfer AS t
             WHERE t.event_id = c.event_id AND t.book_id = c.book_id AND t.sign = 1), 0)""",
    ),
    (
        "khoản chi, cấp kinh phí không có quyết định đã xác nhận, còn hiệu lực, đúng sổ và đúng nhà",
        """SELECT t.voucher_id FROM transfer AS t JOIN event AS e ON e.id = t.event_id
           LEFT JOIN disbursement_payment AS p ON p.event_id = e.id
           LEFT JOIN disbursement AS o ON o.id = p.disbursement_id
           LEFT JOIN disbursement_return AS x ON x.disbursement_id = o.id
           LEFT JOIN decision AS d ON d.id = o.decision_id AND d.changes_id IS NULL
           LEFT JOIN decision_confirmation AS c ON c.decision_id = d.id
             AND c.outcome = 'confirmed' AND c.at <= e.recorded_at
           LEFT JOIN decision AS n ON n.id = (
             SELECT max(m.id) FROM decision AS m
               JOIN decision_confirmation AS y ON y.decision_id = m.id
             WHERE y.outcome = 'confirmed' AND y.at <= e.recorded_at
               AND (m.id = d.id OR m.changes_id = d.id))
           LEFT JOIN book AS b ON b.id = t.book_id
           LEFT JOIN book AS g ON g.id = t.other_book_id
           WHERE t.sign = 1 AND t.kind IN ('disbursement', 'grant_out') AND NOT coalesce(
             x.disbursement_id IS NULL AND c.decision_id IS NOT NULL
             AND c.by_id <> d.entered_by_id AND e.recorded_by_id <> o.prepared_by_id
             AND o.kind = t.kind AND o.book_id = t.book_id AND o.amount_vnd = t.amount_vnd
             AND o.method = t.credit AND o.house_id = d.house_id AND e.house_id = d.house_id
             AND n.kind <> 'withdrawal' AND e.on_date >= d.issued_on
             AND e.on_date <= coalesce(n.expires_on, e.on_date)
             AND CASE
               WHEN d.kind = 'support' THEN t.kind = 'disbursement' AND d.book_id = t.book_id
               WHEN t.kind = 'grant_out' THEN d.book_id = t.book_id AND g.house_id = d.house_id
               ELSE b.rule = 'grant' AND b.house_id = d.house_id END, FALSE)""",
    ),
    (
        "các khoản đã chi vượt quyết định",
        """SELECT t.voucher_id FROM transfer AS t
           JOIN disbursement_payment AS p ON p.event_id = t.event_id
           JOIN disbursement AS o ON o.id = p.disbursement_id AND o.book_id = t.book_id
           JOIN decision AS n ON n.id = (
             SELECT max(m.id) FROM decision AS m
               JOIN decision_confirmation AS y ON y.decision_id = m.id
             WHERE y.outcome = 'confirmed' AND (m.id = o.decision_id OR m.changes_id = o.decision_id))
           WHERE t.sign = 1 AND n.amount_vnd < (
             SELECT sum(s.amount_vnd) FROM disbursement AS s
               JOIN disbursement_payment AS q ON q.disbursement_id = s.id
             WHERE s.decision_id = o.decision_id AND s.book_id = o.book_id
               AND NOT EXISTS (SELECT 1 FROM event AS r WHERE r.reverses_event_id = q.event_id))""",
    ),
    (
        "khoản đã chuẩn bị ghi là đã chi nhưng sự việc không phải là chi",
        """SELECT p.event_id FROM disbursement_payment AS p
           LEFT JOIN disbursement AS o ON o.id = p.disbursement_id
           LEFT JOIN transfer AS t ON t.event_id = p.event_id
             AND t.position = 1 AND t.sign = 1 AND t.kind = o.kind
           WHERE t.id IS NULL""",
    ),
    (
        "thiếu một lần in lại",
        """SELECT voucher_id FROM receipt_print
           GROUP BY voucher_id HAVING max(copy_no) <> count(*)""",
    ),
    (
        "dòng sao kê được dùng quá số tiền của nó",
        """SELECT 'dòng sao kê ' || l.id AS called FROM bank_line_use AS u
           JOIN bank_line AS l ON l.id = u.bank_line_id
           LEFT JOIN bank_line_release AS r ON r.use_id = u.id
           LEFT JOIN event AS m ON m.reverses_event_id = u.event_id
           WHERE r.use_id IS NULL AND m.id IS NULL
           GROUP BY l.id, l.amount_vnd HAVING sum(u.amount_vnd) > l.amount_vnd""",
    ),
    (
        "chứng từ được ghép với sao kê quá số tiền qua ngân hàng của nó",
        """SELECT w.event_id FROM (
             SELECT u.event_id, l.sign, a.party_unit_id, sum(u.amount_vnd) AS used_vnd
             FROM bank_line_use AS u JOIN bank_line AS l ON l.id = u.bank_line_id
               JOIN bank_account AS a ON a.id = l.bank_account_id
               LEFT JOIN bank_line_release AS r ON r.use_id = u.id
             WHERE u.event_id IS NOT NULL AND r.use_id IS NULL
             GROUP BY u.event_id, l.sign, a.party_unit_id) AS w
           LEFT JOIN transfer AS t ON t.event_id = w.event_id AND t.sign = 1
             AND CASE w.sign WHEN 1 THEN t.debit ELSE t.credit END = 'bank'
           LEFT JOIN book AS b ON b.id = t.book_id AND b.party_unit_id = w.party_unit_id
           GROUP BY w.event_id, w.sign, w.party_unit_id, w.used_vnd
           HAVING w.used_vnd > coalesce(sum(CASE WHEN b.id > 0 THEN t.amount_vnd END), 0)""",
    ),
    (
        "khoản ghi từ sao kê không phải khoản ủng hộ, lãi hay phí như đã ghi",
        """SELECT DISTINCT u.event_id FROM bank_line_use AS u
           JOIN transfer AS t ON t.event_id = u.event_id AND t.position = 1
           WHERE u.kind IN ('reference', 'chosen') AND t.kind <> 'contribution'
             OR u.kind = 'movement' AND t.kind NOT IN ('interest', 'fee')""",
    ),
    (
        "thiếu một trong các dòng sao kê giống nhau",
        """SELECT 'dòng sao kê ' || min(id) AS called FROM bank_line
           GROUP BY bank_account_id, on_date, sign, amount_vnd, fingerprint
           HAVING max(occurrence) <> count(*)""",
    ),
    (
        "bảng kê biên lai thiếu dòng hoặc không khớp tổng số tiền",
        """SELECT 'sổ ' || d.book_id || ', bảng kê ' || d.number || '/' || d.year AS called
           FROM daily_list AS d LEFT JOIN daily_list_line AS n ON n.daily_list_id = d.id
           GROUP BY d.id, d.book_id, d.number, d.year, d.on_date, d.last_position, d.counted_vnd
           HAVING count(n.position) <> d.last_position
             OR coalesce(max(n.position), 0) <> d.last_position
             OR coalesce(sum(n.counted_vnd), 0) <> d.counted_vnd
             OR substr(CAST(d.on_date AS TEXT), 1, 4) <> CAST(d.year AS TEXT)""",
    ),
    (
        "thiếu một số bảng kê biên lai",
        """SELECT 'sổ ' || book_id || ', bảng kê năm ' || year AS called FROM daily_list
           GROUP BY book_id, year HAVING max(number) <> count(*)""",
    ),
    (
        "phiếu thu trên bảng kê không phải tiền mặt của sổ, của ngày đó, hoặc khác số tiền",
        """SELECT n.voucher_id FROM daily_list_line AS n
           JOIN daily_list AS d ON d.id = n.daily_list_id
           JOIN voucher AS v ON v.id = n.voucher_id JOIN transfer AS t ON t.voucher_id = v.id
           JOIN event AS e ON e.id = t.event_id
           LEFT JOIN receipt_void AS x ON x.voucher_id = v.id
           GROUP BY n.voucher_id, n.counted_vnd, d.book_id, d.on_date, v.book_id, v.series,
             x.voucher_id
           HAVING v.book_id <> d.book_id OR v.series <> 'receipt'
             OR sum(CASE WHEN t.kind = 'contribution' AND t.debit = 'cash'
                           AND e.on_date = d.on_date THEN 0 ELSE 1 END) > 0
             OR n.counted_vnd <> sum(t.amount_vnd)
               AND (n.counted_vnd <> 0 OR x.voucher_id IS NULL)""",
    ),
)

_EMPTY_SUBMISSIONS = """
SELECT s.id FROM submission AS s LEFT JOIN event AS e ON e.submission_id = s.id
WHERE e.id IS NULL ORDER BY s.id
"""

_KEYS = """
SELECT k.conrelid::regclass::text AS child, k.confrelid::regclass::text AS parent,
  ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.conkey) WITH ORDINALITY AS c(number, place)
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = c.number
    ORDER BY c.place) AS columns,
  ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.confkey) WITH ORDINALITY AS c(number, place)
    JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = c.number
    ORDER BY c.place) AS targets
FROM pg_constraint AS k JOIN pg_namespace AS n ON n.oid = k.connamespace
WHERE n.nspname = 'public' AND k.contype = 'f' ORDER BY k.conname
"""


def sweep_storage(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Say where the file itself, a key, a type or a CHECK does not hold, and what is wrong."""
    for (submission_id,) in connection.exec_driver_sql(_EMPTY_SUBMISSIONS).all():
        yield f"lần gửi {submission_id}", "không còn sự việc nào"
    if connection.dialect.name == "postgresql":
        yield from _broken_keys(connection)
        return
    for (text,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
        if text != "ok":
            yield "tệp cơ sở dữ liệu", str(text)
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"bảng {row[0]}, dòng {row[1]}", f"trỏ tới dòng không có ở {row[2]}"


def _broken_keys(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Ask each foreign key anew: PostgreSQL never looks again at rows it once let in."""
    for key in connection.exec_driver_sql(_KEYS).all():
        filled = " AND ".join(f"c.{column} IS NOT NULL" for column in key.columns)
        pairs = zip(key.columns, key.targets, strict=True)
        matches = " AND ".join(f"p.{target} = c.{column}" for column, target in pairs)
        query = (  # the names are the catalogue's own, quoted by it
            f"SELECT count(*) FROM {key.child} AS c WHERE {filled} "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM {key.parent} AS p WHERE {matches})"
        )
        lost = connection.exec_driver_sql(query).scalar_one()
        if lost:
            yield f"bảng {key.child}", f"{lost} dòng trỏ tới dòng không có ở {key.parent}"
