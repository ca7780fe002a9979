-- Guards of attachments and need files on PostgreSQL. One statement ends at a line with only ";;".

--@each need_step need_paper need_consent
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each attachment housing_need need_step need_paper need_consent need_request
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each attachment housing_need need_step need_paper need_consent need_request
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
-- Bytes may be erased, with a reason; they cannot become other bytes, nor come back.
CREATE TRIGGER guard_attachment_only_erase BEFORE UPDATE ON attachment FOR EACH ROW
WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.id <> OLD.id OR NEW.code <> OLD.code
  OR NEW.party_unit_id <> OLD.party_unit_id OR NEW.owner <> OLD.owner OR NEW.kind <> OLD.kind
  OR NEW.sha256 <> OLD.sha256 OR NEW.size_bytes <> OLD.size_bytes OR NEW.kept_at <> OLD.kept_at
  OR NEW.kept_by_id <> OLD.kept_by_id)
EXECUTE FUNCTION refuse_change()
;;
CREATE FUNCTION housing_need_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'housing_need: begins with its application' USING ERRCODE = '23514';
END $$
;;
CREATE TRIGGER guard_housing_need_begins BEFORE INSERT ON housing_need FOR EACH ROW
WHEN (NEW.state <> 'proposed' OR NEW.erased_at IS NOT NULL)
EXECUTE FUNCTION housing_need_begins()
;;
-- Whose need it is never changes; erasing takes the person out of it for good.
CREATE TRIGGER guard_housing_need_fixed BEFORE UPDATE ON housing_need FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.code <> OLD.code OR NEW.cell_id <> OLD.cell_id
  OR NEW.party_unit_id <> OLD.party_unit_id OR NEW.applied_on <> OLD.applied_on
  OR NEW.recorded_at <> OLD.recorded_at OR NEW.recorded_by_id <> OLD.recorded_by_id
  OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
  OR (NEW.erased_at IS NULL AND (NEW.member_id IS DISTINCT FROM OLD.member_id
      OR NEW.key_sealed IS DISTINCT FROM OLD.key_sealed))
  OR (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
      AND OLD.state IN ('proposed', 'surveying', 'eligible', 'planned', 'not_yet_eligible', 'building')))
EXECUTE FUNCTION refuse_change()
;;
-- The state is that of the last step (N1).
CREATE FUNCTION housing_need_follows_steps() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM need_step AS s WHERE s.need_id = OLD.id AND s.from_state = OLD.state
      AND s.to_state = NEW.state
      AND s.position = (SELECT max(position) FROM need_step WHERE need_id = OLD.id))
  THEN
    RAISE EXCEPTION 'housing_need: its state follows the steps' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_housing_need_follows_steps BEFORE UPDATE OF state ON housing_need FOR EACH ROW
WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION housing_need_follows_steps()
;;
-- Steps are numbered 1, 2, 3 … and each begins where the file stands.
CREATE FUNCTION need_step_next() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.position <> 1 + coalesce((SELECT max(position) FROM need_step WHERE need_id = NEW.need_id), 0)
    OR (NEW.position = 1) <> (NEW.from_state IS NULL)
    OR NOT EXISTS (SELECT 1 FROM housing_need WHERE id = NEW.need_id
                   AND state = coalesce(NEW.from_state, NEW.to_state))
    OR (NEW.position > 1 AND NEW.from_state <> (
      SELECT to_state FROM need_step WHERE need_id = NEW.need_id AND position = NEW.position - 1))
  THEN
    RAISE EXCEPTION 'need_step: not the next step' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_need_step_next BEFORE INSERT ON need_step
FOR EACH ROW EXECUTE FUNCTION need_step_next()
;;
-- A picture of somebody's home is kept only while the family's last word is that it may be.
CREATE FUNCTION need_paper_consent() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF coalesce((SELECT scope FROM need_consent WHERE need_id = NEW.need_id
               ORDER BY id DESC LIMIT 1), 'none') = 'none'
  THEN
    RAISE EXCEPTION 'need_paper: no consent to pictures' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_need_paper_consent BEFORE INSERT ON need_paper FOR EACH ROW
WHEN (NEW.kind = 'photo') EXECUTE FUNCTION need_paper_consent()
;;
-- What was asked stays; it is acknowledged once and answered once.
CREATE TRIGGER guard_need_request_answered_once BEFORE UPDATE ON need_request FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.need_id <> OLD.need_id OR NEW.kind <> OLD.kind
  OR NEW.received_on <> OLD.received_on OR NEW.words_sealed IS DISTINCT FROM OLD.words_sealed
  OR NEW.recorded_at <> OLD.recorded_at OR NEW.recorded_by_id <> OLD.recorded_by_id
  OR (OLD.acknowledged_on IS NOT NULL AND NEW.acknowledged_on IS DISTINCT FROM OLD.acknowledged_on)
  OR OLD.answered_on IS NOT NULL)
EXECUTE FUNCTION refuse_change()
;;
--@each need_step need_paper need_consent
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
--@each attachment housing_need need_request need_criterion
GRANT SELECT, INSERT, UPDATE ON {table} TO ledger_app
;;
