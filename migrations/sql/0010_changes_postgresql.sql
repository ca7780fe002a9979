-- The same bounds, written so that they read the same after a dump.
ALTER TABLE prior_fact DROP CONSTRAINT ck_prior_fact_sums
;;
ALTER TABLE prior_fact ADD CONSTRAINT ck_prior_fact_sums CHECK (collected_vnd >= 0 AND collected_vnd <= 1000000000000 AND spent_vnd >= 0 AND spent_vnd <= 1000000000000)
;;
