CREATE TABLE job (
  id BIGSERIAL NOT NULL,
  key TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  party_unit_id BIGINT NOT NULL,
  started_by_id BIGINT NOT NULL,
  facts_sealed TEXT,
  phase TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE,
  finished_at TIMESTAMP WITH TIME ZONE,
  lease TEXT,
  lease_until TIMESTAMP WITH TIME ZONE,
  outcome TEXT,
  result_id BIGINT,
  CONSTRAINT pk_job PRIMARY KEY (id),
  CONSTRAINT uq_job_key UNIQUE (key),
  CONSTRAINT ck_job_kind CHECK (kind IN ('open_campaign', 'import_file')),
  CONSTRAINT ck_job_state CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  CONSTRAINT ck_job_key CHECK (length(key) BETWEEN 1 AND 100),
  CONSTRAINT ck_job_running CHECK ((state = 'running') = (lease IS NOT NULL)),
  CONSTRAINT ck_job_lease CHECK ((lease IS NULL) = (lease_until IS NULL)),
  CONSTRAINT ck_job_end CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
  CONSTRAINT ck_job_outcome CHECK ((finished_at IS NULL) = (outcome IS NULL)),
  CONSTRAINT ck_job_facts_go CHECK (finished_at IS NULL OR facts_sealed IS NULL),
  CONSTRAINT ck_job_counts CHECK (done >= 0 AND total >= 0 AND attempts >= 0),
  CONSTRAINT fk_job_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_job_started_by_id FOREIGN KEY(started_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_job_state ON job (state, id)
;;
CREATE INDEX ix_job_unit ON job (party_unit_id, id)
;;
CREATE TABLE member_move (
  id BIGSERIAL NOT NULL,
  member_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  from_cell_id BIGINT NOT NULL,
  to_unit_id BIGINT NOT NULL,
  to_cell_id BIGINT,
  moves_on DATE NOT NULL,
  paper TEXT NOT NULL,
  proposed_by_id BIGINT NOT NULL,
  proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  decided_by_id BIGINT,
  decided_at TIMESTAMP WITH TIME ZONE,
  note TEXT NOT NULL,
  ended_on DATE,
  CONSTRAINT pk_member_move PRIMARY KEY (id),
  CONSTRAINT ck_member_move_kind CHECK (kind IN ('final', 'temporary')),
  CONSTRAINT ck_member_move_state CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn')),
  CONSTRAINT ck_member_move_decided CHECK ((state = 'proposed') = (decided_at IS NULL)),
  CONSTRAINT ck_member_move_decided_by CHECK ((decided_by_id IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_member_move_cell CHECK ((state = 'accepted') = (to_cell_id IS NOT NULL)),
  CONSTRAINT ck_member_move_elsewhere CHECK (to_cell_id <> from_cell_id),
  CONSTRAINT ck_member_move_ended CHECK (ended_on IS NULL OR (kind = 'temporary' AND state = 'accepted')),
  CONSTRAINT fk_member_move_member_id FOREIGN KEY(member_id) REFERENCES party_member (id),
  CONSTRAINT fk_member_move_from_cell_id FOREIGN KEY(from_cell_id) REFERENCES party_unit (id),
  CONSTRAINT fk_member_move_to_unit_id FOREIGN KEY(to_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_member_move_to_cell_id FOREIGN KEY(to_cell_id) REFERENCES party_unit (id),
  CONSTRAINT fk_member_move_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES user_account (id),
  CONSTRAINT fk_member_move_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_member_move_member ON member_move (member_id, id)
;;
CREATE INDEX ix_member_move_to_unit ON member_move (to_unit_id, state)
;;
CREATE UNIQUE INDEX uq_member_move_waiting ON member_move (member_id) WHERE state = 'proposed'
;;
CREATE TABLE member_distinction (
  id BIGSERIAL NOT NULL,
  first_id BIGINT NOT NULL,
  second_id BIGINT NOT NULL,
  decided_by_id BIGINT NOT NULL,
  decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_member_distinction PRIMARY KEY (id),
  CONSTRAINT uq_member_distinction_first_id_second_id UNIQUE (first_id, second_id),
  CONSTRAINT ck_member_distinction_order CHECK (first_id < second_id),
  CONSTRAINT fk_member_distinction_first_id FOREIGN KEY(first_id) REFERENCES party_member (id),
  CONSTRAINT fk_member_distinction_second_id FOREIGN KEY(second_id) REFERENCES party_member (id),
  CONSTRAINT fk_member_distinction_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_member_distinction_second_id ON member_distinction (second_id)
;;
