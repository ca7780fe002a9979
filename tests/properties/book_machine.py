"""Random lives of seven books, step by step beside a model that knows only a few sums (P1–P5, P8).

The model is a dictionary of balances and a dictionary of numbers. It knows what each deed does to
the purses and when there is not enough; it knows nothing of charts, hashes, keys or triggers. The
real book must agree after every step: with what it took, and with what it refused.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import ClassVar, TypeAlias

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db, run
from ledger.errors import BookBroken
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.contributions import Method
from ledger.models.houses import House
from ledger.models.journal import Transfer, Voucher
from ledger.models.party_units import UnitKind
from ledger.models.users import Role
from ledger.services import units
from tests import deciding, make
from tests.db.soundness import broken

Effect: TypeAlias = dict[tuple[str, str], int]
"""By how much each (book, purse) rises or falls, in đồng."""

CLAIMS = {"keep": "fund", "remit": "due", "office": "office_fund", "grant": "grant_fund"}
BOOKS = ("keep1", "keep2", "remit1", "remit2", "office1", "grant1")
MONEY = st.sampled_from(["cash", "bank"])
SMALL = st.integers(1, 300_000)
ANY_BOOK = st.sampled_from(BOOKS)
REMITTING = st.sampled_from(["remit1", "remit2"])
DAYS = st.sampled_from([date(2023, 12, 31), date(2024, 1, 1)])
ALL, TOO_MUCH = 0, -1
TAKEN = st.one_of(SMALL, st.sampled_from([ALL, TOO_MUCH]))
"""How much somebody tries to take: a sum, all that is there, or one đồng more than that."""


def claim(book: str) -> str:
    """Return the account that says whose a book's money is."""
    return CLAIMS[book[:-1]]


def income(book: str, purse: str, amount_vnd: int) -> Effect:
    """Return what money coming into a purse does."""
    return {(book, purse): amount_vnd, (book, claim(book)): amount_vnd}


def spending(book: str, purse: str, amount_vnd: int) -> Effect:
    """Return what money leaving a purse does."""
    return income(book, purse, -amount_vnd)


class GivenUp(Exception):
    """Somebody changes their mind after writing."""


@dataclass
class Deed:
    """What the model remembers of an event."""

    event_id: int
    effect: Effect
    opening_of: str | None
    numbered: tuple[str, ...]
    """The books in which the event took a number."""
    reversed: bool = False
    is_reversal: bool = False


