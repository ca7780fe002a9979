-- Accounts, statements and what became of each line's money. One statement ends at a line that holds only ";;".
CREATE TABLE bank_account (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  bin TEXT NOT NULL,
  number TEXT NOT NULL,
  CONSTRAINT pk_bank_account PRIMARY KEY (id),
  CONSTRAINT uq_bank_account_party_unit_id_bin_number UNIQUE (party_unit_id, bin, number),
  CONSTRAINT ck_bank_account_bin CHECK (length(bin) = 6),
  CONSTRAINT ck_bank_account_number CHECK (length(number) BETWEEN 4 AND 19),
  CONSTRAINT fk_bank_account_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE TABLE bank_account_period (
  id INTEGER NOT NULL,
  bank_account_id INTEGER NOT NULL,
  holder TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  CONSTRAINT pk_bank_account_period PRIMARY KEY (id),
  CONSTRAINT ck_bank_account_period_holder CHECK (length(holder) BETWEEN 1 AND 150),
  CONSTRAINT fk_bank_account_period_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT ck_bank_account_period_starts_on CHECK (starts_on IS date(julianday(starts_on))),
  CONSTRAINT fk_bank_account_period_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_bank_account_period_bank_account_id ON bank_account_period (bank_account_id)
;;
CREATE TABLE bank_reference (
  id INTEGER NOT NULL,
  campaign_unit_id INTEGER NOT NULL,
  list_entry_id INTEGER,
  cell_id INTEGER,
  code TEXT NOT NULL,
  made_at TEXT NOT NULL,
  CONSTRAINT pk_bank_reference PRIMARY KEY (id),
  CONSTRAINT uq_bank_reference_code UNIQUE (code),
  CONSTRAINT uq_bank_reference_list_entry_id UNIQUE (list_entry_id),
  CONSTRAINT uq_bank_reference_campaign_unit_id_cell_id UNIQUE (campaign_unit_id, cell_id),
  CONSTRAINT ck_bank_reference_one_giver CHECK ((list_entry_id IS NULL) <> (cell_id IS NULL)),
  CONSTRAINT ck_bank_reference_code CHECK (length(code) BETWEEN 8 AND 18),
  CONSTRAINT fk_bank_reference_campaign_unit_id FOREIGN KEY(campaign_unit_id) REFERENCES campaign_unit (id),
  CONSTRAINT fk_bank_reference_list_entry_id FOREIGN KEY(list_entry_id) REFERENCES list_entry (id),
  CONSTRAINT fk_bank_reference_cell_id FOREIGN KEY(cell_id) REFERENCES party_unit (id)
) STRICT
;;
CREATE TABLE bank_statement (
  id INTEGER NOT NULL,
  bank_account_id INTEGER NOT NULL,
  filename TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  layout TEXT NOT NULL,
  first_on TEXT NOT NULL,
  last_on TEXT NOT NULL,
  opening_vnd INTEGER,
  closing_vnd INTEGER,
  lines INTEGER NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  CONSTRAINT pk_bank_statement PRIMARY KEY (id),
  CONSTRAINT uq_bank_statement_bank_account_id_sha256 UNIQUE (bank_account_id, sha256),
  CONSTRAINT ck_bank_statement_days CHECK (last_on >= first_on),
  CONSTRAINT ck_bank_statement_lines CHECK (lines >= 1),
  CONSTRAINT fk_bank_statement_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT ck_bank_statement_first_on CHECK (first_on IS date(julianday(first_on))),
  CONSTRAINT ck_bank_statement_last_on CHECK (last_on IS date(julianday(last_on))),
  CONSTRAINT fk_bank_statement_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_bank_statement_last ON bank_statement (bank_account_id, last_on, id)
;;
CREATE TABLE bank_line (
  id INTEGER NOT NULL,
  bank_account_id INTEGER NOT NULL,
  statement_id INTEGER NOT NULL,
  on_date TEXT NOT NULL,
  sign INTEGER NOT NULL,
  amount_vnd INTEGER NOT NULL,
  balance_vnd INTEGER,
  reference TEXT NOT NULL,
  remark_sealed TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  occurrence INTEGER NOT NULL,
  CONSTRAINT pk_bank_line PRIMARY KEY (id),
  CONSTRAINT uq_bank_line_same UNIQUE (bank_account_id, on_date, sign, amount_vnd, fingerprint, occurrence),
  CONSTRAINT ck_bank_line_sign CHECK (sign IN (1, -1)),
  CONSTRAINT ck_bank_line_amount CHECK (amount_vnd BETWEEN 1 AND 1000000000000),
  CONSTRAINT ck_bank_line_fingerprint CHECK (length(fingerprint) = 64),
  CONSTRAINT ck_bank_line_occurrence CHECK (occurrence >= 1),
  CONSTRAINT fk_bank_line_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT fk_bank_line_statement_id FOREIGN KEY(statement_id) REFERENCES bank_statement (id),
  CONSTRAINT ck_bank_line_on_date CHECK (on_date IS date(julianday(on_date)))
) STRICT
;;
CREATE INDEX ix_bank_line_account ON bank_line (bank_account_id, sign, on_date, id)
;;
CREATE INDEX ix_bank_line_statement_id ON bank_line (statement_id)
;;
CREATE TABLE bank_line_use (
  id INTEGER NOT NULL,
  bank_line_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  event_id INTEGER,
  amount_vnd INTEGER NOT NULL,
  reason TEXT,
  note TEXT NOT NULL,
  made_by_id INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  CONSTRAINT pk_bank_line_use PRIMARY KEY (id),
  CONSTRAINT ck_bank_line_use_kind CHECK (kind IN ('reference', 'chosen', 'linked', 'movement', 'other')),
  CONSTRAINT ck_bank_line_use_reason CHECK (reason IN ('interest', 'fee', 'returned', 'own_money', 'not_for_us', 'other')),
  CONSTRAINT ck_bank_line_use_amount CHECK (amount_vnd > 0),
  CONSTRAINT ck_bank_line_use_event CHECK ((kind = 'other') = (event_id IS NULL)),
  CONSTRAINT ck_bank_line_use_other_has_reason CHECK ((kind = 'other') = (reason IS NOT NULL)),
  CONSTRAINT fk_bank_line_use_bank_line_id FOREIGN KEY(bank_line_id) REFERENCES bank_line (id),
  CONSTRAINT fk_bank_line_use_event_id FOREIGN KEY(event_id) REFERENCES event (id),
  CONSTRAINT fk_bank_line_use_made_by_id FOREIGN KEY(made_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_bank_line_use_bank_line_id ON bank_line_use (bank_line_id)
;;
CREATE INDEX ix_bank_line_use_event_id ON bank_line_use (event_id)
;;
CREATE TABLE bank_line_release (
  use_id INTEGER NOT NULL,
  released_by_id INTEGER NOT NULL,
  released_at TEXT NOT NULL,
  CONSTRAINT pk_bank_line_release PRIMARY KEY (use_id),
  CONSTRAINT fk_bank_line_release_use_id FOREIGN KEY(use_id) REFERENCES bank_line_use (id),
  CONSTRAINT fk_bank_line_release_released_by_id FOREIGN KEY(released_by_id) REFERENCES user_account (id)
) STRICT
;;
