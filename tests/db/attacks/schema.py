"""Take the guards themselves away, from inside the application's own connection."""

from functools import partial

from tests.db.attacks import ONLY_APP, add, attack
from tests.db.attacks.rewriting import NEVER_REMOVED
from tests.db.scene import Scene

SQLITE = {
    "drop a table": "DROP TABLE transfer",
    "drop a trigger": "DROP TRIGGER guard_transfer_next_link",
    "drop an index": "DROP INDEX uq_book_purse",
    "rename a table": "ALTER TABLE transfer RENAME TO old",
    "rename a column": "ALTER TABLE transfer RENAME COLUMN amount_vnd TO amount",
    "add a column": "ALTER TABLE transfer ADD COLUMN note TEXT",
    "drop a column": "ALTER TABLE voucher DROP COLUMN paper_number",
    "create a table": "CREATE TABLE other (x)",
    "create a temporary table that hides one": "CREATE TEMP TABLE transfer (x)",
    "create a trigger": "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM event_party; END",
    "create a temporary trigger": "CREATE TEMP TRIGGER t AFTER INSERT ON main.transfer"
    " BEGIN UPDATE account SET debits_vnd = 0; END",
    "create a view": "CREATE VIEW v AS SELECT 1",
    "create a temporary view that hides a table": "CREATE TEMP VIEW transfer AS SELECT 1",
    "create an index": "CREATE INDEX i ON transfer (kind)",
    "create a virtual table": "CREATE VIRTUAL TABLE f USING fts5(x)",
    "change the schema's text": "UPDATE sqlite_master SET sql = 'CREATE TABLE transfer (x)'",
    "remove the schema's rows": "DELETE FROM sqlite_master WHERE type = 'trigger'",
    "add to the schema": "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0, 'CREATE TABLE x (y)')",
    "attach another database": "ATTACH ':memory:' AS other",
    "detach this database": "DETACH main",
    "vacuum": "VACUUM",
    "vacuum into a copy": "VACUUM INTO '/tmp/ledger-copy-that-must-not-be.db'",
    "reindex": "REINDEX",
    "analyse": "ANALYZE",
    "load a library": "SELECT load_extension('evil')",
}  # fmt: skip
PRAGMAS = (
    "writable_schema = ON", "ignore_check_constraints = ON", "foreign_keys = OFF",
    "defer_foreign_keys = ON", "recursive_triggers = OFF", "synchronous = OFF",
    "synchronous = NORMAL", "main.synchronous = 0", "journal_mode = OFF", "journal_mode = MEMORY",
    "locking_mode = EXCLUSIVE", "query_only = OFF", "trusted_schema = ON", "user_version = 7",
    "schema_version = 7", "application_id = 7", "legacy_alter_table = ON", "mmap_size = 1000000",
    "case_sensitive_like = ON", "encoding = 'UTF-16'", "optimize", "incremental_vacuum",
    "wal_checkpoint", "WRITABLE_SCHEMA = ON", "temp_store_directory = '/tmp'",
)  # fmt: skip

