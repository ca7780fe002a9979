"""The guards of the schema, compared at start with those this version was built with (P20).

A batch migration can drop triggers without a word, and an administrator can do so on purpose; the
application then refuses to start and names what is missing, changed or new.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from ledger.db import READ, db

FILE = Path(__file__).with_name("manifest.json")
"""Per engine, the name of every table, index, trigger, function and key with its digest."""

_POSTGRES = """
SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND n.nspname = 'public'
UNION ALL
SELECT 'function ' || p.proname, pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '')
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
UNION ALL
SELECT 'constraint ' || k.conrelid::regclass::text || ' ' || k.conname,
       pg_get_constraintdef(k.oid) || ' ' || k.convalidated::text
FROM pg_constraint AS k JOIN pg_namespace AS n ON n.oid = k.connamespace
WHERE n.nspname = 'public' AND k.contype <> 'n'
UNION ALL
SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'column ' || c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attacl,
                 pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'relation ' || c.relname,
       concat_ws(' ', c.relkind, pg_get_userbyid(c.relowner), c.relacl, c.relrowsecurity)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind NOT IN ('i', 'I')
UNION ALL
SELECT 'rule ' || tablename || ' ' || rulename, definition FROM pg_rules WHERE schemaname = 'public'
UNION ALL
SELECT 'key trigger ' || c.relname, string_agg(t.tgenabled::text, '' ORDER BY t.oid)
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.tgisinternal AND n.nspname = 'public' GROUP BY c.relname
"""

_NOT_OURS = {
    "table alembic_version",
    "relation alembic_version",
    "column alembic_version.version_num",
    "constraint alembic_version alembic_version_pkc",
    "index alembic_version_pkc",
}
"""The migration tool's own table."""

_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class GuardsMissing(RuntimeError):
    """The database's guards are not those of this version; the application must not start."""


def require_guards() -> None:
    """Compare the schema with the manifest, and PostgreSQL's durability with what P9 needs.

    Raises:
        GuardsMissing: something differs; the text names each difference.

    """
    differences = list(find_differences())
    if differences:
        shown = "; ".join(differences[:20])
        raise GuardsMissing(
            f"Cơ sở dữ liệu không đúng phiên bản hoặc đã bị sửa, phần mềm không khởi động: {shown}"
        )


def find_differences() -> Iterator[str]:
    """Name every guard that is missing, changed or unknown, and every setting that is unsafe."""
    expected = _expected()[db.engine.dialect.name]
    present = digest_schema()
    for name in sorted(expected.keys() | present.keys()):
        if name not in present:
            yield f"thiếu {name}"
        elif name not in expected:
            yield f"lạ {name}"
        elif present[name] != expected[name]:
            yield f"khác {name}"
    if db.engine.dialect.name == "postgresql":
        yield from _unsafe_settings()


def digest_schema() -> dict[str, str]:
    """Return a digest for every object of the schema, by its name."""
    with db.engines[READ].connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(
                "SELECT type || ' ' || name, sql FROM sqlite_master"
                " WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'"
            ).all()
        else:
            rows = connection.execution_options(no_parameters=True).exec_driver_sql(_POSTGRES).all()
    return {
        name: hashlib.sha256((text or "").encode()).hexdigest()[:16]
        for name, text in rows
        if name not in _NOT_OURS
    }


@cache
def _expected() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
    return loaded


def _unsafe_settings() -> Iterator[str]:
    with db.engines[READ].connect() as connection:
        for setting in _DURABLE:
            if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "off":
                yield f"PostgreSQL đặt {setting} = off nên có thể mất khoản đã ghi"
        power = connection.execute(
            sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
        owns = connection.execute(
            sa.text("SELECT pg_has_role(current_user, 'ledger_owner', 'MEMBER')")
        ).scalar_one()
    if power or owns:
        yield "tài khoản PostgreSQL của phần mềm có quyền sửa bảng; hãy dùng tài khoản do init tạo"
