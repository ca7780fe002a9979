-- The same bounds of a decision's sum, written so that a dump gives them back to the letter.

ALTER TABLE decision
  DROP CONSTRAINT ck_decision_amount,
  ADD CONSTRAINT ck_decision_amount CHECK (amount_vnd >= 0 AND amount_vnd <= 1000000000000 AND (amount_vnd > 0 OR kind = 'withdrawal'))
;;
