-- Guards of the book on SQLite. One statement ends at a line that holds only ";;".

-- Rows of the journal and of history are added, never changed, never removed. REPLACE removes rows
-- without firing delete triggers, so every unique key is looked at before an insert.
--@each submission event voucher transfer contribution receipt_void receipt_print audit_event campaign_extension base_pay route installation remittance remittance_arrival cash_count inspection
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each submission event event_party voucher transfer contribution receipt_void receipt_print audit_event campaign_extension base_pay route book account list_entry installation remittance remittance_arrival cash_count inspection delegation delegated_submission
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
CREATE TRIGGER guard_submission_no_replace BEFORE INSERT ON submission
WHEN EXISTS (SELECT 1 FROM submission WHERE id = NEW.id OR key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'submission: exists already'); END
;;
CREATE TRIGGER guard_event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
  OR (NEW.reverses_event_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM event WHERE reverses_event_id = NEW.reverses_event_id))
BEGIN SELECT RAISE(ABORT, 'event: exists already'); END
;;
-- A name comes with its event, before the money; an older voucher cannot be given another person,
-- not by REPLACE either.
CREATE TRIGGER guard_event_party_new_event BEFORE INSERT ON event_party
WHEN EXISTS (SELECT 1 FROM transfer WHERE event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'event_party: belongs to a new event'); END
;;
-- A person's name may be erased from a voucher; it cannot become another name.
CREATE TRIGGER guard_event_party_only_erase BEFORE UPDATE ON event_party
WHEN NEW.event_id <> OLD.event_id OR NEW.name <> '' OR NEW.place <> '' OR NEW.salt <> ''
BEGIN SELECT RAISE(ABORT, 'event_party: can only be erased'); END
;;
CREATE TRIGGER guard_voucher_no_replace BEFORE INSERT ON voucher
WHEN EXISTS (SELECT 1 FROM voucher WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'voucher: exists already'); END
;;
CREATE TRIGGER guard_transfer_no_replace BEFORE INSERT ON transfer
WHEN EXISTS (SELECT 1 FROM transfer WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM transfer WHERE event_id = NEW.event_id AND position = NEW.position)
  OR (NEW.reverses_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM transfer WHERE reverses_id = NEW.reverses_id))
  OR (NEW.paired_id IS NOT NULL
      AND EXISTS (SELECT 1 FROM transfer WHERE paired_id = NEW.paired_id))
BEGIN SELECT RAISE(ABORT, 'transfer: exists already'); END
;;
CREATE TRIGGER guard_contribution_no_replace BEFORE INSERT ON contribution
WHEN EXISTS (SELECT 1 FROM contribution WHERE transfer_id = NEW.transfer_id)
BEGIN SELECT RAISE(ABORT, 'contribution: exists already'); END
;;
CREATE TRIGGER guard_receipt_void_no_replace BEFORE INSERT ON receipt_void
WHEN EXISTS (SELECT 1 FROM receipt_void WHERE voucher_id = NEW.voucher_id
             OR adjustment_id = NEW.adjustment_id OR replacement_id = NEW.replacement_id)
BEGIN SELECT RAISE(ABORT, 'receipt_void: exists already'); END
;;
CREATE TRIGGER guard_receipt_print_no_replace BEFORE INSERT ON receipt_print
WHEN EXISTS (SELECT 1 FROM receipt_print WHERE id = NEW.id
             OR (voucher_id = NEW.voucher_id AND copy_no = NEW.copy_no))
BEGIN SELECT RAISE(ABORT, 'receipt_print: exists already'); END
;;
CREATE TRIGGER guard_audit_event_no_replace BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_event: exists already'); END
;;
CREATE TRIGGER guard_campaign_extension_no_replace BEFORE INSERT ON campaign_extension
WHEN EXISTS (SELECT 1 FROM campaign_extension WHERE id = NEW.id
             OR (campaign_id = NEW.campaign_id AND ends_before = NEW.ends_before))
BEGIN SELECT RAISE(ABORT, 'campaign_extension: exists already'); END
;;
CREATE TRIGGER guard_base_pay_no_replace BEFORE INSERT ON base_pay
WHEN EXISTS (SELECT 1 FROM base_pay WHERE starts_on = NEW.starts_on)
BEGIN SELECT RAISE(ABORT, 'base_pay: exists already'); END
;;
CREATE TRIGGER guard_route_no_replace BEFORE INSERT ON route
WHEN EXISTS (SELECT 1 FROM route WHERE book_id = NEW.book_id
             AND other_book_id = NEW.other_book_id AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'route: exists already'); END
