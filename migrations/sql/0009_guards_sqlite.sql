-- Guards of decisions and payments on SQLite (P16). One statement ends at a line that holds only ";;".

-- The column is there only since the changes.
CREATE UNIQUE INDEX uq_house_need ON house (need_id)
;;
--@each decision decision_confirmation disbursement disbursement_payment disbursement_return
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each decision decision_confirmation disbursement disbursement_payment disbursement_return
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
CREATE TRIGGER guard_decision_no_replace BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id
             OR (NEW.replaces_id IS NOT NULL AND replaces_id = NEW.replaces_id))
BEGIN SELECT RAISE(ABORT, 'decision: exists already'); END
;;
CREATE TRIGGER guard_decision_confirmation_no_replace BEFORE INSERT ON decision_confirmation
WHEN EXISTS (SELECT 1 FROM decision_confirmation WHERE decision_id = NEW.decision_id)
BEGIN SELECT RAISE(ABORT, 'decision_confirmation: exists already'); END
;;
CREATE TRIGGER guard_disbursement_no_replace BEFORE INSERT ON disbursement
WHEN EXISTS (SELECT 1 FROM disbursement WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'disbursement: exists already'); END
;;
CREATE TRIGGER guard_disbursement_payment_no_replace BEFORE INSERT ON disbursement_payment
WHEN EXISTS (SELECT 1 FROM disbursement_payment
             WHERE disbursement_id = NEW.disbursement_id OR event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'disbursement_payment: exists already'); END
;;
CREATE TRIGGER guard_disbursement_return_no_replace BEFORE INSERT ON disbursement_return
WHEN EXISTS (SELECT 1 FROM disbursement_return WHERE disbursement_id = NEW.disbursement_id)
BEGIN SELECT RAISE(ABORT, 'disbursement_return: exists already'); END
;;
-- A decision is about money that may be spent, in a book that can do what it says.
CREATE TRIGGER guard_decision_money BEFORE INSERT ON decision
WHEN NOT EXISTS (
  SELECT 1 FROM book AS b WHERE b.id = NEW.book_id
    AND (b.rule = 'office' OR (b.rule = 'keep' AND NEW.kind <> 'grant')))
BEGIN SELECT RAISE(ABORT, 'decision: not on this money'); END
;;
-- The same paper is entered once for a house and a book, unless the first entry was refused.
CREATE TRIGGER guard_decision_once BEFORE INSERT ON decision
WHEN EXISTS (
  SELECT 1 FROM decision AS d LEFT JOIN decision_confirmation AS c ON c.decision_id = d.id
  WHERE d.house_id = NEW.house_id AND d.book_id = NEW.book_id AND d.number = NEW.number
    AND d.issued_on = NEW.issued_on AND coalesce(c.outcome, '') <> 'refused')
BEGIN SELECT RAISE(ABORT, 'decision: entered before'); END
;;
-- Only a first decision that is in force is changed, and by one change at a time.
CREATE TRIGGER guard_decision_change BEFORE INSERT ON decision
WHEN NEW.changes_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM decision AS d JOIN decision_confirmation AS c ON c.decision_id = d.id
  WHERE d.id = NEW.changes_id AND d.changes_id IS NULL AND c.outcome = 'confirmed'
    AND d.book_id = NEW.book_id AND d.house_id = NEW.house_id
    AND NOT EXISTS (
      SELECT 1 FROM decision AS x LEFT JOIN decision_confirmation AS y ON y.decision_id = x.id
      WHERE x.changes_id = d.id AND (y.decision_id IS NULL
        OR (y.outcome = 'confirmed' AND x.kind = 'withdrawal'))))
BEGIN SELECT RAISE(ABORT, 'decision: changes none in force'); END
;;
CREATE TRIGGER guard_decision_replaces BEFORE INSERT ON decision
WHEN NEW.replaces_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM decision_confirmation WHERE decision_id = NEW.replaces_id AND outcome = 'refused')
BEGIN SELECT RAISE(ABORT, 'decision: replaces none that was refused'); END
;;
-- Who entered a decision does not confirm it, and no change falls below what has been paid.
CREATE TRIGGER guard_decision_confirmation_facts BEFORE INSERT ON decision_confirmation
WHEN NOT EXISTS (
  SELECT 1 FROM decision AS d WHERE d.id = NEW.decision_id AND d.entered_by_id <> NEW.by_id
    AND (d.changes_id IS NULL OR NEW.outcome = 'refused' OR d.amount_vnd >= (
      SELECT coalesce(sum(o.amount_vnd), 0) FROM disbursement AS o
        JOIN disbursement_payment AS p ON p.disbursement_id = o.id
      WHERE o.decision_id = d.changes_id AND o.book_id = d.book_id
        AND NOT EXISTS (SELECT 1 FROM event AS r WHERE r.reverses_event_id = p.event_id))))
