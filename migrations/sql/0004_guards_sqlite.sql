-- Guards of what units report, of commendations and of notice-board sheets on SQLite: a
-- correction is another row, so none is changed, removed or replaced.
--@each rollout_deadline unit_plan need_survey propaganda_report commendation disclosure disclosure_posting disclosure_removal posting_term public_page_decision
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
;;
--@each rollout_deadline unit_plan need_survey propaganda_report commendation disclosure disclosure_posting disclosure_removal posting_term public_page_decision
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never removed'); END
;;
CREATE TRIGGER guard_rollout_deadline_no_replace BEFORE INSERT ON rollout_deadline
WHEN EXISTS (SELECT 1 FROM rollout_deadline WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'rollout_deadline: exists already'); END
;;
CREATE TRIGGER guard_unit_plan_no_replace BEFORE INSERT ON unit_plan
WHEN EXISTS (SELECT 1 FROM unit_plan WHERE id = NEW.id
  OR replaces_id = NEW.replaces_id
  OR (NEW.replaces_id IS NULL AND replaces_id IS NULL AND campaign_unit_id = NEW.campaign_unit_id))
BEGIN SELECT RAISE(ABORT, 'unit_plan: exists already'); END
;;
CREATE TRIGGER guard_need_survey_no_replace BEFORE INSERT ON need_survey
WHEN EXISTS (SELECT 1 FROM need_survey WHERE id = NEW.id
  OR replaces_id = NEW.replaces_id
  OR (NEW.replaces_id IS NULL AND replaces_id IS NULL AND campaign_unit_id = NEW.campaign_unit_id))
BEGIN SELECT RAISE(ABORT, 'need_survey: exists already'); END
;;
CREATE TRIGGER guard_propaganda_report_no_replace BEFORE INSERT ON propaganda_report
WHEN EXISTS (SELECT 1 FROM propaganda_report WHERE id = NEW.id
             OR replaces_id = NEW.replaces_id)
BEGIN SELECT RAISE(ABORT, 'propaganda_report: exists already'); END
;;
CREATE TRIGGER guard_commendation_no_replace BEFORE INSERT ON commendation
WHEN EXISTS (SELECT 1 FROM commendation WHERE id = NEW.id
             OR replaces_id = NEW.replaces_id)
BEGIN SELECT RAISE(ABORT, 'commendation: exists already'); END
;;
CREATE TRIGGER guard_disclosure_no_replace BEFORE INSERT ON disclosure
WHEN EXISTS (SELECT 1 FROM disclosure WHERE id = NEW.id
             OR body_digest = NEW.body_digest)
BEGIN SELECT RAISE(ABORT, 'disclosure: exists already'); END
;;
CREATE TRIGGER guard_disclosure_posting_no_replace BEFORE INSERT ON disclosure_posting
WHEN EXISTS (SELECT 1 FROM disclosure_posting WHERE id = NEW.id
             OR (disclosure_id = NEW.disclosure_id AND place = NEW.place))
BEGIN SELECT RAISE(ABORT, 'disclosure_posting: exists already'); END
;;
CREATE TRIGGER guard_disclosure_removal_no_replace BEFORE INSERT ON disclosure_removal
WHEN EXISTS (SELECT 1 FROM disclosure_removal WHERE posting_id = NEW.posting_id)
BEGIN SELECT RAISE(ABORT, 'disclosure_removal: exists already'); END
;;
CREATE TRIGGER guard_posting_term_no_replace BEFORE INSERT ON posting_term
WHEN EXISTS (SELECT 1 FROM posting_term WHERE starts_on = NEW.starts_on)
BEGIN SELECT RAISE(ABORT, 'posting_term: exists already'); END
;;
CREATE TRIGGER guard_public_page_decision_no_replace BEFORE INSERT ON public_page_decision
WHEN EXISTS (SELECT 1 FROM public_page_decision WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'public_page_decision: exists already'); END
;;