;;
CREATE TRIGGER guard_remittance_no_replace BEFORE INSERT ON remittance
WHEN EXISTS (SELECT 1 FROM remittance WHERE id = NEW.id OR sent_event_id = NEW.sent_event_id)
BEGIN SELECT RAISE(ABORT, 'remittance: exists already'); END
;;
CREATE TRIGGER guard_remittance_arrival_no_replace BEFORE INSERT ON remittance_arrival
WHEN EXISTS (SELECT 1 FROM remittance_arrival
             WHERE remittance_id = NEW.remittance_id OR event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'remittance_arrival: exists already'); END
;;
CREATE TRIGGER guard_cash_count_no_replace BEFORE INSERT ON cash_count
WHEN EXISTS (SELECT 1 FROM cash_count WHERE id = NEW.id
             OR (NEW.event_id IS NOT NULL AND event_id = NEW.event_id))
BEGIN SELECT RAISE(ABORT, 'cash_count: exists already'); END
;;
CREATE TRIGGER guard_inspection_no_replace BEFORE INSERT ON inspection
WHEN EXISTS (SELECT 1 FROM inspection WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'inspection: exists already'); END
;;
CREATE TRIGGER guard_delegated_submission_no_replace BEFORE INSERT ON delegated_submission
WHEN EXISTS (SELECT 1 FROM delegated_submission WHERE submission_id = NEW.submission_id)
BEGIN SELECT RAISE(ABORT, 'delegated_submission: exists already'); END
;;
-- A unit's word on what was recorded for it is given once.
CREATE TRIGGER guard_delegated_submission_confirmed_once BEFORE UPDATE ON delegated_submission
WHEN OLD.confirmed_at IS NOT NULL OR NEW.submission_id <> OLD.submission_id
  OR NEW.delegation_id <> OLD.delegation_id OR NEW.signed_list <> OLD.signed_list
BEGIN SELECT RAISE(ABORT, 'delegated_submission: is confirmed once'); END
;;
-- What was sent is what the transfers of its event put into transit.
CREATE TRIGGER guard_remittance_facts BEFORE INSERT ON remittance
WHEN NEW.amount_vnd <> coalesce((
  SELECT sum(t.amount_vnd) FROM transfer AS t JOIN campaign_unit AS u ON u.book_id = t.book_id
  WHERE t.event_id = NEW.sent_event_id AND u.id = NEW.campaign_unit_id
    AND t.debit = 'transit' AND t.sign = 1), 0)
BEGIN SELECT RAISE(ABORT, 'remittance: not what was sent'); END
;;
-- What arrived and what went back are all that this unit sent, once.
CREATE TRIGGER guard_remittance_arrival_facts BEFORE INSERT ON remittance_arrival
WHEN NOT EXISTS (
  SELECT 1 FROM remittance AS m WHERE m.id = NEW.remittance_id
    AND m.amount_vnd = NEW.received_vnd + NEW.returned_vnd)
  OR (NEW.received_vnd, NEW.returned_vnd) <> (
    SELECT coalesce(sum(CASE t.kind WHEN 'remittance_settled' THEN t.amount_vnd ELSE 0 END), 0),
      coalesce(sum(CASE t.kind WHEN 'remittance_returned' THEN t.amount_vnd ELSE 0 END), 0)
    FROM remittance AS m JOIN campaign_unit AS u ON u.id = m.campaign_unit_id
      JOIN transfer AS t ON t.book_id = u.book_id AND t.event_id = NEW.event_id AND t.sign = 1
    WHERE m.id = NEW.remittance_id)
BEGIN SELECT RAISE(ABORT, 'remittance_arrival: not what was sent'); END
;;
CREATE TRIGGER guard_list_entry_no_replace BEFORE INSERT ON list_entry
WHEN EXISTS (SELECT 1 FROM list_entry WHERE id = NEW.id
             OR (campaign_id = NEW.campaign_id AND member_id = NEW.member_id))