class BookMachine(RuleBasedStateMachine):
    """One district's books, and their model."""

    steps: ClassVar[Counter[str]] = Counter()
    names: ClassVar["count[int]"] = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.ids: dict[str, int] = {}
        self.balances: Counter[tuple[str, str]] = Counter()
        self.numbers: Counter[tuple[str, str, int]] = Counter()
        self.links: Counter[int] = Counter()
        self.deeds: list[Deed] = []
        self.begun: set[str] = set()
        self.opened: set[str] = set()
        self.house_id = 0

    @initialize()
    def found(self) -> None:
        """Found a district of its own, so that one database serves every example."""
        self.ids, self.user_id = run(self._found)
        self.purses = {
            name: rules.Purse(book_id, Rule(name[:-1])) for name, book_id in self.ids.items()
        }

        for name in ("keep1", "remit1", "office1", "grant1"):
            self.open_with_counted(name, 2_000_000, 1_000_000, date(2023, 1, 1))

    def _found(self) -> tuple[dict[str, int], int]:
        number = next(self.names)
        district = make.unit(
            None, UnitKind.DISTRICT_COMMITTEE, f"Đảng bộ huyện số {number}", rule=Rule.OFFICE
        )
        made = {"office1": district}
        kinds = {"keep": UnitKind.COMMUNE_COMMITTEE, "remit": UnitKind.AGENCY_CELL}
        for name, kind in ((f"{one}{n}", kind) for one, kind in kinds.items() for n in (1, 2)):
            made[name] = make.unit(district, kind, f"Đảng bộ {name}", rule=Rule(name[:-1]))
        books = {
            name: db.session.scalars(sa.select(Book).where(Book.party_unit_id == unit.id)).one()
            for name, unit in made.items()
        }
        house = House(party_unit_id=made["keep1"].id, name="Ngôi nhà cấp ủy số 01")
        db.session.add(house)
        db.session.flush()
        self.house_id = house.id
        books["grant1"] = units.open_book(
            None, made["keep1"], rule=Rule.GRANT, opened_on=make.START, house_id=house.id
        )
        units.open_route(None, books["keep1"], books["keep2"], leaving=Movement.HAND_OVER_OUT)
        user = make.user(district, Role.ADMIN, f"quantri{number}")
        return {name: book.id for name, book in books.items()}, user.id

    def do(
        self,
        day: date,
        series: Mapping[str, str],
        effect: Effect,
        *legs: rules.Leg,
        opening_of: str | None = None,
        allowed: bool = True,
    ) -> bool:
        """Do one deed in the book and, if there is enough for it, in the model."""
        draft = rules.Draft(on_date=day, purpose="Thu, chi", legs=legs)
        if legs[0].kind in (Movement.DISBURSEMENT, Movement.GRANT_OUT):
            draft = self.decided(draft)
        return self.post([draft], series, [effect], opening_of=opening_of, allowed=allowed)

    def decided(self, draft: rules.Draft) -> rules.Draft:
        """Let somebody decide on a spending and prepare it; nobody can for an agency unit."""
        leg = draft.legs[0]
        if leg.book_id in (self.ids["remit1"], self.ids["remit2"]):
            return draft
        pays = run(
            deciding.stage,
            leg.book_id,
            leg.amount_vnd,
            by_id=self.user_id,
            method=Method(leg.credit),
            kind=leg.kind,
            house_id=self.house_id,
        )
        return deciding.paying(draft, pays)

    def post(
        self,
        drafts: list[rules.Draft],
        series: Mapping[str, str],
        effects: list[Effect],
        *,
        opening_of: str | None = None,
        allowed: bool = True,
    ) -> bool:
        """Post drafts under one number for each book; the book must take what the model would."""
        enough = all(self.balances[place] + rise >= 0 for place, rise in effects[0].items())
        self.steps["taken" if allowed and enough else "refused"] += 1
        if not (allowed and enough):
            with pytest.raises(BookBroken):
                run(self._write, drafts)
            return False
        posted = run(self._write, drafts)
        expected = set()
        for book, name in series.items():
            place = (book, name, drafts[0].on_date.year)
            self.numbers[place] += 1
            expected.add((self.ids[book], name, self.numbers[place]))
        vouchers = {voucher_id for one in posted for voucher_id in one.voucher_ids}
        found = db.session.execute(
            sa.select(Voucher.book_id, Voucher.series, Voucher.number).where(
                Voucher.id.in_(vouchers)
            )
        ).all()
        db.session.rollback()
        assert {(row.book_id, str(row.series), row.number) for row in found} == expected
        for draft, one, effect in zip(drafts, posted, effects, strict=True):
            self.balances.update(effect)
            self.links.update(leg.book_id for leg in draft.legs)
            back = draft.reverses_event_id is not None
            self.deeds.append(
                Deed(one.event_id, effect, opening_of, tuple(series), is_reversal=back)
            )
        return True

    def _write(self, drafts: list[rules.Draft], *, give_up: bool = False) -> list[journal.Posted]:
        posted = journal.post(
            drafts,
            submission_id=make.submission(self.user_id).id,
            by_id=self.user_id,
            at=clock.now(),
        )
        if give_up:
            raise GivenUp
        return posted

    def some(self, book: str, purse: str, take: int) -> int:
        """Return the amount that a wish to take comes to."""
        if take > 0:
            return take
        return max(1, self.balances[book, purse] - take)

    @rule(book=ANY_BOOK, cash=SMALL, bank=st.integers(0, 300_000), day=DAYS)
    def open_with(self, book: str, cash: int, bank: int, day: date) -> None:
        """Open a book with what was counted: once, before anything else."""
        self.open_with_counted(book, cash, bank, day)

    def open_with_counted(self, book: str, cash: int, bank: int, day: date) -> None:
        """Open a book, or try to."""
        effect = {
            (book, "cash"): cash,
            (book, "bank"): bank,
            (book, claim(book)): cash + bank,
        }
        may = book not in self.begun and book not in self.opened
        legs = rules.opening(self.purses[book], cash_vnd=cash, bank_vnd=bank)
        self.do(day, {book: "note"}, effect, *legs, opening_of=book, allowed=may)
        if may:
            self.opened.add(book)

    @rule(book=ANY_BOOK, purse=st.sampled_from(["cash", "bank", "transit"]), vnd=SMALL, day=DAYS)
    def give(self, book: str, purse: str, vnd: int, day: date) -> None:
        """Give: to any book but a grant; straight to the office through an agency unit only."""
        may = not book.startswith("grant") and (purse != "transit" or book.startswith("remit"))
        leg = rules.contribution(self.purses[book], vnd, into=AccountKind(purse))
        self.do(day, {book: "receipt"}, income(book, purse, vnd), leg, allowed=may)
        if may:
            self.begun.add(book)

    @rule(book=ANY_BOOK, take=TAKEN, day=DAYS)
    def deposit(self, book: str, take: int, day: date) -> None:
        """Bring cash to the bank."""
        vnd = self.some(book, "cash", take)
        effect = {(book, "cash"): -vnd, (book, "bank"): vnd}
        self.move(day, {book: "payment"}, effect, rules.deposit(self.purses[book], vnd))

    @rule(book=ANY_BOOK, take=TAKEN, day=DAYS)
    def withdraw(self, book: str, take: int, day: date) -> None:
        """Fetch cash from the bank."""
        vnd = self.some(book, "bank", take)
        effect = {(book, "bank"): -vnd, (book, "cash"): vnd}
        self.move(day, {book: "receipt"}, effect, rules.withdrawal(self.purses[book], vnd))

    @rule(book=ANY_BOOK, vnd=SMALL, day=DAYS, good=st.booleans())
    def bank_moves(self, book: str, vnd: int, day: date, *, good: bool) -> None:
        """Let the bank pay interest or take a fee."""
        purse = self.purses[book]
        leg = rules.interest(purse, vnd) if good else rules.fee(purse, vnd)
        effect = income(book, "bank", vnd if good else -vnd)
        self.move(day, {book: "note"}, effect, leg)

    @rule(book=ANY_BOOK, vnd=SMALL, day=DAYS, good=st.booleans())
    def count_cash(self, book: str, vnd: int, day: date, *, good: bool) -> None:
        """Find more or less cash than the book says."""
        purse = self.purses[book]
        leg = rules.cash_over(purse, vnd) if good else rules.cash_short(purse, vnd)
        effect = income(book, "cash", vnd if good else -vnd)
        self.move(day, {book: "receipt" if good else "payment"}, effect, leg)

    @rule(book=ANY_BOOK, purse=MONEY, take=TAKEN, day=DAYS)
    def spend(self, book: str, purse: str, take: int, day: date) -> None:
        """Spend on a house: never from an agency unit's book."""
        vnd = self.some(book, purse, take)
        leg = rules.disbursement(self.purses[book], vnd, out_of=AccountKind(purse))
        self.do(
            day,
            {book: "payment"},
            spending(book, purse, vnd),
            leg,
            allowed=not book.startswith("remit"),
        )

    @rule(book=REMITTING, purse=MONEY, take=TAKEN, day=DAYS)
    def send(self, book: str, purse: str, take: int, day: date) -> None:
        """Send an agency unit's money on its way."""
        vnd = self.some(book, purse, take)
        leg = rules.send_remittance(self.purses[book], vnd, out_of=AccountKind(purse))
        effect = {(book, purse): -vnd, (book, "transit"): vnd}
        self.move(day, {book: "hand_in"}, effect, leg)

    @rule(book=REMITTING, purse=MONEY, take=TAKEN, day=DAYS)
    def take_back(self, book: str, purse: str, take: int, day: date) -> None:
        """Take back what was on its way."""
        vnd = self.some(book, "transit", take)
        leg = rules.return_remittance(self.purses[book], vnd, into=AccountKind(purse))
        effect = {(book, "transit"): -vnd, (book, purse): vnd}
        self.move(day, {book: "receipt"}, effect, leg)

    @rule(book=REMITTING, purse=MONEY, take=TAKEN, day=DAYS)
    def receive(self, book: str, purse: str, take: int, day: date) -> None:
        """Let the office count what arrived."""
        vnd = self.some(book, "transit", take)
        unit, office = self.purses[book], self.purses["office1"]
        legs = rules.receive_remittance(unit, office, vnd, into=AccountKind(purse))
        effect = spending(book, "transit", vnd) | income("office1", purse, vnd)
        self.move(day, {book: "note", "office1": "receipt"}, effect, *legs)

    @rule(
        way=st.sampled_from(
            [
                ("refund", "office1", "remit1"),
                ("grant", "office1", "grant1"),
                ("return_grant", "grant1", "office1"),
                ("hand_over", "keep1", "keep2"),
                ("hand_over", "keep2", "keep1"),
            ]
        ),
        purse=MONEY,
        take=TAKEN,
        day=DAYS,
    )
    def pass_on(self, way: tuple[str, str, str], purse: str, take: int, day: date) -> None:
        """Pass money on to another book, where there is a route."""
        how, sender, receiver = way
        vnd = self.some(sender, purse, take)
        out, into, kind = self.purses[sender], self.purses[receiver], AccountKind(purse)
        if how == "hand_over":
            legs = rules.hand_over(out, into, vnd, account=kind)
        else:
            made = {
                "refund": rules.refund,
                "grant": rules.grant,
                "return_grant": rules.return_grant,
            }
            legs = made[how](out, into, vnd, out_of=kind, into=kind)
        effect = spending(sender, purse, vnd) | income(receiver, purse, vnd)
        series = {sender: "payment", receiver: "receipt"}
        self.move(day, series, effect, *legs, allowed=way != ("hand_over", "keep2", "keep1"))

    @rule(book=REMITTING, sums=st.lists(SMALL, min_size=2, max_size=4), day=DAYS)
    def fill_a_sheet(self, book: str, sums: list[int], day: date) -> None:
        """Record a sheet: many events under one number, in one statement on PostgreSQL."""
        drafts = [
            rules.Draft(
                on_date=day,
                purpose="Ủng hộ",
                legs=(rules.contribution(self.purses[book], vnd, into=AccountKind.CASH),),
                voucher_group="sheet",
            )
            for vnd in sums
        ]
        self.post(drafts, {book: "receipt"}, [income(book, "cash", vnd) for vnd in sums])
        self.begun.add(book)

    @rule(book=ANY_BOOK, vnd=SMALL, day=DAYS)
    def give_up(self, book: str, vnd: int, day: date) -> None:
        """Write something and think better of it."""
        leg = rules.cash_over(self.purses[book], vnd)
        draft = rules.Draft(on_date=day, purpose="Thu", legs=(leg,))
        with pytest.raises(GivenUp):
            run(self._write, [draft], give_up=True)

    def move(
        self,
        day: date,
        series: Mapping[str, str],
        effect: Effect,
        *legs: rules.Leg,
        allowed: bool = True,
    ) -> None:
        """Do a deed after which a book has begun."""
        if self.do(day, series, effect, *legs, allowed=allowed):
            self.begun.update(series)

    @rule(place=st.integers(0, 10**6), day=DAYS)
    def take_event_back(self, place: int, day: date) -> None:
        """Reverse any event that was ever posted: once, and never a reversal."""
        if not self.deeds:
            return
        deed = self.deeds[place % len(self.deeds)]
        draft = journal.reversal_of(deed.event_id, on_date=day, reason="ghi nhầm")
        db.session.rollback()
        effect = {where: -rise for where, rise in deed.effect.items()}
        back = dict.fromkeys(deed.numbered, "adjustment")
        allowed = not deed.reversed and not deed.is_reversal
        if self.post([draft], back, [effect], allowed=allowed):
            deed.reversed = True
            if deed.opening_of:
                self.opened.discard(deed.opening_of)

    @invariant()
    def balances_agree(self) -> None:
        """Compare every account of every book."""
        books = {book_id: name for name, book_id in self.ids.items()}
        accounts = db.session.scalars(
            sa.select(Account)
            .where(Account.book_id.in_(books))
            .execution_options(populate_existing=True)
        )
        held = {(books[one.book_id], str(one.kind)): one.balance_vnd for one in accounts}
        assert held == {place: self.balances[place] for place in held}
        db.session.rollback()

    def teardown(self) -> None:
        """Compare how long the chains are, and ask what must be true of any book."""
        rows = db.session.execute(
            sa.select(Transfer.book_id, sa.func.count()).group_by(Transfer.book_id)
        ).all()
        lengths = {row[0]: row[1] for row in rows}
        for book_id in self.ids.values():
            assert lengths.get(book_id, 0) == self.links[book_id]
        assert broken(lambda question: db.session.execute(sa.text(question))) == []
        db.session.rollback()
