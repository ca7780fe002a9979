-- House gains its need, state and days. One statement ends at a line that holds only ";;".

ALTER TABLE house
  ADD COLUMN need_id BIGINT,
  ADD COLUMN kind TEXT,
  ADD COLUMN status TEXT,
  ADD COLUMN cost_vnd BIGINT,
  ADD COLUMN settled_vnd BIGINT,
  ADD COLUMN planned_on DATE,
  ADD COLUMN started_on DATE,
  ADD COLUMN accepted_on DATE,
  ADD COLUMN handed_over_on DATE,
  ADD COLUMN photo_consent TEXT,
  ADD CONSTRAINT fk_house_need_id FOREIGN KEY (need_id) REFERENCES housing_need (id),
  ADD CONSTRAINT ck_house_kind CHECK (kind IN ('new_house', 'repair')),
  ADD CONSTRAINT ck_house_status CHECK (status IN ('planned', 'approved', 'building', 'handed_over')),
  ADD CONSTRAINT ck_house_cost CHECK (cost_vnd >= 0),
  ADD CONSTRAINT ck_house_settled CHECK (settled_vnd >= 0),
  ADD CONSTRAINT ck_house_handed_over_has_day CHECK (coalesce(status, '') <> 'handed_over' OR handed_over_on IS NOT NULL)
;;
CREATE UNIQUE INDEX uq_house_need ON house (need_id)
;;
