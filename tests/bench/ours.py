"""Do one piece of our work on a prepared database, and print what it took.

``python -m tests.bench.ours PIECE FOLDER`` answers with one line of JSON: how many units were done,
in how many seconds of the processor. What is only prepared is not counted, and every piece is
checked before it counts.
"""

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from typing import Any

import flask
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ledger.book.checks import verify
from ledger.clock import at_day
from ledger.db import db, run
from ledger.documents.receipts import ReceiptLayout, receipts_pdf
from ledger.intake.workbooks import read_file
from ledger.models.imports import ImportKind
from ledger.models.journal import Submission, Voucher
from ledger.reports import contribution_imports as reports
from ledger.reports.contribution_choices import Choices
from ledger.reports.import_files import file_in_scope
from ledger.reports.receipts import papers_of_submission
from ledger.services.contribution_imports import import_contributions, keep_contributions
from tests import collecting, make
from tests.bench import town as towns
from tests.bench.town import Town

SINGLES, SHEETS, ROWS, RECEIPTS, LOOKS = 200, 20, 60, 1_000, 20
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Stopwatch:
    """Counts the seconds of this process's processor while it is entered."""

    seconds = 0.0

    def __enter__(self) -> None:
        self._began = time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.process_time() - self._began


class Client(FlaskClient):
    """A browser that looks at nothing, each of its requests in a context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401  (of the class above)
        """Ask as from outside the application context and the transaction that are held here."""
        db.session.rollback()
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        return response


def record_singles(app: flask.Flask, town: Town, watch: Stopwatch, _folder: Path) -> int:
    """Record single contributions as a browser does, each a request of its own."""
    client, token = _logged_in(app, town)
    forms = [
        _form(token, campaign_id=town.campaign_id, list_entry_id=entry_id, amount_vnd="50000")
        for entry_id in towns.entries(town)[:SINGLES]
    ]
    with watch:
        answers = [client.post("/contributions", data=form).status_code for form in forms]
    assert answers == [303] * SINGLES
    assert _receipts() == SINGLES
    return SINGLES


def record_sheets(app: flask.Flask, town: Town, watch: Stopwatch, _folder: Path) -> int:
    """Record collection sheets of sixty people as a browser does."""
    client, token = _logged_in(app, town)
    listed = towns.entries(town)[: SHEETS * ROWS]
    forms = [
        _form(token) | {f"amount[{one}]": "50.000" for one in listed[at : at + ROWS]}
        for at in range(0, len(listed), ROWS)
    ]
    path = f"/collection-sheets/{town.campaign_id}/{town.cell_ids[0]}"
    with watch:
        answers = [client.post(path, data=form).status_code for form in forms]
    assert answers == [303] * SHEETS
    assert _receipts() == SHEETS * ROWS
    return SHEETS * ROWS


def import_file(_app: flask.Flask, town: Town, watch: Stopwatch, folder: Path) -> int:
    """Read a file and record every row of it, with every guard on."""
    body = (folder / "rows.csv").read_bytes()
    with at_day(collecting.DAY):
        kept = reports.read_as_chosen(read_file(body, "rows.csv"), Choices())
        file = run(
            keep_contributions,
            town.treasurer,
            campaign_id=town.campaign_id,
            filename="rows.csv",
            body=body,
            kept=kept,
        )
        file = file_in_scope(town.treasurer, file.id, ImportKind.CONTRIBUTIONS)
        plan = reports.preview(town.treasurer, file.id, kept).plan
        assert plan is not None
        file_id, sha256 = file.id, file.sha256
        db.session.rollback()
        with watch:
            again = reports.read_as_chosen(read_file(body, "rows.csv"), Choices())
            run(
                import_contributions,
                town.treasurer,
                file_id,
                sha256=sha256,
                plan_digest=plan.digest,
                kept=again,
            )
    assert _receipts() == towns.MEMBERS
    return towns.MEMBERS


def print_receipts(_app: flask.Flask, town: Town, watch: Stopwatch, _folder: Path) -> int:
    """Print receipts with words, the QR code and the check code into one file."""
    latest = db.session.scalars(sa.select(Submission.id).order_by(Submission.id.desc())).first()
    papers = papers_of_submission(town.treasurer, latest or 0)[:RECEIPTS]
    with watch:
        body = receipts_pdf(papers, layout=ReceiptLayout.A5)
    assert body.count(b"/Type /Page\n") == RECEIPTS
    return RECEIPTS


def look(path: str) -> Callable[[flask.Flask, Town, Stopwatch, Path], int]:
    """Return the piece that opens one page again and again."""

    def piece(app: flask.Flask, town: Town, watch: Stopwatch, _folder: Path) -> int:
        client, _ = _logged_in(app, town)
        url = path.format(campaign=town.campaign_id, cell=town.cell_ids[0])
        assert client.get(url).status_code == 200, url
        with watch:
            pages = [client.get(url).status_code for _ in range(LOOKS)]
        assert pages == [200] * LOOKS
        return LOOKS

    return piece


def prove(_app: flask.Flask, _town: Town, watch: Stopwatch, _folder: Path) -> int:
    """Prove the whole book: sums, chain, pairs, numbers."""
    with watch:
        proof = verify()
    assert not proof.findings
    assert proof.transfers == towns.GIFTS
    return proof.transfers


PIECES = {
    "record": ("open.db", record_singles),
    "sheets": ("open.db", record_sheets),
    "import": ("open.db", import_file),
    "receipts": ("full.db", print_receipts),
    "first-page": ("full.db", look("/")),
    "sheet-page": ("full.db", look("/collection-sheets/{campaign}/{cell}")),
    "receipt-list": ("full.db", look("/receipts")),
    "verify": ("full.db", prove),
}


def _logged_in(app: flask.Flask, town: Town) -> tuple[FlaskClient, str]:
    client = Client(app)
    token = _token(client)
    login = {"username": town.treasurer.username, "password": make.PASSWORD, "csrf_token": token}
    assert client.post("/login", data=login).status_code == 303
    return client, _token(client)


def _token(client: FlaskClient) -> str:
    found = _TOKEN.search(client.get("/login").text)
    assert found
    return found[1]


def _form(token: str, **more: object) -> dict[str, object]:
    return {
        "csrf_token": token,
        "submission_key": collecting.new_key(),
        "received_on": collecting.DAY.strftime("%d/%m/%Y"),
        "method": "cash",
    } | more


def _receipts() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voucher)) or 0


def main(piece: str, folder: Path) -> None:
    """Do one piece on a copy of its database."""
    name, work = PIECES[piece]
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        for needed in (name, "town.json", "rows.csv"):
            shutil.copy(folder / needed, here / needed)
        with towns.opened(here, name) as (app, town):
            units = work(app, town, watch, here)
    sys.stdout.write(json.dumps({"units": units, "seconds": watch.seconds}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
