"""The administrator's pages for accounts."""

from datetime import date

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import NotFound, RuleBroken, UsernameTaken, WeakPassword
from ledger.models.audit_events import AuditEvent
from ledger.models.books import Rule
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.models.users import Role, UserAccount
from ledger.reports.scope import Actor, actor_of
from ledger.services import units, users
from tests import make
from tests.web.browser import Browser
from tests.web.conftest import username_of

GOOD = "trâu trắng thong thả gặm cỏ bên sông"


def form(world: make.World, **changed: object) -> dict[str, object]:
    return {
        "username": "thuquy.longson",
        "full_name": "Lê Thị Hà",
        "role": "commune_treasurer",
        "party_unit_id": world.commune_id,
        "password": GOOD,
    } | changed


def admin(world: make.World) -> Actor:
    return actor_of(db.session.get_one(UserAccount, world.user_id))


def test_a_new_account_can_log_in_and_is_written_down(
    both_client: Browser, both_world: make.World
) -> None:
    both_client.log_in("quantri")

    added = both_client.submit_fields("/users", form(both_world))

    assert added.status_code == 303
    page = both_client.get("/users").text
    assert "✓ Đã thêm tài khoản thuquy.longson." in page.replace("</span>", "")
    assert "Thủ quỹ xã, thị trấn" in page
    assert "Đảng bộ xã Long Sơn" in page
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "user.add")).one()
    assert event.user_id == both_world.user_id
    assert GOOD not in (event.after or "")
    both_client.log_in("thuquy.longson", GOOD)
    assert both_client.get("/users").status_code == 403


def test_passwords_are_hashed_with_scrypt(client: Browser, world: make.World) -> None:
    client.log_in("quantri")
    client.submit_fields("/users", form(world))

    kept = db.session.scalars(
        sa.select(UserAccount.password_hash).where(UserAccount.username == "thuquy.longson")
    ).one()

    assert kept.startswith("scrypt:")


def test_what_was_typed_is_kept_but_not_the_password(client: Browser, world: make.World) -> None:
    client.log_in("quantri")

    page = client.submit_fields("/users", form(world, full_name="Nguyễn Văn А"))

    assert page.status_code == 422
    assert "Họ tên có ký tự lạ: “А” (vị trí 12)." in page.text
    assert 'value="thuquy.longson"' in page.text
    assert f'value="{world.commune_id}" selected' in page.text
    assert GOOD not in page.text
    assert 'href="#f-full_name"' in page.text
    assert "autofocus" in page.text


@pytest.mark.parametrize(
    "password",
    [
        "123456789012345",
        "ngoinhacapuy2022",
        "Đảng bộ xã Long Sơn",
        "Long Sơn Long Sơn 2024",
        "thuquy.longson.2024",
        "Lê Thị Hà 1980 Lê Thị Hà",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrst",
        "abcabcabcabcabcabc",
        "matkhau matkhau matkhau",
        "ngắn quá",
        "13 ký tự thôi",
    ],
)
def test_passwords_that_others_would_guess_42(
    client: Browser, world: make.World, password: str
) -> None:
    client.log_in("quantri")

    page = client.submit_fields("/users", form(world, password=password))

    assert page.status_code == 422
    assert "Mật khẩu này dễ đoán; hãy dùng một câu dài từ 15 ký tự." in page.text


@pytest.mark.parametrize(
    "password",
    [
        "mưa xuân phơi phới bay hoa xoan",
        "correct horse battery staple",
        "x" + "ôi con sông quê ngoại hiền hòa " * 4,
        "  khoảng trắng hai đầu  ",
    ],
)
def test_long_sentences_are_good_passwords(
    client: Browser, world: make.World, password: str
) -> None:
    client.log_in("quantri")

    assert client.submit_fields("/users", form(world, password=password)).status_code == 303
    client.log_in("thuquy.longson", password)


def test_no_password_is_cut_short(client: Browser, world: make.World) -> None:
    client.log_in("quantri")
    long = "con trâu là đầu cơ nghiệp " * 6

    page = client.submit_fields("/users", form(world, password=long))

    assert page.status_code == 422
    assert "Mật khẩu tối đa 128 ký tự." in page.text


def test_a_name_is_given_once(client: Browser, world: make.World) -> None:
    client.log_in("quantri")
    client.submit_fields("/users", form(world))

    again = client.submit_fields("/users", form(world, username="ThuQuy.LongSon"))

    assert again.status_code == 409
    assert "đã có người dùng" in again.text


@pytest.mark.parametrize("username", ["an", "thủ quỹ", "-an", "a b c", "x" * 41, "an@xa"])
def test_user_names_are_plain(client: Browser, world: make.World, username: str) -> None:
    client.log_in("quantri")

    page = client.submit_fields("/users", form(world, username=username))

    assert page.status_code == 422


