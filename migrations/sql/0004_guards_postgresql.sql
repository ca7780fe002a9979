-- Guards of what units report, of commendations and of notice-board sheets on PostgreSQL: a
-- correction is another row, so none is changed or removed.
--@each rollout_deadline unit_plan need_survey propaganda_report commendation disclosure disclosure_posting disclosure_removal posting_term public_page_decision
CREATE TRIGGER guard_{table}_no_update BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each rollout_deadline unit_plan need_survey propaganda_report commendation disclosure disclosure_posting disclosure_removal posting_term public_page_decision
CREATE TRIGGER guard_{table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
;;
--@each rollout_deadline unit_plan need_survey propaganda_report commendation disclosure disclosure_posting disclosure_removal posting_term public_page_decision
CREATE TRIGGER guard_{table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
;;
--@each rollout_deadline unit_plan need_survey propaganda_report commendation disclosure disclosure_posting disclosure_removal posting_term public_page_decision
GRANT SELECT, INSERT ON {table} TO ledger_app
;;
