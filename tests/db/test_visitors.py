"""A member of one unit gives at another's counter: counted once, the money where it was given."""

import pytest

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import NotFound
from ledger.models.party_members import PartyMember
from ledger.models.receipts import DonorCopy
from ledger.reports import lists
from ledger.reports.visitors import find_visitors, visitor
from ledger.services.contributions import undo_submission
from tests import collecting, make, visiting
from tests.collecting import DAY, Season, new_key
from tests.conftest import Store
from tests.visiting import Counted, counted


def code_of(at: Season, place: int) -> str:
    code = db.session.get_one(PartyMember, visiting.member_of(at, place)).code
    db.session.rollback()
    return code


def test_a_person_is_found_by_full_name_and_year_of_birth_alone(store: Store) -> None:
    at = collecting.season()

    def found(name: str, year: int) -> list[str]:
        rows = find_visitors(at.agency_treasurer, at.campaign_id, full_name=name, birth_year=year)
        return [f"{row.name}, {row.place}" for row in rows]

    assert found("Nguyen van an", 1960) == ["Nguyễn Văn An, Chi bộ ấp Tân Lập, Đảng bộ xã Long Sơn"]
    assert found("Nguyễn Văn An", 1961) == []
    assert found("Nguyễn Văn", 1960) == []
    assert found("…", 1960) == []
    # One's own list has a better search.
    assert (
        find_visitors(at.treasurer, at.campaign_id, full_name="Nguyễn Văn An", birth_year=1960)
        == ()
    )


def test_money_stays_where_it_was_given_and_the_person_counts_where_listed(store: Store) -> None:
    at = collecting.season()
    before = counted(at)

    visiting.give(at.agency_treasurer, at, 250_000, visitor_code=code_of(at, 0))

    assert before["commune"] == Counted(asked=6, given=0, received_vnd=0)
    assert counted(at) == {
        "commune": Counted(asked=6, given=1, received_vnd=0),
        "agency": Counted(asked=1, given=0, received_vnd=250_000),
    }
    assert checks.verify().findings == ()


def test_a_second_gift_at_home_adds_up_and_counts_nobody_twice(store: Store) -> None:
    at = collecting.season()
    visiting.give(at.agency_treasurer, at, 250_000, visitor_code=code_of(at, 0))

    collecting.give(at, 100_000)

    assert counted(at)["commune"] == Counted(asked=6, given=1, received_vnd=100_000)
    roll = lists.show_roll(at.treasurer, at.campaign_id)
    line = next(line for line in roll.lines if line.entry_id == at.entries[0])
    assert (line.given_vnd, line.elsewhere_vnd) == (350_000, 250_000)


def test_a_visitors_gift_is_taken_back_like_any_other(store: Store) -> None:
    at = collecting.season()
    made = visiting.give(at.agency_treasurer, at, 250_000, visitor_code=code_of(at, 0))

    with clock.at_day(DAY):
        run(
            undo_submission,
            at.agency_treasurer,
            made,
            key=new_key(),
            reason="Nhầm người",
            donor_copy=DonorCopy.RETURNED,
        )

    assert counted(at) == {
        "commune": Counted(asked=6, given=0, received_vnd=0),
        "agency": Counted(asked=1, given=0, received_vnd=0),
    }


def test_only_a_code_of_another_units_list_names_a_visitor(store: Store) -> None:
    at = collecting.season()
    stranger = make.member(at.cell_id, "Võ Thị Sáu")  # came after the list was frozen
    late = db.session.get_one(PartyMember, stranger).code
    db.session.rollback()

    for code in ("KHONGCO", late):
        with pytest.raises(NotFound):
            visitor(at.agency_treasurer, at.campaign_id, code)
    with pytest.raises(NotFound):
        visitor(at.treasurer, at.campaign_id, code_of(at, 0))
