-- A file may be a statement too.
ALTER TABLE import_file DROP CONSTRAINT ck_import_file_kind
;;
ALTER TABLE import_file ADD CONSTRAINT ck_import_file_kind CHECK (kind IN ('members', 'bank_statement'))
;;
