"""Engines, column types, the session, and the one place that commits.

Two engines share one database: *read* refuses to write, *write* begins by taking the write lock,
so that no transaction ever has to be upgraded half way (``BEGIN DEFERRED`` for writes failed 936
of 1,000 times in spite of a long time-out). A request reads unless its method may change things.

SQLite keeps a rollback journal with ``synchronous=EXTRA``; write-ahead logging waits for 3.51.3,
which mends a reset bug. ``NORMAL`` is never used: it loses acknowledged work in a power cut.
"""

import random
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import flask
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event, orm
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.types import TypeDecorator

from ledger.config import Config
from ledger.errors import BookBroken, CommitUncertain, StoreBusy, StoreFull
from ledger.tampering import refuse_tampering

READ = "read"
"""The bind key of the engine that cannot write."""

StoreError = DBAPIError
"""What reading raises when the database does not answer, for those who may not know SQL."""

LOCK_WAIT_SECONDS = 15
TRIES = 5

P = ParamSpec("P")
T = TypeVar("T")


class IsoDate(TypeDecorator[date]):
    """A day in Viet Nam: ``DATE``, or ISO text on SQLite (STRICT tables know no dates)."""

    impl = sa.Date
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the engine's own type."""
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.Date())

    def process_bind_param(self, value: date | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401
        """Write a value as the engine keeps it."""
        # A datetime is a date to Python; storing one here would lose its hour silently.
        if isinstance(value, datetime):
            raise TypeError("a day is wanted, not a moment")
        return value.isoformat() if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> date | None:  # noqa: ANN401
        """Read a value back."""
        return date.fromisoformat(value) if value and dialect.name == "sqlite" else value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused, not guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the engine's own type."""
        kind = sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401
        """Write a value as the engine keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return utc_text(moment) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401
        """Read a value back."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if dialect.name == "sqlite" else value.astimezone(UTC)


def utc_text(moment: datetime) -> str:
    """Return the fixed-width text of a moment in UTC, the same on both engines."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Code(TypeDecorator[StrEnum]):
    """A member of a ``StrEnum``, stored by its value; its CHECK stands in the table."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Write a value as the engine keeps it."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> StrEnum | None:  # noqa: ANN401, ARG002
        """Read a value back."""
        return None if value is None else self.kind(value)


Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""The type of every key; SQLite hands out row numbers only for its plain INTEGER."""

Vnd = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""Whole đồng."""


class Base(orm.DeclarativeBase):
    """The root of the models: naming of constraints and Python types of columns."""

    registry = orm.registry(
        metadata=sa.MetaData(
            naming_convention={
                "pk": "pk_%(table_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
            }
        ),
        type_annotation_map={
            str: sa.Text(),
            int: Id,
            date: IsoDate(),
            datetime: UtcDateTime(),
            bytes: sa.LargeBinary(),
        },
    )


@event.listens_for(sa.Table, "after_parent_attach")
def _make_strict(table: sa.Table, metadata: sa.MetaData) -> None:
    """Let SQLite check column types, as PostgreSQL does anyway; other tools' tables are theirs."""
    if metadata is Base.metadata:
        table.dialect_options["sqlite"]["strict"] = True


@event.listens_for(sa.Column, "after_parent_attach")
def _check_day(column: sa.Column[Any], table: sa.Table) -> None:
    """Let SQLite, which has no dates, refuse what is not one."""
    if isinstance(column.type, IsoDate):
        # By way of the day's number, because date() keeps a 31 February as it is; and IS, because
        # a CHECK takes NULL, which is date()'s answer to nonsense, for yes.
        day = f"{column.name} IS date(julianday({column.name}))"
        check = sa.CheckConstraint(day, name=column.name)
        table.append_constraint(check.ddl_if(dialect="sqlite"))


def one_of(column: str, kind: type[StrEnum]) -> sa.CheckConstraint:
    """Return the CHECK that a column holds a member of an enum."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)


class RoutedSession(FlaskSession):
    """A session that reads through the engine which cannot write, where the request only reads."""

    def get_bind(
        self,
        mapper: Any = None,  # noqa: ANN401
        clause: Any = None,  # noqa: ANN401
        bind: sa.Engine | sa.Connection | None = None,
        **rest: Any,  # noqa: ANN401
    ) -> sa.Engine | sa.Connection:
        """Choose the read engine while ``reading()`` holds, the write engine otherwise."""
        if bind is None and flask.g.get("reading", False):
            return db.engines[READ]
        return super().get_bind(mapper, clause, bind, **rest)


db = SQLAlchemy(model_class=Base, session_options={"class_": RoutedSession})

if TYPE_CHECKING:

    class Model(Base):
        """What mypy sees: a plain declarative base."""

        __abstract__ = True
else:
    Model = db.Model


def data_key() -> bytes:
    """Return the key that seals pay at rest (P19)."""
    return settings().data_key


def settings() -> Config:
    """Return what the running application was started with."""
    config: Config = flask.current_app.config["LEDGER"]
    return config


def engine_settings(url: str) -> dict[str, Any]:
    """Return the Flask-SQLAlchemy settings for both engines of one database."""
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": _options(url, reading=False),
        "SQLALCHEMY_BINDS": {READ: {"url": url, **_options(url, reading=True)}},
    }


def allow_application(admin_url: str, application_url: str) -> None:
    """Make the PostgreSQL roles: who owns the tables, who works with them, who only reads.

    ``ledger_owner`` cannot log in; the application's login, named in its URL with its password,
    is only a member of ``ledger_app`` and therefore cannot change the journal or its guards.
    """
    login = sa.make_url(application_url)
    engine = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        quote = connection.dialect.identifier_preparer.quote_identifier
        present = set(connection.scalars(sa.text("SELECT rolname FROM pg_roles")))
        for role in {"ledger_owner", "ledger_app", "ledger_reader"} - present:
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
        name = login.username or ""
        if name not in present:
            literal = sa.literal(str(login.password or "")).compile(
                dialect=connection.dialect, compile_kwargs={"literal_binds": True}
            )
            connection.execution_options(no_parameters=True).exec_driver_sql(
                f"CREATE ROLE {quote(name)} LOGIN PASSWORD {literal}"
            )
        connection.exec_driver_sql(f"GRANT ledger_app TO {quote(name)}")
        connection.exec_driver_sql("GRANT CREATE, USAGE ON SCHEMA public TO ledger_owner")
    engine.dispose()


def prepare_engines() -> None:
    """Set both engines of the current application up: pragmas, guards, how they begin."""
    for key, engine in db.engines.items():
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, reading=key == READ)


def reading(flag: bool) -> None:  # noqa: FBT001
    """Choose the engine for the rest of this request or command."""
    if flask.g.get("reading", False) != flag:
        db.session.rollback()
    flask.g.reading = flag


def run(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do one piece of work in one transaction and commit it: the only commit there is.

    What another transaction spoilt (a serialisation failure, a key taken in the same moment) is
    done again from the start, so the work must decide everything from what it reads itself.

    Raises:
        LedgerError: whatever the work refuses; nothing is recorded.
        StoreBusy, StoreFull: the database cannot take the write now; nothing is recorded.
        CommitUncertain: the disk failed at the commit; look the submission's key up.
        BookBroken: a guard of the schema fired: a programmer's error.

    """
    reading(False)
    for remaining in reversed(range(TRIES)):
        try:
            outcome = work(*args, **kwargs)
            db.session.flush()
        except DBAPIError as error:
            db.session.rollback()
            if remaining and _worth_another_try(error):
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311  (jitter, not a secret)
                continue
            raise translated(error, committing=False) from error
        except BaseException:
            db.session.rollback()
            raise
        try:
            db.session.commit()
        except DBAPIError as error:
            db.session.rollback()
            if remaining and _worth_another_try(error):
                continue
            raise translated(error, committing=True) from error
        return outcome
    raise StoreBusy  # pragma: no cover  (the last round always returns or raises)


def _options(url: str, *, reading: bool) -> dict[str, Any]:
    if sa.make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": LOCK_WAIT_SECONDS, "isolation_level": None}}
    settings = f"-c timezone=utc -c lock_timeout={LOCK_WAIT_SECONDS}s"
    if reading:
        settings += " -c default_transaction_read_only=on"
    return {"connect_args": {"options": settings}, "pool_size": 10, "max_overflow": 20}


def _prepare_sqlite(engine: sa.Engine, *, reading: bool) -> None:
    begin = "BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        log_ahead = sqlite3.sqlite_version_info >= (3, 51, 3)
        pragmas = [
            "journal_mode = WAL" if log_ahead else "journal_mode = DELETE",
            "synchronous = FULL" if log_ahead else "synchronous = EXTRA",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "trusted_schema = OFF",
        ]
        if reading:
            pragmas.append("query_only = ON")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(refuse_tampering)

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)


def _worth_another_try(error: DBAPIError) -> bool:
    """Say whether doing the work again can end differently."""
    if isinstance(error, IntegrityError):
        # A key that was free when the work looked and taken when it wrote; guards raise the
        # same class, and then the second round fails the same way and is reported.
        return True
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}


_FULL = {"SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN"}


def translated(error: DBAPIError, *, committing: bool = False) -> Exception:
    """Return what a database error means to the user."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    state = getattr(error.orig, "sqlstate", None)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in {"40001", "40P01", "55P03"}:
        return StoreBusy()
    if any(name.startswith(kind) for kind in _FULL):
        return CommitUncertain() if committing else StoreFull()
    if state in {"53100", "25006", "58030"}:
        return StoreFull()
    silent = isinstance(error, OperationalError) and state is None and not name
    if silent or str(state).startswith(("08", "57P")):
        # The connection to the server is gone: at the commit nobody knows which way it went.
        return CommitUncertain() if committing else StoreBusy()
    return BookBroken(str(error.orig))
