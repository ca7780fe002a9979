"""Files of contributions are planned truly, rehearsed by the real path, and recorded once (P10)."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book.checks import verify
from ledger.db import db, run
from ledger.errors import (
    AlreadyImported,
    BookBroken,
    CampaignNotOpen,
    FileChanged,
    ListChanged,
    NotAllowed,
    NotFound,
    RowsWait,
    RuleBroken,
    StateRefused,
    Unconfirmed,
)
from ledger.intake.workbooks import read_file
from ledger.models.audit_events import AuditEvent
from ledger.models.books import Book
from ledger.models.campaigns import Campaign
from ledger.models.contributions import Contribution, Method
from ledger.models.contributors import ContributorKind
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.journal import Event, Submission, Transfer, Voucher
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import contribution_imports as reports
from ledger.reports.contribution_choices import Choices, from_text, to_text
from ledger.reports.contribution_plans import Fate
from ledger.reports.travelling_lists import travelling_list
from ledger.row_codes import row_code
from ledger.services import contribution_imports as services
from ledger.services import import_files
from ledger.services.contributions import undo_submission
from tests import collecting, importing, make
from tests.conftest import Store
from tests.importing import DAY, EXPECTED, Commune, confirm, csv_of, plan_of, sample, upload


@pytest.fixture
def at(store: Store) -> Iterator[Commune]:
    """The commune of the samples on the last day of its campaign, on both engines."""
    made = importing.commune()
    with clock.at_day(DAY):
        yield made


def rows_of(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def recorded() -> list[tuple[str, int, str]]:
    """Return name, sum and day of everything that was given."""
    query = (
        sa.select(PartyMember.full_name, Contribution.amount_vnd, Contribution.received_on)
        .join(ListEntry, ListEntry.id == Contribution.list_entry_id)
        .join(PartyMember, PartyMember.id == ListEntry.member_id)
        .order_by(Contribution.transfer_id)
    )
    return [(name, vnd, on.isoformat()) for name, vnd, on in db.session.execute(query)]


def test_every_workbook_of_the_samples_brings_the_expected_people_days_and_sums(
    at: Commune,
) -> None:
    wanted = [(row["name"], row["amount_vnd"], row["on"]) for row in EXPECTED["contributions"]]
    for name in ("contributions.xlsx", "contributions.xls", "contributions.ods"):
        file_id = upload(at, sample(name), name)
        plan = plan_of(at, file_id)
        assert (len(plan.gifts), plan.sum_vnd or EXPECTED["contribution_total_vnd"]) == (
            EXPECTED["contribution_rows"],
            EXPECTED["contribution_total_vnd"],
        )
        if name == "contributions.xlsx":
            confirm(at, file_id)
        else:  # the same people, days and sums again
            assert {gift.fate for gift in plan.gifts} == {Fate.REPEAT}
    assert recorded() == wanted
    assert not verify().findings


def test_a_namesake_in_a_text_file_is_asked_about_and_the_others_are_clear(at: Commune) -> None:
    for name in ("contributions_utf16_tab.csv", "contributions_utf8_bom_semicolon.csv"):
        plan = plan_of(at, upload(at, sample(name), name))
        (asked,) = plan.waiting
        assert asked.sentence == (
            "chưa rõ là ai: Hồ Ngọc Hoà (1962), Chi bộ ấp Hòa Bình; "
            "Hồ Ngọc Hoà (1969), Chi bộ ấp Hòa Bình"
        )
        assert len(plan.recorded) == 19


def test_old_letters_with_their_font_are_read_and_a_common_day_is_asked_for(at: Commune) -> None:
    file_id = upload(at, sample("legacy_tcvn3.xlsx"), "legacy_tcvn3.xlsx")
    assert {gift.fate for gift in plan_of(at, file_id).gifts} == {Fate.REFUSED, Fate.ASK}
    kept = reports.read_kept(at.treasurer, file_id)
    assert kept is not None
    with_day = reports.read_as_chosen(kept.workbook, replace(kept.choices, received_on=DAY))
    run(services.choose, at.treasurer, file_id, with_day)
    plan = plan_of(at, file_id)
    assert len(plan.recorded) == 11
    assert plan.recorded[1].row.original_name == "D\xad¬ng B¸ Vinh"
    assert plan.recorded[1].person
    assert plan.recorded[1].person.full_name == "Dương Bá Vinh"


def test_an_upload_leaves_nothing_but_the_sealed_file(at: Commune) -> None:
    file_id = upload(at, sample("contributions.xlsx"), "contributions.xlsx")
    for table in (Submission, Event, Transfer, Voucher, Contribution):
        assert rows_of(table) == 0
    file = db.session.get_one(ImportFile, file_id)
    assert file.kind is ImportKind.CONTRIBUTIONS
    plain = b64encode(sample("contributions.xlsx")).decode()
    assert plain[:40] not in (file.body_sealed or plain)
    assert "Liên" not in (file.choices or "Liên")


def test_the_body_goes_with_the_recording_and_the_outcome_names_the_receipts(at: Commune) -> None:
    file_id = upload(at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"))
    file = confirm(at, file_id)
    assert (file.body_sealed, file.rest_sealed, file.outcome) == (None, None, "1 phiếu 1")
    assert confirm(at, file_id, plan_digest="").id == file_id
    assert rows_of(Submission) == 1
    query = sa.select(AuditEvent.after).where(AuditEvent.action == "contributions.import")
    facts = json.loads(db.session.scalars(query).one() or "")
    assert (facts["left_out"], facts["submission"]) == (0, file.submission_id)


def test_rows_that_wait_are_left_out_only_by_decision_and_their_file_is_kept_a_day(
    at: Commune,
) -> None:
    file_id = upload(at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022", "Ai Đó Lạ;;1.5;20/11/2022"))
    with pytest.raises(RowsWait, match="Còn 1 dòng"):
        confirm(at, file_id)
    assert rows_of(Contribution) == 0
    confirm(at, file_id, leave_out=True, rest=b"the rest")
    assert rows_of(Contribution) == 1
    assert reports.rest_of(at.treasurer, file_id) == b"the rest"
    with clock.at_day(DAY + timedelta(days=2)):
        run(import_files.forget_stale_files)
    assert reports.rest_of(at.treasurer, file_id) is None
    assert reports.preview(at.treasurer, file_id, None).outcome == "1 phiếu 1"


def test_a_recorded_file_comes_again_only_after_it_was_undone(at: Commune) -> None:
    body = csv_of("Lê Minh Khoẻ;;50.000;20/11/2022", "Kim Ngọc Liên;;60.000;20/11/2022")
    made = confirm(at, upload(at, body))
    with pytest.raises(AlreadyImported, match=r"đã nhập ngày 31/12/2022 \(2 phiếu 1–2\)"):
        upload(at, body)
    run(
        undo_submission,
        at.treasurer,
        made.submission_id or 0,
        key=collecting.new_key(),
        reason="Nhầm tệp",
        donor_copy=DonorCopy.NOT_GIVEN,
    )
    again = upload(at, body)
    assert again != made.id
    assert {gift.fate for gift in plan_of(at, again).gifts} == {Fate.RECORD}
    assert upload(at, body) == again


def test_another_file_or_plan_than_the_one_seen_is_refused(at: Commune) -> None:
    file_id = upload(at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"))
    digest = plan_of(at, file_id).digest
    with pytest.raises(FileChanged):
        confirm(at, file_id, sha256="0" * 64, plan_digest=digest)
    other = upload(at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022", "Kim Ngọc Liên;;1k;20/11/2022"))
    confirm(at, other)  # now a receipt stands for what the first file says
    with pytest.raises(ListChanged):
        confirm(at, file_id, plan_digest=digest)
    with pytest.raises(RuleBroken, match="Không có khoản nào"):
        confirm(at, file_id)


def test_very_large_sums_are_asked_about_at_the_end(at: Commune) -> None:
    file_id = upload(at, csv_of("Lê Minh Khoẻ;;20.000 triệu;20/11/2022"))
    with pytest.raises(Unconfirmed, match="Hai mươi tỷ đồng") as doubted:
        confirm(at, file_id)
    confirm(at, file_id, agreed=[doubt.token for doubt in doubted.value.doubts])
    assert recorded() == [("Lê Minh Khoẻ", 20_000_000_000, "2022-11-20")]


def test_choices_decide_whose_a_row_is(at: Commune) -> None:
    body = csv_of(
        "Hồ Ngọc Hoà;1962;10.000;20/11/2022",
        "Hồ Ngọc Hoà;;20.000;20/11/2022",
        "Ai Đó Lạ;;30.000;20/11/2022",
        "Cơ sở May 2;;40.000;20/11/2022",
        "Lê Minh Khoẻ;;50.000;20/11/2022",
        "Lê Minh Khoẻ;;50.000;20/11/2022",
        "Kim Ngọc Liên;;60.000;20/11/2022",
    )
    plan = plan_of(at, upload(at, body))
    assert [gift.fate for gift in plan.gifts] == [
        Fate.RECORD, Fate.ASK, Fate.UNKNOWN, Fate.UNKNOWN, Fate.RECORD, Fate.REPEAT, Fate.RECORD,
    ]  # fmt: skip
    assert plan.gifts[5].repeat == "dòng 6"
    assert [str(each.person.birth_year) for each in plan.gifts[1].candidates] == ["1962", "1969"]
    elder = plan.gifts[1].candidates[0].person.list_entry_id
    choices = Choices(
        who={2: f"entry:{elder}", 3: "kind:staff", 4: "kind:staff", 7: "skip"},
        again=frozenset({6}),
        method=Method.BANK,
    )
    plan = plan_of(at, upload(at, body, **vars_of(choices)))
    assert [gift.fate for gift in plan.gifts] == [
        Fate.RECORD, Fate.RECORD, Fate.RECORD, Fate.REFUSED, Fate.RECORD, Fate.RECORD,
        Fate.SKIPPED,
    ]  # fmt: skip
    assert "Họ tên chỉ gồm chữ cái" in plan.gifts[3].sentence
    everyone = replace(choices, who={2: "entry:999999"}, others=ContributorKind.BUSINESS)
    plan = plan_of(at, upload(at, body, **vars_of(everyone)))
    assert [gift.kind for gift in plan.gifts][2:4] == [ContributorKind.BUSINESS] * 2
    assert plan.gifts[1].fate is Fate.ASK


def vars_of(choices: Choices) -> dict[str, Any]:
    """Return choices as the facts of an upload."""
    return {name: getattr(choices, name) for name in ("who", "again", "method", "others")}


def test_choices_are_read_back_as_they_were_written() -> None:
    choices = Choices(
        received_on=DAY,
        method=Method.BANK,
        others=ContributorKind.HOUSEHOLD,
        who={2: "entry:7"},
        again=frozenset({4}),
    )
    assert from_text(to_text(choices)) == choices
    assert from_text(None) == Choices()


def test_a_repeated_gift_of_a_known_business_is_seen(at: Commune) -> None:
    body = csv_of("Cơ sở May 2;;40.000;20/11/2022")
    confirm(at, upload(at, body, others=ContributorKind.BUSINESS))
    more = csv_of("Cơ sở May 2;;40.000;20/11/2022", "Cơ sở May 2;;41.000;20/11/2022")
    plan = plan_of(at, upload(at, more, others=ContributorKind.BUSINESS))
    assert [gift.repeat for gift in plan.gifts] == ["phiếu số 1 ngày 20/11/2022", ""]
    confirm(at, db.session.scalars(sa.select(sa.func.max(ImportFile.id))).one())
    assert rows_of(Contribution) == 2


def test_days_outside_the_campaign_are_refused_with_their_sentence(at: Commune) -> None:
    body = csv_of("Lê Minh Khoẻ;;50.000;30/09/2022", "Kim Ngọc Liên;;60.000;01/01/2023")
    early, late = plan_of(at, upload(at, body)).gifts
    assert "30/09/2022: Đợt vận động bắt đầu từ ngày 01/10/2022" in early.sentence
    assert late.sentence == "Ngày thu không được sau hôm nay (31/12/2022)."


def test_a_member_whom_the_list_misses_is_named(at: Commune) -> None:
    make.member(at.world.cell_ids[0], "Võ Thị Sáu", standing=MemberStanding.RESIDENTIAL)
    (gift,) = plan_of(at, upload(at, csv_of("Vo Thi Sau;;50.000;20/11/2022"))).gifts
    assert "Võ Thị Sáu (1980), Chi bộ ấp Tân Lập chưa có trong danh sách vận động" in gift.sentence


def test_codes_of_other_lists_are_refused_with_their_row(at: Commune) -> None:
    own = travelling_list(at.treasurer, at.campaign_id).lines[0]
    stranger = make.actor(at.world.agency_id, Role.AGENCY_TREASURER)
    make.member(at.world.agency_id, "Lê Thị Hà")
    with clock.at_day(DAY + timedelta(days=360)):
        make.open_campaign(at.world, 2023)
    theirs = travelling_list(stranger, campaign_id_of(2023)).lines[0]
    next_year = travelling_list(at.treasurer, campaign_id_of(2023)).lines[0]
    header = "Mã dòng;Họ và tên;Số tiền;Ngày nộp"
    body = csv_of(
        f"{own.code};Tên Khác Hẳn;50.000;20/11/2022",
        f"{theirs.code};{own.name};50.000;20/11/2022",
        f"{next_year.code};{own.name};50.000;20/11/2022",
        f"{row_code(999_999)};{own.name};50.000;20/11/2022",
        f";{own.name};50.000;20/11/2022",
        f"{own.code[:-1]}U;{own.name};50.000;20/11/2022",
        header=header,
    )
    file_id = upload(at, body)
    known, foreign, other_year, unknown = plan_of(at, file_id).gifts
    assert (known.fate, known.renamed) == (Fate.RECORD, True)
    assert foreign.sentence == unknown.sentence
    assert foreign.sentence == "mã dòng này không thuộc danh sách của đơn vị trong đợt này"
    assert "danh sách năm 2023" in other_year.sentence
    kept = reports.read_kept(at.treasurer, file_id)
    assert kept is not None
    assert kept.read is not None
    messages = [str(error) for error in getattr(kept.read, "errors", ())]
    assert "Dòng 6, cột Mã dòng: dòng này không có mã dòng" in messages[0]
    assert "tám ký tự" in messages[1]


def campaign_id_of(year: int) -> int:
    """Return the id of a year's campaign."""
    return db.session.scalars(sa.select(Campaign.id).where(Campaign.year == year)).one()


