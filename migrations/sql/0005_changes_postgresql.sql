-- A list of contributions keeps its campaign and what was chosen about it.
ALTER TABLE import_file DROP CONSTRAINT ck_import_file_kind
;;
ALTER TABLE import_file ADD COLUMN campaign_id BIGINT
;;
ALTER TABLE import_file ADD COLUMN choices TEXT
;;
ALTER TABLE import_file ADD COLUMN submission_id BIGINT
;;
ALTER TABLE import_file ADD COLUMN rest_sealed TEXT
;;
ALTER TABLE import_file
  ADD CONSTRAINT ck_import_file_kind CHECK (kind IN ('members', 'bank_statement', 'contributions')),
  ADD CONSTRAINT ck_import_file_submission CHECK (submission_id IS NULL OR imported_at IS NOT NULL),
  ADD CONSTRAINT ck_import_file_rest CHECK (rest_sealed IS NULL OR imported_at IS NOT NULL),
  ADD CONSTRAINT fk_import_file_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  ADD CONSTRAINT fk_import_file_submission_id FOREIGN KEY(submission_id) REFERENCES submission (id)
;;
