-- Guards of the daily lists on SQLite.

--@each daily_list daily_list_line
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each daily_list daily_list_line
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
CREATE TRIGGER guard_daily_list_no_replace BEFORE INSERT ON daily_list
WHEN EXISTS (SELECT 1 FROM daily_list WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'daily_list: exists already'); END
;;
CREATE TRIGGER guard_daily_list_next_number BEFORE INSERT ON daily_list
WHEN NEW.number <> coalesce((
  SELECT max(number) FROM daily_list WHERE book_id = NEW.book_id AND year = NEW.year), 0) + 1
BEGIN SELECT RAISE(ABORT, 'daily_list: not the next number'); END
;;
CREATE TRIGGER guard_daily_list_line_no_replace BEFORE INSERT ON daily_list_line
WHEN EXISTS (SELECT 1 FROM daily_list_line WHERE voucher_id = NEW.voucher_id)
BEGIN SELECT RAISE(ABORT, 'daily_list_line: exists already'); END
;;
-- A line is the next of its list: a receipt for cash of that book and day, counted for its amount,
-- or for nothing if it was cancelled. The last one makes the list's sum.
CREATE TRIGGER guard_daily_list_line_facts BEFORE INSERT ON daily_list_line
WHEN NOT EXISTS (
  SELECT 1 FROM daily_list AS l
  JOIN voucher AS v ON v.id = NEW.voucher_id AND v.book_id = l.book_id AND v.series = 'receipt'
  JOIN transfer AS t ON t.voucher_id = v.id
  JOIN event AS e ON e.id = t.event_id
  WHERE l.id = NEW.daily_list_id AND NEW.position <= l.last_position
    AND t.kind = 'contribution' AND t.debit = 'cash' AND e.on_date = l.on_date)
  OR NEW.position <> 1 + (
    SELECT count(*) FROM daily_list_line WHERE daily_list_id = NEW.daily_list_id)
  OR NEW.counted_vnd <> CASE
    WHEN EXISTS (SELECT 1 FROM receipt_void WHERE voucher_id = NEW.voucher_id) THEN 0
    ELSE (SELECT sum(amount_vnd) FROM transfer WHERE voucher_id = NEW.voucher_id) END
  OR EXISTS (
    SELECT 1 FROM daily_list AS l WHERE l.id = NEW.daily_list_id AND l.last_position = NEW.position
      AND l.counted_vnd <> NEW.counted_vnd + coalesce((
        SELECT sum(counted_vnd) FROM daily_list_line WHERE daily_list_id = l.id), 0))
BEGIN SELECT RAISE(ABORT, 'daily_list_line: not what the receipt says'); END
;;