def test_only_the_units_treasurer_keeps_chooses_and_records(at: Commune) -> None:
    body = csv_of("Lê Minh Khoẻ;;50.000;20/11/2022")
    file_id = upload(at, body)
    kept = reports.read_kept(at.treasurer, file_id)
    assert kept is not None
    facts: dict[str, Any] = {"sha256": "", "plan_digest": "", "kept": kept}
    for role in set(Role) - {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER}:
        actor = replace(at.treasurer, role=role)
        with pytest.raises(NotAllowed):
            run(services.choose, actor, file_id, kept)
        with pytest.raises(NotAllowed):
            run(services.import_contributions, actor, file_id, **facts)
        with pytest.raises(NotAllowed):
            upload(replace(at, treasurer=actor), csv_of("Kim Ngọc Liên;;1k;20/11/2022"))
    stranger = make.actor(at.world.agency_id, Role.AGENCY_TREASURER)
    with pytest.raises(NotFound):
        run(services.choose, stranger, file_id, kept)


def test_a_draft_campaign_and_a_closed_book_are_told_at_the_upload(at: Commune) -> None:
    draft = make.draft_campaign(at.world, 2021)
    body = csv_of("Lê Minh Khoẻ;;50.000;20/11/2022")
    with pytest.raises(CampaignNotOpen):
        upload(replace(at, campaign_id=draft), body)

    def close() -> None:
        db.session.get_one(Book, at.world.commune_book_id).closed_on = DAY

    run(close)
    with pytest.raises(StateRefused):
        upload(at, body)


def test_a_rehearsal_that_breaks_a_guard_keeps_nothing(
    at: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_facts: object) -> None:
        raise BookBroken("a guard")

    monkeypatch.setattr(services, "record_batch", broken)
    with pytest.raises(BookBroken):
        upload(at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"))
    assert rows_of(ImportFile) == 1  # the members of the sample


def test_a_choice_that_leads_nowhere_is_told_not_thrown(at: Commune) -> None:
    workbook = read_file(csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"), "a.csv")
    reading = replace(Choices().reading, skipped=frozenset({0}))
    kept = reports.read_as_chosen(workbook, Choices(reading=reading))
    assert (kept.read, kept.refusal) == (None, "Tệp không có dòng nào.")


def test_a_plan_costs_the_same_however_long_the_file(at: Commune) -> None:
    few = upload(at, csv_of("Lê Minh Khoẻ;;50.000;20/11/2022"))
    many = upload(at, sample("contributions.xlsx"), "contributions.xlsx")
    counts = []
    for file_id in (few, many):
        with collecting.counted_statements() as seen:
            reports.preview(at.treasurer, file_id, reports.read_kept(at.treasurer, file_id))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
