-- Guards of decisions and payments on PostgreSQL (P16). One statement ends at a line that holds only
-- ";;". Whatever counts what a decision leaves takes the lock of its book first, as payments do.

--@each decision decision_confirmation disbursement disbursement_payment disbursement_return
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each decision decision_confirmation disbursement disbursement_payment disbursement_return
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each decision decision_confirmation disbursement disbursement_payment disbursement_return
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
-- A decision is about money that may be spent, in a book that can do what it says.
CREATE FUNCTION decision_money() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM book AS b WHERE b.id = NEW.book_id
      AND (b.rule = 'office' OR (b.rule = 'keep' AND NEW.kind <> 'grant')))
  THEN
    RAISE EXCEPTION 'decision: not on this money' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_decision_money BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_money()
;;
-- The same paper is entered once for a house and a book, unless the first entry was refused.
CREATE FUNCTION decision_once() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM decision AS d LEFT JOIN decision_confirmation AS c ON c.decision_id = d.id
    WHERE d.house_id = NEW.house_id AND d.book_id = NEW.book_id AND d.number = NEW.number
      AND d.issued_on = NEW.issued_on AND coalesce(c.outcome, '') <> 'refused')
  THEN
    RAISE EXCEPTION 'decision: entered before' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_decision_once BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_once()
;;
-- Only a first decision that is in force is changed, and by one change at a time.
CREATE FUNCTION decision_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM book WHERE id = NEW.book_id FOR NO KEY UPDATE;
  IF NEW.changes_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM decision AS d JOIN decision_confirmation AS c ON c.decision_id = d.id
    WHERE d.id = NEW.changes_id AND d.changes_id IS NULL AND c.outcome = 'confirmed'
      AND d.book_id = NEW.book_id AND d.house_id = NEW.house_id
      AND NOT EXISTS (
        SELECT 1 FROM decision AS x LEFT JOIN decision_confirmation AS y ON y.decision_id = x.id
        WHERE x.changes_id = d.id AND (y.decision_id IS NULL
          OR (y.outcome = 'confirmed' AND x.kind = 'withdrawal'))))
  THEN
    RAISE EXCEPTION 'decision: changes none in force' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_decision_change BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_change()
;;
CREATE FUNCTION decision_replaces() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM decision_confirmation WHERE decision_id = NEW.replaces_id AND outcome = 'refused')
  THEN
    RAISE EXCEPTION 'decision: replaces none that was refused' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_decision_replaces BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_replaces()
;;
-- Who entered a decision does not confirm it, and no change falls below what has been paid.
CREATE FUNCTION decision_confirmation_facts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM book AS b JOIN decision AS d ON d.book_id = b.id
  WHERE d.id = NEW.decision_id FOR NO KEY UPDATE OF b;
  IF NOT EXISTS (
    SELECT 1 FROM decision AS d WHERE d.id = NEW.decision_id AND d.entered_by_id <> NEW.by_id
      AND (d.changes_id IS NULL OR NEW.outcome = 'refused' OR d.amount_vnd >= (
        SELECT coalesce(sum(o.amount_vnd), 0) FROM disbursement AS o
          JOIN disbursement_payment AS p ON p.disbursement_id = o.id
        WHERE o.decision_id = d.changes_id AND o.book_id = d.book_id
          AND NOT EXISTS (SELECT 1 FROM event AS r WHERE r.reverses_event_id = p.event_id))))
  THEN
    RAISE EXCEPTION 'decision_confirmation: not a second person''s' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_decision_confirmation_facts BEFORE INSERT ON decision_confirmation
FOR EACH ROW EXECUTE FUNCTION decision_confirmation_facts()
;;
-- A payment comes with its event, before the money; what was returned is not paid, and who prepared
-- it does not pay it.
CREATE FUNCTION disbursement_payment_facts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM disbursement WHERE id = NEW.disbursement_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM transfer WHERE event_id = NEW.event_id)
    OR EXISTS (SELECT 1 FROM disbursement_return WHERE disbursement_id = NEW.disbursement_id)
    OR NOT EXISTS (
      SELECT 1 FROM disbursement AS o, event AS e
      WHERE o.id = NEW.disbursement_id AND e.id = NEW.event_id AND e.reverses_event_id IS NULL
        AND e.recorded_by_id <> o.prepared_by_id)
  THEN
    RAISE EXCEPTION 'disbursement_payment: not a new event of a second person'
      USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_disbursement_payment_facts BEFORE INSERT ON disbursement_payment
