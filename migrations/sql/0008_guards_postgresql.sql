CREATE INDEX ix_party_member_hosted_cell ON party_member (hosted_cell_id)
;;
CREATE INDEX ix_party_member_merged_into ON party_member (merged_into_id)
;;
CREATE TRIGGER guard_member_distinction_no_update BEFORE UPDATE ON member_distinction
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each member_distinction member_move job
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each member_distinction member_move job
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
-- What was asked for stays; what has ended does not begin again.
CREATE TRIGGER guard_job_ends_once BEFORE UPDATE ON job FOR EACH ROW
WHEN (OLD.finished_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.key <> OLD.key
  OR NEW.body_digest <> OLD.body_digest OR NEW.kind <> OLD.kind
  OR NEW.party_unit_id <> OLD.party_unit_id OR NEW.started_by_id <> OLD.started_by_id
  OR NEW.created_at <> OLD.created_at)
EXECUTE FUNCTION refuse_change()
;;
-- Who moves where is decided once; only a stay ends, once.
CREATE TRIGGER guard_member_move_decided_once BEFORE UPDATE ON member_move FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.member_id <> OLD.member_id OR NEW.kind <> OLD.kind
  OR NEW.from_cell_id <> OLD.from_cell_id OR NEW.to_unit_id <> OLD.to_unit_id
  OR NEW.moves_on <> OLD.moves_on OR NEW.proposed_by_id <> OLD.proposed_by_id
  OR NEW.proposed_at <> OLD.proposed_at
  OR (OLD.state <> 'proposed' AND (
    OLD.ended_on IS NOT NULL OR NEW.state <> OLD.state
    OR NEW.to_cell_id IS DISTINCT FROM OLD.to_cell_id
    OR NEW.decided_by_id <> OLD.decided_by_id OR NEW.decided_at <> OLD.decided_at
    OR NEW.paper <> OLD.paper OR NEW.note <> OLD.note)))
EXECUTE FUNCTION refuse_change()
;;
-- A record points to the one that stands for the person, and that one points nowhere.
CREATE FUNCTION party_member_merged_flat() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.merged_into_id = NEW.id
    OR EXISTS (SELECT 1 FROM party_member WHERE merged_into_id = NEW.id)
    OR EXISTS (SELECT 1 FROM party_member
               WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
  THEN
    RAISE EXCEPTION 'party_member: merged into one that stands' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_party_member_merged_flat BEFORE UPDATE OF merged_into_id ON party_member
FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION party_member_merged_flat()
;;
CREATE TRIGGER guard_party_member_begins_alone BEFORE INSERT ON party_member
FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION party_member_merged_flat()
;;
-- The list stays as it was opened. Only somebody who has moved, by a move that was accepted, and for
-- whom nothing was ever recorded, is asked where they are now.
DROP TRIGGER guard_list_entry_frozen ON list_entry
;;
CREATE FUNCTION list_entry_frozen() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.campaign_id <> OLD.campaign_id OR NEW.member_id <> OLD.member_id
    OR NEW.added_reason IS NULL OR NEW.cell_id = OLD.cell_id
    OR EXISTS (SELECT 1 FROM contribution WHERE list_entry_id = OLD.id)
    OR NOT EXISTS (SELECT 1 FROM member_move WHERE member_id = OLD.member_id
                   AND state = 'accepted' AND from_cell_id = OLD.cell_id
                   AND to_cell_id = NEW.cell_id)
    OR NOT EXISTS (SELECT 1 FROM campaign_unit AS u JOIN campaign AS c ON c.id = u.campaign_id
                   WHERE u.id = NEW.campaign_unit_id AND c.id = OLD.campaign_id
                     AND c.state = 'open')
  THEN
    RAISE EXCEPTION 'list_entry: the list is frozen' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_list_entry_frozen
BEFORE UPDATE OF id, campaign_id, campaign_unit_id, cell_id, member_id, position, added_reason
ON list_entry FOR EACH ROW EXECUTE FUNCTION list_entry_frozen()
;;
GRANT SELECT, INSERT ON member_distinction TO ledger_app
;;
GRANT SELECT, INSERT, UPDATE ON job TO ledger_app
;;
GRANT SELECT, INSERT, UPDATE ON member_move TO ledger_app
;;
GRANT UPDATE (campaign_unit_id, cell_id, position, added_reason) ON list_entry TO ledger_app
;;
