"""Write what the schema's files say twice: SQL of the models' tables, and the manifest of guards.

* ``python -m tests.schema tables sqlite housing_need …`` prints the tables and indexes of models as
  a migration's file has them; so does ``postgresql``.
* ``python -m tests.schema manifest`` migrates an empty database on both engines and writes
  ``ledger/book/manifest.json`` from what is there. Run it after every change of a migration, and
  read the difference before committing it.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

from ledger.book import manifest
from ledger.db import Base
from tests.conftest import PostgresStore, SqliteStore, Store
from tests.postgres import running_postgres

if TYPE_CHECKING:
    import sqlalchemy as sa

DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


def main(arguments: list[str]) -> None:
    """Do what the command line asks for."""
    if arguments == ["manifest"]:
        write_manifest()
    elif len(arguments) > 2 and arguments[0] == "tables" and arguments[1] in DIALECTS:
        print("\n;;\n".join(table_texts(arguments[1], arguments[2:])) + "\n;;")  # noqa: T201
    else:
        sys.exit(__doc__)


def table_texts(engine: str, names: list[str]) -> Iterator[str]:
    """Yield the statements that make tables, their indexes and their late keys on an engine."""
    import ledger.models  # noqa: F401  (the tables register themselves)

    dialect: sa.Dialect = DIALECTS[engine]()
    for name in names:
        table = Base.metadata.tables[name]
        yield tidy(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield tidy(str(CreateIndex(index).compile(dialect=dialect)))
    if engine == "postgresql":
        for name in names:
            for key in Base.metadata.tables[name].foreign_key_constraints:
                if key.use_alter:
                    yield tidy(str(AddConstraint(key).compile(dialect=dialect)))


def tidy(text: str) -> str:
    """Return a statement in the shape of the migrations' files."""
    lines = (line.rstrip().replace("\t", "  ") for line in text.strip().splitlines())
    return "\n".join(line for line in lines if line).replace("\n)\n STRICT", "\n) STRICT")


def write_manifest() -> None:
    """Migrate both engines from nothing and keep the digests of what is there then."""
    original = manifest.find_differences
    manifest.find_differences = lambda: iter(())  # the old manifest cannot know the new schema
    try:
        with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
            digests = {
                "postgresql": digest_store(PostgresStore(server)),
                "sqlite": digest_store(SqliteStore(Path(folder))),
            }
    finally:
        manifest.find_differences = original
    text = json.dumps(digests, indent=1, sort_keys=True, ensure_ascii=False)
    manifest.FILE.write_text(text + "\n", "utf-8")


def digest_store(store: Store) -> dict[str, str]:
    """Return the digest of every object of a migrated store."""
    with store.app.app_context():
        digests = manifest.digest_schema()
    store.dispose()
    return digests


if __name__ == "__main__":
    main(sys.argv[1:])
