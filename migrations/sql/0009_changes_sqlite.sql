-- House gains its need, state and days; on SQLite the whole new text of the table.

CREATE TABLE house (
  id INTEGER NOT NULL,
  party_unit_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  need_id INTEGER,
  kind TEXT,
  status TEXT,
  cost_vnd INTEGER,
  settled_vnd INTEGER,
  planned_on TEXT,
  started_on TEXT,
  accepted_on TEXT,
  handed_over_on TEXT,
  photo_consent TEXT,
  CONSTRAINT pk_house PRIMARY KEY (id),
  CONSTRAINT ck_house_name CHECK (length(name) > 0),
  CONSTRAINT ck_house_kind CHECK (kind IN ('new_house', 'repair')),
  CONSTRAINT ck_house_status CHECK (status IN ('planned', 'approved', 'building', 'handed_over')),
  CONSTRAINT ck_house_cost CHECK (cost_vnd >= 0),
  CONSTRAINT ck_house_settled CHECK (settled_vnd >= 0),
  CONSTRAINT ck_house_handed_over_has_day CHECK (coalesce(status, '') <> 'handed_over' OR handed_over_on IS NOT NULL),
  CONSTRAINT fk_house_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_house_need_id FOREIGN KEY(need_id) REFERENCES housing_need (id),
  CONSTRAINT ck_house_planned_on CHECK (planned_on IS date(julianday(planned_on))),
  CONSTRAINT ck_house_started_on CHECK (started_on IS date(julianday(started_on))),
  CONSTRAINT ck_house_accepted_on CHECK (accepted_on IS date(julianday(accepted_on))),
  CONSTRAINT ck_house_handed_over_on CHECK (handed_over_on IS date(julianday(handed_over_on)))
) STRICT
;;
