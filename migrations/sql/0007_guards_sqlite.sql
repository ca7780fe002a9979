-- What people decide about the roadmap and the target is added, never changed, never removed.
--@each roadmap_override expected_sum plan_decision plan_decision_word prior_fact
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each roadmap_override expected_sum plan_decision plan_decision_word prior_fact
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
--@each roadmap_override expected_sum plan_decision
CREATE TRIGGER guard_{table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, '{table}: exists already'); END
;;
CREATE TRIGGER guard_plan_decision_word_no_replace BEFORE INSERT ON plan_decision_word
WHEN EXISTS (SELECT 1 FROM plan_decision_word WHERE plan_decision_id = NEW.plan_decision_id)
BEGIN SELECT RAISE(ABORT, 'plan_decision_word: exists already'); END
;;
CREATE TRIGGER guard_prior_fact_no_replace BEFORE INSERT ON prior_fact
WHEN EXISTS (SELECT 1 FROM prior_fact WHERE id = NEW.id OR replaces_id = NEW.replaces_id)
BEGIN SELECT RAISE(ABORT, 'prior_fact: exists already'); END
;;
-- Who entered a decision does not confirm it.
CREATE TRIGGER guard_plan_decision_word_of_another BEFORE INSERT ON plan_decision_word
WHEN EXISTS (SELECT 1 FROM plan_decision
             WHERE id = NEW.plan_decision_id AND entered_by_id = NEW.by_id)
BEGIN SELECT RAISE(ABORT, 'plan_decision_word: of whoever entered it'); END
;;
-- A fact is replaced by another one of the same locality.
CREATE TRIGGER guard_prior_fact_same_locality BEFORE INSERT ON prior_fact
WHEN EXISTS (SELECT 1 FROM prior_fact
             WHERE id = NEW.replaces_id AND party_unit_id <> NEW.party_unit_id)
BEGIN SELECT RAISE(ABORT, 'prior_fact: of another locality'); END
;;
