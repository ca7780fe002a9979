-- All that a list of attachments shows, so that it never reads past their bytes.

CREATE INDEX ix_attachment_shown ON attachment (owner, id, code, kind, size_bytes, kept_at, sha256) WHERE erased_at IS NULL
;;
