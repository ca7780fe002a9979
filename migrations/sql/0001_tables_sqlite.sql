-- Tables on SQLite. One statement ends at a line that holds only ";;".

CREATE TABLE account (
  book_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  debits_vnd INTEGER NOT NULL,
  credits_vnd INTEGER NOT NULL,
  CONSTRAINT pk_account PRIMARY KEY (book_id, kind),
  CONSTRAINT fk_account_book_id_rule FOREIGN KEY(book_id, rule) REFERENCES book (id, rule),
  CONSTRAINT ck_account_chart CHECK ((rule = 'keep' AND kind IN ('cash', 'bank', 'fund')) OR (rule = 'remit' AND kind IN ('cash', 'bank', 'transit', 'due')) OR (rule = 'office' AND kind IN ('cash', 'bank', 'office_fund')) OR (rule = 'grant' AND kind IN ('cash', 'bank', 'grant_fund'))),
  CONSTRAINT ck_account_totals CHECK (debits_vnd >= 0 AND credits_vnd >= 0),
  CONSTRAINT ck_account_not_below_zero CHECK (CASE WHEN kind IN ('cash', 'bank', 'transit') THEN debits_vnd >= credits_vnd ELSE credits_vnd >= debits_vnd END)
) STRICT
;;
CREATE TABLE audit_event (
  id INTEGER NOT NULL,
  at TEXT NOT NULL,
  user_id INTEGER,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  party_unit_id INTEGER,
  "before" TEXT,
  "after" TEXT,
  CONSTRAINT pk_audit_event PRIMARY KEY (id),
  CONSTRAINT fk_audit_event_user_id FOREIGN KEY(user_id) REFERENCES user_account (id),
  CONSTRAINT fk_audit_event_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE INDEX ix_audit_event_subject ON audit_event (subject)
;;
CREATE INDEX ix_audit_event_unit ON audit_event (party_unit_id, id)
;;
CREATE TABLE base_pay (
  starts_on TEXT NOT NULL,
  amount_vnd INTEGER NOT NULL,
  legal_basis TEXT NOT NULL,
  CONSTRAINT pk_base_pay PRIMARY KEY (starts_on),
  CONSTRAINT ck_base_pay_amount CHECK (amount_vnd > 0),
  CONSTRAINT ck_base_pay_starts_on CHECK (starts_on IS date(julianday(starts_on)))
) STRICT
;;
CREATE TABLE book (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  house_id INTEGER,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  last_seq INTEGER NOT NULL,
  head TEXT NOT NULL,
  CONSTRAINT pk_book PRIMARY KEY (id),
  CONSTRAINT uq_book_id_rule UNIQUE (id, rule),
  CONSTRAINT ck_book_rule CHECK (rule IN ('keep', 'remit', 'office', 'grant')),
  CONSTRAINT ck_book_grant_has_house CHECK ((rule = 'grant') = (house_id IS NOT NULL)),
  CONSTRAINT ck_book_last_seq CHECK (last_seq >= 0),
  CONSTRAINT ck_book_head CHECK (length(head) = 64),
  CONSTRAINT fk_book_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_book_house_id FOREIGN KEY(house_id) REFERENCES house (id),
  CONSTRAINT ck_book_opened_on CHECK (opened_on IS date(julianday(opened_on))),
  CONSTRAINT ck_book_closed_on CHECK (closed_on IS date(julianday(closed_on)))
) STRICT
;;
CREATE INDEX ix_book_house ON book (house_id)
;;
CREATE UNIQUE INDEX uq_book_purse ON book (party_unit_id, rule) WHERE house_id IS NULL AND closed_on IS NULL
;;
CREATE TABLE campaign (
  id INTEGER NOT NULL,
  programme_id INTEGER NOT NULL,
  committee_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  title TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  resolution TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_before TEXT NOT NULL,
  pay_month TEXT NOT NULL,
  divisor TEXT NOT NULL,
  rounding TEXT NOT NULL,
  floor_vnd INTEGER NOT NULL,
  hand_in_on TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_at TEXT,
  closed_at TEXT,
  CONSTRAINT pk_campaign PRIMARY KEY (id),
  CONSTRAINT uq_campaign_committee_id_year UNIQUE (committee_id, year),
  CONSTRAINT ck_campaign_divisor CHECK (divisor IN ('22', '24', '26', '30', 'working_days')),
  CONSTRAINT ck_campaign_rounding CHECK (rounding IN ('dong', 'up_thousand', 'up_ten_thousand')),
  CONSTRAINT ck_campaign_state CHECK (state IN ('draft', 'open', 'closed')),
  CONSTRAINT ck_campaign_window CHECK (ends_before > starts_on),
  CONSTRAINT ck_campaign_floor CHECK (floor_vnd >= 0),
  CONSTRAINT ck_campaign_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_campaign_opened CHECK ((state = 'draft') = (opened_at IS NULL)),
  CONSTRAINT ck_campaign_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CONSTRAINT fk_campaign_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id),
  CONSTRAINT fk_campaign_committee_id FOREIGN KEY(committee_id) REFERENCES party_unit (id),
  CONSTRAINT ck_campaign_starts_on CHECK (starts_on IS date(julianday(starts_on))),
  CONSTRAINT ck_campaign_ends_before CHECK (ends_before IS date(julianday(ends_before))),
  CONSTRAINT ck_campaign_pay_month CHECK (pay_month IS date(julianday(pay_month))),
  CONSTRAINT ck_campaign_hand_in_on CHECK (hand_in_on IS date(julianday(hand_in_on)))
) STRICT
;;
CREATE TABLE campaign_extension (
  id INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  paper TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  ends_before TEXT NOT NULL,
  CONSTRAINT pk_campaign_extension PRIMARY KEY (id),
  CONSTRAINT uq_campaign_extension_campaign_id_ends_before UNIQUE (campaign_id, ends_before),
  CONSTRAINT ck_campaign_extension_paper CHECK (length(paper) > 0),
  CONSTRAINT fk_campaign_extension_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT ck_campaign_extension_issued_on CHECK (issued_on IS date(julianday(issued_on))),
  CONSTRAINT ck_campaign_extension_ends_before CHECK (ends_before IS date(julianday(ends_before)))
) STRICT
;;
CREATE TABLE campaign_unit (
  id INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  suggested_vnd INTEGER,
  suggested_by TEXT NOT NULL,
  divisor TEXT,
  floor_vnd INTEGER,
  override_reason TEXT NOT NULL,
  CONSTRAINT pk_campaign_unit PRIMARY KEY (id),
  CONSTRAINT uq_campaign_unit_campaign_id_party_unit_id UNIQUE (campaign_id, party_unit_id),
  CONSTRAINT ck_campaign_unit_divisor CHECK (divisor IN ('22', '24', '26', '30', 'working_days')),
  CONSTRAINT ck_campaign_unit_suggested CHECK (suggested_vnd > 0),
  CONSTRAINT ck_campaign_unit_floor CHECK (floor_vnd >= 0),
  CONSTRAINT ck_campaign_unit_override_has_reason CHECK ((divisor IS NULL AND floor_vnd IS NULL) OR length(override_reason) > 0),
  CONSTRAINT fk_campaign_unit_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_campaign_unit_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_campaign_unit_book_id FOREIGN KEY(book_id) REFERENCES book (id)
) STRICT
;;
CREATE INDEX ix_campaign_unit_party_unit_id ON campaign_unit (party_unit_id)
;;
CREATE TABLE cash_count (
  id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  counted_on TEXT NOT NULL,
  counted_at TEXT NOT NULL,
  counted_by_id INTEGER NOT NULL,
  denominations TEXT NOT NULL,
  counted_vnd INTEGER NOT NULL,
  book_vnd INTEGER NOT NULL,
  reason TEXT NOT NULL,
  conclusion TEXT NOT NULL,
  witnesses TEXT NOT NULL,
  event_id INTEGER,
  CONSTRAINT pk_cash_count PRIMARY KEY (id),
  CONSTRAINT uq_cash_count_event_id UNIQUE (event_id),
  CONSTRAINT ck_cash_count_sums CHECK (counted_vnd >= 0 AND book_vnd >= 0),
  CONSTRAINT ck_cash_count_difference_has_reason CHECK (counted_vnd = book_vnd OR length(reason) > 0),
  CONSTRAINT fk_cash_count_book_id FOREIGN KEY(book_id) REFERENCES book (id),
  CONSTRAINT ck_cash_count_counted_on CHECK (counted_on IS date(julianday(counted_on))),
  CONSTRAINT fk_cash_count_counted_by_id FOREIGN KEY(counted_by_id) REFERENCES user_account (id),
  CONSTRAINT fk_cash_count_event_id FOREIGN KEY(event_id) REFERENCES event (id)
) STRICT
;;
CREATE INDEX ix_cash_count_book ON cash_count (book_id, id)
;;
CREATE TABLE contribution (
  transfer_id INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  campaign_unit_id INTEGER NOT NULL,
  list_entry_id INTEGER,
  contributor_id INTEGER,
  sign INTEGER NOT NULL,
  amount_vnd INTEGER NOT NULL,
  received_on TEXT NOT NULL,
  CONSTRAINT pk_contribution PRIMARY KEY (transfer_id),
  CONSTRAINT ck_contribution_sign CHECK (sign IN (1, -1)),
  CONSTRAINT ck_contribution_amount CHECK (amount_vnd > 0),
  CONSTRAINT ck_contribution_one_giver CHECK ((list_entry_id IS NULL) <> (contributor_id IS NULL)),
  CONSTRAINT fk_contribution_transfer_id FOREIGN KEY(transfer_id) REFERENCES transfer (id),
  CONSTRAINT fk_contribution_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_contribution_campaign_unit_id FOREIGN KEY(campaign_unit_id) REFERENCES campaign_unit (id),
  CONSTRAINT fk_contribution_list_entry_id FOREIGN KEY(list_entry_id) REFERENCES list_entry (id),
  CONSTRAINT fk_contribution_contributor_id FOREIGN KEY(contributor_id) REFERENCES contributor (id),
  CONSTRAINT ck_contribution_received_on CHECK (received_on IS date(julianday(received_on)))
) STRICT
;;
CREATE INDEX ix_contribution_contributor ON contribution (contributor_id)
;;
CREATE INDEX ix_contribution_entry ON contribution (list_entry_id)
;;
CREATE INDEX ix_contribution_unit ON contribution (campaign_unit_id, list_entry_id, sign, amount_vnd, received_on)
;;
CREATE TABLE contributor (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  place TEXT NOT NULL,
  CONSTRAINT pk_contributor PRIMARY KEY (id),
  CONSTRAINT ck_contributor_kind CHECK (kind IN ('staff', 'household', 'business', 'collective', 'anonymous')),
  CONSTRAINT ck_contributor_name CHECK (length(name) BETWEEN 1 AND 150),
  CONSTRAINT fk_contributor_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE INDEX ix_contributor_unit ON contributor (party_unit_id, search_key)
;;
CREATE TABLE dated_name (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  text TEXT NOT NULL,
  CONSTRAINT pk_dated_name PRIMARY KEY (id),
  CONSTRAINT uq_dated_name_party_unit_id_kind_starts_on UNIQUE (party_unit_id, kind, starts_on),
  CONSTRAINT ck_dated_name_kind CHECK (kind IN ('organisation', 'committee', 'short', 'address', 'office', 'standing_committee', 'organisation_board', 'propaganda_board', 'inspection_committee', 'head_title', 'head', 'accountant', 'cashier')),
  CONSTRAINT fk_dated_name_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT ck_dated_name_starts_on CHECK (starts_on IS date(julianday(starts_on)))
) STRICT
;;
CREATE TABLE delegated_submission (
  submission_id INTEGER NOT NULL,
  delegation_id INTEGER NOT NULL,
  signed_list TEXT NOT NULL,
  confirmed_at TEXT,
  confirmed_by_id INTEGER,
  CONSTRAINT pk_delegated_submission PRIMARY KEY (submission_id),
  CONSTRAINT ck_delegated_submission_signed_list CHECK (length(signed_list) > 0),
  CONSTRAINT ck_delegated_submission_confirmed CHECK ((confirmed_at IS NULL) = (confirmed_by_id IS NULL)),
  CONSTRAINT fk_delegated_submission_submission_id FOREIGN KEY(submission_id) REFERENCES submission (id),
  CONSTRAINT fk_delegated_submission_delegation_id FOREIGN KEY(delegation_id) REFERENCES delegation (id),
  CONSTRAINT fk_delegated_submission_confirmed_by_id FOREIGN KEY(confirmed_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_delegated_submission_delegation_id ON delegated_submission (delegation_id)
;;
CREATE TABLE delegation (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  paper TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_before TEXT,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_delegation PRIMARY KEY (id),
  CONSTRAINT ck_delegation_paper CHECK (length(paper) > 0),
  CONSTRAINT ck_delegation_dates CHECK (ends_before IS NULL OR ends_before > starts_on),
  CONSTRAINT fk_delegation_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT ck_delegation_starts_on CHECK (starts_on IS date(julianday(starts_on))),
  CONSTRAINT ck_delegation_ends_before CHECK (ends_before IS date(julianday(ends_before))),
  CONSTRAINT fk_delegation_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_delegation_party_unit_id ON delegation (party_unit_id)
;;
CREATE TABLE event (
  id INTEGER NOT NULL,
  submission_id INTEGER NOT NULL,
  campaign_id INTEGER,
  house_id INTEGER,
  on_date TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  reason TEXT,
  reverses_event_id INTEGER,
  who_commitment TEXT,
  last_position INTEGER NOT NULL,
  CONSTRAINT pk_event PRIMARY KEY (id),
  CONSTRAINT uq_event_reverses_event_id UNIQUE (reverses_event_id),
  CONSTRAINT fk_event_complete FOREIGN KEY(id, last_position) REFERENCES transfer (event_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_event_last_position CHECK (last_position >= 1),
  CONSTRAINT ck_event_reversal_has_reason CHECK (reverses_event_id IS NULL OR length(coalesce(reason, '')) > 0),
  CONSTRAINT ck_event_purpose CHECK (length(purpose) > 0),
  CONSTRAINT fk_event_submission_id FOREIGN KEY(submission_id) REFERENCES submission (id),
  CONSTRAINT fk_event_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_event_house_id FOREIGN KEY(house_id) REFERENCES house (id),
  CONSTRAINT ck_event_on_date CHECK (on_date IS date(julianday(on_date))),
  CONSTRAINT fk_event_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id),
  CONSTRAINT fk_event_reverses_event_id FOREIGN KEY(reverses_event_id) REFERENCES event (id)
) STRICT
;;
CREATE INDEX ix_event_submission_id ON event (submission_id)
;;
CREATE TABLE event_party (
  event_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  salt TEXT NOT NULL,
  CONSTRAINT pk_event_party PRIMARY KEY (event_id),
  CONSTRAINT fk_event_party_event_id FOREIGN KEY(event_id) REFERENCES event (id)
) STRICT
;;
CREATE TABLE house (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT pk_house PRIMARY KEY (id),
  CONSTRAINT ck_house_name CHECK (length(name) > 0),
  CONSTRAINT fk_house_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE INDEX ix_house_party_unit_id ON house (party_unit_id)
;;
CREATE TABLE import_file (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  party_unit_id INTEGER NOT NULL,
  filename TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  body_sealed TEXT,
  uploaded_by_id INTEGER NOT NULL,
  uploaded_at TEXT NOT NULL,
  imported_at TEXT,
  outcome TEXT,
  CONSTRAINT pk_import_file PRIMARY KEY (id),
  CONSTRAINT ck_import_file_kind CHECK (kind IN ('members')),
  CONSTRAINT ck_import_file_outcome CHECK ((imported_at IS NULL) = (outcome IS NULL)),
  CONSTRAINT ck_import_file_body_goes_after_import CHECK (imported_at IS NULL OR body_sealed IS NULL),
  CONSTRAINT fk_import_file_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_import_file_uploaded_by_id FOREIGN KEY(uploaded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_import_file_recognise ON import_file (party_unit_id, kind, sha256)
;;
CREATE TABLE inspection (
  id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  paper TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  ends_before TEXT NOT NULL,
  CONSTRAINT pk_inspection PRIMARY KEY (id),
  CONSTRAINT ck_inspection_paper CHECK (length(paper) > 0),
  CONSTRAINT ck_inspection_dates CHECK (ends_before > decided_on),
  CONSTRAINT fk_inspection_user_id FOREIGN KEY(user_id) REFERENCES user_account (id),
  CONSTRAINT fk_inspection_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT ck_inspection_decided_on CHECK (decided_on IS date(julianday(decided_on))),
  CONSTRAINT ck_inspection_ends_before CHECK (ends_before IS date(julianday(ends_before)))
) STRICT
;;
CREATE INDEX ix_inspection_user ON inspection (user_id, ends_before)
;;
CREATE TABLE installation (
  id INTEGER NOT NULL,
  demo_on TEXT,
  CONSTRAINT pk_installation PRIMARY KEY (id),
  CONSTRAINT ck_installation_only_one CHECK (id = 1),
  CONSTRAINT ck_installation_demo_on CHECK (demo_on IS date(julianday(demo_on)))
) STRICT
;;
CREATE TABLE list_entry (
  id INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  campaign_unit_id INTEGER NOT NULL,
  cell_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  standing TEXT NOT NULL,
  not_asked_reason TEXT,
  asked_vnd INTEGER,
  wage_sealed TEXT,
  added_reason TEXT,
  CONSTRAINT pk_list_entry PRIMARY KEY (id),
  CONSTRAINT uq_list_entry_campaign_id_member_id UNIQUE (campaign_id, member_id),
  CONSTRAINT ck_list_entry_standing CHECK (standing IN ('working', 'residential')),
  CONSTRAINT ck_list_entry_not_asked_reason CHECK (not_asked_reason IN ('exempt_from_duties', 'away', 'asked_elsewhere', 'unit_decision')),
  CONSTRAINT ck_list_entry_asked CHECK (asked_vnd > 0),
  CONSTRAINT fk_list_entry_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_list_entry_campaign_unit_id FOREIGN KEY(campaign_unit_id) REFERENCES campaign_unit (id),
  CONSTRAINT fk_list_entry_cell_id FOREIGN KEY(cell_id) REFERENCES party_unit (id),
  CONSTRAINT fk_list_entry_member_id FOREIGN KEY(member_id) REFERENCES party_member (id)
) STRICT
;;
CREATE INDEX ix_list_entry_member ON list_entry (member_id)
;;
CREATE INDEX ix_list_entry_sheet ON list_entry (campaign_id, cell_id, position, id)
;;
CREATE INDEX ix_list_entry_unit ON list_entry (campaign_unit_id, not_asked_reason, asked_vnd)
;;
CREATE TABLE login_attempt (
  id INTEGER NOT NULL,
  username TEXT NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT pk_login_attempt PRIMARY KEY (id)
) STRICT
;;
CREATE INDEX ix_login_attempt_username_at ON login_attempt (username, at)
;;
CREATE TABLE login_session (
  token_hash TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  ended_at TEXT,
  CONSTRAINT pk_login_session PRIMARY KEY (token_hash),
  CONSTRAINT fk_login_session_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_login_session_user_id ON login_session (user_id)
;;
CREATE TABLE party_member (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  cell_id INTEGER NOT NULL,
  full_name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  search_key TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  birth_year INTEGER,
  position INTEGER NOT NULL,
  standing TEXT NOT NULL,
  not_asked_reason TEXT,
  not_asked_decided_by TEXT,
  pay_sealed TEXT,
  left_at TEXT,
  CONSTRAINT pk_party_member PRIMARY KEY (id),
  CONSTRAINT uq_party_member_code UNIQUE (code),
  CONSTRAINT ck_party_member_standing CHECK (standing IN ('working', 'residential')),
  CONSTRAINT ck_party_member_not_asked_reason CHECK (not_asked_reason IN ('exempt_from_duties', 'away', 'asked_elsewhere', 'unit_decision')),
  CONSTRAINT ck_party_member_birth_year CHECK (birth_year BETWEEN 1900 AND 2100),
  CONSTRAINT ck_party_member_not_asked CHECK ((not_asked_reason IS NULL) = (not_asked_decided_by IS NULL)),
  CONSTRAINT ck_party_member_full_name CHECK (length(full_name) BETWEEN 1 AND 150),
  CONSTRAINT fk_party_member_cell_id FOREIGN KEY(cell_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE INDEX ix_party_member_cell_position ON party_member (cell_id, position, id)
;;
CREATE INDEX ix_party_member_name_key ON party_member (name_key)
;;
CREATE INDEX ix_party_member_search_key ON party_member (search_key)
;;
CREATE INDEX ix_party_member_sort_key ON party_member (sort_key, id)
;;
CREATE TABLE party_unit (
  id INTEGER NOT NULL,
  parent_id INTEGER,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  ends_before TEXT,
  receipt_title TEXT NOT NULL,
  receipts_per TEXT NOT NULL,
  receipt_form TEXT NOT NULL,
  CONSTRAINT pk_party_unit PRIMARY KEY (id),
  CONSTRAINT uq_party_unit_path UNIQUE (path),
  CONSTRAINT ck_party_unit_kind CHECK (kind IN ('district_committee', 'commune_committee', 'town_committee', 'ward_committee', 'agency_committee', 'agency_cell', 'cell')),
  CONSTRAINT ck_party_unit_receipt_title CHECK (receipt_title IN ('phieu_thu', 'bien_lai')),
  CONSTRAINT ck_party_unit_receipts_per CHECK (receipts_per IN ('person', 'list')),
  CONSTRAINT ck_party_unit_dates CHECK (ends_before IS NULL OR ends_before > starts_on),
  CONSTRAINT fk_party_unit_parent_id FOREIGN KEY(parent_id) REFERENCES party_unit (id),
  CONSTRAINT ck_party_unit_starts_on CHECK (starts_on IS date(julianday(starts_on))),
  CONSTRAINT ck_party_unit_ends_before CHECK (ends_before IS date(julianday(ends_before)))
) STRICT
;;
CREATE INDEX ix_party_unit_parent_id ON party_unit (parent_id)
;;
CREATE TABLE programme (
  id INTEGER NOT NULL,
  committee_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER NOT NULL,
  houses_per_locality INTEGER NOT NULL,
  CONSTRAINT pk_programme PRIMARY KEY (id),
  CONSTRAINT uq_programme_committee_id UNIQUE (committee_id),
  CONSTRAINT ck_programme_years CHECK (last_year >= first_year),
  CONSTRAINT ck_programme_houses_per_locality CHECK (houses_per_locality >= 0),
  CONSTRAINT fk_programme_committee_id FOREIGN KEY(committee_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE TABLE receipt_print (
  id INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  copy_no INTEGER NOT NULL,
  printed_at TEXT NOT NULL,
  printed_by_id INTEGER NOT NULL,
  CONSTRAINT pk_receipt_print PRIMARY KEY (id),
  CONSTRAINT uq_receipt_print_voucher_id_copy_no UNIQUE (voucher_id, copy_no),
  CONSTRAINT ck_receipt_print_copy_no CHECK (copy_no >= 1),
  CONSTRAINT fk_receipt_print_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id),
  CONSTRAINT fk_receipt_print_printed_by_id FOREIGN KEY(printed_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE TABLE receipt_void (
  voucher_id INTEGER NOT NULL,
  adjustment_id INTEGER NOT NULL,
  replacement_id INTEGER,
  donor_copy TEXT NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_receipt_void PRIMARY KEY (voucher_id),
  CONSTRAINT uq_receipt_void_adjustment_id UNIQUE (adjustment_id),
  CONSTRAINT uq_receipt_void_replacement_id UNIQUE (replacement_id),
  CONSTRAINT ck_receipt_void_donor_copy CHECK (donor_copy IN ('returned', 'not_given', 'lost', 'kept_by_giver')),
  CONSTRAINT ck_receipt_void_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_receipt_void_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id),
  CONSTRAINT fk_receipt_void_adjustment_id FOREIGN KEY(adjustment_id) REFERENCES voucher (id),
  CONSTRAINT fk_receipt_void_replacement_id FOREIGN KEY(replacement_id) REFERENCES voucher (id)
) STRICT
;;
CREATE TABLE remittance (
  id INTEGER NOT NULL,
  campaign_unit_id INTEGER NOT NULL,
  sent_event_id INTEGER NOT NULL,
  method TEXT NOT NULL,
  amount_vnd INTEGER NOT NULL,
  sent_on TEXT NOT NULL,
  carrier TEXT NOT NULL,
  CONSTRAINT pk_remittance PRIMARY KEY (id),
  CONSTRAINT uq_remittance_sent_event_id UNIQUE (sent_event_id),
  CONSTRAINT ck_remittance_method CHECK (method IN ('cash', 'bank', 'direct')),
  CONSTRAINT ck_remittance_amount CHECK (amount_vnd > 0),
  CONSTRAINT fk_remittance_campaign_unit_id FOREIGN KEY(campaign_unit_id) REFERENCES campaign_unit (id),
  CONSTRAINT fk_remittance_sent_event_id FOREIGN KEY(sent_event_id) REFERENCES event (id),
  CONSTRAINT ck_remittance_sent_on CHECK (sent_on IS date(julianday(sent_on)))
) STRICT
;;
CREATE INDEX ix_remittance_unit ON remittance (campaign_unit_id, id)
;;
CREATE TABLE remittance_arrival (
  remittance_id INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  received_vnd INTEGER NOT NULL,
  returned_vnd INTEGER NOT NULL,
  reason TEXT NOT NULL,
  denominations TEXT NOT NULL,
  CONSTRAINT pk_remittance_arrival PRIMARY KEY (remittance_id),
  CONSTRAINT uq_remittance_arrival_event_id UNIQUE (event_id),
  CONSTRAINT ck_remittance_arrival_amounts CHECK (received_vnd >= 0 AND returned_vnd >= 0 AND received_vnd + returned_vnd > 0),
  CONSTRAINT ck_remittance_arrival_return_has_reason CHECK (returned_vnd = 0 OR length(reason) > 0),
  CONSTRAINT fk_remittance_arrival_remittance_id FOREIGN KEY(remittance_id) REFERENCES remittance (id),
  CONSTRAINT fk_remittance_arrival_event_id FOREIGN KEY(event_id) REFERENCES event (id)
) STRICT
;;
CREATE TABLE route (
  book_id INTEGER NOT NULL,
  other_book_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  other_rule TEXT NOT NULL,
  CONSTRAINT pk_route PRIMARY KEY (book_id, other_book_id, kind),
  CONSTRAINT fk_route_book_id_rule FOREIGN KEY(book_id, rule) REFERENCES book (id, rule),
  CONSTRAINT fk_route_other_book_id_other_rule FOREIGN KEY(other_book_id, other_rule) REFERENCES book (id, rule),
  CONSTRAINT ck_route_between_rules CHECK (kind || ':' || rule || ':' || other_rule IN ('remittance_settled:remit:office', 'remittance_received:office:remit', 'refund_out:office:remit', 'refund_in:remit:office', 'grant_out:office:grant', 'grant_in:grant:office', 'grant_return_out:grant:office', 'grant_return_in:office:grant', 'hand_over_out:keep:keep', 'hand_over_in:keep:keep', 'hand_over_out:remit:remit', 'hand_over_in:remit:remit', 'hand_over_out:office:office', 'hand_over_in:office:office', 'hand_over_out:grant:grant', 'hand_over_in:grant:grant', 'hand_over_out:office:keep', 'hand_over_in:keep:office')),
  CONSTRAINT ck_route_two_books CHECK (book_id <> other_book_id)
) STRICT
;;
CREATE TABLE submission (
  id INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  made_by_id INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  CONSTRAINT pk_submission PRIMARY KEY (id),
  CONSTRAINT uq_submission_key UNIQUE ("key"),
  CONSTRAINT ck_submission_kind CHECK (kind IN ('contributions', 'void', 'correction', 'opening', 'movement')),
  CONSTRAINT ck_submission_key CHECK (length(key) BETWEEN 16 AND 64),
  CONSTRAINT ck_submission_body_digest CHECK (length(body_digest) = 64),
  CONSTRAINT fk_submission_made_by_id FOREIGN KEY(made_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE TABLE transfer (
  id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sign INTEGER NOT NULL,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  amount_vnd INTEGER NOT NULL,
  reverses_id INTEGER,
  other_book_id INTEGER,
  paired_id INTEGER,
  facts_digest TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  CONSTRAINT pk_transfer PRIMARY KEY (id),
  CONSTRAINT uq_transfer_book_id_seq UNIQUE (book_id, seq),
  CONSTRAINT uq_transfer_event_id_position UNIQUE (event_id, position),
  CONSTRAINT uq_transfer_voucher_id_id UNIQUE (voucher_id, id),
  CONSTRAINT uq_transfer_reverses_id UNIQUE (reverses_id),
  CONSTRAINT uq_transfer_paired_id UNIQUE (paired_id),
  CONSTRAINT fk_transfer_debit FOREIGN KEY(book_id, debit) REFERENCES account (book_id, kind),
  CONSTRAINT fk_transfer_credit FOREIGN KEY(book_id, credit) REFERENCES account (book_id, kind),
  CONSTRAINT fk_transfer_route FOREIGN KEY(book_id, other_book_id, kind) REFERENCES route (book_id, other_book_id, kind),
  CONSTRAINT fk_transfer_paired FOREIGN KEY(paired_id) REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_transfer_movement CHECK (kind || ':' || CASE WHEN sign = 1 THEN debit || ':' || credit ELSE credit || ':' || debit END IN ('cash_over:cash:due', 'cash_over:cash:fund', 'cash_over:cash:grant_fund', 'cash_over:cash:office_fund', 'cash_short:due:cash', 'cash_short:fund:cash', 'cash_short:grant_fund:cash', 'cash_short:office_fund:cash', 'contribution:bank:due', 'contribution:bank:fund', 'contribution:bank:office_fund', 'contribution:cash:due', 'contribution:cash:fund', 'contribution:cash:office_fund', 'contribution:transit:due', 'deposit:bank:cash', 'disbursement:fund:bank', 'disbursement:fund:cash', 'disbursement:grant_fund:bank', 'disbursement:grant_fund:cash', 'disbursement:office_fund:bank', 'disbursement:office_fund:cash', 'fee:due:bank', 'fee:fund:bank', 'fee:grant_fund:bank', 'fee:office_fund:bank', 'grant_in:bank:grant_fund', 'grant_in:cash:grant_fund', 'grant_out:office_fund:bank', 'grant_out:office_fund:cash', 'grant_return_in:bank:office_fund', 'grant_return_in:cash:office_fund', 'grant_return_out:grant_fund:bank', 'grant_return_out:grant_fund:cash', 'hand_over_in:bank:due', 'hand_over_in:bank:fund', 'hand_over_in:bank:grant_fund', 'hand_over_in:bank:office_fund', 'hand_over_in:cash:due', 'hand_over_in:cash:fund', 'hand_over_in:cash:grant_fund', 'hand_over_in:cash:office_fund', 'hand_over_out:due:bank', 'hand_over_out:due:cash', 'hand_over_out:fund:bank', 'hand_over_out:fund:cash', 'hand_over_out:grant_fund:bank', 'hand_over_out:grant_fund:cash', 'hand_over_out:office_fund:bank', 'hand_over_out:office_fund:cash', 'interest:bank:due', 'interest:bank:fund', 'interest:bank:grant_fund', 'interest:bank:office_fund', 'opening:bank:due', 'opening:bank:fund', 'opening:bank:grant_fund', 'opening:bank:office_fund', 'opening:cash:due', 'opening:cash:fund', 'opening:cash:grant_fund', 'opening:cash:office_fund', 'refund_in:bank:due', 'refund_in:cash:due', 'refund_out:office_fund:bank', 'refund_out:office_fund:cash', 'remittance_received:bank:office_fund', 'remittance_received:cash:office_fund', 'remittance_returned:bank:transit', 'remittance_returned:cash:transit', 'remittance_sent:transit:bank', 'remittance_sent:transit:cash', 'remittance_settled:due:transit', 'withdrawal:cash:bank')),
  CONSTRAINT ck_transfer_amount CHECK (amount_vnd BETWEEN 1 AND 1000000000000),
  CONSTRAINT ck_transfer_sign CHECK (sign = CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END),
  CONSTRAINT ck_transfer_passage CHECK ((kind IN ('grant_in', 'grant_out', 'grant_return_in', 'grant_return_out', 'hand_over_in', 'hand_over_out', 'refund_in', 'refund_out', 'remittance_received', 'remittance_settled')) = (paired_id IS NOT NULL) AND (paired_id IS NULL) = (other_book_id IS NULL)),
  CONSTRAINT ck_transfer_digests CHECK (length(hash) = 64 AND length(prev_hash) = 64 AND length(facts_digest) = 64),
  CONSTRAINT ck_transfer_places CHECK (position >= 1 AND seq >= 1),
  CONSTRAINT fk_transfer_event_id FOREIGN KEY(event_id) REFERENCES event (id),
  CONSTRAINT fk_transfer_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id),
  CONSTRAINT fk_transfer_reverses_id FOREIGN KEY(reverses_id) REFERENCES transfer (id)
) STRICT
;;
CREATE INDEX ix_transfer_moves ON transfer (book_id, kind, event_id) WHERE kind <> 'contribution' OR debit = 'transit' OR credit = 'transit'
;;
CREATE TABLE user_account (
  id INTEGER NOT NULL,
  username TEXT NOT NULL,
  full_name TEXT NOT NULL,
  role TEXT NOT NULL,
  party_unit_id INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  disabled_at TEXT,
  CONSTRAINT pk_user_account PRIMARY KEY (id),
  CONSTRAINT uq_user_account_username UNIQUE (username),
  CONSTRAINT ck_user_account_role CHECK (role IN ('admin', 'commune_treasurer', 'agency_treasurer', 'secretary', 'office', 'organisation_board', 'standing_committee', 'propaganda_board', 'inspector')),
  CONSTRAINT fk_user_account_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE TABLE voucher (
  id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  paper_number TEXT,
  first_transfer_id INTEGER NOT NULL,
  CONSTRAINT pk_voucher PRIMARY KEY (id),
  CONSTRAINT uq_voucher_book_id_series_year_number UNIQUE (book_id, series, year, number),
  CONSTRAINT fk_voucher_covers FOREIGN KEY(id, first_transfer_id) REFERENCES transfer (voucher_id, id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_voucher_series CHECK (series IN ('receipt', 'payment', 'adjustment', 'hand_in', 'note')),
  CONSTRAINT ck_voucher_number CHECK (number >= 1),
  CONSTRAINT ck_voucher_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT fk_voucher_book_id FOREIGN KEY(book_id) REFERENCES book (id)
) STRICT
;;
