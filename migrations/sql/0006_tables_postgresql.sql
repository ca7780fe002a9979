-- Daily lists of receipts, questions about receipts, and how amounts are written in words.
CREATE TABLE check_attempt (
  id BIGSERIAL NOT NULL,
  source TEXT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_check_attempt PRIMARY KEY (id),
  CONSTRAINT ck_check_attempt_source CHECK (length(source) = 64)
)
;;
CREATE INDEX ix_check_attempt_source_at ON check_attempt (source, at)
;;
CREATE TABLE daily_list (
  id BIGSERIAL NOT NULL,
  book_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  number BIGINT NOT NULL,
  on_date DATE NOT NULL,
  cell_id BIGINT,
  counted_vnd BIGINT NOT NULL,
  last_position BIGINT NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  made_by_id BIGINT NOT NULL,
  CONSTRAINT pk_daily_list PRIMARY KEY (id),
  CONSTRAINT uq_daily_list_book_id_year_number UNIQUE (book_id, year, number),
  CONSTRAINT ck_daily_list_number CHECK (number >= 1),
  CONSTRAINT ck_daily_list_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_daily_list_counted CHECK (counted_vnd >= 0),
  CONSTRAINT ck_daily_list_last_position CHECK (last_position >= 1),
  CONSTRAINT fk_daily_list_book_id FOREIGN KEY(book_id) REFERENCES book (id),
  CONSTRAINT fk_daily_list_cell_id FOREIGN KEY(cell_id) REFERENCES party_unit (id),
  CONSTRAINT fk_daily_list_made_by_id FOREIGN KEY(made_by_id) REFERENCES user_account (id)
)
;;
CREATE TABLE daily_list_line (
  daily_list_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  voucher_id BIGINT NOT NULL,
  counted_vnd BIGINT NOT NULL,
  CONSTRAINT pk_daily_list_line PRIMARY KEY (daily_list_id, position),
  CONSTRAINT uq_daily_list_line_voucher_id UNIQUE (voucher_id),
  CONSTRAINT ck_daily_list_line_position CHECK (position >= 1),
  CONSTRAINT ck_daily_list_line_counted CHECK (counted_vnd >= 0),
  CONSTRAINT fk_daily_list_line_daily_list_id FOREIGN KEY(daily_list_id) REFERENCES daily_list (id),
  CONSTRAINT fk_daily_list_line_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id)
)
;;
CREATE TABLE amount_wording (
  id BIGSERIAL NOT NULL,
  party_unit_id BIGINT NOT NULL,
  starts_on DATE NOT NULL,
  linh BIGINT NOT NULL,
  ngan BIGINT NOT NULL,
  ti BIGINT NOT NULL,
  even BIGINT NOT NULL,
  CONSTRAINT pk_amount_wording PRIMARY KEY (id),
  CONSTRAINT uq_amount_wording_party_unit_id_starts_on UNIQUE (party_unit_id, starts_on),
  CONSTRAINT ck_amount_wording_choices CHECK (linh IN (0, 1) AND ngan IN (0, 1) AND ti IN (0, 1) AND even IN (0, 1)),
  CONSTRAINT fk_amount_wording_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id)
)
;;
ALTER TABLE daily_list ADD CONSTRAINT fk_daily_list_complete FOREIGN KEY(id, last_position) REFERENCES daily_list_line (daily_list_id, position) DEFERRABLE INITIALLY DEFERRED
;;
CREATE INDEX ix_voucher_number_year ON voucher (number, year)
;;
CREATE INDEX ix_voucher_paper_number ON voucher (book_id, paper_number) WHERE paper_number IS NOT NULL
;;