@pytest.mark.parametrize(
    ("role", "place", "sentence"),
    [
        ("commune_treasurer", "agency_id", "Chọn đảng bộ xã, thị trấn hoặc phường."),
        ("agency_treasurer", "commune_id", "Chọn đảng bộ hoặc chi bộ cơ quan."),
        ("office", "commune_id", "Vai trò này thuộc cấp ủy cao nhất."),
        ("admin", "commune_id", "Vai trò này thuộc cấp ủy cao nhất."),
    ],
)
def test_a_role_belongs_to_its_kind_of_unit(
    client: Browser, world: make.World, role: str, place: str, sentence: str
) -> None:
    client.log_in("quantri")

    page = client.submit_fields(
        "/users", form(world, role=role, party_unit_id=getattr(world, place))
    )

    assert page.status_code == 422
    assert sentence in page.text


@pytest.mark.parametrize(
    "smuggled", [{"is_admin": "1"}, {"unit_id": "1"}, {"id": "1"}, {"username": ["an", "binh"]}]
)
def test_smuggled_fields_are_refused_and_logged_37(
    client: Browser,
    world: make.World,
    smuggled: dict[str, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.log_in("quantri")

    page = client.submit_fields("/users", form(world) | smuggled)

    assert page.status_code == 422
    assert "Dữ liệu gửi lên có trường lạ." in page.text
    assert "strange fields" in caplog.text
    assert (
        db.session.scalar(
            sa.select(sa.func.count(UserAccount.id)).where(UserAccount.username == "thuquy.longson")
        )
        == 0
    )


def test_an_account_gets_a_new_password_or_is_disabled(client: Browser) -> None:
    client.log_in("quantri")
    user = db.session.scalars(
        sa.select(UserAccount.id).where(UserAccount.username == username_of(Role.OFFICE))
    ).one()
    assert "Khóa tài khoản này" in client.get(f"/users/{user}").text

    weak = client.submit(f"/users/{user}/password", password="ngắn")
    changed = client.submit(f"/users/{user}/password", password=GOOD)
    said = client.get("/users").text
    disabled = client.submit(f"/users/{user}/disable")
    again = client.submit(f"/users/{user}/disable")

    assert weak.status_code == 422
    assert "✓ Đã đặt mật khẩu mới" in said.replace("</span>", "")
    assert changed.status_code == disabled.status_code == again.status_code == 303
    page = client.get(f"/users/{user}").text
    assert "đã khóa" in page
    assert "Khóa tài khoản này" not in page
    actions = db.session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.subject == f"user_account:{user}")
    ).all()
    assert list(actions) == ["user.password", "user.disable"]


def test_an_administrator_does_not_lock_the_door_from_outside(
    client: Browser, world: make.World
) -> None:
    client.log_in("quantri")

    refused = client.submit(f"/users/{world.user_id}/disable")

    assert refused.status_code == 422
    assert "Không thể khóa tài khoản của chính mình" in refused.text
    assert "Khóa tài khoản này" not in client.get(f"/users/{world.user_id}").text
    strange = client.submit(f"/users/{world.user_id}/disable", really="1")
    assert strange.status_code == 422


def test_the_last_account_can_be_disabled_from_the_command_line(world: make.World) -> None:
    run(users.disable_named, None, username="quantri")
    assert {user.username for user in users.all_users() if user.disabled_at} == {"quantri"}

    with pytest.raises(NotFound):
        run(users.disable_named, None, username="nobody")


def add_from_command_line(unit_id: int, username: str, password: str = GOOD) -> None:
    run(
        users.add_user,
        None,
        username=username,
        full_name="Trần Văn Bình",
        role=Role.ADMIN,
        party_unit_id=unit_id,
        password=password,
    )


def test_the_command_line_adds_the_first_account(world: make.World) -> None:
    add_from_command_line(world.district_id, "quantri2")

    with pytest.raises(UsernameTaken):
        add_from_command_line(world.district_id, "quantri2")
    with pytest.raises(WeakPassword):
        add_from_command_line(world.district_id, "quantri3", "quantri3quantri3")
    with pytest.raises(RuleBroken):
        add_from_command_line(world.district_id, "?")
    with pytest.raises(NotFound):
        add_from_command_line(999, "quantri4")


def test_an_administrator_sees_one_tree_only(client: Browser, world: make.World) -> None:
    def found_elsewhere() -> int:
        other = units.found_unit(
            None,
            parent=None,
            kind=UnitKind.DISTRICT_COMMITTEE,
            names={NameKind.ORGANISATION: "Đảng bộ huyện khác"},
            starts_on=date(2022, 1, 1),
            rule=Rule.OFFICE,
        )
        return make.user(db.session.get_one(PartyUnit, other.id), Role.OFFICE, "nguoi.khac").id

    stranger = run(found_elsewhere)
    client.log_in("quantri")

    assert "nguoi.khac" not in client.get("/users").text
    assert "huyện khác" not in client.get("/users/new").text
    assert client.get(f"/users/{stranger}").status_code == 404
    assert client.submit(f"/users/{stranger}/password", password=GOOD).status_code == 404
    assert client.submit(f"/users/{stranger}/disable").status_code == 404
    with pytest.raises(NotFound):
        run(
            users.add_user,
            admin(world),
            username="abc",
            full_name="A",
            role=Role.OFFICE,
            party_unit_id=db.session.get_one(UserAccount, stranger).party_unit_id,
            password=GOOD,
        )
