-- Daily lists of receipts, questions about receipts, and how amounts are written in words.
CREATE TABLE check_attempt (
  id INTEGER NOT NULL,
  source TEXT NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT pk_check_attempt PRIMARY KEY (id),
  CONSTRAINT ck_check_attempt_source CHECK (length(source) = 64)
) STRICT
;;
CREATE INDEX ix_check_attempt_source_at ON check_attempt (source, at)
;;
CREATE TABLE daily_list (
  id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  on_date TEXT NOT NULL,
  cell_id INTEGER,
  counted_vnd INTEGER NOT NULL,
  last_position INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by_id INTEGER NOT NULL,
  CONSTRAINT pk_daily_list PRIMARY KEY (id),
  CONSTRAINT uq_daily_list_book_id_year_number UNIQUE (book_id, year, number),
  CONSTRAINT fk_daily_list_complete FOREIGN KEY(id, last_position) REFERENCES daily_list_line (daily_list_id, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_daily_list_number CHECK (number >= 1),
  CONSTRAINT ck_daily_list_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_daily_list_counted CHECK (counted_vnd >= 0),
  CONSTRAINT ck_daily_list_last_position CHECK (last_position >= 1),
  CONSTRAINT fk_daily_list_book_id FOREIGN KEY(book_id) REFERENCES book (id),
  CONSTRAINT ck_daily_list_on_date CHECK (on_date IS date(julianday(on_date))),
  CONSTRAINT fk_daily_list_cell_id FOREIGN KEY(cell_id) REFERENCES party_unit (id),
  CONSTRAINT fk_daily_list_made_by_id FOREIGN KEY(made_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE TABLE daily_list_line (
  daily_list_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  voucher_id INTEGER NOT NULL,
  counted_vnd INTEGER NOT NULL,
  CONSTRAINT pk_daily_list_line PRIMARY KEY (daily_list_id, position),
  CONSTRAINT uq_daily_list_line_voucher_id UNIQUE (voucher_id),
  CONSTRAINT ck_daily_list_line_position CHECK (position >= 1),
  CONSTRAINT ck_daily_list_line_counted CHECK (counted_vnd >= 0),
  CONSTRAINT fk_daily_list_line_daily_list_id FOREIGN KEY(daily_list_id) REFERENCES daily_list (id),
  CONSTRAINT fk_daily_list_line_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id)
) STRICT
;;
CREATE TABLE amount_wording (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  linh INTEGER NOT NULL,
  ngan INTEGER NOT NULL,
  ti INTEGER NOT NULL,
  even INTEGER NOT NULL,
  CONSTRAINT pk_amount_wording PRIMARY KEY (id),
  CONSTRAINT uq_amount_wording_party_unit_id_starts_on UNIQUE (party_unit_id, starts_on),
  CONSTRAINT ck_amount_wording_choices CHECK (linh IN (0, 1) AND ngan IN (0, 1) AND ti IN (0, 1) AND even IN (0, 1)),
  CONSTRAINT fk_amount_wording_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT ck_amount_wording_starts_on CHECK (starts_on IS date(julianday(starts_on)))
) STRICT
;;
CREATE INDEX ix_voucher_number_year ON voucher (number, year)
;;
CREATE INDEX ix_voucher_paper_number ON voucher (book_id, paper_number) WHERE paper_number IS NOT NULL
;;
