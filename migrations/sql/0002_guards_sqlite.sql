-- Guards of attachments and need files on SQLite. One statement ends at a line with only ";;".

--@each need_step need_paper need_consent
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each attachment housing_need need_step need_paper need_consent need_request
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
CREATE TRIGGER guard_attachment_no_replace BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM attachment WHERE id = NEW.id OR code = NEW.code
             OR (party_unit_id = NEW.party_unit_id AND owner = NEW.owner AND sha256 = NEW.sha256
                 AND erased_at IS NULL AND NEW.erased_at IS NULL))
BEGIN SELECT RAISE(ABORT, 'attachment: exists already'); END
;;
-- Bytes may be erased, with a reason; they cannot become other bytes, nor come back.
CREATE TRIGGER guard_attachment_only_erase BEFORE UPDATE ON attachment
WHEN OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.id <> OLD.id OR NEW.code <> OLD.code
  OR NEW.party_unit_id <> OLD.party_unit_id OR NEW.owner <> OLD.owner OR NEW.kind <> OLD.kind
  OR NEW.sha256 <> OLD.sha256 OR NEW.size_bytes <> OLD.size_bytes OR NEW.kept_at <> OLD.kept_at
  OR NEW.kept_by_id <> OLD.kept_by_id
BEGIN SELECT RAISE(ABORT, 'attachment: can only be erased'); END
;;
CREATE TRIGGER guard_housing_need_no_replace BEFORE INSERT ON housing_need
WHEN EXISTS (SELECT 1 FROM housing_need WHERE id = NEW.id OR code = NEW.code
             OR (member_id = NEW.member_id
                 AND state IN ('proposed', 'surveying', 'eligible', 'planned', 'not_yet_eligible', 'building')))
BEGIN SELECT RAISE(ABORT, 'housing_need: exists already'); END
;;
CREATE TRIGGER guard_housing_need_begins BEFORE INSERT ON housing_need
WHEN NEW.state <> 'proposed' OR NEW.erased_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'housing_need: begins with its application'); END
;;
-- Whose need it is never changes; erasing takes the person out of it for good.
CREATE TRIGGER guard_housing_need_fixed BEFORE UPDATE ON housing_need
WHEN NEW.id <> OLD.id OR NEW.code <> OLD.code OR NEW.cell_id <> OLD.cell_id
  OR NEW.party_unit_id <> OLD.party_unit_id OR NEW.applied_on <> OLD.applied_on
  OR NEW.recorded_at <> OLD.recorded_at OR NEW.recorded_by_id <> OLD.recorded_by_id
  OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS NOT OLD.erased_at)
  OR (NEW.erased_at IS NULL AND (NEW.member_id IS NOT OLD.member_id OR NEW.key_sealed IS NOT OLD.key_sealed))
  OR (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
      AND OLD.state IN ('proposed', 'surveying', 'eligible', 'planned', 'not_yet_eligible', 'building'))
BEGIN SELECT RAISE(ABORT, 'housing_need: is what it was'); END
;;
-- The state is that of the last step (N1).
CREATE TRIGGER guard_housing_need_follows_steps BEFORE UPDATE OF state ON housing_need
WHEN NEW.state <> OLD.state AND NOT EXISTS (
  SELECT 1 FROM need_step AS s WHERE s.need_id = OLD.id AND s.from_state = OLD.state
    AND s.to_state = NEW.state
    AND s.position = (SELECT max(position) FROM need_step WHERE need_id = OLD.id))
BEGIN SELECT RAISE(ABORT, 'housing_need: its state follows the steps'); END
;;
CREATE TRIGGER guard_need_step_no_replace BEFORE INSERT ON need_step
WHEN EXISTS (SELECT 1 FROM need_step WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'need_step: exists already'); END
;;
-- Steps are numbered 1, 2, 3 … and each begins where the file stands.
CREATE TRIGGER guard_need_step_next BEFORE INSERT ON need_step
WHEN NEW.position <> 1 + coalesce((SELECT max(position) FROM need_step WHERE need_id = NEW.need_id), 0)
  OR (NEW.position = 1) <> (NEW.from_state IS NULL)
  OR NOT EXISTS (SELECT 1 FROM housing_need WHERE id = NEW.need_id
                 AND state = coalesce(NEW.from_state, NEW.to_state))
  OR (NEW.position > 1 AND NEW.from_state <> (
    SELECT to_state FROM need_step WHERE need_id = NEW.need_id AND position = NEW.position - 1))
BEGIN SELECT RAISE(ABORT, 'need_step: not the next step'); END
;;
CREATE TRIGGER guard_need_paper_no_replace BEFORE INSERT ON need_paper
WHEN EXISTS (SELECT 1 FROM need_paper WHERE id = NEW.id OR attachment_id = NEW.attachment_id)
BEGIN SELECT RAISE(ABORT, 'need_paper: exists already'); END
;;
-- A picture of somebody's home is kept only while the family's last word is that it may be.
CREATE TRIGGER guard_need_paper_consent BEFORE INSERT ON need_paper
WHEN NEW.kind = 'photo' AND coalesce((
  SELECT scope FROM need_consent WHERE need_id = NEW.need_id ORDER BY id DESC LIMIT 1), 'none') = 'none'
BEGIN SELECT RAISE(ABORT, 'need_paper: no consent to pictures'); END
;;
CREATE TRIGGER guard_need_consent_no_replace BEFORE INSERT ON need_consent
WHEN EXISTS (SELECT 1 FROM need_consent WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'need_consent: exists already'); END
;;
CREATE TRIGGER guard_need_request_no_replace BEFORE INSERT ON need_request
WHEN EXISTS (SELECT 1 FROM need_request WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'need_request: exists already'); END
;;
-- What was asked stays; it is acknowledged once and answered once.
CREATE TRIGGER guard_need_request_answered_once BEFORE UPDATE ON need_request
WHEN NEW.id <> OLD.id OR NEW.need_id <> OLD.need_id OR NEW.kind <> OLD.kind
  OR NEW.received_on <> OLD.received_on OR NEW.words_sealed IS NOT OLD.words_sealed
  OR NEW.recorded_at <> OLD.recorded_at OR NEW.recorded_by_id <> OLD.recorded_by_id
  OR (OLD.acknowledged_on IS NOT NULL AND NEW.acknowledged_on IS NOT OLD.acknowledged_on)
  OR OLD.answered_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'need_request: is answered once'); END
;;
