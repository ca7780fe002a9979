-- Tables of houses, decisions and payments on PostgreSQL. One statement ends at a line with only ";;".

CREATE TABLE house_paper (
  id BIGSERIAL NOT NULL,
  house_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on DATE NOT NULL,
  title TEXT NOT NULL,
  entered_by_id BIGINT NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  removed_reason TEXT,
  CONSTRAINT pk_house_paper PRIMARY KEY (id),
  CONSTRAINT ck_house_paper_kind CHECK (kind IN ('agreement', 'start', 'acceptance', 'hand_over', 'settlement', 'photo_before', 'photo_after', 'other')),
  CONSTRAINT fk_house_paper_house_id FOREIGN KEY(house_id) REFERENCES house (id),
  CONSTRAINT fk_house_paper_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_house_paper_house_id ON house_paper (house_id)
;;
CREATE TABLE house_source (
  id BIGSERIAL NOT NULL,
  house_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  form TEXT NOT NULL,
  name TEXT NOT NULL,
  what TEXT NOT NULL,
  planned_vnd BIGINT NOT NULL,
  planned_days BIGINT NOT NULL,
  entered_by_id BIGINT NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  dropped_reason TEXT,
  CONSTRAINT pk_house_source PRIMARY KEY (id),
  CONSTRAINT ck_house_source_kind CHECK (kind IN ('family', 'kin', 'cell', 'sponsor', 'upper_committee', 'programme', 'community')),
  CONSTRAINT ck_house_source_form CHECK (form IN ('money', 'goods', 'labour')),
  CONSTRAINT ck_house_source_planned CHECK (planned_vnd >= 0 AND planned_days >= 0),
  CONSTRAINT ck_house_source_days_of_labour CHECK (form = 'labour' OR planned_days = 0),
  CONSTRAINT fk_house_source_house_id FOREIGN KEY(house_id) REFERENCES house (id),
  CONSTRAINT fk_house_source_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_house_source_house_id ON house_source (house_id)
;;
CREATE TABLE house_source_receipt (
  id BIGSERIAL NOT NULL,
  source_id BIGINT NOT NULL,
  received_on DATE NOT NULL,
  value_vnd BIGINT NOT NULL,
  days BIGINT NOT NULL,
  evidence TEXT NOT NULL,
  entered_by_id BIGINT NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  removed_reason TEXT,
  CONSTRAINT pk_house_source_receipt PRIMARY KEY (id),
  CONSTRAINT ck_house_source_receipt_amounts CHECK (value_vnd >= 0 AND days >= 0 AND value_vnd + days > 0),
  CONSTRAINT ck_house_source_receipt_evidence CHECK (length(evidence) > 0),
  CONSTRAINT fk_house_source_receipt_source_id FOREIGN KEY(source_id) REFERENCES house_source (id),
  CONSTRAINT fk_house_source_receipt_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_house_source_receipt_source_id ON house_source_receipt (source_id)
;;
CREATE TABLE decision (
  id BIGSERIAL NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on DATE NOT NULL,
  issuer TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  signer TEXT NOT NULL,
  summary TEXT NOT NULL,
  amount_vnd BIGINT NOT NULL,
  expires_on DATE,
  book_id BIGINT NOT NULL,
  house_id BIGINT NOT NULL,
  changes_id BIGINT,
  replaces_id BIGINT,
  entered_by_id BIGINT NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_decision PRIMARY KEY (id),
  CONSTRAINT uq_decision_replaces_id UNIQUE (replaces_id),
  CONSTRAINT ck_decision_kind CHECK (kind IN ('support', 'grant', 'amendment', 'withdrawal')),
  CONSTRAINT ck_decision_issuer CHECK (issuer IN ('organisation', 'committee', 'short', 'address', 'office', 'standing_committee', 'organisation_board', 'propaganda_board', 'inspection_committee', 'head_title', 'head', 'accountant', 'cashier')),
  CONSTRAINT ck_decision_paper CHECK (length(number) > 0 AND length(issued_by) > 0 AND length(signer) > 0),
  CONSTRAINT ck_decision_amount CHECK (amount_vnd BETWEEN 0 AND 1000000000000 AND (amount_vnd > 0 OR kind = 'withdrawal')),
  CONSTRAINT ck_decision_days CHECK (expires_on IS NULL OR expires_on >= issued_on),
  CONSTRAINT ck_decision_change CHECK ((kind IN ('amendment', 'withdrawal')) = (changes_id IS NOT NULL)),
  CONSTRAINT fk_decision_book_id FOREIGN KEY(book_id) REFERENCES book (id),
  CONSTRAINT fk_decision_house_id FOREIGN KEY(house_id) REFERENCES house (id),
  CONSTRAINT fk_decision_changes_id FOREIGN KEY(changes_id) REFERENCES decision (id),
  CONSTRAINT fk_decision_replaces_id FOREIGN KEY(replaces_id) REFERENCES decision (id),
  CONSTRAINT fk_decision_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_decision_book_id ON decision (book_id)
;;
CREATE INDEX ix_decision_changes_id ON decision (changes_id)
;;
CREATE INDEX ix_decision_house_id ON decision (house_id)
;;
CREATE TABLE decision_confirmation (
  decision_id BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  by_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_decision_confirmation PRIMARY KEY (decision_id),
  CONSTRAINT ck_decision_confirmation_outcome CHECK (outcome IN ('confirmed', 'refused')),
  CONSTRAINT ck_decision_confirmation_refusal_has_reason CHECK (outcome <> 'refused' OR length(reason) > 0),
  CONSTRAINT fk_decision_confirmation_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id),
  CONSTRAINT fk_decision_confirmation_by_id FOREIGN KEY(by_id) REFERENCES user_account (id)
)
;;
CREATE TABLE disbursement (
  id BIGSERIAL NOT NULL,
  kind TEXT NOT NULL,
  decision_id BIGINT NOT NULL,
  house_id BIGINT NOT NULL,
  book_id BIGINT NOT NULL,
  amount_vnd BIGINT NOT NULL,
  method TEXT NOT NULL,
  stage TEXT NOT NULL,
  accepted_on DATE,
  acceptance_number TEXT NOT NULL,
  receiver TEXT NOT NULL,
  receiver_place TEXT NOT NULL,
  prepared_by_id BIGINT NOT NULL,
  prepared_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_disbursement PRIMARY KEY (id),
  CONSTRAINT ck_disbursement_method CHECK (method IN ('cash', 'bank')),
  CONSTRAINT ck_disbursement_kind CHECK (kind IN ('disbursement', 'grant_out')),
  CONSTRAINT ck_disbursement_amount CHECK (amount_vnd BETWEEN 1 AND 1000000000000),
  CONSTRAINT ck_disbursement_words CHECK (length(stage) > 0 AND length(receiver) > 0),
  CONSTRAINT ck_disbursement_acceptance CHECK (kind <> 'disbursement' OR (accepted_on IS NOT NULL AND length(acceptance_number) > 0)),
  CONSTRAINT fk_disbursement_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id),
  CONSTRAINT fk_disbursement_house_id FOREIGN KEY(house_id) REFERENCES house (id),
  CONSTRAINT fk_disbursement_book_id FOREIGN KEY(book_id) REFERENCES book (id),
  CONSTRAINT fk_disbursement_prepared_by_id FOREIGN KEY(prepared_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_disbursement_book_id ON disbursement (book_id)
;;
CREATE INDEX ix_disbursement_decision_id ON disbursement (decision_id)
;;
CREATE INDEX ix_disbursement_house_id ON disbursement (house_id)
;;
CREATE TABLE disbursement_payment (
  disbursement_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  CONSTRAINT pk_disbursement_payment PRIMARY KEY (disbursement_id),
  CONSTRAINT uq_disbursement_payment_event_id UNIQUE (event_id),
  CONSTRAINT fk_disbursement_payment_disbursement_id FOREIGN KEY(disbursement_id) REFERENCES disbursement (id),
  CONSTRAINT fk_disbursement_payment_event_id FOREIGN KEY(event_id) REFERENCES event (id)
)
;;
CREATE TABLE disbursement_return (
  disbursement_id BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_disbursement_return PRIMARY KEY (disbursement_id),
  CONSTRAINT ck_disbursement_return_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_disbursement_return_disbursement_id FOREIGN KEY(disbursement_id) REFERENCES disbursement (id),
  CONSTRAINT fk_disbursement_return_by_id FOREIGN KEY(by_id) REFERENCES user_account (id)
)
;;
