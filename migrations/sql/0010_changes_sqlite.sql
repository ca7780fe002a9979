-- The same bounds, written so that they read the same after a dump of PostgreSQL.
CREATE TABLE prior_fact (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  houses INTEGER NOT NULL,
  collected_vnd INTEGER NOT NULL,
  spent_vnd INTEGER NOT NULL,
  main_source TEXT NOT NULL,
  note TEXT NOT NULL,
  paper TEXT NOT NULL,
  replaces_id INTEGER,
  reason TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_prior_fact PRIMARY KEY (id),
  CONSTRAINT uq_prior_fact_replaces_id UNIQUE (replaces_id),
  CONSTRAINT ck_prior_fact_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_prior_fact_houses CHECK (houses BETWEEN 0 AND 100),
  CONSTRAINT ck_prior_fact_sums CHECK (collected_vnd >= 0 AND collected_vnd <= 1000000000000 AND spent_vnd >= 0 AND spent_vnd <= 1000000000000),
  CONSTRAINT ck_prior_fact_paper CHECK (length(paper) > 0),
  CONSTRAINT ck_prior_fact_replacing_has_reason CHECK (replaces_id IS NULL OR length(reason) > 0),
  CONSTRAINT fk_prior_fact_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_prior_fact_replaces_id FOREIGN KEY(replaces_id) REFERENCES prior_fact (id),
  CONSTRAINT fk_prior_fact_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
