"""The people of a unit are found by name: its own list first, and nobody else's."""

import pytest

from ledger.errors import NamesStayInside, NotFound
from ledger.models.users import Role
from ledger.reports.people_search import Verdict, directory_of
from tests import collecting, make
from tests.conftest import Store


def test_a_directory_holds_the_list_and_the_members_whom_it_misses(store: Store) -> None:
    at = collecting.season()
    newcomer = make.member(at.cell_id, "Võ Thị Sáu", birth_year=1995)

    with collecting.counted_statements() as statements:
        directory = directory_of(at.treasurer, at.campaign_id)
        listed = directory.find("tran thi binh").person
        missed = directory.find("Vo Thi Sau").person

    assert listed is not None
    assert listed.list_entry_id == at.entries[1]
    assert listed.cell_name == "Chi bộ ấp Tân Lập"
    assert missed is not None
    assert (missed.member_id, missed.list_entry_id) == (newcomer, None)
    assert directory.find("Lê Thị Hà").verdict is Verdict.NONE  # the agency's
    assert len(statements) <= 6


def test_names_stay_inside_the_unit(store: Store) -> None:
    at = collecting.season()
    board = make.board(at.world)
    cashier = make.actor(at.world.district_id, Role.OFFICE)

    for outsider in (board, cashier):
        with pytest.raises(NamesStayInside):
            directory_of(outsider, at.campaign_id)
    with pytest.raises(NotFound):
        directory_of(at.treasurer, 10**9)