BEGIN SELECT RAISE(ABORT, 'list_entry: exists already'); END
;;
CREATE TRIGGER guard_installation_no_replace BEFORE INSERT ON installation
WHEN EXISTS (SELECT 1 FROM installation WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'installation: exists already'); END
;;
CREATE TRIGGER guard_campaign_no_replace BEFORE INSERT ON campaign
WHEN EXISTS (SELECT 1 FROM campaign WHERE id = NEW.id
             OR (committee_id = NEW.committee_id AND year = NEW.year))
BEGIN SELECT RAISE(ABORT, 'campaign: exists already'); END
;;
CREATE TRIGGER guard_campaign_unit_no_replace BEFORE INSERT ON campaign_unit
WHEN EXISTS (SELECT 1 FROM campaign_unit WHERE id = NEW.id
             OR (campaign_id = NEW.campaign_id AND party_unit_id = NEW.party_unit_id))
BEGIN SELECT RAISE(ABORT, 'campaign_unit: exists already'); END
;;
CREATE TRIGGER guard_list_entry_frozen
BEFORE UPDATE OF id, campaign_id, campaign_unit_id, cell_id, member_id, position, added_reason ON list_entry
BEGIN SELECT RAISE(ABORT, 'list_entry: the list is frozen'); END
;;

-- Books open empty and stay; their totals follow the journal and nothing else.
CREATE TRIGGER guard_book_opens_empty BEFORE INSERT ON book
WHEN NEW.last_seq <> 0 OR NEW.head <> '0000000000000000000000000000000000000000000000000000000000000000'
  OR EXISTS (SELECT 1 FROM book WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM book WHERE party_unit_id = NEW.party_unit_id AND rule = NEW.rule
             AND house_id IS NULL AND NEW.house_id IS NULL
             AND closed_on IS NULL AND NEW.closed_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'book: opens empty, once'); END
;;
CREATE TRIGGER guard_book_fixed BEFORE UPDATE OF id, party_unit_id, rule, house_id, opened_on ON book
BEGIN SELECT RAISE(ABORT, 'book: is what it was opened as'); END
;;
CREATE TRIGGER guard_book_follows_journal BEFORE UPDATE OF last_seq, head ON book
WHEN NEW.last_seq <> OLD.last_seq + 1
  OR NOT EXISTS (SELECT 1 FROM transfer
                 WHERE book_id = OLD.id AND seq = NEW.last_seq AND hash = NEW.head)
BEGIN SELECT RAISE(ABORT, 'book: its head follows the journal'); END
;;
CREATE TRIGGER guard_book_close_final BEFORE UPDATE OF closed_on ON book
WHEN OLD.closed_on IS NOT NULL
  OR EXISTS (SELECT 1 FROM account WHERE book_id = OLD.id AND debits_vnd <> credits_vnd)
BEGIN SELECT RAISE(ABORT, 'book: closes once, spent down'); END
;;
CREATE TRIGGER guard_account_opens_empty BEFORE INSERT ON account
WHEN NEW.debits_vnd <> 0 OR NEW.credits_vnd <> 0
  OR EXISTS (SELECT 1 FROM account WHERE book_id = NEW.book_id AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'account: opens at zero, once'); END
;;
CREATE TRIGGER guard_account_fixed BEFORE UPDATE OF book_id, kind, rule ON account
BEGIN SELECT RAISE(ABORT, 'account: is what it was opened as'); END
;;
-- The only moment a total may move is between a transfer's insert and its book's step to it.
CREATE TRIGGER guard_account_follows_journal BEFORE UPDATE OF debits_vnd, credits_vnd ON account
WHEN NOT EXISTS (
  SELECT 1 FROM book JOIN transfer ON transfer.book_id = book.id AND transfer.seq = book.last_seq + 1
  WHERE book.id = OLD.book_id
    AND NEW.debits_vnd = OLD.debits_vnd
        + CASE WHEN transfer.debit = OLD.kind THEN transfer.amount_vnd ELSE 0 END
    AND NEW.credits_vnd = OLD.credits_vnd
        + CASE WHEN transfer.credit = OLD.kind THEN transfer.amount_vnd ELSE 0 END)
BEGIN SELECT RAISE(ABORT, 'account: its totals follow the journal'); END
;;

-- Vouchers are numbered 1, 2, 3 … per book, series and year.
CREATE TRIGGER guard_voucher_next_number BEFORE INSERT ON voucher
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM voucher WHERE book_id = NEW.book_id
                                 AND series = NEW.series AND year = NEW.year), 0)
BEGIN SELECT RAISE(ABORT, 'voucher: not the next number'); END
;;

