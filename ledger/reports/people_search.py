"""Find the people of a unit's list whose name somebody typed: candidates with reasons, no guess.

F1  One reading serves thousands of names: three statements a directory, none a name.
F2  Someone is *the* one only if nobody else is as likely and nothing speaks against it; namesakes,
    other marks, another year of birth or another cell are asked about.
F3  Names stay inside: a directory is that of the actor's own unit (``lists`` R1).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ledger.db import db
from ledger.likeness import Against, Likeness, TypedName, compare, loose_key, orders, plain_words
from ledger.models.campaigns import CampaignUnit
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import PartyMember
from ledger.models.party_units import NameKind, PartyUnit
from ledger.reports.campaigns import campaign_line
from ledger.reports.lists import unit_inside
from ledger.reports.persons import folds
from ledger.reports.scope import Actor, names_on

_WORDS_OF_A_NAME = range(2, 8)
_CELL = re.compile(r"^(?:chi bo|cb|dang bo)\b ?")
_PLACE = re.compile(r"^(?:ap|khu pho|kp|khom|thon|ban|to dan pho)\b ?")


class Verdict(StrEnum):
    """What a search comes to."""

    UNIQUE = "unique"
    SEVERAL = "several"
    """More than one is as likely: somebody must say which."""
    NONE = "none"
    """Nobody for certain; candidates, if any, are only alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the unit: on its list, or (without an entry) a member whom the list misses."""

    member_id: int
    list_entry_id: int | None
    full_name: str
    birth_year: int | None
    cell_id: int
    cell_name: str
    asked_vnd: int | None = None

    def __str__(self) -> str:
        year = f" ({self.birth_year})" if self.birth_year else ""
        return f"{self.full_name}{year}, {self.cell_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be meant, how the name is alike, and what speaks against it."""

    person: Person
    likeness: Likeness
    against: tuple[Against, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The candidates for one typed name, the likeliest first."""

    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()

    @property
    def person(self) -> Person | None:
        """The one who is meant, if there is only one (F2)."""
        return self.candidates[0].person if self.verdict is Verdict.UNIQUE else None


class Directory:
    """The people of one unit, ready to be looked for by name again and again."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._by_key: dict[str, list[Person]] = {}
        cells: dict[int, str] = {}
        for person in self.people:
            self._by_key.setdefault(loose_key(person.full_name), []).append(person)
            cells[person.cell_id] = person.cell_name
        self._cells = _cell_keys(cells)

    def find(self, text: str, *, birth_year: int | None = None, cell_name: str = "") -> Answer:
        """Return who may be meant by a name, told apart by year of birth and cell where given.

        A cell that the unit does not have tells nothing; a year in brackets after the name does.
        """
        typed = TypedName(text)
        year = birth_year or typed.birth_year
        cells = self._cells_named(cell_name)
        found: dict[int, Candidate] = {}
        for form, turned in typed.forms:
            for person in self._by_key.get(loose_key(form), ()):
                candidate = Candidate(
                    person=person,
                    likeness=compare(form, person.full_name, turned=turned),
                    against=tuple(_against(person, year, cells)),
                )
                best = found.setdefault(person.member_id, candidate)
                if _rank(candidate) < _rank(best):
                    found[person.member_id] = candidate
        return _answer(found.values(), has_marks=typed.has_marks)

    def find_mentioned(self, remark: str) -> Answer:
        """Return who is named within a longer text, as remarks of bank transfers name people.

        The words around a name may belong to it (“LE THI MINH ANH chuyen tien” names no Lê Thị
        Minh), so even the only one found is a suggestion, never a proof.
        """
        words = plain_words(remark)
        taken: list[range] = []
        found: dict[int, Candidate] = {}
        for span in _spans(len(words)):
            if any(span.start >= other.start and span.stop <= other.stop for other in taken):
                continue
            for ordered, turned in orders(words[span.start : span.stop]):
                likeness = Likeness.REVERSED if turned else Likeness.UNMARKED
                for person in self._by_key.get(" ".join(ordered).replace("y", "i"), ()):
                    taken.append(span)
                    candidate = Candidate(person=person, likeness=likeness)
                    found.setdefault(person.member_id, candidate)
        return _answer(found.values(), has_marks=False)

    def _cells_named(self, cell_name: str) -> frozenset[int]:
        words = " ".join(plain_words(cell_name))
        whole = _CELL.sub("", words)
        return self._cells.get(whole) or self._cells.get(_PLACE.sub("", whole)) or frozenset()


def directory_of(actor: Actor, campaign_id: int) -> Directory:
    """Return the directory of the actor's unit: its list, then its members whom the list misses.

    Raises:
        NotFound: no such campaign above the actor.
        NamesStayInside: the actor is not the unit's treasurer or secretary.

    """
    campaign_line(actor, campaign_id)
    return directory_inside(*unit_inside(actor, campaign_id))


def directory_inside(unit: CampaignUnit, place: PartyUnit) -> Directory:
    """Return the directory of a campaign's unit that its reader was found to belong to."""
    on_a_list = sa.exists().where(
        ListEntry.member_id == PartyMember.id, ListEntry.campaign_id == unit.campaign_id
    )
    missed = (
        sa.select(
            PartyMember.id,
            sa.null().label("entry_id"),
            PartyMember.full_name,
            PartyMember.birth_year,
            PartyMember.cell_id,
            sa.null().label("asked_vnd"),
        )
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(
            PartyUnit.path.like(f"{place.path}%"), PartyMember.left_at.is_(None), sa.not_(on_a_list)
        )
        .order_by(PartyMember.cell_id, PartyMember.position, PartyMember.id)
    )
    return _directory([*db.session.execute(_listed(unit.id)), *db.session.execute(missed)])


def list_directory(campaign_unit_id: int) -> Directory:
    """Return the directory of a unit's list alone; the caller has found the unit in scope."""
    return _directory(db.session.execute(_listed(campaign_unit_id)).all())


def _listed(campaign_unit_id: int) -> sa.Select[int, int, str, int | None, int, int | None]:
    fold = folds()
    return (
        sa.select(
            PartyMember.id,
            ListEntry.id.label("entry_id"),
            PartyMember.full_name,
            PartyMember.birth_year,
            ListEntry.cell_id,
            ListEntry.asked_vnd,
        )
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .outerjoin(fold.lines, fold.of_entry(ListEntry.id.expression))
        .where(ListEntry.campaign_unit_id == campaign_unit_id, fold.counts())
        .order_by(ListEntry.cell_id, ListEntry.position, ListEntry.id)
    )


def _directory(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Directory:
    names = names_on(sorted({row.cell_id for row in rows}), (NameKind.ORGANISATION,))
    return Directory(
        Person(
            member_id=row.id,
            list_entry_id=row.entry_id,
            full_name=row.full_name,
            birth_year=row.birth_year,
            cell_id=row.cell_id,
            cell_name=names.get((row.cell_id, NameKind.ORGANISATION), ""),
            asked_vnd=row.asked_vnd,
        )
        for row in rows
    )


def _against(person: Person, year: int | None, cells: frozenset[int]) -> Iterator[Against]:
    if year is not None and person.birth_year is not None and year != person.birth_year:
        yield Against.BIRTH_YEAR
    if cells and person.cell_id not in cells:
        yield Against.CELL


def _answer(candidates: Iterable[Candidate], *, has_marks: bool) -> Answer:
    """Decide whether one candidate stands alone (F2)."""
    ranked = tuple(sorted(candidates, key=_rank))
    certain = [
        one for one in ranked if not one.against and one.likeness is not Likeness.OTHER_SPELLING
    ]
    if not certain:
        return Answer(verdict=Verdict.NONE, candidates=ranked)
    # Whoever writes with marks means the name as written; without marks all readings are alike.
    exact = [one for one in ranked if has_marks and one.likeness is Likeness.EXACT]
    alone = len(certain) == 1 or sum(not one.against for one in exact) == 1
    better = exact and exact[0].against and certain[0].likeness is not Likeness.EXACT
    verdict = Verdict.UNIQUE if alone and not better else Verdict.SEVERAL
    return Answer(verdict=verdict, candidates=ranked)


def _rank(candidate: Candidate) -> tuple[int, int, str, int]:
    order = list(Likeness).index(candidate.likeness)
    person = candidate.person
    return (len(candidate.against), order, person.cell_name, person.member_id)


def _spans(words: int) -> Iterator[range]:
    """Yield the places of a remark where a name may stand, the longest first."""
    for length in reversed(_WORDS_OF_A_NAME):
        for start in range(words - length + 1):
            yield range(start, start + length)


def _cell_keys(cells: dict[int, str]) -> dict[str, frozenset[int]]:
    """Return the cells by the words they are called by; “ấp Tân Lập” is also “Tân Lập”."""
    keys: dict[str, set[int]] = {}
    for cell_id, name in cells.items():
        whole = _CELL.sub("", " ".join(plain_words(name)))
        for key in {whole, _PLACE.sub("", whole)} - {""}:
            keys.setdefault(key, set()).add(cell_id)
    return {key: frozenset(ids) for key, ids in keys.items()}
