"""Questions to the whole journal that one walk along a chain cannot answer.

Each is a sentence for the user and a query that returns nothing in a sound database; its rows name
the voucher (book, series, year, number) or, where there is none, the event.
"""

SWEEPS = (
    (
        "chứng từ không có bút toán nào, hoặc bút toán đầu của nó không phải của nó",
        """SELECT v.book_id, v.series, v.year, v.number FROM voucher AS v LEFT JOIN transfer AS t
            ON t.id = v.first_transfer_id AND t.voucher_id = v.id WHERE t.id IS NULL""",
    ),
    (
        "một chứng từ được ghi trong nhiều lần gửi",
        """SELECT v.book_id, v.series, v.year, v.number FROM voucher AS v JOIN transfer AS t ON t.voucher_id = v.id
            JOIN event AS e ON e.id = t.event_id
            GROUP BY v.id, v.book_id, v.series, v.year, v.number HAVING count(DISTINCT e.submission_id) > 1""",
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
        """SELECT v.book_id, v.series, v.year, v.number FROM transfer AS t JOIN voucher AS v ON v.id = t.voucher_id
            JOIN event AS e ON e.id = t.event_id LEFT JOIN transfer AS o ON o.id = t.reverses_id
            WHERE t.sign = -1 AND (o.id IS NULL OR o.sign <> 1 OR o.book_id <> t.book_id
              OR o.kind <> t.kind OR o.amount_vnd <> t.amount_vnd OR o.debit <> t.credit
              OR o.credit <> t.debit OR o.position <> t.position
              OR e.reverses_event_id IS NULL OR o.event_id <> e.reverses_event_id)""",
    ),
    (
        "một chứng từ bị điều chỉnh hai lần",
        """SELECT v.book_id, v.series, v.year, v.number FROM transfer AS o JOIN voucher AS v ON v.id = o.voucher_id
            WHERE o.id IN (SELECT reverses_id FROM transfer WHERE reverses_id IS NOT NULL
                           GROUP BY reverses_id HAVING count(*) > 1)""",
    ),
    (
        "một nửa của khoản tiền đi giữa hai sổ bị thiếu hoặc không khớp",
        """SELECT v.book_id, v.series, v.year, v.number FROM transfer AS t JOIN voucher AS v ON v.id = t.voucher_id
            LEFT JOIN transfer AS p ON p.id = t.paired_id
            WHERE t.paired_id IS NOT NULL AND (p.id IS NULL OR p.paired_id IS NULL
              OR p.paired_id <> t.id OR p.event_id <> t.event_id OR p.sign <> t.sign
              OR p.amount_vnd <> t.amount_vnd OR p.book_id <> t.other_book_id)""",
    ),
    (
        "tiền đi giữa hai sổ không có đường",
        """SELECT v.book_id, v.series, v.year, v.number FROM transfer AS t JOIN voucher AS v ON v.id = t.voucher_id
            LEFT JOIN route AS r ON r.book_id = t.book_id AND r.other_book_id = t.other_book_id
              AND r.kind = t.kind
            WHERE t.other_book_id IS NOT NULL AND r.book_id IS NULL""",
    ),
    (
        "số dư mở sổ được ghi sau khi sổ đã bắt đầu",
        """SELECT v.book_id, v.series, v.year, v.number FROM transfer AS t JOIN voucher AS v ON v.id = t.voucher_id
            WHERE t.kind = 'opening' AND EXISTS (SELECT 1 FROM transfer AS o
              WHERE o.book_id = t.book_id AND o.seq < t.seq AND o.kind <> 'opening')
              AND t.sign = 1""",
    ),
    (
        "phiếu hủy không khớp chứng từ điều chỉnh của nó",
        """SELECT v.book_id, v.series, v.year, v.number FROM receipt_void AS x JOIN voucher AS v ON v.id = x.voucher_id
            WHERE EXISTS (SELECT 1 FROM transfer AS t LEFT JOIN transfer AS r
                ON r.reverses_id = t.id AND r.voucher_id = x.adjustment_id
              WHERE t.voucher_id = x.voucher_id AND r.id IS NULL)""",
    ),
    (
        "khoản ủng hộ trỏ tới bút toán không có",
        """SELECT c.transfer_id AS event_id FROM contribution AS c
           LEFT JOIN transfer AS t ON t.id = c.transfer_id WHERE t.id IS NULL""",
    ),
)
