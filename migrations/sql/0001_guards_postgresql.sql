-- Guards of the book on PostgreSQL. One statement ends at a line that holds only ";;".
-- Statement triggers over the inserted rows keep the cost of a bulk COPY linear; the functions
-- belong to the owner of the tables, because the application may not write totals itself. Each looks
-- for tables in the schema first: a temporary table of the same name must not be taken for one.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%: rows are never changed or removed', TG_TABLE_NAME USING ERRCODE = '23514';
END $$
;;
--@each submission event voucher transfer contribution receipt_void receipt_print audit_event campaign_extension base_pay route installation remittance remittance_arrival cash_count inspection
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each submission event event_party voucher transfer contribution receipt_void receipt_print audit_event campaign_extension base_pay route book account list_entry installation remittance remittance_arrival cash_count inspection delegation delegated_submission
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each submission event event_party voucher transfer contribution receipt_void receipt_print audit_event campaign_extension base_pay route book account list_entry installation remittance remittance_arrival cash_count inspection delegation delegated_submission
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;

-- A name comes with its event, before the money; an older voucher cannot be given another person.
CREATE FUNCTION event_party_new_event() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh AS n JOIN transfer AS t ON t.event_id = n.event_id) THEN
    RAISE EXCEPTION 'event_party: belongs to a new event' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_event_party_new_event AFTER INSERT ON event_party
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION event_party_new_event()
;;
-- A person's name may be erased from a voucher; it cannot become another name.
CREATE TRIGGER guard_event_party_only_erase BEFORE UPDATE ON event_party FOR EACH ROW
WHEN (NEW.event_id <> OLD.event_id OR NEW.name <> '' OR NEW.place <> '' OR NEW.salt <> '')
EXECUTE FUNCTION refuse_change()
;;
CREATE TRIGGER guard_list_entry_frozen
BEFORE UPDATE OF id, campaign_id, campaign_unit_id, cell_id, member_id, position, added_reason
ON list_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;

-- Books open empty and stay; their totals follow the journal and nothing else.
CREATE FUNCTION book_opens_empty() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.last_seq <> 0 OR NEW.head <> repeat('0', 64) THEN
    RAISE EXCEPTION 'book: opens empty' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_book_opens_empty BEFORE INSERT ON book
FOR EACH ROW EXECUTE FUNCTION book_opens_empty()
;;
CREATE TRIGGER guard_book_fixed BEFORE UPDATE OF id, party_unit_id, rule, house_id, opened_on ON book
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
CREATE FUNCTION book_follows_journal() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.last_seq < OLD.last_seq OR NOT EXISTS (
    SELECT 1 FROM transfer WHERE book_id = OLD.id AND seq = NEW.last_seq AND hash = NEW.head)
  THEN
    RAISE EXCEPTION 'book: its head follows the journal' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_book_follows_journal BEFORE UPDATE OF last_seq, head ON book
FOR EACH ROW EXECUTE FUNCTION book_follows_journal()
;;
CREATE FUNCTION book_close_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.closed_on IS NOT NULL OR EXISTS (
    SELECT 1 FROM account WHERE book_id = OLD.id AND debits_vnd <> credits_vnd)
  THEN
    RAISE EXCEPTION 'book: closes once, spent down' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_book_close_final BEFORE UPDATE OF closed_on ON book
FOR EACH ROW EXECUTE FUNCTION book_close_final()
;;
CREATE FUNCTION account_opens_empty() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.debits_vnd <> 0 OR NEW.credits_vnd <> 0 THEN
    RAISE EXCEPTION 'account: opens at zero' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_account_opens_empty BEFORE INSERT ON account
FOR EACH ROW EXECUTE FUNCTION account_opens_empty()
;;
CREATE TRIGGER guard_account_fixed BEFORE UPDATE OF book_id, kind, rule ON account
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
-- Totals move only inside the journal's own trigger: a direct UPDATE is at depth 1.
CREATE TRIGGER guard_account_follows_journal BEFORE UPDATE OF debits_vnd, credits_vnd ON account
FOR EACH ROW WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION refuse_change()
;;

