-- Guards of bank accounts, references and statement lines on SQLite.

--@each bank_account bank_account_period bank_reference bank_statement bank_line bank_line_use bank_line_release
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each bank_account bank_account_period bank_reference bank_statement bank_line bank_line_use bank_line_release
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
CREATE TRIGGER guard_bank_account_no_replace BEFORE INSERT ON bank_account
WHEN EXISTS (SELECT 1 FROM bank_account WHERE id = NEW.id
             OR (party_unit_id = NEW.party_unit_id AND bin = NEW.bin AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'bank_account: exists already'); END
;;
CREATE TRIGGER guard_bank_account_period_no_replace BEFORE INSERT ON bank_account_period
WHEN EXISTS (SELECT 1 FROM bank_account_period WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_account_period: exists already'); END
;;
CREATE TRIGGER guard_bank_reference_no_replace BEFORE INSERT ON bank_reference
WHEN EXISTS (SELECT 1 FROM bank_reference WHERE id = NEW.id OR code = NEW.code
             OR list_entry_id = NEW.list_entry_id
             OR (campaign_unit_id = NEW.campaign_unit_id AND cell_id = NEW.cell_id))
BEGIN SELECT RAISE(ABORT, 'bank_reference: exists already'); END
;;
CREATE TRIGGER guard_bank_statement_no_replace BEFORE INSERT ON bank_statement
WHEN EXISTS (SELECT 1 FROM bank_statement WHERE id = NEW.id
             OR (bank_account_id = NEW.bank_account_id AND sha256 = NEW.sha256))
BEGIN SELECT RAISE(ABORT, 'bank_statement: exists already'); END
;;
CREATE TRIGGER guard_bank_line_no_replace BEFORE INSERT ON bank_line
WHEN EXISTS (SELECT 1 FROM bank_line WHERE id = NEW.id
             OR (bank_account_id = NEW.bank_account_id AND on_date = NEW.on_date
                 AND sign = NEW.sign AND amount_vnd = NEW.amount_vnd
                 AND fingerprint = NEW.fingerprint AND occurrence = NEW.occurrence))
BEGIN SELECT RAISE(ABORT, 'bank_line: exists already'); END
;;
-- A line stands on its account's own statement, and the first of equal lines is the first.
CREATE TRIGGER guard_bank_line_facts BEFORE INSERT ON bank_line
WHEN NOT EXISTS (SELECT 1 FROM bank_statement WHERE id = NEW.statement_id
                 AND bank_account_id = NEW.bank_account_id)
  OR (NEW.occurrence > 1 AND NOT EXISTS (
    SELECT 1 FROM bank_line WHERE bank_account_id = NEW.bank_account_id
      AND on_date = NEW.on_date AND sign = NEW.sign AND amount_vnd = NEW.amount_vnd
      AND fingerprint = NEW.fingerprint AND occurrence = NEW.occurrence - 1))
BEGIN SELECT RAISE(ABORT, 'bank_line: not of this statement'); END
;;
CREATE TRIGGER guard_bank_line_use_no_replace BEFORE INSERT ON bank_line_use
WHEN EXISTS (SELECT 1 FROM bank_line_use WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'bank_line_use: exists already'); END
;;
-- What counts of a line never exceeds it: uses that were not released, whose event stands.
CREATE TRIGGER guard_bank_line_use_within_line BEFORE INSERT ON bank_line_use
WHEN NEW.amount_vnd + coalesce((
    SELECT sum(u.amount_vnd) FROM bank_line_use AS u WHERE u.bank_line_id = NEW.bank_line_id
      AND NOT EXISTS (SELECT 1 FROM bank_line_release WHERE use_id = u.id)
      AND NOT EXISTS (SELECT 1 FROM event WHERE reverses_event_id = u.event_id)), 0)
  > coalesce((SELECT amount_vnd FROM bank_line WHERE id = NEW.bank_line_id), 0)
BEGIN SELECT RAISE(ABORT, 'bank_line_use: more than the line'); END
;;
-- The event stands, moved money through the bank of the account's own unit in the line's
-- direction, and is not claimed for more than that by all its lines together.
CREATE TRIGGER guard_bank_line_use_within_event BEFORE INSERT ON bank_line_use
WHEN NEW.event_id IS NOT NULL AND (
  EXISTS (SELECT 1 FROM event WHERE reverses_event_id = NEW.event_id)
  OR NEW.amount_vnd + coalesce((
    SELECT sum(u.amount_vnd) FROM bank_line_use AS u WHERE u.event_id = NEW.event_id
      AND NOT EXISTS (SELECT 1 FROM bank_line_release WHERE use_id = u.id)), 0)
  > coalesce((
    SELECT sum(t.amount_vnd) FROM bank_line AS l JOIN bank_account AS a ON a.id = l.bank_account_id
      JOIN book AS b ON b.party_unit_id = a.party_unit_id
      JOIN transfer AS t ON t.book_id = b.id AND t.event_id = NEW.event_id AND t.sign = 1
    WHERE l.id = NEW.bank_line_id
      AND CASE l.sign WHEN 1 THEN t.debit ELSE t.credit END = 'bank'), 0))
BEGIN SELECT RAISE(ABORT, 'bank_line_use: more than the event'); END
;;
CREATE TRIGGER guard_bank_line_release_no_replace BEFORE INSERT ON bank_line_release
WHEN EXISTS (SELECT 1 FROM bank_line_release WHERE use_id = NEW.use_id)
BEGIN SELECT RAISE(ABORT, 'bank_line_release: exists already'); END
;;