BEGIN SELECT RAISE(ABORT, 'decision_confirmation: not a second person''s'); END
;;
-- A payment comes with its event, before the money; what was returned is not paid, and who prepared
-- it does not pay it.
CREATE TRIGGER guard_disbursement_payment_facts BEFORE INSERT ON disbursement_payment
WHEN EXISTS (SELECT 1 FROM transfer WHERE event_id = NEW.event_id)
  OR EXISTS (SELECT 1 FROM disbursement_return WHERE disbursement_id = NEW.disbursement_id)
  OR NOT EXISTS (
    SELECT 1 FROM disbursement AS o, event AS e
    WHERE o.id = NEW.disbursement_id AND e.id = NEW.event_id AND e.reverses_event_id IS NULL
      AND e.recorded_by_id <> o.prepared_by_id)
BEGIN SELECT RAISE(ABORT, 'disbursement_payment: not a new event of a second person'); END
;;
CREATE TRIGGER guard_disbursement_return_facts BEFORE INSERT ON disbursement_return
WHEN EXISTS (SELECT 1 FROM disbursement_payment WHERE disbursement_id = NEW.disbursement_id)
BEGIN SELECT RAISE(ABORT, 'disbursement_return: is paid'); END
;;
-- No money is spent or granted but by a prepared stage under a decision that is confirmed and in
-- force, on this book and house, and within what the decision leaves; and its event does nothing
-- else. The stage's own payment is already among those that are summed.
CREATE TRIGGER guard_transfer_decided BEFORE INSERT ON transfer
WHEN NEW.sign = 1 AND CASE WHEN NEW.kind IN ('disbursement', 'grant_out') THEN NOT EXISTS (
  SELECT 1 FROM disbursement_payment AS p
    JOIN disbursement AS o ON o.id = p.disbursement_id
    JOIN event AS e ON e.id = p.event_id
    JOIN decision AS d ON d.id = o.decision_id
    JOIN decision_confirmation AS c ON c.decision_id = d.id
    JOIN decision AS n ON n.id = (
      SELECT max(x.id) FROM decision AS x JOIN decision_confirmation AS y ON y.decision_id = x.id
      WHERE y.outcome = 'confirmed' AND (x.id = d.id OR x.changes_id = d.id))
    JOIN book AS b ON b.id = NEW.book_id
    LEFT JOIN book AS g ON g.id = NEW.other_book_id
  WHERE p.event_id = NEW.event_id AND o.kind = NEW.kind AND o.book_id = NEW.book_id
    AND o.amount_vnd = NEW.amount_vnd AND o.method = NEW.credit
    AND o.house_id = d.house_id AND e.house_id = d.house_id
    AND e.last_position = CASE NEW.kind WHEN 'grant_out' THEN 2 ELSE 1 END
    AND e.recorded_by_id <> o.prepared_by_id AND c.by_id <> d.entered_by_id
    AND d.changes_id IS NULL AND c.outcome = 'confirmed' AND n.kind <> 'withdrawal'
    AND e.on_date >= d.issued_on AND (n.expires_on IS NULL OR e.on_date <= n.expires_on)
    AND CASE
      WHEN d.kind = 'support' THEN NEW.kind = 'disbursement' AND d.book_id = NEW.book_id
      WHEN NEW.kind = 'grant_out' THEN d.book_id = NEW.book_id AND g.house_id = d.house_id
      ELSE b.rule = 'grant' AND b.house_id = d.house_id END
    AND n.amount_vnd >= (
      SELECT sum(s.amount_vnd) FROM disbursement AS s
        JOIN disbursement_payment AS q ON q.disbursement_id = s.id
      WHERE s.decision_id = d.id AND s.book_id = NEW.book_id
        AND NOT EXISTS (SELECT 1 FROM event AS r WHERE r.reverses_event_id = q.event_id)))
  ELSE NEW.kind <> 'grant_in'
    AND EXISTS (SELECT 1 FROM disbursement_payment WHERE event_id = NEW.event_id) END
BEGIN SELECT RAISE(ABORT, 'transfer: no decision allows it'); END
;;
