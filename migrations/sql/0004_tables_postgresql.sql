CREATE TABLE rollout_deadline (
  id BIGSERIAL NOT NULL,
  campaign_id BIGINT NOT NULL,
  item TEXT NOT NULL,
  due_on DATE NOT NULL,
  paper TEXT NOT NULL,
  set_by_id BIGINT NOT NULL,
  set_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_rollout_deadline PRIMARY KEY (id),
  CONSTRAINT ck_rollout_deadline_item CHECK (item IN ('plan', 'survey', 'propaganda', 'collection')),
  CONSTRAINT ck_rollout_deadline_paper CHECK (length(paper) > 0),
  CONSTRAINT fk_rollout_deadline_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_rollout_deadline_set_by_id FOREIGN KEY(set_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_rollout_deadline_campaign ON rollout_deadline (campaign_id, item, id)
;;
CREATE TABLE unit_plan (
  id BIGSERIAL NOT NULL,
  campaign_unit_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  issued_on DATE NOT NULL,
  expected_vnd BIGINT,
  model_name TEXT NOT NULL,
  model_kind TEXT,
  entered_paper TEXT NOT NULL,
  reported_on DATE NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_by_id BIGINT NOT NULL,
  replaces_id BIGINT,
  withdrawn TEXT NOT NULL,
  CONSTRAINT pk_unit_plan PRIMARY KEY (id),
  CONSTRAINT uq_unit_plan_id_campaign_unit_id UNIQUE (id, campaign_unit_id),
  CONSTRAINT uq_unit_plan_replaces_id UNIQUE (replaces_id),
  CONSTRAINT fk_unit_plan_replaces_id_campaign_unit_id FOREIGN KEY(replaces_id, campaign_unit_id) REFERENCES unit_plan (id, campaign_unit_id),
  CONSTRAINT ck_unit_plan_model_kind CHECK (model_kind IN ('new', 'replicated')),
  CONSTRAINT ck_unit_plan_replaces_another CHECK (replaces_id <> id),
  CONSTRAINT ck_unit_plan_withdrawn CHECK (replaces_id IS NOT NULL OR withdrawn = ''),
  CONSTRAINT ck_unit_plan_number CHECK (length(number) > 0),
  CONSTRAINT ck_unit_plan_expected CHECK (expected_vnd > 0),
  CONSTRAINT ck_unit_plan_model CHECK ((model_kind IS NULL) = (model_name = '')),
  CONSTRAINT fk_unit_plan_campaign_unit_id FOREIGN KEY(campaign_unit_id) REFERENCES campaign_unit (id),
  CONSTRAINT fk_unit_plan_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_unit_plan_campaign_unit ON unit_plan (campaign_unit_id, id)
;;
CREATE UNIQUE INDEX uq_unit_plan_first ON unit_plan (campaign_unit_id) WHERE replaces_id IS NULL
;;
CREATE TABLE need_survey (
  id BIGSERIAL NOT NULL,
  campaign_unit_id BIGINT NOT NULL,
  paper TEXT NOT NULL,
  surveyed_on DATE NOT NULL,
  cases BIGINT NOT NULL,
  by_cell TEXT NOT NULL,
  entered_paper TEXT NOT NULL,
  reported_on DATE NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_by_id BIGINT NOT NULL,
  replaces_id BIGINT,
  withdrawn TEXT NOT NULL,
  CONSTRAINT pk_need_survey PRIMARY KEY (id),
  CONSTRAINT uq_need_survey_id_campaign_unit_id UNIQUE (id, campaign_unit_id),
  CONSTRAINT uq_need_survey_replaces_id UNIQUE (replaces_id),
  CONSTRAINT fk_need_survey_replaces_id_campaign_unit_id FOREIGN KEY(replaces_id, campaign_unit_id) REFERENCES need_survey (id, campaign_unit_id),
  CONSTRAINT ck_need_survey_replaces_another CHECK (replaces_id <> id),
  CONSTRAINT ck_need_survey_withdrawn CHECK (replaces_id IS NOT NULL OR withdrawn = ''),
  CONSTRAINT ck_need_survey_cases CHECK (cases >= 0),
  CONSTRAINT fk_need_survey_campaign_unit_id FOREIGN KEY(campaign_unit_id) REFERENCES campaign_unit (id),
  CONSTRAINT fk_need_survey_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_need_survey_campaign_unit ON need_survey (campaign_unit_id, id)
;;
CREATE UNIQUE INDEX uq_need_survey_first ON need_survey (campaign_unit_id) WHERE replaces_id IS NULL
;;
CREATE TABLE propaganda_report (
  id BIGSERIAL NOT NULL,
  campaign_id BIGINT NOT NULL,
  party_unit_id BIGINT NOT NULL,
  done_on DATE NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  link TEXT NOT NULL,
  entered_paper TEXT NOT NULL,
  reported_on DATE NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_by_id BIGINT NOT NULL,
  replaces_id BIGINT,
  withdrawn TEXT NOT NULL,
  CONSTRAINT pk_propaganda_report PRIMARY KEY (id),
  CONSTRAINT uq_propaganda_report_id_campaign_id_party_unit_id UNIQUE (id, campaign_id, party_unit_id),
  CONSTRAINT uq_propaganda_report_replaces_id UNIQUE (replaces_id),
  CONSTRAINT fk_propaganda_report_replaces_id_campaign_id_party_unit_id FOREIGN KEY(replaces_id, campaign_id, party_unit_id) REFERENCES propaganda_report (id, campaign_id, party_unit_id),
  CONSTRAINT ck_propaganda_report_kind CHECK (kind IN ('article', 'broadcast', 'social', 'meeting', 'visual', 'bulletin', 'other')),
  CONSTRAINT ck_propaganda_report_replaces_another CHECK (replaces_id <> id),
  CONSTRAINT ck_propaganda_report_withdrawn CHECK (replaces_id IS NOT NULL OR withdrawn = ''),
  CONSTRAINT ck_propaganda_report_title CHECK (length(title) > 0),
  CONSTRAINT ck_propaganda_report_link CHECK (link = '' OR substr(link, 1, 7) = 'http://' OR substr(link, 1, 8) = 'https://'),
  CONSTRAINT fk_propaganda_report_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_propaganda_report_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_propaganda_report_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_propaganda_report_unit ON propaganda_report (campaign_id, party_unit_id, id)
;;
CREATE TABLE commendation (
  id BIGSERIAL NOT NULL,
  campaign_id BIGINT NOT NULL,
  party_unit_id BIGINT NOT NULL,
  recipient_kind TEXT NOT NULL,
  recipient TEXT NOT NULL,
  form TEXT NOT NULL,
  issuer TEXT NOT NULL,
  number TEXT NOT NULL,
  decided_on DATE NOT NULL,
  merit TEXT NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_by_id BIGINT NOT NULL,
  replaces_id BIGINT,
  withdrawn TEXT NOT NULL,
  CONSTRAINT pk_commendation PRIMARY KEY (id),
  CONSTRAINT uq_commendation_id_campaign_id UNIQUE (id, campaign_id),
  CONSTRAINT uq_commendation_replaces_id UNIQUE (replaces_id),
  CONSTRAINT fk_commendation_replaces_id_campaign_id FOREIGN KEY(replaces_id, campaign_id) REFERENCES commendation (id, campaign_id),
  CONSTRAINT ck_commendation_recipient_kind CHECK (recipient_kind IN ('collective', 'person')),
  CONSTRAINT ck_commendation_replaces_another CHECK (replaces_id <> id),
  CONSTRAINT ck_commendation_withdrawn CHECK (replaces_id IS NOT NULL OR withdrawn = ''),
  CONSTRAINT ck_commendation_facts CHECK (length(recipient) > 0 AND length(form) > 0 AND length(issuer) > 0 AND length(number) > 0 AND length(merit) > 0),
  CONSTRAINT fk_commendation_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_commendation_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_commendation_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_commendation_campaign ON commendation (campaign_id, id)
;;
CREATE TABLE disclosure (
  id BIGSERIAL NOT NULL,
  campaign_id BIGINT NOT NULL,
  party_unit_id BIGINT NOT NULL,
  content TEXT NOT NULL,
  basis_kind TEXT,
  basis_paper TEXT NOT NULL,
  basis_on DATE,
  reported_on DATE NOT NULL,
  post_by_on DATE NOT NULL,
  least_days BIGINT NOT NULL,
  terms_basis TEXT NOT NULL,
  body_sealed TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  made_by_id BIGINT NOT NULL,
  CONSTRAINT pk_disclosure PRIMARY KEY (id),
  CONSTRAINT uq_disclosure_body_digest UNIQUE (body_digest),
  CONSTRAINT ck_disclosure_content CHECK (content IN ('totals', 'names', 'amounts', 'names_and_amounts')),
  CONSTRAINT ck_disclosure_basis_kind CHECK (basis_kind IN ('resolution', 'consent')),
  CONSTRAINT ck_disclosure_basis CHECK ((basis_kind IS NULL) = (basis_paper = '') AND (basis_kind IS NULL) = (basis_on IS NULL)),
  CONSTRAINT ck_disclosure_named_by_basis CHECK (content = 'totals' OR basis_kind IS NOT NULL),
  CONSTRAINT ck_disclosure_both_decided CHECK (content <> 'names_and_amounts' OR basis_kind = 'resolution'),
  CONSTRAINT ck_disclosure_clock CHECK (post_by_on >= reported_on AND least_days > 0),
  CONSTRAINT fk_disclosure_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id),
  CONSTRAINT fk_disclosure_party_unit_id FOREIGN KEY(party_unit_id) REFERENCES party_unit (id),
  CONSTRAINT fk_disclosure_made_by_id FOREIGN KEY(made_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_disclosure_unit ON disclosure (party_unit_id, id)
;;
CREATE TABLE disclosure_posting (
  id BIGSERIAL NOT NULL,
  disclosure_id BIGINT NOT NULL,
  place TEXT NOT NULL,
  posted_on DATE NOT NULL,
  paper TEXT NOT NULL,
  responsible TEXT NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_by_id BIGINT NOT NULL,
  CONSTRAINT pk_disclosure_posting PRIMARY KEY (id),
  CONSTRAINT uq_disclosure_posting_disclosure_id_place UNIQUE (disclosure_id, place),
  CONSTRAINT ck_disclosure_posting_facts CHECK (length(place) > 0 AND length(paper) > 0 AND length(responsible) > 0),
  CONSTRAINT fk_disclosure_posting_disclosure_id FOREIGN KEY(disclosure_id) REFERENCES disclosure (id),
  CONSTRAINT fk_disclosure_posting_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
)
;;
CREATE TABLE disclosure_removal (
  posting_id BIGINT NOT NULL,
  removed_on DATE NOT NULL,
  paper TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_by_id BIGINT NOT NULL,
  CONSTRAINT pk_disclosure_removal PRIMARY KEY (posting_id),
  CONSTRAINT ck_disclosure_removal_paper CHECK (length(paper) > 0),
  CONSTRAINT fk_disclosure_removal_posting_id FOREIGN KEY(posting_id) REFERENCES disclosure_posting (id),
  CONSTRAINT fk_disclosure_removal_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES user_account (id)
)
;;
CREATE TABLE posting_term (
  starts_on DATE NOT NULL,
  working_days_to_post BIGINT NOT NULL,
  days_up_locality BIGINT NOT NULL,
  days_up_agency BIGINT NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT pk_posting_term PRIMARY KEY (starts_on),
  CONSTRAINT ck_posting_term_days CHECK (working_days_to_post > 0 AND days_up_locality > 0 AND days_up_agency > 0),
  CONSTRAINT ck_posting_term_basis CHECK (length(basis) > 0)
)
;;
CREATE TABLE public_page_decision (
  id BIGSERIAL NOT NULL,
  committee_id BIGINT NOT NULL,
  access TEXT NOT NULL,
  paper TEXT NOT NULL,
  decided_on DATE NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  entered_by_id BIGINT NOT NULL,
  CONSTRAINT pk_public_page_decision PRIMARY KEY (id),
  CONSTRAINT ck_public_page_decision_access CHECK (access IN ('shut', 'open', 'open_to_search')),
  CONSTRAINT ck_public_page_decision_paper CHECK (length(paper) > 0),
  CONSTRAINT fk_public_page_decision_committee_id FOREIGN KEY(committee_id) REFERENCES party_unit (id),
  CONSTRAINT fk_public_page_decision_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES user_account (id)
)
;;
CREATE INDEX ix_public_page_decision_committee ON public_page_decision (committee_id, id)
;;
-- How soon and how long sheets are posted: Law 10/2022/QH15 on democracy at the grass roots.
INSERT INTO posting_term
  (starts_on, working_days_to_post, days_up_locality, days_up_agency, basis)
VALUES ('2023-07-01', 5, 30, 20, 'Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, Điều 12, 13, 47, 48')
;;
