"""Writers to be killed: each posts into one book for ever and says what was committed.

Run as ``python -m tests.db.poster URL BOOK_ID USER_ID``. For every line it reads it forks a writer,
which saves importing everything again, and says ``writer PID``. The writer says ``told EVENT_ID
AMOUNT_VND`` only after the commit has returned, which is when a user would be told. Once the writer
is dead, ``gone`` follows.
"""

import itertools
import os
import sys
from datetime import date

from ledger import clock
from ledger.app import create_app
from ledger.book import journal, rules
from ledger.db import run
from ledger.models.books import Rule
from tests import make
from tests.conftest import make_config


def say(*words: object) -> None:
    """Write one line in one piece."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def write_until_killed(url: str, book_id: int, user_id: int) -> None:
    """Post one event after the other."""
    purse = rules.Purse(book_id, Rule.KEEP)

    def post(amount_vnd: int) -> int:
        draft = rules.Draft(
            on_date=date(2024, 10, 1), purpose="Thu", legs=(rules.cash_over(purse, amount_vnd),)
        )
        posted = journal.post(
            [draft],
            submission_id=make.submission(user_id).id,
            by_id=user_id,
            at=clock.now(),
        )
        return posted[0].event_id

    with create_app(make_config(url)).app_context():
        for amount_vnd in itertools.count(1):
            say("told", run(post, amount_vnd), amount_vnd)


def main(url: str, book_id: int, user_id: int) -> None:
    """Fork a writer for each line read."""
    for _ in sys.stdin:
        writer = os.fork()
        if writer == 0:
            write_until_killed(url, book_id, user_id)
        say("writer", writer)
        os.waitpid(writer, 0)
        say("gone")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
