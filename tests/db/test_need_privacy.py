"""What need files say of hardship stands nowhere in clear, and goes for good when erased (P19)."""

import logging
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import FileErased, NoConsent, NotAllowed, NotFound, StateRefused, Unconfirmed
from ledger.models.attachments import Attachment
from ledger.models.housing_needs import (
    ConsentScope,
    HousingNeed,
    NeedAct,
    NeedPaperKind,
    RequestKind,
)
from ledger.models.users import Role
from ledger.reports.need_files import show_file, show_page
from ledger.reports.need_seals import file_key
from ledger.services import need_criteria, need_files, need_requests
from ledger.surveys import SurveyFacts, YesNo
from tests import make, needs
from tests.attachments import scan
from tests.conftest import DATA_KEY, PostgresStore, SqliteStore, Store
from tests.needs import DAY, FACTS, Place
from tests.postgres import programs_folder

if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS = ("contributions", "house_note", "own_means", "supported_before", "note", "surveyed_by")


def secret(number: int) -> str:
    """A word that stands nowhere by chance."""
    return f"khổtâm{number:04d}"


def filled(at: Place) -> tuple[int, list[str]]:
    """Make one file with a secret in every place that takes words; return it and the secrets."""
    told = [secret(number) for number in range(200)]
    make.draft_campaign(at.world)  # the programme comes with it
    words = iter(told)
    need_id = needs.apply(
        at,
        address=next(words),
        wish=next(words),
        other_programme_note=next(words),
        file=scan(next(words)),
    )
    criteria = [
        run(need_criteria.add_criterion, at.board, text=f"Tiêu chí số {number}").id
        for number in range(20)
    ]
    known: dict[str, Any] = {name: next(words) for name in ("address", *FIELDS)}
    facts = SurveyFacts(**known)
    notes = {id_: next(words) for id_ in criteria}
    with clock.at_day(DAY):
        run(
            need_files.record_survey,
            at.board,
            need_id,
            surveyed_on=DAY,
            facts=facts,
            criteria=notes,
        )
        for _ in range(30):
            row = run(
                need_requests.record_request,
                at.secretary,
                need_id,
                kind=RequestKind.VIEW,
                received_on=DAY,
                words=next(words),
            )
            run(
                need_requests.answer_request,
                at.secretary,
                need_id,
                row.id,
                answered_on=DAY,
                answer=next(words),
            )
    rest = list(words)
    for number, word in enumerate(rest):
        if number < 25:
            add_scan(at, need_id, word)
        else:
            needs.take(at.secretary, need_id, NeedAct.RECHECK, year=2024, reason=word)
    return need_id, told


def add_scan(at: Place, need_id: int, words: str) -> None:
    with clock.at_day(DAY):
        run(
            need_files.add_paper,
            at.secretary,
            need_id,
            kind=NeedPaperKind.OTHER,
            on_date=DAY,
            file=scan(words),
        )


