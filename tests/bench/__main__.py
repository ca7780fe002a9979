"""Run every contest and print its table: ``python -m tests.bench PYTHON_OF_THE_PEERS``.

Rounds are interleaved, so that a busy minute of the machine meets everybody; the figures are
medians, and the last column says how many times as much we do per second of the processor.
"""

import json
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.documents.fonts import font_folder
from tests.bench import town

ROUNDS = 3
HERE = Path(__file__).parent
_FONT = "LiberationSerif-Regular.ttf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One work, our piece that does it, and what others do instead."""

    work: str
    unit: str
    ours: str
    others: Sequence[tuple[str, Sequence[str]]] = ()


def contests(peers: str, folder: Path) -> tuple[Contest, ...]:
    """Return the contests; ``peers`` is the Python that has the other programs."""
    font = str(font_folder() / _FONT)

    def peer(script: str, *arguments: str) -> list[str]:
        return [peers, str(HERE / "peers" / f"{script}.py"), *arguments]

    def checker(name: str) -> list[str]:
        return [sys.executable, "-m", "tests.bench.checkers", name, str(folder)]

    orm_rows = [sys.executable, str(HERE / "peers" / "orm_rows.py"), str(folder)]
    return (
        Contest(
            work="record over HTTP, one request each", unit="contributions", ours="record",
            others=[("ihatemoney, a bill", peer("ihatemoney_bills"))],
        ),
        Contest(work="record over HTTP, sheets of sixty", unit="contributions", ours="sheets"),
        Contest(
            work="import 5,000 rows, every guard on", unit="rows", ours="import",
            others=[
                ("marshmallow and ORM, row by row", orm_rows),
                ("pandas.to_sql, no checks", peer("pandas_rows", str(folder))),
            ],
        ),
        Contest(
            work="print 1,000 receipts with QR", unit="receipts", ours="receipts",
            others=[(name, peer("receipts", name, font)) for name in ("fpdf2", "weasyprint")],
        ),
        Contest(
            work="prove a book of 20,000 transfers", unit="transfers", ours="verify",
            others=[("hledger check", checker("hledger")), ("bean-check", checker("beancount"))],
        ),
        Contest(work="treasurer's first page, 20,000 gifts", unit="pages", ours="first-page"),
        Contest(work="collection sheet, 2,500 in the cell", unit="pages", ours="sheet-page"),
        Contest(work="list of 20,000 receipts, first page", unit="pages", ours="receipt-list"),
    )  # fmt: skip


def measure(command: Sequence[str]) -> float:
    """Run one piece of work and return its units per second of the processor.

    Raises:
        CalledProcessError: the work was not done, or not found right.

    """
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return float(told["units"] / told["seconds"])


def run_contest(contest: Contest, folder: Path) -> None:
    """Measure everybody in turn, a few times, and print the medians."""
    ours = [sys.executable, "-m", "tests.bench.ours", contest.ours, str(folder)]
    everybody = [("ours", ours), *contest.others]
    rounds = [[measure(command) for _, command in everybody] for _ in range(ROUNDS)]
    medians = [statistics.median(figures) for figures in zip(*rounds, strict=True)]
    sys.stdout.write(f"\n{contest.work} ({contest.unit} per CPU-second)\n")
    for (name, _), figure in zip(everybody, medians, strict=True):
        times = "" if name == "ours" else f"  ours × {medians[0] / figure:.2g}"
        sys.stdout.write(f"  {name:<34}{figure:>12,.1f}{times}\n")
    sys.stdout.flush()


def main(peers: str) -> None:
    """Build the databases once and run every contest on them."""
    sys.stdout.write(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} (WAL, FULL), "
        f"one process, no server in between; medians of {ROUNDS} interleaved rounds\n"
    )
    with tempfile.TemporaryDirectory() as scratch:
        town.build(Path(scratch))
        for contest in contests(peers, Path(scratch)):
            run_contest(contest, Path(scratch))


if __name__ == "__main__":
    main(sys.argv[1])
