"""ihatemoney: record bills over HTTP, each a request of its own with its CSRF token."""

import json
import re
import sys
import tempfile
import time
from types import SimpleNamespace

BILLS = 100
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def main() -> None:
    """Make a project with two people and add bills to it."""
    from ihatemoney.currency_convertor import CurrencyConverter
    from ihatemoney.models import Bill, Person, Project, db
    from ihatemoney.run import create_app

    with tempfile.TemporaryDirectory() as scratch:
        settings = {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{scratch}/bills.db",
            "SECRET_KEY": "bench",
            "RATELIMIT_ENABLED": False,
        }
        app = create_app(SimpleNamespace(**settings), instance_path=scratch)
        with app.app_context():
            project = Project(
                id="bench", name="Bench", password="x", contact_email="a@example.com",
                default_currency=CurrencyConverter.no_currency,
            )  # fmt: skip
            db.session.add(project)
            db.session.add_all([Person(name=name, project=project) for name in ("An", "Bình")])
            db.session.commit()
            first, second = (person.id for person in project.members)
        client = app.test_client()
        with client.session_transaction() as session:
            session["bench"] = True
            session["projects"] = {"bench": "Bench"}
        token = _TOKEN.search(client.get("/bench/add").text)
        assert token
        bill = {
            "csrf_token": token[1], "date": "2024-12-20", "what": "Ủng hộ", "payer": str(first),
            "amount": "50000", "original_currency": CurrencyConverter.no_currency, "bill_type": "Expense",
            "payed_for": [str(first), str(second)],
        }  # fmt: skip
        began = time.process_time()
        answers = [client.post("/bench/add", data=bill).status_code for _ in range(BILLS)]
        seconds = time.process_time() - began
        assert answers == [302] * BILLS, answers[:3]
        with app.app_context():
            assert db.session.query(Bill).count() == BILLS
    sys.stdout.write(json.dumps({"units": BILLS, "seconds": seconds}) + "\n")


main()
