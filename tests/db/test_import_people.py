"""Rows of files reach the person who stands, however records were merged or people moved since."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book.checks import verify
from ledger.db import db, run
from ledger.models.contributions import Contribution
from ledger.models.contributors import ContributorKind
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.users import Role
from ledger.reports.contribution_plans import ELSEWHERE, Fate
from ledger.reports.travelling_lists import TravellingLine, travelling_list
from ledger.row_codes import entry_of
from ledger.services import campaign_units, member_merges
from tests import collecting, make
from tests.collecting import DAY
from tests.conftest import Store
from tests.importing import Commune, confirm, csv_of, plan_of, upload

HEADER = "Mã dòng;Họ và tên;Số tiền;Ngày nộp"
ON = "19/12/2024"


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """A commune whose list has one person twice: as it was downloaded before anybody saw it."""

    at: Commune
    agency_id: int
    stands: TravellingLine
    folded: TravellingLine


@pytest.fixture
def twice(store: Store) -> Iterator[Twice]:
    """A commune and an agency with their lists, on a working day of the campaign."""
    season = collecting.season()
    with clock.at_day(DAY):
        at = Commune(world=season.world, campaign_id=season.campaign_id, treasurer=season.treasurer)
        again = make.member(
            season.world.cell_ids[1],
            "Nguyễn Văn An",
            birth_year=1960,
            standing=MemberStanding.RESIDENTIAL,
        )
        run(campaign_units.add_to_list, at.treasurer, at.campaign_id, again, "Bị sót")
        stands, folded = (line for line in lines_of(at) if line.name == "Nguyễn Văn An")
        yield Twice(at=at, agency_id=season.world.agency_id, stands=stands, folded=folded)


def lines_of(at: Commune) -> tuple[TravellingLine, ...]:
    return travelling_list(at.treasurer, at.campaign_id).lines


def row_of(line: TravellingLine, amount_vnd: int) -> str:
    return f"{line.code};{line.name};{amount_vnd};{ON}"


def member_of(line: TravellingLine) -> int:
    return db.session.get_one(ListEntry, entry_of(line.code)).member_id


def merge(world: Twice, *agreed: str) -> None:
    kept_id, merged_id = member_of(world.stands), member_of(world.folded)
    run(
        member_merges.merge_members,
        world.at.treasurer,
        kept_id=kept_id,
        merged_id=merged_id,
        reason="Ghi hai lần",
        agreed=agreed,
    )


def given() -> list[tuple[int | None, int]]:
    query = sa.select(Contribution.list_entry_id, Contribution.amount_vnd)
    rows = db.session.execute(query.order_by(Contribution.transfer_id))
    return [(entry_id, amount_vnd) for entry_id, amount_vnd in rows]


def test_the_row_of_a_record_merged_since_is_that_of_the_person_who_stands(twice: Twice) -> None:
    at = twice.at
    merge(twice)

    file_id = upload(at, csv_of(row_of(twice.folded, 90_000), header=HEADER))
    (gift,) = plan_of(at, file_id).gifts
    assert (gift.fate, gift.is_folded) == (Fate.RECORD, True)
    assert gift.person is not None
    assert gift.person.list_entry_id == entry_of(twice.stands.code)
    confirm(at, file_id)
    assert given() == [(entry_of(twice.stands.code), 90_000)]
    assert not verify().findings


def test_both_rows_of_one_person_with_one_sum_are_one_gift_unless_told(twice: Twice) -> None:
    at = twice.at
    merge(twice)

    rows = (row_of(twice.stands, 50_000), row_of(twice.folded, 50_000))
    first, second = plan_of(at, upload(at, csv_of(*rows, header=HEADER))).gifts
    assert (first.fate, second.fate, second.repeat) == (Fate.RECORD, Fate.REPEAT, "dòng 2")


def test_what_was_recorded_on_the_other_record_before_is_known_again(twice: Twice) -> None:
    at = twice.at
    confirm(at, upload(at, csv_of(row_of(twice.folded, 50_000), header=HEADER)))
    merge(twice)

    rows = (row_of(twice.folded, 50_000), row_of(twice.stands, 50_000))
    plan = plan_of(at, upload(at, csv_of(*rows, "", header=HEADER)))
    assert {(gift.fate, gift.repeat) for gift in plan.gifts} == {
        (Fate.REPEAT, f"phiếu số 1 ngày {ON}")
    }


def test_a_person_with_two_records_travels_on_one_line(twice: Twice) -> None:
    before = len(lines_of(twice.at))

    merge(twice)

    after = lines_of(twice.at)
    assert len(after) == before - 1
    assert twice.folded.code not in {line.code for line in after}


def test_a_member_of_another_unit_is_told_apart_from_a_stranger(twice: Twice) -> None:
    at = twice.at
    body = csv_of(
        f"Lê Thị Hà;1980;100.000;{ON}",
        f"Le Thi Ha;1980;100.000;{ON}",
        f"Lê Thị Hà;1981;100.000;{ON}",
        f"Lê Thị Hà;;110.000;{ON}",
        f"Trần Thị Bình;1980;100.000;{ON}",
    )
    file_id = upload(at, body, others=ContributorKind.HOUSEHOLD)
    known, unmarked, other_year, no_year, own = plan_of(at, file_id).gifts
    assert (known.fate, known.sentence) == (Fate.UNKNOWN, ELSEWHERE)
    assert unmarked.sentence == ELSEWHERE
    assert [other_year.fate, no_year.fate] == [Fate.RECORD, Fate.RECORD]
    assert (own.fate, own.is_elsewhere) == (Fate.ASK, False)
    assert "Văn phòng" not in known.sentence


def test_the_code_of_somebody_who_is_on_another_list_by_now_says_where_to_record(
    twice: Twice,
) -> None:
    at = twice.at
    stranger = make.actor(twice.agency_id, Role.AGENCY_TREASURER)
    (theirs,) = travelling_list(stranger, at.campaign_id).lines

    (by_name,) = plan_of(at, upload(at, csv_of(row_of(theirs, 50_000), header=HEADER))).gifts
    assert (by_name.fate, by_name.sentence) == (Fate.REFUSED, ELSEWHERE)
    body = csv_of(f"{theirs.code};Tên Khác;50.000;{ON}", header=HEADER)
    (guessed,) = plan_of(at, upload(at, body)).gifts
    assert guessed.sentence == "mã dòng này không thuộc danh sách của đơn vị trong đợt này"