-- Vouchers are numbered 1, 2, 3 … per book, series and year.
CREATE FUNCTION voucher_next_number() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM book WHERE id IN (SELECT book_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM (
      SELECT book_id, series, year, min(number) AS low, max(number) AS high, count(*) AS n
      FROM fresh GROUP BY book_id, series, year) AS f
    WHERE f.high - f.low + 1 <> f.n OR NOT (f.low = 1 OR EXISTS (
      SELECT 1 FROM voucher AS v WHERE v.book_id = f.book_id AND v.series = f.series
        AND v.year = f.year AND v.number = f.low - 1)))
  THEN
    RAISE EXCEPTION 'voucher: not the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_voucher_next_number AFTER INSERT ON voucher
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION voucher_next_number()
;;

-- A reversal mirrors one original, wholly, once; a reversal is never reversed.
CREATE FUNCTION event_mirror() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n LEFT JOIN event AS o ON o.id = n.reverses_event_id
    WHERE n.reverses_event_id IS NOT NULL AND (
      o.id IS NULL OR o.reverses_event_id IS NOT NULL OR o.last_position <> n.last_position
      OR o.campaign_id IS DISTINCT FROM n.campaign_id OR o.house_id IS DISTINCT FROM n.house_id))
  THEN
    RAISE EXCEPTION 'event: not a mirror of its original' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_event_mirror AFTER INSERT ON event
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION event_mirror()
;;
CREATE FUNCTION transfer_mirror() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN event AS e ON e.id = n.event_id
    LEFT JOIN transfer AS o ON o.id = n.reverses_id
    WHERE n.reverses_id IS NOT NULL AND (
      o.id IS NULL OR o.sign <> 1 OR o.event_id IS DISTINCT FROM e.reverses_event_id
      OR o.position <> n.position OR o.book_id <> n.book_id OR o.kind <> n.kind
      OR o.amount_vnd <> n.amount_vnd OR o.debit <> n.credit OR o.credit <> n.debit
      OR o.other_book_id IS DISTINCT FROM n.other_book_id))
  THEN
    RAISE EXCEPTION 'transfer: not a mirror of its original' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_mirror AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_mirror()
;;
-- An event comes whole, in one statement: the transfers 1 … last_position and no others.
CREATE FUNCTION transfer_in_event() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (
      SELECT event_id, min(position) AS low, max(position) AS high, count(*) AS n,
        bool_or(reverses_id IS NULL) AS plain, bool_or(reverses_id IS NOT NULL) AS mirror
      FROM fresh GROUP BY event_id) AS f
    JOIN event AS e ON e.id = f.event_id
    WHERE f.low <> 1 OR f.high <> e.last_position OR f.n <> e.last_position
      OR f.plain <> (e.reverses_event_id IS NULL) OR f.mirror <> (e.reverses_event_id IS NOT NULL))
  THEN
    RAISE EXCEPTION 'transfer: does not belong to its event' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_in_event AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_in_event()
;;
-- What a voucher covers is settled when it is written: its own book and one submission.
CREATE FUNCTION transfer_voucher() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN event AS e ON e.id = n.event_id
    JOIN voucher AS v ON v.id = n.voucher_id
    LEFT JOIN transfer AS f ON f.id = v.first_transfer_id LEFT JOIN event AS a ON a.id = f.event_id
    WHERE v.book_id <> n.book_id OR a.submission_id IS DISTINCT FROM e.submission_id)
  THEN
    RAISE EXCEPTION 'transfer: voucher of another book or submission' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_voucher AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_voucher()
;;
-- Both halves of a passage come together, name each other and agree.
CREATE FUNCTION transfer_pair() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n LEFT JOIN transfer AS p ON p.id = n.paired_id
    WHERE n.paired_id IS NOT NULL AND (
      p.id IS NULL OR p.paired_id IS DISTINCT FROM n.id OR p.event_id <> n.event_id
      OR p.amount_vnd <> n.amount_vnd OR p.sign <> n.sign
      OR p.book_id <> n.other_book_id OR p.other_book_id IS DISTINCT FROM n.book_id
      OR p.kind || ':' || n.kind NOT IN (
        'remittance_settled:remittance_received', 'remittance_received:remittance_settled',
        'refund_out:refund_in', 'refund_in:refund_out',
        'grant_out:grant_in', 'grant_in:grant_out',
        'grant_return_out:grant_return_in', 'grant_return_in:grant_return_out',
        'hand_over_out:hand_over_in', 'hand_over_in:hand_over_out')))
  THEN
    RAISE EXCEPTION 'transfer: half of a passage' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_pair AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_pair()
