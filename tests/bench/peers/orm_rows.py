"""The usual way to import: a schema and an object a row, each flushed, one commit at the end."""

import csv
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import marshmallow as ma
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

HEADER = {"Họ và tên": "name", "Năm sinh": "birth_year", "Số tiền": "amount", "Ngày nộp": "on"}


class Base(DeclarativeBase):
    """The tables of this script."""


class Gift(Base):
    """One row of the list, without the guards, numbers and links that our journal has."""

    __tablename__ = "gift"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    birth_year: Mapped[int]
    amount: Mapped[int]
    on: Mapped[date]


class Row(ma.Schema):
    """Checks one row."""

    name = ma.fields.Str(required=True, validate=ma.validate.Length(min=1, max=150))
    birth_year = ma.fields.Int(required=True)
    amount = ma.fields.Int(required=True, validate=ma.validate.Range(min=1))
    on = ma.fields.Date(format="%d/%m/%Y", required=True)


def main(folder: Path) -> None:
    """Record every row of the list in a fresh database."""
    with tempfile.TemporaryDirectory() as scratch:
        engine = sa.create_engine(f"sqlite:///{scratch}/rows.db")
        Base.metadata.create_all(engine)
        schema = Row()
        began = time.process_time()
        with (folder / "rows.csv").open(encoding="utf-8-sig") as file, Session(engine) as session:
            for line in csv.DictReader(file, delimiter=";"):
                row = schema.load({HEADER[title]: text for title, text in line.items()})
                session.add(Gift(**row))
                session.flush()
            session.commit()
            seconds = time.process_time() - began
            count = session.scalar(sa.select(sa.func.count()).select_from(Gift))
        engine.dispose()
    assert count
    sys.stdout.write(json.dumps({"units": count, "seconds": seconds}) + "\n")


main(Path(sys.argv[1]))
