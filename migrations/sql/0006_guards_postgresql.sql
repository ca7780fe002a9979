-- Guards of the daily lists on PostgreSQL.

--@each daily_list daily_list_line
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each daily_list daily_list_line
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each daily_list daily_list_line
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
CREATE FUNCTION daily_list_next_number() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.number <> coalesce((
    SELECT max(number) FROM daily_list WHERE book_id = NEW.book_id AND year = NEW.year), 0) + 1
  THEN
    RAISE EXCEPTION 'daily_list: not the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_daily_list_next_number BEFORE INSERT ON daily_list
FOR EACH ROW EXECUTE FUNCTION daily_list_next_number()
;;
-- A line is the next of its list: a receipt for cash of that book and day, counted for its amount,
-- or for nothing if it was cancelled. The last one makes the list's sum.
CREATE FUNCTION daily_list_line_facts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN daily_list AS l ON l.id = n.daily_list_id
    WHERE n.position > l.last_position
      OR n.position <> (
        SELECT count(*) FROM daily_list_line AS o
        WHERE o.daily_list_id = l.id AND o.position <= n.position)
      OR NOT EXISTS (
        SELECT 1 FROM voucher AS v JOIN transfer AS t ON t.voucher_id = v.id
        JOIN event AS e ON e.id = t.event_id
        WHERE v.id = n.voucher_id AND v.book_id = l.book_id AND v.series = 'receipt'
          AND t.kind = 'contribution' AND t.debit = 'cash' AND e.on_date = l.on_date)
      OR n.counted_vnd <> CASE
        WHEN EXISTS (SELECT 1 FROM receipt_void AS r WHERE r.voucher_id = n.voucher_id) THEN 0
        ELSE (SELECT sum(t.amount_vnd) FROM transfer AS t WHERE t.voucher_id = n.voucher_id) END
      OR (n.position = l.last_position AND l.counted_vnd <> (
        SELECT sum(o.counted_vnd) FROM daily_list_line AS o WHERE o.daily_list_id = l.id)))
  THEN
    RAISE EXCEPTION 'daily_list_line: not what the receipt says' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_daily_list_line_facts AFTER INSERT ON daily_list_line
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION daily_list_line_facts()
;;
--@each daily_list daily_list_line
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
GRANT SELECT, INSERT, DELETE ON check_attempt TO ledger_app
;;
GRANT SELECT, INSERT, UPDATE ON amount_wording TO ledger_app
;;
