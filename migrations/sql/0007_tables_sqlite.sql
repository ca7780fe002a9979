CREATE TABLE roadmap_override (
  id INTEGER NOT NULL,
  need_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  year INTEGER,
  reason TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_roadmap_override PRIMARY KEY (id),
  CONSTRAINT ck_roadmap_override_kind CHECK (kind IN ('year', 'leave_out', 'follow_rule')),
  CONSTRAINT ck_roadmap_override_year_of_kind CHECK ((kind = 'year') = (year IS NOT NULL)),
  CONSTRAINT ck_roadmap_override_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_roadmap_override_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_roadmap_override_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT fk_roadmap_override_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_roadmap_override_need ON roadmap_override (need_id, id)
;;
CREATE TABLE expected_sum (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  amount_vnd INTEGER,
  reason TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_expected_sum PRIMARY KEY (id),
  CONSTRAINT ck_expected_sum_amount CHECK (amount_vnd BETWEEN 0 AND 1000000000000),
  CONSTRAINT ck_expected_sum_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_expected_sum_reason CHECK (length(reason) > 0),
  CONSTRAINT fk_expected_sum_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_expected_sum_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_expected_sum_unit ON expected_sum (party_unit_id, year, id)
;;
CREATE TABLE plan_decision (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  party_unit_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  houses INTEGER,
  need_id INTEGER,
  amount_vnd INTEGER,
  entered_by_id INTEGER NOT NULL,
  entered_at TEXT NOT NULL,
  CONSTRAINT pk_plan_decision PRIMARY KEY (id),
  CONSTRAINT ck_plan_decision_kind CHECK (kind IN ('target', 'office_aid')),
  CONSTRAINT ck_plan_decision_paper CHECK (length(number) > 0 AND length(issued_by) > 0 AND length(reason) > 0),
  CONSTRAINT ck_plan_decision_target CHECK ((kind = 'target') = (houses IS NOT NULL)),
  CONSTRAINT ck_plan_decision_office_aid CHECK ((kind = 'office_aid') = (need_id IS NOT NULL) AND (need_id IS NULL) = (amount_vnd IS NULL)),
  CONSTRAINT ck_plan_decision_houses CHECK (houses BETWEEN 0 AND 100),
  CONSTRAINT ck_plan_decision_amount CHECK (amount_vnd BETWEEN 0 AND 1000000000000),
  CONSTRAINT fk_plan_decision_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT ck_plan_decision_issued_on CHECK (issued_on IS date(julianday(issued_on))),
  CONSTRAINT fk_plan_decision_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT fk_plan_decision_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_plan_decision_need_id ON plan_decision (need_id)
;;
CREATE INDEX ix_plan_decision_party_unit_id ON plan_decision (party_unit_id)
;;
CREATE TABLE plan_decision_word (
  plan_decision_id INTEGER NOT NULL,
  word TEXT NOT NULL,
  by_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_plan_decision_word PRIMARY KEY (plan_decision_id),
  CONSTRAINT ck_plan_decision_word_word CHECK (word IN ('confirmed', 'refused')),
  CONSTRAINT ck_plan_decision_word_refusal_has_reason CHECK (word <> 'refused' OR length(reason) > 0),
  CONSTRAINT fk_plan_decision_word_plan_decision_id FOREIGN KEY(plan_decision_id) REFERENCES plan_decision (id),
  CONSTRAINT fk_plan_decision_word_by_id FOREIGN KEY(by_id) REFERENCES user_account (id)
) STRICT
;;
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
  CONSTRAINT ck_prior_fact_sums CHECK (collected_vnd BETWEEN 0 AND 1000000000000 AND spent_vnd BETWEEN 0 AND 1000000000000),
  CONSTRAINT ck_prior_fact_paper CHECK (length(paper) > 0),
  CONSTRAINT ck_prior_fact_replacing_has_reason CHECK (replaces_id IS NULL OR length(reason) > 0),
  CONSTRAINT fk_prior_fact_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_prior_fact_replaces_id FOREIGN KEY(replaces_id) REFERENCES prior_fact (id),
  CONSTRAINT fk_prior_fact_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_prior_fact_party_unit_id ON prior_fact (party_unit_id)
;;