FOR EACH ROW EXECUTE FUNCTION disbursement_payment_facts()
;;
CREATE FUNCTION disbursement_return_facts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM disbursement WHERE id = NEW.disbursement_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM disbursement_payment WHERE disbursement_id = NEW.disbursement_id)
  THEN
    RAISE EXCEPTION 'disbursement_return: is paid' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_disbursement_return_facts BEFORE INSERT ON disbursement_return
FOR EACH ROW EXECUTE FUNCTION disbursement_return_facts()
;;
-- No money is spent or granted but by a prepared stage under a decision that is confirmed and in
-- force, on this book and house, and within what the decision leaves; and its event does nothing
-- else. The stage's own payment is already among those that are summed.
CREATE FUNCTION transfer_decided() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM book WHERE id IN (SELECT book_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM fresh AS t
    WHERE t.sign = 1 AND t.kind IN ('disbursement', 'grant_out') AND NOT EXISTS (
      SELECT 1 FROM disbursement_payment AS p
        JOIN disbursement AS o ON o.id = p.disbursement_id
        JOIN event AS e ON e.id = p.event_id
        JOIN decision AS d ON d.id = o.decision_id
        JOIN decision_confirmation AS c ON c.decision_id = d.id
        JOIN decision AS n ON n.id = (
          SELECT max(x.id) FROM decision AS x JOIN decision_confirmation AS y ON y.decision_id = x.id
          WHERE y.outcome = 'confirmed' AND (x.id = d.id OR x.changes_id = d.id))
        JOIN book AS b ON b.id = t.book_id
        LEFT JOIN book AS g ON g.id = t.other_book_id
      WHERE p.event_id = t.event_id AND o.kind = t.kind AND o.book_id = t.book_id
        AND o.amount_vnd = t.amount_vnd AND o.method = t.credit
        AND o.house_id = d.house_id AND e.house_id = d.house_id
        AND e.last_position = CASE t.kind WHEN 'grant_out' THEN 2 ELSE 1 END
        AND e.recorded_by_id <> o.prepared_by_id AND c.by_id <> d.entered_by_id
        AND d.changes_id IS NULL AND c.outcome = 'confirmed' AND n.kind <> 'withdrawal'
        AND e.on_date >= d.issued_on AND (n.expires_on IS NULL OR e.on_date <= n.expires_on)
        AND CASE
          WHEN d.kind = 'support' THEN t.kind = 'disbursement' AND d.book_id = t.book_id
          WHEN t.kind = 'grant_out' THEN d.book_id = t.book_id AND g.house_id = d.house_id
          ELSE b.rule = 'grant' AND b.house_id = d.house_id END
        AND n.amount_vnd >= (
          SELECT sum(s.amount_vnd) FROM disbursement AS s
            JOIN disbursement_payment AS q ON q.disbursement_id = s.id
          WHERE s.decision_id = d.id AND s.book_id = t.book_id
            AND NOT EXISTS (SELECT 1 FROM event AS r WHERE r.reverses_event_id = q.event_id))))
    OR EXISTS (
      SELECT 1 FROM fresh AS t JOIN disbursement_payment AS p ON p.event_id = t.event_id
      WHERE t.sign = 1 AND t.kind NOT IN ('disbursement', 'grant_out', 'grant_in'))
  THEN
    RAISE EXCEPTION 'transfer: no decision allows it' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_decided AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_decided()
;;
--@each decision decision_confirmation disbursement disbursement_payment disbursement_return
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
--@each house_paper house_source house_source_receipt
GRANT SELECT, INSERT, UPDATE ON {table} TO ledger_app
;;
