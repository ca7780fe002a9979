"""Random lives of one house's money, beside a model that knows only sums and names (P16).

Decisions are entered, refused, confirmed, amended and withdrawn; stages prepared, paid, sent back and
cancelled; grants made and returned, by the right people and by others. The model says of each deed
whether it is allowed and what the purses hold after it; the real services must agree.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.book import rules
from ledger.db import db, run
from ledger.errors import LedgerError
from ledger.models.books import Rule
from ledger.models.decisions import Decision, DecisionKind
from ledger.reports.decision_standings import standings
from ledger.reports.houses import grant_book
from ledger.services import decisions, disbursements, grants
from tests import building, make

SUMS = st.integers(1, 30).map(lambda thousands: thousands * 1_000)
"""What a decision allows, a stage takes: several stages to a decision, and now and then too much."""
WHO = st.sampled_from(["", "", "", "", "treasurer", "secretary", "office", "board", "committee"])
"""Somebody; mostly whoever may, chosen by the model."""
PLACES = st.integers(0, 999)
"""Which of several, counted round."""

ENTERING = {"own": ("treasurer", "secretary"), "office": ("board", "office")}
PREPARING = {
    "own": ("secretary", "secretary", "treasurer"),
    "house": ("secretary", "secretary", "treasurer"),
    "office": ("board", "board", "office"),
}
PAYING = {"own": "treasurer", "house": "treasurer", "office": "office"}


@dataclass
class Paper:
    """What the model knows of a decision."""

    id: int
    purse: str
    """Whose money it is about: the commune's own or the office's."""
    by: str
    vnd: int
    first: "Paper | None" = None
    withdraws: bool = False
    word: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it is a first decision that somebody confirmed."""
        return self.word == "confirmed" and self.first is None


@dataclass
class Paid:
    """What the model knows of a stage."""

    id: int
    paper: Paper
    purse: str
    vnd: int
    by: str
    house_book: int = 0
    """Which of the house's books it is paid from, or into; they follow each other."""
    state: str = "waiting"