POSTGRESQL = {
    "drop a table": "DROP TABLE transfer CASCADE",
    "drop a trigger": "DROP TRIGGER guard_transfer_next_link ON transfer",
    "drop a constraint": "ALTER TABLE account DROP CONSTRAINT ck_account_not_below_zero",
    "drop an index": "DROP INDEX uq_book_purse",
    "drop a function": "DROP FUNCTION refuse_change() CASCADE",
    "disable a trigger": "ALTER TABLE transfer DISABLE TRIGGER guard_transfer_next_link",
    "disable every trigger": "ALTER TABLE transfer DISABLE TRIGGER ALL",
    "let a replica pass": "SET session_replication_role = replica",
    "let a replica pass later": "ALTER DATABASE test_ledger SET session_replication_role = replica",
    "add a column": "ALTER TABLE transfer ADD COLUMN note text",
    "rename a table": "ALTER TABLE transfer RENAME TO old",
    "own a table": "ALTER TABLE transfer OWNER TO web",
    "become the owner": "SET ROLE ledger_owner",
    "become the superuser": "SET SESSION AUTHORIZATION postgres",
    "join the owner": "GRANT ledger_owner TO web",
    "be a superuser": "ALTER ROLE web SUPERUSER",
    "make a role": "CREATE ROLE helper LOGIN",
    "drop what the owner has": "DROP OWNED BY ledger_owner",
    "replace a guard's function": "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "change a guard's function": "ALTER FUNCTION refuse_change() SET search_path = pg_temp",
    "create a table": "CREATE TABLE public.other (x int)",
    "create a function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "create a view": "CREATE VIEW public.v AS SELECT 1",
    "create a schema": "CREATE SCHEMA other",
    "create a trigger": "CREATE TRIGGER t BEFORE INSERT ON transfer FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "create a rule": "CREATE RULE r AS ON INSERT TO transfer DO INSTEAD NOTHING",
    "create an index": "CREATE INDEX i ON transfer (kind)",
    "inherit from a table": "CREATE TEMP TABLE child () INHERITS (transfer)",
    "set a sequence back": "SELECT setval('transfer_id_seq', 1)",
    "alter a sequence": "ALTER SEQUENCE transfer_id_seq RESTART",
    "change the catalogue": "UPDATE pg_trigger SET tgenabled = 'D'",
    "run a program": "COPY transfer TO PROGRAM 'cat'",
    "read a file of the server": "SELECT pg_read_file('PG_VERSION')",
    "hang the owner's function on a table of one's own": "CREATE TEMP TABLE fake (book_id bigint,"
    " seq bigint, prev_hash text, hash text, debit text, credit text, amount_vnd bigint);"
    " CREATE TRIGGER t AFTER INSERT ON fake REFERENCING NEW TABLE AS fresh"
    " FOR EACH STATEMENT EXECUTE FUNCTION transfer_next_link()",
}  # fmt: skip


def _said(_scene: Scene, *, statement: str) -> list[str]:
    return [statement]


for _name, _statement in SQLITE.items():
    add(
        f"sqlite: {_name}",
        partial(_said, statement=_statement),
        "may not be modified|cannot VACUUM|no such module",
        engines=("sqlite",),
        doors=ONLY_APP,
        whole=_statement.split(" ")[0] not in {"ATTACH", "DETACH", "VACUUM"},
    )
for _statement in PRAGMAS:
    for _whole in (True, False):
        add(
            f"sqlite: pragma {_statement}{' in a transaction' if _whole else ''}",
            partial(_said, statement=f"PRAGMA {_statement}"),
            "not authorized",
            engines=("sqlite",),
            doors=ONLY_APP,
            whole=_whole,
        )
for _name, _statement in POSTGRESQL.items():
    add(
        f"postgresql: {_name}",
        partial(_said, statement=_statement),
        "permission denied|must be",
        engines=("postgresql",),
        doors=ONLY_APP,
    )
for _table in NEVER_REMOVED:
    add(
        f"{_table}: truncate",
        partial(_said, statement=f"TRUNCATE {_table} CASCADE"),
        "or removed",
        engines=("postgresql",),
    )
add(
    "postgresql: change the server's settings",
    partial(_said, statement="ALTER SYSTEM SET fsync = off"),
    "permission denied",
    engines=("postgresql",),
    doors=ONLY_APP,
    whole=False,
)


@attack(
    "postgresql: close a book with money behind a table of the same name",
    "closes once, spent down",
    engines=("postgresql",),
    doors=ONLY_APP,
)
def _(scene: Scene) -> list[str]:
    return [
        (
            "CREATE TEMP TABLE account (book_id bigint, debits_vnd bigint, credits_vnd bigint)"
            " ON COMMIT DROP"
        ),
        f"UPDATE book SET closed_on = '2024-11-01' WHERE id = {scene.books['keep1']}",
    ]