-- A reversal mirrors one original, wholly, once; a reversal is never reversed.
CREATE TRIGGER guard_event_mirror BEFORE INSERT ON event
WHEN NEW.reverses_event_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM event AS o WHERE o.id = NEW.reverses_event_id AND o.reverses_event_id IS NULL
    AND o.last_position = NEW.last_position
    AND o.campaign_id IS NEW.campaign_id AND o.house_id IS NEW.house_id)
BEGIN SELECT RAISE(ABORT, 'event: not a mirror of its original'); END
;;
CREATE TRIGGER guard_transfer_mirror BEFORE INSERT ON transfer
WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM transfer AS o JOIN event AS e ON e.id = NEW.event_id
  WHERE o.id = NEW.reverses_id AND o.sign = 1 AND o.event_id = e.reverses_event_id
    AND o.position = NEW.position AND o.book_id = NEW.book_id AND o.kind = NEW.kind
    AND o.amount_vnd = NEW.amount_vnd AND o.debit = NEW.credit AND o.credit = NEW.debit
    AND o.other_book_id IS NEW.other_book_id)
BEGIN SELECT RAISE(ABORT, 'transfer: not a mirror of its original'); END
;;
-- An event has the transfers 1 … last_position, entered in order; the deferred key of the event
-- makes sure that the last one is there at commit.
CREATE TRIGGER guard_transfer_in_event BEFORE INSERT ON transfer
WHEN (NEW.position > 1 AND NOT EXISTS (
        SELECT 1 FROM transfer WHERE event_id = NEW.event_id AND position = NEW.position - 1))
  OR NOT EXISTS (
        SELECT 1 FROM event AS e WHERE e.id = NEW.event_id AND NEW.position <= e.last_position
          AND (e.reverses_event_id IS NULL) = (NEW.reverses_id IS NULL))
BEGIN SELECT RAISE(ABORT, 'transfer: does not belong to its event'); END
;;
-- What a voucher covers is settled when it is written: its own book and one submission.
CREATE TRIGGER guard_transfer_voucher BEFORE INSERT ON transfer
WHEN NOT EXISTS (
  SELECT 1 FROM voucher AS v WHERE v.id = NEW.voucher_id AND v.book_id = NEW.book_id
    AND (v.first_transfer_id = NEW.id OR EXISTS (
      SELECT 1 FROM transfer AS f JOIN event AS a ON a.id = f.event_id
        JOIN event AS b ON b.id = NEW.event_id
      WHERE f.id = v.first_transfer_id AND a.submission_id = b.submission_id)))
BEGIN SELECT RAISE(ABORT, 'transfer: voucher of another book or submission'); END
;;
-- Both halves of a passage name each other and agree; whichever comes second is compared.
CREATE TRIGGER guard_transfer_pair BEFORE INSERT ON transfer
WHEN NEW.paired_id = NEW.id OR EXISTS (
  SELECT 1 FROM transfer AS p WHERE (p.id = NEW.paired_id OR p.paired_id = NEW.id)
    AND NOT (p.id IS NEW.paired_id AND p.paired_id IS NEW.id
      AND p.event_id = NEW.event_id AND p.amount_vnd = NEW.amount_vnd AND p.sign = NEW.sign
      AND p.book_id = NEW.other_book_id AND p.other_book_id = NEW.book_id
      AND p.kind || ':' || NEW.kind IN (
        'remittance_settled:remittance_received', 'remittance_received:remittance_settled',
        'refund_out:refund_in', 'refund_in:refund_out',
        'grant_out:grant_in', 'grant_in:grant_out',
        'grant_return_out:grant_return_in', 'grant_return_in:grant_return_out',
        'hand_over_out:hand_over_in', 'hand_over_in:hand_over_out')))
BEGIN SELECT RAISE(ABORT, 'transfer: half of a passage'); END
;;
-- A book begins once with an opening balance, before anything else.
CREATE TRIGGER guard_transfer_opening BEFORE INSERT ON transfer
WHEN NEW.kind = 'opening' AND NEW.sign = 1 AND EXISTS (
  SELECT 1 FROM transfer AS t WHERE t.book_id = NEW.book_id
    AND (t.kind <> 'opening'
      OR (t.sign = 1 AND t.event_id <> NEW.event_id
          AND NOT EXISTS (SELECT 1 FROM transfer AS r WHERE r.reverses_id = t.id))))