class SpendingMachine(RuleBasedStateMachine):
    """One house, its decisions and its money."""

    steps: ClassVar[Counter[str]] = Counter()
    numbers: ClassVar["count[int]"] = count(1)
    world: ClassVar[make.World]

    @initialize()
    def plan(self) -> None:
        """Plan a house of its own, so that one district serves every life."""
        made = self.world
        self.people = {
            "treasurer": building.treasurer(made),
            "secretary": building.secretary(made),
            "office": building.office(made),
            "board": building.board(made),
            "committee": building.committee(made),
        }
        self.house_id = building.house(made, f"Ngôi nhà số {next(self.numbers)}")
        self.books = {"own": made.commune_book_id, "office": made.office_book_id}
        self.held = {name: building.held(book_id) for name, book_id in self.books.items()}
        self.papers: list[Paper] = []
        self.stages: list[Paid] = []
        self.house_book, self.is_open = 0, False
        self._begin("own", 25_000, 40_000)
        self._begin("office", 60_000, 50_000)

    def _begin(self, purse: str, found_vnd: int, vnd: int) -> None:
        """Let a purse have money, and a decision to spend it on the house; a grant comes at once."""
        of = rules.Purse(self.books[purse], Rule.KEEP if purse == "own" else Rule.OFFICE)
        draft = rules.Draft(
            on_date=building.DAY, purpose="Thừa quỹ", legs=(rules.cash_over(of, found_vnd),)
        )
        make.post(self.world, draft)
        self.held[purse] += found_vnd
        self.enter(purse, "", vnd, 0)
        self.give_word(0, "", confirms=True)
        if purse == "office":
            self.prepare(1, "board", 20_000, at_home=False)
            self.pay(0, "")

    @rule(purse=st.sampled_from(["own", "office"]), who=WHO, vnd=SUMS, first=PLACES)
    def enter(self, purse: str, who: str, vnd: int, first: int) -> None:
        """Enter a decision."""
        by = who or ENTERING[purse][first % 2]
        kind = DecisionKind.SUPPORT if purse == "own" else DecisionKind.GRANT
        entered = self.do(
            by in ENTERING[purse],
            lambda: self._enter(by, purse, building.paper(vnd, kind=kind, number=self.number())),
        )
        if entered:
            self.papers.append(Paper(id=entered, purse=purse, by=by, vnd=vnd))

    @precondition(lambda self: any(paper.in_force for paper in self.papers))
    @rule(place=PLACES, who=WHO, vnd=SUMS, withdraws=st.booleans())
    def change(self, place: int, who: str, vnd: int, withdraws: bool) -> None:  # noqa: FBT001
        """Enter an amendment or a withdrawal."""
        found = [paper for paper in self.papers if paper.in_force]
        first = found[place % len(found)]
        by, paid_vnd = who or ENTERING[first.purse][place % 2], self.paid(first)
        waits = any(one.first is first and not one.word for one in self.papers)
        kind = DecisionKind.WITHDRAWAL if withdraws else DecisionKind.AMENDMENT
        allowed = (
            by in ENTERING[first.purse]
            and not (waits or self.withdrawn(first))
            and (withdraws or vnd >= paid_vnd)
        )
        says = building.paper(0 if withdraws else vnd, kind=kind, number=self.number())
        entered = self.do(allowed, lambda: self._enter(by, first.purse, says, changes=first.id))
        if entered:
            allows_vnd = paid_vnd if withdraws else vnd
            self.papers.append(Paper(entered, first.purse, by, allows_vnd, first, withdraws))

    @precondition(lambda self: any(not paper.word for paper in self.papers))
    @rule(place=PLACES, who=WHO, confirms=st.sampled_from([True, True, True, False]))
    def give_word(self, place: int, who: str, confirms: bool) -> None:  # noqa: FBT001
        """Confirm an entry or send it back."""
        waiting = [paper for paper in self.papers if place % 9 == 8 or not paper.word]
        paper = waiting[place % len(waiting)]
        others = {"treasurer": "secretary", "secretary": "treasurer"}
        right = others[paper.by] if paper.purse == "own" else "committee"
        by = who or right
        falls_below = confirms and paper.first and paper.vnd < self.paid(paper.first)
        done = self.do(
            by == right and not paper.word and not falls_below,
            lambda: (
                (
                    decisions.confirm_decision(self.people[by], paper.id)
                    if confirms
                    else decisions.refuse_decision(self.people[by], paper.id, reason="sai số")
                ).id
            ),
        )
        if done:
            paper.word = "confirmed" if confirms else "refused"

    @precondition(lambda self: self.papers)
    @rule(place=PLACES, who=WHO, vnd=SUMS, at_home=st.booleans())
    def prepare(self, place: int, who: str, vnd: int, at_home: bool) -> None:  # noqa: FBT001
        """Prepare a stage: from the own purse, the office's, or the house's."""
        firsts = [paper for paper in self.papers if paper.first is None]
        firsts = [paper for paper in firsts if place % 9 == 0 or paper.in_force] or firsts
        paper = firsts[place % len(firsts)]
        purse = "house" if paper.purse == "office" and at_home else paper.purse
        by = who or PREPARING[purse][place // 7 % 3]
        if paper.purse == "office":  # whose purse it is follows from who asks
            purse = "house" if by in PREPARING["house"] else "office"
        left_vnd = self.allows(paper) - self.used(paper, purse, "paid", "waiting")
        stage = building.stage(vnd, stage=f"Đợt {self.number()}")
        prepared = self.do(
            by in PREPARING[purse] and vnd <= left_vnd and (purse != "house" or self.is_open),
            lambda: disbursements.prepare(self.people[by], paper.id, stage).id,
        )
        if prepared:
            self.stages.append(Paid(prepared, paper, purse, vnd, by, self.house_book))

    @precondition(lambda self: self.any("waiting"))
    @rule(place=PLACES, who=WHO)
    def pay(self, place: int, who: str) -> None:
        """Pay a stage."""
        stage = self.some(place, "waiting")
        by, purse = who or PAYING[stage.purse], stage.purse
        left_vnd = self.allows(stage.paper) - self.used(stage.paper, purse, "paid")
        if purse == "house":
            left_vnd = min(left_vnd, self.paid(stage.paper) - self.used(stage.paper, purse, "paid"))
        allowed = (
            by == PAYING[purse] != stage.by
            and stage.state == "waiting"
            and stage.vnd <= min(left_vnd, self.held.get(purse, 0))
        )
        if self.do(allowed, lambda: self._pay(by, stage)):
            stage.state = "paid"
            self.held[purse] -= stage.vnd
            if purse == "office":
                self._grant_arrives(stage)

    @precondition(lambda self: self.any("waiting"))
    @rule(place=PLACES, who=WHO)
    def send_back(self, place: int, who: str) -> None:
        """Send a stage back."""
        stage = self.some(place, "waiting")
        by = who or stage.by
        allowed = by in PREPARING[stage.purse] and stage.state == "waiting"
        if self.do(
            allowed,
            lambda: disbursements.send_back(self.people[by], stage.id, reason="sai").id,
        ):
            stage.state = "returned"

    @precondition(lambda self: self.any("paid"))
    @rule(place=PLACES, who=WHO)
    def cancel(self, place: int, who: str) -> None:
        """Cancel a payment."""
        stage = self.some(place, "paid")
        by, touches_house = who or PAYING[stage.purse], stage.purse != "own"
        allowed = by == PAYING[stage.purse] and stage.state == "paid"
        if touches_house:
            allowed = allowed and self.is_open and stage.house_book == self.house_book
        if stage.purse == "office":
            rest_vnd = self.paid(stage.paper) - self.used(stage.paper, "house", "paid")
            allowed = allowed and stage.vnd <= min(rest_vnd, self.held.get("house", 0))
        if self.do(allowed, lambda: self._cancel(by, stage)):
            stage.state = "cancelled"
            self.held[stage.purse] += stage.vnd
            if stage.purse == "office":
                self.held["house"] -= stage.vnd

    @precondition(lambda self: self.is_open)
    @rule(who=WHO, returns=st.booleans())
    def settle(self, who: str, returns: bool) -> None:  # noqa: FBT001
        """Take the rest of a grant back, or close its book."""
        by, rest_vnd = who or "office", self.held["house"]
        waits = any(one.purse == "house" and one.state == "waiting" for one in self.stages)
        allowed = by == "office" and not waits and returns == (rest_vnd > 0)
        if self.do(allowed, lambda: self._settle(by, returns=returns)):
            self.held["office"] += rest_vnd
            self.held["house"], self.is_open = 0, False

    @invariant()
    def the_purses_hold_what_the_model_says(self) -> None:
        """Compare what lies in each purse."""
        if hasattr(self, "held"):
            held = {name: building.held(book_id) for name, book_id in self.books.items()}
            assert held == self.held
            assert min(held.values()) >= 0

    @invariant()
    def decisions_allow_what_the_model_says(self) -> None:
        """Compare what each decision allows, and that nothing was paid above it."""
        firsts = [paper for paper in getattr(self, "papers", ()) if paper.in_force]
        found = standings(Decision.id.in_([paper.id for paper in firsts])) if firsts else {}
        db.session.rollback()
        for paper in firsts:
            told = found[paper.id]
            spent_vnd = self.used(paper, "house", "paid")
            assert (told.paid_vnd, told.spent_vnd) == (self.paid(paper), spent_vnd)
            assert told.left_vnd == max(0, self.allows(paper) - told.paid_vnd)
            assert spent_vnd <= told.paid_vnd or paper.purse == "own"
            assert told.paid_vnd <= told.amount_vnd

    def do(self, allowed: object, work: Callable[[], int]) -> int:
        """Do a deed that the model allows or not; return its row, 0 if it was refused."""
        try:
            done = run(work)
        except LedgerError:
            done = 0
        self.steps["taken" if done else "refused"] += 1
        assert bool(done) == bool(allowed)
        return done

    def some(self, place: int, state: str) -> Paid:
        """Return a stage, mostly one in this state."""
        found = [stage for stage in self.stages if place % 9 == 0 or stage.state == state]
        return found[place % len(found)]

    def any(self, state: str) -> bool:
        """Say whether a stage is in this state."""
        return any(stage.state == state for stage in self.stages)

    def allows(self, first: Paper) -> int:
        """Return what a decision allows in all, its changes counted in."""
        if not first.in_force or self.withdrawn(first):
            return 0
        return [first, *self.changes(first)][-1].vnd

    def changes(self, first: Paper) -> list[Paper]:
        """Return the changes of a decision that were confirmed."""
        return [one for one in self.papers if one.first is first and one.word == "confirmed"]

    def withdrawn(self, first: Paper) -> bool:
        """Say whether a decision was withdrawn."""
        return any(one.withdraws for one in self.changes(first))

    def used(self, first: Paper, purse: str, *states: str) -> int:
        """Return what is prepared or paid under a decision from a purse."""
        return sum(
            stage.vnd
            for stage in self.stages
            if stage.paper is first and stage.purse == purse and stage.state in states
        )

    def paid(self, first: Paper) -> int:
        """Return what was paid or granted out of a decision's own purse."""
        return self.used(first, first.purse, "paid")

    def number(self) -> str:
        """Return a number that no paper has yet."""
        return f"{next(self.numbers)}-QĐ"

    def _enter(self, by: str, purse: str, says: decisions.Paper, **links: Any) -> int:  # noqa: ANN401
        return decisions.enter_decision(
            self.people[by],
            house_id=self.house_id,
            book_id=self.books[purse],
            paper=says,
            changes_id=links.get("changes"),
        ).id

    def _pay(self, by: str, stage: Paid) -> int:
        key = uuid.uuid4().hex
        return disbursements.pay(self.people[by], stage.id, key=key, on_date=building.DAY).id

    def _cancel(self, by: str, stage: Paid) -> int:
        key = uuid.uuid4().hex
        return disbursements.cancel(self.people[by], stage.id, key=key, reason="chi nhầm").id

    def _settle(self, by: str, *, returns: bool) -> int:
        actor = self.people[by]
        if not returns:
            return grants.close_grant(actor, self.house_id).id
        return grants.return_rest(
            actor,
            self.house_id,
            key=uuid.uuid4().hex,
            on_date=building.DAY,
            bringer="Lê Thị Hà",
            reason="",
        ).id

    def _grant_arrives(self, stage: Paid) -> None:
        """Let the house have a book, the first time or anew, with what was granted."""
        if not self.is_open:
            book = grant_book(self.house_id)
            assert book is not None
            self.books["house"], self.is_open = book.id, True
            self.house_book += 1
            db.session.rollback()
        stage.house_book = self.house_book
        self.held["house"] = self.held.get("house", 0) + stage.vnd
