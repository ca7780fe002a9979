-- Guards of bank accounts, references and statement lines on PostgreSQL.

--@each bank_account bank_account_period bank_reference bank_statement bank_line bank_line_use bank_line_release
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each bank_account bank_account_period bank_reference bank_statement bank_line bank_line_use bank_line_release
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each bank_account bank_account_period bank_reference bank_statement bank_line bank_line_use bank_line_release
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
-- A line stands on its account's own statement, and the first of equal lines is the first.
CREATE FUNCTION bank_line_facts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN bank_statement AS s ON s.id = n.statement_id
    WHERE s.bank_account_id <> n.bank_account_id
      OR (n.occurrence > 1 AND NOT EXISTS (
        SELECT 1 FROM bank_line AS o WHERE o.bank_account_id = n.bank_account_id
          AND o.on_date = n.on_date AND o.sign = n.sign AND o.amount_vnd = n.amount_vnd
          AND o.fingerprint = n.fingerprint AND o.occurrence = n.occurrence - 1)))
  THEN
    RAISE EXCEPTION 'bank_line: not of this statement' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_bank_line_facts AFTER INSERT ON bank_line
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION bank_line_facts()
;;
-- What counts of a line never exceeds it: uses that were not released, whose event stands. Two
-- treasurers in one moment wait for each other at the line.
CREATE FUNCTION bank_line_use_within_line() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM bank_line WHERE id IN (SELECT bank_line_id FROM fresh) ORDER BY id FOR UPDATE;
  IF EXISTS (
    SELECT 1 FROM (
      SELECT u.bank_line_id, sum(u.amount_vnd) AS used FROM bank_line_use AS u
      WHERE u.bank_line_id IN (SELECT bank_line_id FROM fresh)
        AND NOT EXISTS (SELECT 1 FROM bank_line_release AS r WHERE r.use_id = u.id)
        AND NOT EXISTS (SELECT 1 FROM event AS e WHERE e.reverses_event_id = u.event_id)
      GROUP BY u.bank_line_id) AS w
    JOIN bank_line AS l ON l.id = w.bank_line_id WHERE w.used > l.amount_vnd)
  THEN
    RAISE EXCEPTION 'bank_line_use: more than the line' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_bank_line_use_within_line AFTER INSERT ON bank_line_use
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION bank_line_use_within_line()
;;
-- The event stands, moved money through the bank of the account's own unit in the line's
-- direction, and is not claimed for more than that by all its lines together.
CREATE FUNCTION bank_line_use_within_event() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM event WHERE id IN (SELECT event_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN event AS e ON e.reverses_event_id = n.event_id)
  OR EXISTS (
    SELECT 1 FROM fresh AS n JOIN bank_line AS l ON l.id = n.bank_line_id
    JOIN bank_account AS a ON a.id = l.bank_account_id
    WHERE n.event_id IS NOT NULL AND coalesce((
      SELECT sum(t.amount_vnd) FROM book AS b
      JOIN transfer AS t ON t.book_id = b.id AND t.event_id = n.event_id AND t.sign = 1
      WHERE b.party_unit_id = a.party_unit_id
        AND CASE l.sign WHEN 1 THEN t.debit ELSE t.credit END = 'bank'), 0) < (
      SELECT sum(u.amount_vnd) FROM bank_line_use AS u WHERE u.event_id = n.event_id
        AND NOT EXISTS (SELECT 1 FROM bank_line_release AS r WHERE r.use_id = u.id)))
  THEN
    RAISE EXCEPTION 'bank_line_use: more than the event' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_bank_line_use_within_event AFTER INSERT ON bank_line_use
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION bank_line_use_within_event()
;;
--@each bank_account bank_account_period bank_reference bank_statement bank_line bank_line_use bank_line_release
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
