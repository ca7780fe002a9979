"""A worker to be killed: it takes up the job that waits, records everything, and stops before the end.

Run as ``python -m tests.db.jobber URL``; it says ``recorded`` from inside the transaction and then
waits to be killed.
"""

import sys
import time
from typing import Any

from ledger import jobs
from ledger.app import create_app
from ledger.db import db
from ledger.models.jobs import JobKind
from ledger.services.jobs import Outcome
from tests.conftest import make_config


def main(url: str) -> None:
    """Do the work of an opening, and never commit it."""
    true = jobs.WORK[JobKind.OPEN_CAMPAIGN]

    def record(*facts: Any) -> Outcome:  # noqa: ANN401
        outcome = true.record(*facts)
        db.session.flush()
        print("recorded", flush=True)  # noqa: T201
        time.sleep(60)
        return outcome

    jobs.WORK = {JobKind.OPEN_CAMPAIGN: jobs.Work(record=record)}
    jobs.work_off(create_app(make_config(url)))


if __name__ == "__main__":
    main(sys.argv[1])