BEGIN SELECT RAISE(ABORT, 'transfer: the book has begun'); END
;;
CREATE TRIGGER guard_transfer_book_open BEFORE INSERT ON transfer
WHEN EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id AND closed_on IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'transfer: the book is closed'); END
;;
CREATE TRIGGER guard_transfer_next_link BEFORE INSERT ON transfer
WHEN NOT EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id
                 AND last_seq = NEW.seq - 1 AND head = NEW.prev_hash)
BEGIN SELECT RAISE(ABORT, 'transfer: not the next link'); END
;;
-- The CHECK on the totals would do, were it not for INSERT OR FAIL and OR IGNORE: their clause also
-- rules the trigger below, which then leaves a transfer without its totals.
CREATE TRIGGER guard_transfer_funds BEFORE INSERT ON transfer
WHEN EXISTS (
  SELECT 1 FROM account WHERE book_id = NEW.book_id AND kind = NEW.credit
    AND kind IN ('cash', 'bank', 'transit') AND debits_vnd < credits_vnd + NEW.amount_vnd)
BEGIN SELECT RAISE(ABORT, 'account: below zero'); END
;;
CREATE TRIGGER guard_transfer_totals AFTER INSERT ON transfer
BEGIN
  UPDATE account SET
    debits_vnd = debits_vnd + CASE WHEN kind = NEW.debit THEN NEW.amount_vnd ELSE 0 END,
    credits_vnd = credits_vnd + CASE WHEN kind = NEW.credit THEN NEW.amount_vnd ELSE 0 END
  WHERE book_id = NEW.book_id AND kind IN (NEW.debit, NEW.credit);
  UPDATE book SET last_seq = NEW.seq, head = NEW.hash WHERE id = NEW.book_id;
END
;;
-- The facts of a contribution agree with its transfer, its campaign and the unit's book; taken back,
-- it is taken back from the same giver.
CREATE TRIGGER guard_contribution_facts BEFORE INSERT ON contribution
WHEN NOT EXISTS (
  SELECT 1 FROM transfer AS t JOIN event AS e ON e.id = t.event_id
    JOIN campaign_unit AS u ON u.id = NEW.campaign_unit_id
  WHERE t.id = NEW.transfer_id AND t.kind = 'contribution'
    AND t.sign = NEW.sign AND t.amount_vnd = NEW.amount_vnd
    AND e.campaign_id = NEW.campaign_id AND u.campaign_id = NEW.campaign_id
    AND u.book_id = t.book_id
    AND (NEW.list_entry_id IS NULL OR EXISTS (
      SELECT 1 FROM list_entry WHERE id = NEW.list_entry_id AND campaign_id = NEW.campaign_id))
    AND (t.reverses_id IS NULL OR EXISTS (
      SELECT 1 FROM contribution AS o WHERE o.transfer_id = t.reverses_id
        AND o.campaign_unit_id = NEW.campaign_unit_id
        AND o.list_entry_id IS NEW.list_entry_id AND o.contributor_id IS NEW.contributor_id)))
BEGIN SELECT RAISE(ABORT, 'contribution: not the facts of its transfer'); END
;;

-- What a campaign asked for stays as it was when it opened; its state only goes on.
CREATE TRIGGER guard_campaign_frozen BEFORE UPDATE ON campaign
WHEN OLD.state <> 'draft' AND (
  NEW.committee_id <> OLD.committee_id OR NEW.year <> OLD.year OR NEW.starts_on <> OLD.starts_on
  OR NEW.ends_before <> OLD.ends_before OR NEW.pay_month <> OLD.pay_month
  OR NEW.divisor <> OLD.divisor OR NEW.rounding <> OLD.rounding OR NEW.floor_vnd <> OLD.floor_vnd
  OR NEW.opened_at <> OLD.opened_at OR NEW.state = 'draft'
  OR (OLD.state = 'closed' AND NEW.state <> 'closed'))
BEGIN SELECT RAISE(ABORT, 'campaign: is open or closed'); END
;;
CREATE TRIGGER guard_campaign_no_delete BEFORE DELETE ON campaign
WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'campaign: is open or closed'); END
;;
CREATE TRIGGER guard_campaign_unit_fixed
BEFORE UPDATE OF id, campaign_id, party_unit_id, book_id ON campaign_unit
BEGIN SELECT RAISE(ABORT, 'campaign_unit: is what it was'); END
;;
