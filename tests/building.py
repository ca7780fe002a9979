"""Houses, decisions and payments as units enter them, through the real services."""

import uuid
from datetime import date
from typing import Any

from ledger.book import journal, rules
from ledger.db import db, run
from ledger.models.books import Book
from ledger.models.contributions import Method
from ledger.models.decisions import DecisionKind
from ledger.models.housing_needs import NeedKind
from ledger.models.party_units import DatedName, NameKind
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services import decisions, disbursements, houses
from ledger.services.decisions import Paper
from ledger.services.disbursements import Stage
from tests import make

DAY = date(2024, 6, 3)


def treasurer(made: make.World) -> Actor:
    """Return who keeps the commune's purse."""
    return make.actor(made.commune_id, Role.COMMUNE_TREASURER)


def secretary(made: make.World) -> Actor:
    """Return the commune's secretary."""
    return make.actor(made.commune_id, Role.SECRETARY)


def office(made: make.World) -> Actor:
    """Return the committee's office."""
    return make.actor(made.district_id, Role.OFFICE)


def board(made: make.World) -> Actor:
    """Return the organisation board."""
    return make.actor(made.district_id, Role.ORGANISATION_BOARD)


def committee(made: make.World) -> Actor:
    """Return whoever confirms for the Standing Committee."""
    return make.actor(made.district_id, Role.STANDING_COMMITTEE)


def new_key() -> str:
    """Return the key of a click."""
    return uuid.uuid4().hex


def name_bodies(made: make.World) -> None:
    """Give the district's standing committee and office their names."""

    def work() -> None:
        for kind, text in (
            (NameKind.STANDING_COMMITTEE, "Ban Thường vụ Huyện ủy Tân Hòa"),
            (NameKind.OFFICE, "Văn phòng Huyện ủy"),
        ):
            db.session.add(
                DatedName(
                    party_unit_id=made.district_id, kind=kind, text=text, starts_on=make.START
                )
            )

    run(work)


def fund(made: make.World, book_id: int, *, cash_vnd: int = 0, bank_vnd: int = 0) -> None:
    """Let a book begin with money, as if counted."""

    def legs() -> tuple[rules.Leg, ...]:
        book = db.session.get_one(Book, book_id)
        purse = rules.Purse(book.id, book.rule)
        return rules.opening(purse, cash_vnd=cash_vnd, bank_vnd=bank_vnd)

    make.post(made, rules.Draft(on_date=make.START, purpose="Số dư đầu kỳ", legs=run(legs)))


def house(made: make.World, name: str = "Ngôi nhà số 01 xã Long Sơn") -> int:
    """Open the file of a house in the commune."""
    planned = run(
        houses.plan_house,
        secretary(made),
        party_unit_id=made.commune_id,
        name=name,
        kind=NeedKind.NEW_HOUSE,
        cost_vnd=120_000_000,
    )
    return planned.id


def paper(amount_vnd: int = 50_000_000, **changed: Any) -> Paper:  # noqa: ANN401
    """Return what a decision says."""
    facts: dict[str, Any] = {
        "kind": DecisionKind.SUPPORT,
        "number": "12-QĐ/ĐU",
        "issued_on": DAY,
        "issuer": NameKind.COMMITTEE,
        "signer": "Nguyễn Văn Phúc",
        "summary": "Về việc hỗ trợ kinh phí xây dựng nhà",
        "amount_vnd": amount_vnd,
        "expires_on": None,
    }
    return Paper(**facts | changed)


def grant_paper(amount_vnd: int = 50_000_000, **changed: Any) -> Paper:  # noqa: ANN401
    """Return what the Standing Committee's decision on a grant says."""
    facts: dict[str, Any] = {
        "kind": DecisionKind.GRANT,
        "number": "101-QĐ/HU",
        "issuer": NameKind.STANDING_COMMITTEE,
    }
    return paper(amount_vnd, **facts | changed)


def decided(made: make.World, house_id: int, says: Paper | None = None, **links: Any) -> int:  # noqa: ANN401
    """Enter a decision on the commune's money and let the secretary confirm it."""
    entered = run(
        decisions.enter_decision,
        treasurer(made),
        house_id=house_id,
        book_id=made.commune_book_id,
        paper=says or paper(),
        **links,
    )
    run(decisions.confirm_decision, secretary(made), entered.id)
    return entered.id


def granted(made: make.World, house_id: int, says: Paper | None = None, **links: Any) -> int:  # noqa: ANN401
    """Enter a decision on the office's money and let the Standing Committee confirm it."""
    entered = run(
        decisions.enter_decision,
        board(made),
        house_id=house_id,
        book_id=made.office_book_id,
        paper=says or grant_paper(),
        **links,
    )
    run(decisions.confirm_decision, committee(made), entered.id)
    return entered.id


def stage(amount_vnd: int, **changed: Any) -> Stage:  # noqa: ANN401
    """Return one stage to be paid in cash against its minutes."""
    facts: dict[str, Any] = {
        "method": Method.CASH,
        "stage": f"Đợt {amount_vnd}",
        "receiver": "Trần Văn Thợ",
        "receiver_place": "Ấp Tân Lập",
        "accepted_on": DAY,
        "acceptance_number": f"{amount_vnd}/BB-NT",
    }
    return Stage(amount_vnd=amount_vnd, **facts | changed)


def prepared(by: Actor, decision_id: int, amount_vnd: int, **changed: Any) -> int:  # noqa: ANN401
    """Prepare a stage."""
    return run(disbursements.prepare, by, decision_id, stage(amount_vnd, **changed)).id


def paid(by: Actor, disbursement_id: int, on_date: date = DAY) -> None:
    """Pay a prepared stage."""
    run(disbursements.pay, by, disbursement_id, key=new_key(), on_date=on_date)


def held(book_id: int) -> int:
    """Return what a book holds in cash and at the bank."""
    balances = journal.balances(book_id)
    db.session.rollback()
    return sum(vnd for kind, vnd in balances.items() if kind in ("cash", "bank"))
