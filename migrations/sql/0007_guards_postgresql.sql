-- What people decide about the roadmap and the target is added, never changed, never removed.
--@each roadmap_override expected_sum plan_decision plan_decision_word prior_fact
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each roadmap_override expected_sum plan_decision plan_decision_word prior_fact
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each roadmap_override expected_sum plan_decision plan_decision_word prior_fact
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
-- Who entered a decision does not confirm it.
CREATE FUNCTION plan_decision_word_of_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM plan_decision
             WHERE id = NEW.plan_decision_id AND entered_by_id = NEW.by_id) THEN
    RAISE EXCEPTION 'plan_decision_word: of whoever entered it' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_plan_decision_word_of_another BEFORE INSERT ON plan_decision_word
FOR EACH ROW EXECUTE FUNCTION plan_decision_word_of_another()
;;
-- A fact is replaced by another one of the same locality.
CREATE FUNCTION prior_fact_same_locality() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM prior_fact
             WHERE id = NEW.replaces_id AND party_unit_id <> NEW.party_unit_id) THEN
    RAISE EXCEPTION 'prior_fact: of another locality' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
;;
CREATE TRIGGER guard_prior_fact_same_locality BEFORE INSERT ON prior_fact
FOR EACH ROW EXECUTE FUNCTION prior_fact_same_locality()
;;
--@each roadmap_override expected_sum plan_decision plan_decision_word prior_fact
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
