"""Members move on screen: one unit proposes, the other takes in."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.models.member_moves import MemberMove, MoveState
from ledger.models.party_members import PartyMember
from tests import visiting
from tests.collecting import Season
from tests.web.browser import Browser

GOES = {"kind": "final", "moves_on": "01/12/2024", "paper": "Giấy giới thiệu số 12"}


@pytest.fixture
def member_id(season: Season) -> int:
    """Somebody of the commune."""
    return visiting.member_of(season, 0)


def last_move() -> MemberMove:
    db.session.rollback()
    return db.session.scalars(sa.select(MemberMove).order_by(MemberMove.id.desc()).limit(1)).one()


def test_one_unit_proposes_and_the_other_takes_in(
    season: Season, member_id: int, log_in: Callable[[str], Browser]
) -> None:
    commune, agency = log_in("commune_treasurer"), log_in("agency_treasurer")
    form = commune.get(f"/member-moves/new?member_id={member_id}")
    assert "Chi bộ ấp Hòa Bình" in form.text
    assert "Chi bộ Phòng Tài chính – Kế hoạch" in form.text

    sent = commune.submit(
        f"/member-moves/of/{member_id}", **GOES, to_unit_id=season.world.agency_id
    )

    assert sent.status_code == 303
    assert "chờ nơi đến tiếp nhận" in commune.get(sent.location).text
    assert "1 đảng viên chuyển đến chờ tiếp nhận" in agency.get("/").text
    assert "Nguyễn Văn An" in agency.get("/member-moves").text
    page = agency.get(sent.location)
    assert "Giấy giới thiệu số 12" in page.text
    taken = agency.submit(f"{sent.location}/accept", to_cell_id=season.world.agency_id)
    assert taken.status_code == 303
    assert "đã tiếp nhận" in agency.get(sent.location).text
    assert agency.get(f"/members/{member_id}").status_code == 200
    assert commune.get(f"/members/{member_id}").status_code == 404
    assert "đã tiếp nhận" in commune.get("/member-moves").text
    assert (
        agency.submit(f"{sent.location}/accept", to_cell_id=season.world.agency_id).status_code
        == 409
    )


def test_within_the_unit_the_move_is_done_at_once(
    season: Season, member_id: int, log_in: Callable[[str], Browser]
) -> None:
    commune = log_in("commune_treasurer")

    commune.submit(f"/member-moves/of/{member_id}", **GOES, to_cell_id=season.world.cell_ids[1])

    assert last_move().state is MoveState.ACCEPTED
    page = commune.get(f"/members/{member_id}").text
    assert "Chi bộ ấp Hòa Bình" in page
    assert "chuyển sinh hoạt" in page


@pytest.mark.parametrize("both", [True, False])
def test_one_place_is_chosen_and_what_was_typed_stays(
    season: Season, member_id: int, log_in: Callable[[str], Browser], *, both: bool
) -> None:
    places = {"to_cell_id": season.world.cell_ids[1], "to_unit_id": season.world.agency_id}

    answer = log_in("commune_treasurer").submit(
        f"/member-moves/of/{member_id}", **GOES, **(places if both else {})
    )

    assert answer.status_code == 422
    assert "Chọn một nơi đến" in answer.text
    assert "Giấy giới thiệu số 12" in answer.text


def test_a_proposal_is_declined_with_a_reason_or_taken_back(
    season: Season, member_id: int, log_in: Callable[[str], Browser]
) -> None:
    commune, agency = log_in("commune_treasurer"), log_in("agency_treasurer")
    to = {"to_unit_id": season.world.agency_id}
    first = commune.submit(f"/member-moves/of/{member_id}", **GOES, **to).location
    assert agency.submit(f"{first}/decline", note="").status_code == 422
    assert agency.submit(f"{first}/decline", note="Chưa có giấy").status_code == 303
    assert "Chưa có giấy" in commune.get(first).text

    second = commune.submit(f"/member-moves/of/{member_id}", **GOES, **to).location
    assert commune.submit(f"{second}/withdraw").status_code == 303

    assert last_move().state is MoveState.WITHDRAWN


def test_a_stay_is_shown_and_ended(
    season: Season, member_id: int, log_in: Callable[[str], Browser]
) -> None:
    commune, agency = log_in("commune_treasurer"), log_in("agency_treasurer")
    facts = GOES | {"kind": "temporary"}
    move = commune.submit(
        f"/member-moves/of/{member_id}", **facts, to_unit_id=season.world.agency_id
    ).location
    agency.submit(f"{move}/accept", to_cell_id=season.world.agency_id)
    assert "được vận động tại đó" in commune.get(f"/members/{member_id}").text

    assert commune.submit(f"{move}/end", ended_on="30/11/2024").status_code == 422
    assert commune.submit(f"{move}/end", ended_on="20/12/2024").status_code == 303

    assert db.session.get_one(PartyMember, member_id, populate_existing=True).hosted_cell_id is None


def test_moves_of_other_units_do_not_exist(
    season: Season, member_id: int, log_in: Callable[[str], Browser]
) -> None:
    agency = log_in("agency_treasurer")

    assert agency.get(f"/member-moves/new?member_id={member_id}").status_code == 404
    assert agency.get("/member-moves/999").status_code == 404
    assert "Chưa có ai chuyển đi" in agency.get("/member-moves").text
    assert "Chưa có đơn vị nào" in log_in("organisation_board").get("/member-moves").text
