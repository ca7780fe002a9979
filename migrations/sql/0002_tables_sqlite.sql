CREATE TABLE attachment (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  party_unit_id INTEGER NOT NULL,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  body_sealed BLOB,
  kept_at TEXT NOT NULL,
  kept_by_id INTEGER NOT NULL,
  erased_at TEXT,
  erased_by_id INTEGER,
  erased_reason TEXT,
  CONSTRAINT pk_attachment PRIMARY KEY (id),
  CONSTRAINT uq_attachment_code UNIQUE (code),
  CONSTRAINT ck_attachment_kind CHECK (kind IN ('picture', 'pdf')),
  CONSTRAINT ck_attachment_sha256 CHECK (length(sha256) = 64),
  CONSTRAINT ck_attachment_size CHECK (size_bytes BETWEEN 1 AND 5242880),
  CONSTRAINT ck_attachment_erased CHECK ((body_sealed IS NULL) = (erased_at IS NOT NULL) AND (erased_at IS NULL) = (erased_reason IS NULL) AND (erased_at IS NULL) = (erased_by_id IS NULL)),
  CONSTRAINT fk_attachment_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_attachment_kept_by_id FOREIGN KEY(kept_by_id) REFERENCES user_account (id),
  CONSTRAINT fk_attachment_erased_by_id FOREIGN KEY(erased_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE UNIQUE INDEX uq_attachment_once ON attachment (party_unit_id, owner, sha256) WHERE erased_at IS NULL
;;
CREATE TABLE housing_need (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  member_id INTEGER,
  cell_id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  applied_on TEXT NOT NULL,
  entered_for TEXT,
  estimated_cost_vnd INTEGER,
  wanted_support_vnd INTEGER,
  board_order INTEGER,
  planned_year INTEGER,
  surveyed_on TEXT,
  checked_on TEXT,
  key_sealed TEXT,
  wish_sealed TEXT,
  survey_sealed TEXT,
  criteria_sealed TEXT,
  household_mark TEXT,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  erased_at TEXT,
  CONSTRAINT pk_housing_need PRIMARY KEY (id),
  CONSTRAINT uq_housing_need_code UNIQUE (code),
  CONSTRAINT ck_housing_need_kind CHECK (kind IN ('new_house', 'repair')),
  CONSTRAINT ck_housing_need_state CHECK (state IN ('proposed', 'surveying', 'eligible', 'planned', 'building', 'handed_over', 'withdrawn', 'other_programme', 'not_yet_eligible', 'moved', 'died')),
  CONSTRAINT ck_housing_need_cost CHECK (estimated_cost_vnd > 0 AND estimated_cost_vnd <= 1000000000000),
  CONSTRAINT ck_housing_need_support CHECK (wanted_support_vnd > 0 AND wanted_support_vnd <= 1000000000000),
  CONSTRAINT ck_housing_need_board_order CHECK (board_order >= 1),
  CONSTRAINT ck_housing_need_planned_year CHECK (planned_year BETWEEN 2000 AND 2100),
  CONSTRAINT ck_housing_need_erased CHECK ((erased_at IS NULL) = (member_id IS NOT NULL) AND (erased_at IS NULL) = (key_sealed IS NOT NULL) AND (erased_at IS NULL OR (wish_sealed IS NULL AND survey_sealed IS NULL AND criteria_sealed IS NULL AND household_mark IS NULL))),
  CONSTRAINT fk_housing_need_member_id FOREIGN KEY(member_id) REFERENCES party_member (id),
  CONSTRAINT fk_housing_need_cell_id FOREIGN KEY(cell_id) REFERENCES party_unit (id),
  CONSTRAINT fk_housing_need_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT ck_housing_need_applied_on CHECK (applied_on IS date(julianday(applied_on))),
  CONSTRAINT ck_housing_need_surveyed_on CHECK (surveyed_on IS date(julianday(surveyed_on))),
  CONSTRAINT ck_housing_need_checked_on CHECK (checked_on IS date(julianday(checked_on))),
  CONSTRAINT fk_housing_need_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_housing_need_cell ON housing_need (cell_id)
;;
CREATE INDEX ix_housing_need_household ON housing_need (household_mark)
;;
CREATE INDEX ix_housing_need_unit ON housing_need (party_unit_id, id)
;;
CREATE UNIQUE INDEX uq_housing_need_living ON housing_need (member_id) WHERE state IN ('proposed', 'surveying', 'eligible', 'planned', 'not_yet_eligible', 'building')
;;
CREATE TABLE need_step (
  id INTEGER NOT NULL,
  need_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  act TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  on_date TEXT NOT NULL,
  paper TEXT,
  votes_for INTEGER,
  votes_present INTEGER,
  year INTEGER,
  reason_sealed TEXT,
  attachment_id INTEGER,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_need_step PRIMARY KEY (id),
  CONSTRAINT uq_need_step_need_id_position UNIQUE (need_id, position),
  CONSTRAINT ck_need_step_act CHECK (act IN ('apply', 'cell_review', 'nominate', 'take_up', 'verify', 'list', 'plan', 'unplan', 'start', 'hand_over', 'order', 'recheck', 'answer', 'not_yet', 'reopen', 'withdraw', 'other_programme', 'move_away', 'die')),
  CONSTRAINT ck_need_step_transition CHECK (act || ':' || coalesce(from_state, '') || ':' || to_state IN ('apply::proposed', 'cell_review:proposed:proposed', 'nominate:proposed:proposed', 'take_up:proposed:surveying', 'verify:surveying:surveying', 'list:surveying:eligible', 'plan:eligible:planned', 'plan:planned:planned', 'unplan:planned:eligible', 'unplan:building:planned', 'start:eligible:building', 'start:planned:building', 'hand_over:building:handed_over', 'order:eligible:eligible', 'order:planned:planned', 'recheck:proposed:proposed', 'recheck:surveying:surveying', 'recheck:eligible:eligible', 'recheck:planned:planned', 'recheck:not_yet_eligible:not_yet_eligible', 'answer:proposed:proposed', 'answer:surveying:surveying', 'answer:eligible:eligible', 'answer:planned:planned', 'answer:building:building', 'answer:handed_over:handed_over', 'answer:withdrawn:withdrawn', 'answer:other_programme:other_programme', 'answer:not_yet_eligible:not_yet_eligible', 'answer:moved:moved', 'answer:died:died', 'not_yet:proposed:not_yet_eligible', 'not_yet:surveying:not_yet_eligible', 'not_yet:eligible:not_yet_eligible', 'not_yet:planned:not_yet_eligible', 'reopen:not_yet_eligible:surveying', 'withdraw:proposed:withdrawn', 'withdraw:surveying:withdrawn', 'withdraw:eligible:withdrawn', 'withdraw:planned:withdrawn', 'withdraw:not_yet_eligible:withdrawn', 'other_programme:proposed:other_programme', 'other_programme:surveying:other_programme', 'other_programme:eligible:other_programme', 'other_programme:planned:other_programme', 'other_programme:not_yet_eligible:other_programme', 'move_away:proposed:moved', 'move_away:surveying:moved', 'move_away:eligible:moved', 'move_away:planned:moved', 'move_away:not_yet_eligible:moved', 'die:proposed:died', 'die:surveying:died', 'die:eligible:died', 'die:planned:died', 'die:not_yet_eligible:died')),
  CONSTRAINT ck_need_step_position CHECK (position >= 1),
  CONSTRAINT ck_need_step_votes CHECK ((votes_for IS NULL) = (votes_present IS NULL) AND votes_for BETWEEN 0 AND votes_present),
  CONSTRAINT ck_need_step_year CHECK (year BETWEEN 2000 AND 2100),
  CONSTRAINT fk_need_step_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT ck_need_step_on_date CHECK (on_date IS date(julianday(on_date))),
  CONSTRAINT fk_need_step_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id),
  CONSTRAINT fk_need_step_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE TABLE need_paper (
  id INTEGER NOT NULL,
  need_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  on_date TEXT NOT NULL,
  attachment_id INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_need_paper PRIMARY KEY (id),
  CONSTRAINT uq_need_paper_attachment_id UNIQUE (attachment_id),
  CONSTRAINT ck_need_paper_kind CHECK (kind IN ('application', 'cell_minutes', 'survey_minutes', 'land_paper', 'household_paper', 'consent', 'photo', 'other')),
  CONSTRAINT fk_need_paper_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT ck_need_paper_on_date CHECK (on_date IS date(julianday(on_date))),
  CONSTRAINT fk_need_paper_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id),
  CONSTRAINT fk_need_paper_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_need_paper_need_id ON need_paper (need_id)
;;
CREATE TABLE need_consent (
  id INTEGER NOT NULL,
  need_id INTEGER NOT NULL,
  scope TEXT NOT NULL,
  on_date TEXT NOT NULL,
  paper TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  CONSTRAINT pk_need_consent PRIMARY KEY (id),
  CONSTRAINT ck_need_consent_scope CHECK (scope IN ('none', 'file', 'papers', 'public')),
  CONSTRAINT ck_need_consent_paper CHECK (length(paper) > 0),
  CONSTRAINT fk_need_consent_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT ck_need_consent_on_date CHECK (on_date IS date(julianday(on_date))),
  CONSTRAINT fk_need_consent_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_need_consent_need_id ON need_consent (need_id)
;;
CREATE TABLE need_request (
  id INTEGER NOT NULL,
  need_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  received_on TEXT NOT NULL,
  words_sealed TEXT,
  recorded_at TEXT NOT NULL,
  recorded_by_id INTEGER NOT NULL,
  acknowledged_on TEXT,
  answered_on TEXT,
  answer_sealed TEXT,
  answered_by_id INTEGER,
  CONSTRAINT pk_need_request PRIMARY KEY (id),
  CONSTRAINT ck_need_request_kind CHECK (kind IN ('view', 'correct', 'withdraw', 'delete')),
  CONSTRAINT ck_need_request_acknowledged CHECK (acknowledged_on >= received_on),
  CONSTRAINT ck_need_request_answered CHECK (answered_on >= received_on),
  CONSTRAINT ck_need_request_answered_by CHECK ((answered_on IS NULL) = (answered_by_id IS NULL)),
  CONSTRAINT fk_need_request_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT ck_need_request_received_on CHECK (received_on IS date(julianday(received_on))),
  CONSTRAINT fk_need_request_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id),
  CONSTRAINT ck_need_request_acknowledged_on CHECK (acknowledged_on IS date(julianday(acknowledged_on))),
  CONSTRAINT ck_need_request_answered_on CHECK (answered_on IS date(julianday(answered_on))),
  CONSTRAINT fk_need_request_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES user_account (id)
) STRICT
;;
CREATE INDEX ix_need_request_need_id ON need_request (need_id)
;;
CREATE TABLE need_criterion (
  id INTEGER NOT NULL,
  programme_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  retired_on TEXT,
  CONSTRAINT pk_need_criterion PRIMARY KEY (id),
  CONSTRAINT ck_need_criterion_text CHECK (length(text) BETWEEN 1 AND 300),
  CONSTRAINT fk_need_criterion_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id),
  CONSTRAINT ck_need_criterion_retired_on CHECK (retired_on IS date(julianday(retired_on)))
) STRICT
;;
CREATE INDEX ix_need_criterion_programme ON need_criterion (programme_id, position, id)
;;
