"""The public page is shut until it is decided, and tells nothing of few people."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.documents.bulletins import bulletin_lines, money_words
from ledger.errors import InTheFuture, NotAllowed, TooLongAgo
from ledger.models.audit_events import AuditEvent
from ledger.models.public_pages import PublicAccess, PublicPageDecision
from ledger.models.users import Role
from ledger.reports import public_pages as reports
from ledger.reports.bulletins import bulletin, rounded_down
from ledger.reports.scope import Actor
from ledger.services import public_pages
from tests import collecting, make
from tests.collecting import DAY, Season
from tests.conftest import Store


def decide(
    by: Actor, access: PublicAccess = PublicAccess.OPEN, *, decided_on: date = DAY
) -> PublicPageDecision:
    """Enter a decision on the working day."""
    with clock.at_day(DAY):
        return run(public_pages.decide, by, access=access, paper="12-KL/HU", decided_on=decided_on)


def page(at: Season) -> reports.PublicPage:
    """Return the page of the district on the working day."""
    with clock.at_day(DAY):
        found = reports.public_page(at.world.district_id)
    assert found
    return found


def test_the_last_decision_counts_and_the_others_stay(store: Store) -> None:
    at = collecting.season(people=1)
    board = make.board(at.world)
    assert reports.decision_in_force() is None
    decide(board)
    decide(board)
    decide(make.actor(at.world.district_id, Role.STANDING_COMMITTEE), PublicAccess.SHUT)
    force = reports.decision_in_force()
    assert force
    assert force.access is PublicAccess.SHUT
    known = [one.access for one in reports.decisions_of(at.world.district_id)]
    assert known == [PublicAccess.SHUT, PublicAccess.OPEN]
    query = sa.select(AuditEvent.before).where(AuditEvent.action == "public_page.decide")
    assert db.session.scalars(query.order_by(AuditEvent.id)).all() == [None, '{"access": "open"}']


def test_only_two_organs_decide_and_only_near_days(sqlite_store: Store) -> None:
    at = collecting.season(people=1)
    for role in (Role.OFFICE, Role.PROPAGANDA_BOARD, Role.INSPECTOR, Role.ADMIN):
        with pytest.raises(NotAllowed):
            decide(make.actor(at.world.district_id, role))
    with pytest.raises(InTheFuture):
        decide(make.board(at.world), decided_on=DAY + timedelta(days=1))
    with pytest.raises(TooLongAgo):
        decide(make.board(at.world), decided_on=date(2021, 1, 1))


def test_the_page_rounds_down_and_breaks_no_small_unit_out(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 1_400_000, 300_000, 299_999, 1_000)
    found = page(at)
    assert (found.given, found.asked, found.units, found.units_without_money) == (4, 7, 2, 1)
    assert (found.received.millions, found.received.more) == (2, True)
    assert [one.name for one in found.groups] == ["Đảng bộ xã Long Sơn"]
    assert found.rest is None

    run(_give_to_agency, at)
    found = page(at)
    assert found.groups == (), "one giver elsewhere: the commune's sum would tell theirs"


def test_sums_are_cut_and_say_so() -> None:
    assert money_words(rounded_down(0)) == "0 đồng"
    assert money_words(rounded_down(999_999)) == "chưa đến 01 triệu đồng"
    assert money_words(rounded_down(12_000_000)) == "12 triệu đồng"
    assert money_words(rounded_down(1_234_567_890)) == "hơn 1.234 triệu đồng"


def test_five_lines_say_the_day_and_who_is_missing(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 1_400_000, 700_000)
    with clock.at_day(DAY):
        facts = bulletin(make.actor(at.world.district_id, Role.PROPAGANDA_BOARD), at.campaign_id)
    assert (
        "\n".join(bulletin_lines(facts))
        == """\
Đợt vận động năm 2024: đến ngày 20/12/2024 có 2 đảng viên đã ủng hộ, đạt 28 % số được vận động.
Tổng số tiền đã thu hơn 2 triệu đồng, trong đó các xã, thị trấn hơn 2 triệu đồng sử dụng tại địa \
phương, khối cơ quan 0 đồng để nộp về Văn phòng.
Số liệu của 1/2 đơn vị; còn 1 đơn vị chưa báo cáo.
Các đơn vị đã báo cáo 0 việc tuyên truyền; còn 2/2 đơn vị chưa báo cáo.
Chưa có ngôi nhà nào được bàn giao."""
    )


def _give_to_agency(at: Season) -> None:
    from ledger.models.contributions import Method
    from ledger.services.contributions import SheetLine, record_sheet

    with clock.at_day(DAY):
        record_sheet(
            at.agency_treasurer,
            key=collecting.new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.world.agency_id,
            received_on=DAY,
            method=Method.CASH,
            lines=[SheetLine(list_entry_id=at.agency_entries[0], amount_vnd=260_000)],
        )