;;
-- A book begins once with an opening balance, before anything else.
CREATE FUNCTION transfer_opening() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN transfer AS t ON t.book_id = n.book_id
    WHERE n.kind = 'opening' AND n.sign = 1 AND t.seq < n.seq AND (
      t.kind <> 'opening'
      OR (t.sign = 1 AND t.event_id <> n.event_id AND NOT EXISTS (
            SELECT 1 FROM transfer AS r WHERE r.reverses_id = t.id AND r.seq < n.seq))))
  THEN
    RAISE EXCEPTION 'transfer: the book has begun' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_opening AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_opening()
;;
CREATE FUNCTION transfer_book_open() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- The first of the guards takes the lock, so that a book cannot close between two of them.
  PERFORM 1 FROM book WHERE id IN (SELECT book_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM book WHERE id IN (SELECT book_id FROM fresh) AND closed_on IS NOT NULL)
  THEN
    RAISE EXCEPTION 'transfer: the book is closed' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_book_open AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_book_open()
;;
-- Each new link takes its book's head for its own past; then heads and totals move on. Checking and
-- keeping stand in one function because the head that is checked is the head that is moved.
CREATE FUNCTION transfer_next_link() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM book WHERE id IN (SELECT book_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM (
      SELECT f.seq, f.prev_hash, b.last_seq, b.head,
        row_number() OVER links AS n, lag(f.hash) OVER links AS before
      FROM fresh AS f JOIN book AS b ON b.id = f.book_id
      WINDOW links AS (PARTITION BY f.book_id ORDER BY f.seq)) AS l
    WHERE l.seq <> l.last_seq + l.n OR l.prev_hash <> coalesce(l.before, l.head))
  THEN
    RAISE EXCEPTION 'transfer: not the next link' USING ERRCODE = '23514';
  END IF;
  UPDATE account AS a SET debits_vnd = a.debits_vnd + s.debits, credits_vnd = a.credits_vnd + s.credits
  FROM (
    SELECT book_id, kind, sum(debits) AS debits, sum(credits) AS credits FROM (
      SELECT book_id, debit AS kind, amount_vnd AS debits, 0 AS credits FROM fresh
      UNION ALL SELECT book_id, credit, 0, amount_vnd FROM fresh) AS legs
    GROUP BY book_id, kind) AS s
  WHERE a.book_id = s.book_id AND a.kind = s.kind;
  UPDATE book AS b SET last_seq = l.seq, head = l.hash
  FROM (SELECT DISTINCT ON (book_id) book_id, seq, hash FROM fresh ORDER BY book_id, seq DESC) AS l
  WHERE b.id = l.book_id;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_transfer_next_link AFTER INSERT ON transfer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION transfer_next_link()
;;
-- The facts of a contribution agree with its transfer, its campaign and the unit's book; taken back,
-- it is taken back from the same giver.
CREATE FUNCTION contribution_facts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh AS n JOIN transfer AS t ON t.id = n.transfer_id
    JOIN event AS e ON e.id = t.event_id JOIN campaign_unit AS u ON u.id = n.campaign_unit_id
    LEFT JOIN list_entry AS l ON l.id = n.list_entry_id
    LEFT JOIN contribution AS o ON o.transfer_id = t.reverses_id
    WHERE t.kind <> 'contribution' OR t.sign <> n.sign OR t.amount_vnd <> n.amount_vnd
      OR e.campaign_id IS DISTINCT FROM n.campaign_id OR u.campaign_id <> n.campaign_id
      OR u.book_id <> t.book_id OR l.campaign_id <> n.campaign_id
      OR (t.reverses_id IS NOT NULL AND (
        o.campaign_unit_id IS DISTINCT FROM n.campaign_unit_id
        OR o.list_entry_id IS DISTINCT FROM n.list_entry_id
        OR o.contributor_id IS DISTINCT FROM n.contributor_id)))
  THEN
    RAISE EXCEPTION 'contribution: not the facts of its transfer' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
;;
CREATE TRIGGER guard_contribution_facts AFTER INSERT ON contribution
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION contribution_facts()
;;

-- A unit's word on what was recorded for it is given once.
CREATE TRIGGER guard_delegated_submission_confirmed_once BEFORE UPDATE ON delegated_submission
FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL OR NEW.submission_id <> OLD.submission_id
  OR NEW.delegation_id <> OLD.delegation_id OR NEW.signed_list <> OLD.signed_list)
