"""A district with a locality in every state of the target board, made through the real services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger import clock
from ledger.db import db, run
from ledger.models.books import Rule
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.housing_needs import NeedAct, NeedKind
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.plan_decisions import PlanWord
from ledger.models.users import Role
from ledger.reports.scope import purse_of
from ledger.services import house_sources, houses, plan_decisions
from ledger.services.house_sources import Promise
from tests import building, make, needs
from tests.needs import Place

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2024, 12, 20)
M = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Town:
    """One locality: its ids as a world of its own, and its need if it has one."""

    world: make.World
    place: Place
    need_id: int


def locality(world: make.World, name: str, *, vnd: int = 0, listed: bool = True) -> Town:
    """Add a commune with a purse, a member and (if listed) a need on the list."""

    def found() -> tuple[int, int, int]:
        district = db.session.get_one(PartyUnit, world.district_id)
        commune = make.unit(
            district, UnitKind.COMMUNE_COMMITTEE, f"Đảng bộ xã {name}", rule=Rule.KEEP
        )
        cell = make.unit(commune, UnitKind.CELL, f"Chi bộ ấp {name}")
        book = purse_of(commune)
        assert book is not None
        return commune.id, cell.id, book.id

    commune_id, cell_id, book_id = run(found)
    own = replace(
        world, commune_id=commune_id, commune_book_id=book_id, cell_ids=(cell_id, cell_id)
    )
    place = Place(
        world=own,
        member_id=make.member(cell_id, f"Nguyễn Văn {name}", birth_year=1961),
        secretary=make.actor(commune_id, Role.SECRETARY),
        board=make.board(world),
    )
    if vnd:
        building.fund(own, book_id, cash_vnd=vnd)
    need_id = need(place, name) if listed else 0
    return Town(world=own, place=place, need_id=need_id)


def need(place: Place, address: str, **figures: Any) -> int:  # noqa: ANN401
    """Bring a member's need onto the list; it wants 60 million of the purse."""
    need_id = needs.apply(place, address=f"Số 1, ấp {address}", **figures)
    needs.advance(place, need_id, NeedAct.LIST)
    return need_id


def house(town: Town, *, decided_vnd: int = 0, until: str = "planned") -> int:
    """Bring the house of a town's need as far as ``until`` says."""
    with clock.at_day(DAY):
        planned = run(
            houses.plan_house, town.place.secretary, party_unit_id=town.world.commune_id,
            name=f"Ngôi nhà số {town.world.commune_id}", kind=NeedKind.NEW_HOUSE,
            cost_vnd=120 * M, need_id=town.need_id or None,
        )  # fmt: skip
        house_id = planned.id
        if decided_vnd:
            building.decided(town.world, house_id, building.paper(decided_vnd))
        else:
            promise = Promise(
                kind=SourceKind.SPONSOR, form=SourceForm.MONEY, name="Công ty Xi măng", what="",
                planned_vnd=100 * M, planned_days=0,
            )  # fmt: skip
            run(house_sources.add_source, town.place.secretary, house_id, promise)
        verbs: list[tuple[str, Callable[..., Any], dict[str, Any]]] = [
            ("building", houses.start_house, {}),
            ("accepted", houses.accept_house, {}),
            ("handed_over", houses.hand_over_house, {"settled_vnd": None}),
        ]
        names = [name for name, _, _ in verbs]
        for name, verb, facts in verbs:
            if until in names and names.index(name) <= names.index(until):
                run(verb, town.place.secretary, house_id, on_date=DAY, number="01/BB", **facts)
    return house_id


def change_target(world: make.World, town: Town, houses_wanted: int) -> None:
    """Enter and confirm another target for a town."""
    with clock.at_day(DAY):
        entered = run(
            plan_decisions.enter_target, make.board(world), party_unit_id=town.world.commune_id,
            houses=houses_wanted, number="118-QĐ/HU", issued_on=date(2024, 11, 28),
            issued_by="Ban Thường vụ", reason="Đã có chương trình khác hỗ trợ",
        )  # fmt: skip
        confirm(world, entered.id)


def aid(world: make.World, need_id: int, vnd: int) -> None:
    """Enter and confirm that the office fills what a need's locality lacks."""
    with clock.at_day(DAY):
        entered = run(
            plan_decisions.enter_office_aid, make.board(world), need_id=need_id, amount_vnd=vnd,
            number="121-QĐ/HU", issued_on=date(2024, 11, 28), issued_by="Ban Thường vụ",
            reason="Địa phương còn khó khăn",
        )  # fmt: skip
        confirm(world, entered.id)


def confirm(world: make.World, decision_id: int) -> None:
    """Let the Standing Committee confirm what was entered."""
    committee = make.actor(world.district_id, Role.STANDING_COMMITTEE)
    run(plan_decisions.give_word, committee, decision_id, word=PlanWord.CONFIRMED, reason="")
