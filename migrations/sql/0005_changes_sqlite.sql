-- A list of contributions keeps its campaign and what was chosen about it.
CREATE TABLE import_file (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  party_unit_id INTEGER NOT NULL,
  filename TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  body_sealed TEXT,
  uploaded_by_id INTEGER NOT NULL,
  uploaded_at TEXT NOT NULL,
  imported_at TEXT,
  outcome TEXT,
  campaign_id INTEGER,
  choices TEXT,
  submission_id INTEGER,
  rest_sealed TEXT,
  CONSTRAINT pk_import_file PRIMARY KEY (id),
  CONSTRAINT ck_import_file_kind CHECK (kind IN ('members', 'bank_statement', 'contributions')),
  CONSTRAINT ck_import_file_outcome CHECK ((imported_at IS NULL) = (outcome IS NULL)),
  CONSTRAINT ck_import_file_body_goes_after_import CHECK (imported_at IS NULL OR body_sealed IS NULL),
  CONSTRAINT ck_import_file_submission CHECK (submission_id IS NULL OR imported_at IS NOT NULL),
  CONSTRAINT ck_import_file_rest CHECK (rest_sealed IS NULL OR imported_at IS NOT NULL),
  CONSTRAINT fk_import_file_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_import_file_uploaded_by_id FOREIGN KEY(uploaded_by_id) REFERENCES user_account (id),
  CONSTRAINT fk_import_file_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_import_file_submission_id FOREIGN KEY(submission_id) REFERENCES submission (id)
) STRICT
;;