EXECUTE FUNCTION refuse_change()
;;
-- What was sent is what the transfers of its event put into transit.
CREATE FUNCTION remittance_facts() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.amount_vnd <> coalesce((
    SELECT sum(t.amount_vnd) FROM transfer AS t JOIN campaign_unit AS u ON u.book_id = t.book_id
    WHERE t.event_id = NEW.sent_event_id AND u.id = NEW.campaign_unit_id
      AND t.debit = 'transit' AND t.sign = 1), 0)
  THEN
    RAISE EXCEPTION 'remittance: not what was sent' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_remittance_facts BEFORE INSERT ON remittance
FOR EACH ROW EXECUTE FUNCTION remittance_facts()
;;
-- What arrived and what went back are all that this unit sent, once.
CREATE FUNCTION remittance_arrival_facts() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM remittance AS m WHERE m.id = NEW.remittance_id
      AND m.amount_vnd = NEW.received_vnd + NEW.returned_vnd)
    OR (NEW.received_vnd, NEW.returned_vnd) <> (
      SELECT coalesce(sum(CASE t.kind WHEN 'remittance_settled' THEN t.amount_vnd ELSE 0 END), 0),
        coalesce(sum(CASE t.kind WHEN 'remittance_returned' THEN t.amount_vnd ELSE 0 END), 0)
      FROM remittance AS m JOIN campaign_unit AS u ON u.id = m.campaign_unit_id
        JOIN transfer AS t ON t.book_id = u.book_id AND t.event_id = NEW.event_id AND t.sign = 1
      WHERE m.id = NEW.remittance_id)
  THEN
    RAISE EXCEPTION 'remittance_arrival: not what was sent' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_remittance_arrival_facts BEFORE INSERT ON remittance_arrival
FOR EACH ROW EXECUTE FUNCTION remittance_arrival_facts()
;;

-- What a campaign asked for stays as it was when it opened; its state only goes on.
CREATE TRIGGER guard_campaign_frozen BEFORE UPDATE ON campaign FOR EACH ROW
WHEN (OLD.state <> 'draft' AND (
  NEW.committee_id <> OLD.committee_id OR NEW.year <> OLD.year OR NEW.starts_on <> OLD.starts_on
  OR NEW.ends_before <> OLD.ends_before OR NEW.pay_month <> OLD.pay_month
  OR NEW.divisor <> OLD.divisor OR NEW.rounding <> OLD.rounding OR NEW.floor_vnd <> OLD.floor_vnd
  OR NEW.opened_at <> OLD.opened_at OR NEW.state = 'draft'
  OR (OLD.state = 'closed' AND NEW.state <> 'closed')))
EXECUTE FUNCTION refuse_change()
;;
CREATE TRIGGER guard_campaign_no_delete BEFORE DELETE ON campaign FOR EACH ROW
WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_change()
;;
CREATE TRIGGER guard_campaign_unit_fixed
BEFORE UPDATE OF id, campaign_id, party_unit_id, book_id ON campaign_unit
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;

-- What the application and the inspectors may do; the tables belong to ledger_owner.
--@each submission event voucher transfer contribution receipt_void receipt_print audit_event campaign_extension base_pay route account installation remittance remittance_arrival cash_count inspection
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
--@each event_party programme campaign campaign_unit party_unit dated_name party_member contributor house user_account delegation delegated_submission
GRANT SELECT, INSERT, UPDATE ON {table} TO ledger_app
;;
--@each login_session login_attempt import_file
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO ledger_app
;;
-- Locking a book's row needs the right to change one of its columns.
GRANT SELECT, INSERT, UPDATE (closed_on) ON book TO ledger_app
;;
GRANT SELECT, INSERT, UPDATE (standing, not_asked_reason, asked_vnd, wage_sealed) ON list_entry TO ledger_app
;;
GRANT SELECT ON alembic_version TO ledger_app
;;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ledger_app
;;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ledger_reader
;;
-- Nobody else may hang the owner's functions on a table of their own.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC
;;
-- The guards hold even while a session pretends to replay a replica's log.
DO $$
DECLARE guard record;
BEGIN
  FOR guard IN SELECT tgname, tgrelid::regclass AS place FROM pg_trigger
    WHERE NOT tgisinternal AND tgname LIKE 'guard\_%'
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guard.place, guard.tgname);
  END LOOP;
END $$
;;
