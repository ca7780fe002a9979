ALTER TABLE party_member
  ADD COLUMN merged_into_id BIGINT,
  ADD COLUMN merged_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN hosted_cell_id BIGINT,
  ADD CONSTRAINT ck_party_member_merged CHECK ((merged_into_id IS NULL) = (merged_at IS NULL)),
  ADD CONSTRAINT ck_party_member_merged_left CHECK (merged_into_id IS NULL OR left_at IS NOT NULL),
  ADD CONSTRAINT fk_party_member_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES party_member (id),
  ADD CONSTRAINT fk_party_member_hosted_cell_id FOREIGN KEY(hosted_cell_id) REFERENCES party_unit (id)
;;