def test_two_hundred_secrets_are_nowhere_in_the_file_or_the_log(
    sqlite_store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at = needs.place()

    need_id, told = filled(at)
    file = show_file(at.secretary, need_id)

    stored = sqlite_store.path.read_bytes()
    assert "Nguyễn Văn Khổ".encode() in stored, "the list of members is not sealed"
    assert not [word for word in told if word.encode() in stored]
    assert not [word for word in told if word in caplog.text]
    assert file.survey.note in told, "whoever may read it does"
    assert b"near_poor" not in stored


def test_two_hundred_secrets_are_nowhere_in_a_dump(
    postgres_template: PostgresStore, postgres_store: Store, tmp_path: Path
) -> None:
    at = needs.place()
    _need_id, told = filled(at)
    db.session.remove()

    dump = tmp_path / "plain.sql"
    url = postgres_template.server.url("test_ledger").replace("+psycopg", "")
    program = [str(Path(programs_folder()) / "pg_dump"), "--file", str(dump), url]
    subprocess.run(program, check=True, capture_output=True)

    text = dump.read_text("utf-8")
    assert "Nguyễn Văn Khổ" in text
    assert not [word for word in told if word in text or word.encode().hex() in text]


def test_erasing_leaves_the_code_and_the_states_and_nothing_of_a_person(store: Store) -> None:
    at = needs.place()
    need_id, told = filled(at)
    with pytest.raises(StateRefused, match="rút đơn trước"):
        run(need_requests.erase_file, at.secretary, need_id, reason="theo yêu cầu")
    needs.take(at.secretary, need_id, NeedAct.WITHDRAW, reason="vì")

    for _ in range(2):
        run(need_requests.erase_file, at.secretary, need_id, reason="theo yêu cầu")

    need = db.session.get_one(HousingNeed, need_id)
    assert (need.member_id, need.key_sealed, need.household_mark) == (None, None, None)
    assert not db.session.scalars(sa.select(Attachment.body_sealed)).first()
    file = show_file(at.board, need_id)
    assert (file.code, file.state) == (need.code, "withdrawn")
    assert len(file.steps) > 2
    shown = repr(file)
    assert not [word for word in [*told, "Nguyễn Văn Khổ"] if word in shown]
    changes: tuple[Callable[[], object], ...] = (
        lambda: add_scan(at, need_id, "lại"),
        lambda: needs.survey(at, need_id),
        lambda: needs.take(at.secretary, need_id, NeedAct.ANSWER, paper="1", reason="vì"),
    )
    for change in changes:
        with pytest.raises(FileErased):
            change()


def test_each_file_has_a_key_of_its_own(sqlite_store: Store) -> None:
    at = needs.place()
    other = make.member(at.world.cell_ids[1], "Lê Văn Hai")
    ids = [needs.apply(at), needs.apply(at, member_id=other, address="nơi khác")]

    keys = [file_key(db.session.get_one(HousingNeed, need_id)) for need_id in ids]

    assert len({*keys, DATA_KEY}) == 3


def test_taking_consent_back_erases_the_photos_and_only_them(store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at, file=scan("đơn"))

    def consent(scope: ConsentScope) -> None:
        with clock.at_day(DAY):
            run(
                need_files.record_consent,
                at.secretary,
                need_id,
                scope=scope,
                on_date=DAY,
                paper="Giấy chủ hộ ký",
            )

    def photo(words: str) -> None:
        with clock.at_day(DAY):
            run(
                need_files.add_paper,
                at.secretary,
                need_id,
                kind=NeedPaperKind.PHOTO,
                on_date=DAY,
                file=scan(words),
            )

    with pytest.raises(NoConsent):
        photo("một")
    consent(ConsentScope.FILE)
    consent(ConsentScope.FILE)
    photo("một")
    photo("một")
    assert [line.kind for line in show_file(at.board, need_id).papers] == ["application", "photo"]

    consent(ConsentScope.NONE)

    assert [line.kind for line in show_file(at.board, need_id).papers] == ["application"]
    with pytest.raises(NoConsent):
        photo("hai")


KEPT_FROM = {
    Role.STANDING_COMMITTEE: {"address", "requests", "warnings", "member_id"},
    Role.INSPECTOR: {"address", "requests", "warnings", "member_id"},
    Role.ORGANISATION_BOARD: set(),
    Role.SECRETARY: set(),
}


@pytest.mark.parametrize("role", KEPT_FROM)
def test_each_role_sees_its_own_set_of_fields(sqlite_store: Store, role: Role) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.survey(at, need_id, FACTS)
    twin = make.member(at.world.cell_ids[1], "Nguyễn Văn Khổ", birth_year=1961)
    needs.apply(at, member_id=twin, address="khác", agreed=_doubts(at, twin))
    with clock.at_day(DAY):
        run(
            need_requests.record_request,
            at.secretary,
            need_id,
            kind=RequestKind.VIEW,
            received_on=DAY,
            words="xin xem",
        )
    where = at.world.commune_id if role is Role.SECRETARY else at.world.district_id
    by = make.actor(where, role)
    if role is Role.INSPECTOR:
        with pytest.raises(NotFound):
            show_file(by, need_id)
        needs.open_to(by, at.world.commune_id)

    page = show_page(by, need_id)
    file = page.file

    empty = {
        name
        for name, value in {
            "address": file.survey.address,
            "requests": file.requests,
            "warnings": page.warnings,
            "member_id": file.member_id,
            "wish": file.wish,
            "house_note": file.survey.house_note,
            "name": file.name,
        }.items()
        if not value
    }
    assert empty == KEPT_FROM[role]


def test_readers_note_that_they_read_and_change_nothing(sqlite_store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    committee = make.actor(at.world.district_id, Role.STANDING_COMMITTEE)

    run(need_files.note_reading, committee, need_id, page="file")

    assert [one.role for one in show_page(at.board, need_id).readings] == [Role.STANDING_COMMITTEE]
    for change in (
        lambda: needs.survey(replace(at, board=committee), need_id),
        lambda: run(need_requests.erase_file, committee, need_id, reason="vì"),
        lambda: run(need_criteria.add_criterion, committee, text="Tiêu chí"),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_a_survey_says_which_facts_changed(sqlite_store: Store) -> None:
    at = needs.place()
    need_id = needs.apply(at)
    needs.survey(at, need_id, SurveyFacts(address="mới", family_agrees=YesNo.YES))

    assert show_file(at.board, need_id).survey.family_agrees is YesNo.YES


def _doubts(at: Place, member_id: int) -> list[str]:
    """Return the tokens of what is asked about a second đơn."""
    with pytest.raises(Unconfirmed) as asked:
        needs.apply(at, member_id=member_id, address="khác")
    return [doubt.token for doubt in asked.value.doubts]
