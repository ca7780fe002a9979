"""What forms accept and what they say otherwise; numbers are rows of the list of bad inputs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError

from ledger.models.users import Role
from ledger.schemas.fields import (
    NOT_LISTED,
    STRANGE,
    ById,
    CodeField,
    DayField,
    DecimalField,
    FormSchema,
    IdField,
    KeyField,
    NameField,
    NumberField,
    OrganisationField,
    PasswordField,
    TextField,
    TickField,
    VndField,
)

KEY = "0123456789abcdef"


class Everything(FormSchema):
    """A form with each kind of field."""

    amount = VndField()
    received_on = DayField()
    name = NameField()
    organisation = OrganisationField()
    note = TextField(20)
    role = CodeField(Role)
    unit_id = IdField()
    year = NumberField(1900, 2100)
    coefficient = DecimalField()
    key = KeyField(required=False)
    agreed = TickField()
    password = PasswordField()
    amounts = ById(VndField(required=True))


class Demanding(FormSchema):
    """A form that needs each of them."""

    amount = VndField(required=True)
    received_on = DayField(required=True)
    name = NameField(required=True)
    reason = TextField(empty="Chưa nhập lý do.", required=True)
    role = CodeField(Role, required=True)
    key = KeyField()
    password = PasswordField(required=True)


def read(**typed: object) -> dict[str, Any]:
    return dict(Everything().load(typed))


def sentences(**typed: object) -> dict[str, Any]:
    with pytest.raises(ValidationError) as caught:
        Everything().load(typed)
    return dict(caught.value.messages_dict)


def test_each_field_reads_what_people_type() -> None:
    values = read(
        amount="158.000",
        received_on="20/11/2022",
        name="Nguyễn Văn An",
        organisation="Công ty TNHH Minh & Hà 2",
        note=" theo danh sách ",
        role="office",
        unit_id="7",
        year="1975",
        coefficient="3,66",
        key=KEY,
        agreed="1",
        password=" giữ nguyên ",
        amounts={"12": "50.000", "13": " ", "14": None},
    )

    assert values == {
        "amount": 158_000,
        "received_on": date(2022, 11, 20),
        "name": "Nguyễn Văn An",
        "organisation": "Công ty TNHH Minh & Hà 2",
        "note": "theo danh sách",
        "role": Role.OFFICE,
        "unit_id": 7,
        "year": 1975,
        "coefficient": Decimal("3.66"),
        "key": KEY,
        "agreed": True,
        "password": " giữ nguyên ",
        "amounts": {12: 50_000},
    }


def test_blank_is_missing_where_nothing_is_required() -> None:
    blank = read(amount=" ", received_on="", name="", role="", unit_id="", year="", note="")

    assert blank["agreed"] is False
    assert blank["amounts"] == {}
    assert all(blank[name] is None for name in ("amount", "received_on", "name", "role", "note"))


def test_blank_is_refused_where_something_is_required_1_16() -> None:
    for typed in ({}, dict.fromkeys(Demanding().fields, "")):
        with pytest.raises(ValidationError) as caught:
            Demanding().load(typed)
        assert caught.value.messages_dict == {
            "amount": ["Chưa nhập số tiền."],
            "received_on": ["Chưa nhập ngày."],
            "name": ["Chưa nhập họ tên."],
            "reason": ["Chưa nhập lý do."],
            "role": ["Chưa chọn."],
            "key": ["Biểu mẫu thiếu mã gửi. Mở lại trang này rồi nhập lại."],
            "password": ["Chưa nhập mật khẩu."],
        }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("abc", "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        ("1e6", "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        ("-500000", "Số tiền phải lớn hơn 0. Nếu cần sửa khoản đã ghi, dùng «Hủy phiếu»."),
        ("0", "Số tiền phải lớn hơn 0."),
        ("1,5", "Dùng dấu chấm ngăn hàng nghìn: 500.000. Sổ không ghi số lẻ dưới 1 đồng."),
        ("9" * 5000, "Số tiền vượt mức tối đa 1.000.000.000.000 đồng một lần ghi."),
        (5.0, "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        (float("nan"), "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        (True, "Số tiền chỉ gồm chữ số, ví dụ 500.000."),
        (-5, "Số tiền phải lớn hơn 0. Nếu cần sửa khoản đã ghi, dùng «Hủy phiếu»."),
        ([], STRANGE),
    ],
)
def test_amounts_that_are_none_2_to_9(typed: object, sentence: str) -> None:
    assert sentences(amount=typed) == {"amount": [sentence]}


def test_json_may_send_whole_numbers() -> None:
    assert read(amount=158_000)["amount"] == 158_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("29/02/2022", "Ngày 29/02/2022 không có trong lịch."),
        ("12/31/2022", "Ngày theo thứ tự ngày/tháng/năm."),
        ("20221231", "Ngày 20221231 không có trong lịch."),
    ],
)
def test_days_that_are_none_11_12_15(typed: str, sentence: str) -> None:
    assert sentences(received_on=typed) == {"received_on": [sentence]}


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "٣", "x", "9" * 19, "9" * 30, "1 or 1=1"])
def test_ids_that_are_none(typed: str) -> None:
    assert sentences(unit_id=typed) == {"unit_id": [NOT_LISTED]}


@pytest.mark.parametrize("typed", ["1899", "2101", "75", "1975.5", "x"])
def test_years_out_of_bounds(typed: str) -> None:
    assert sentences(year=typed) == {"year": ["Nhập một số từ 1900 đến 2100."]}


@pytest.mark.parametrize("typed", ["3.66", "-3", "3,66666", "NaN", "1e1", "99999"])
def test_decimals_are_written_with_a_comma(typed: str) -> None:
    assert sentences(coefficient=typed) == {
        "coefficient": ["Nhập số có dấu phẩy thập phân, ví dụ 3,66."]
    }


def test_a_code_that_is_not_listed() -> None:
    assert sentences(role="root") == {"role": [NOT_LISTED]}


@pytest.mark.parametrize("typed", ["short", "x" * 65, "0123456789abcdef!", "0123456789abcdé"])
def test_a_key_that_no_page_of_ours_made(typed: str) -> None:
    assert list(sentences(key=typed)) == ["key"]


def test_a_long_note_is_refused_21() -> None:
    assert sentences(note="x" * 21) == {"note": ["Nội dung tối đa 20 ký tự."]}


@pytest.mark.parametrize("name", ["agreed", "password", "note", "amounts"])
def test_values_of_another_shape_are_strange(name: str) -> None:
    assert sentences(**{name: ["x"]}) == {name: [STRANGE]}


def test_fields_nobody_declared_are_refused_37() -> None:
    assert sentences(is_admin="1") == {"is_admin": [STRANGE]}


def test_something_that_is_no_form_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Everything().load("x")  # type: ignore[arg-type]  # what JSON may bring
    assert caught.value.messages_dict == {"_schema": [STRANGE]}


def test_each_row_has_its_own_sentence() -> None:
    wrong = sentences(amounts={"12": "abc", "x": "5"})

    assert wrong["amounts"]["12"] == {"value": ["Số tiền chỉ gồm chữ số, ví dụ 500.000."]}
    assert wrong["amounts"]["x"] == {"key": [NOT_LISTED]}


def test_no_sentence_of_marshmallow_is_left() -> None:
    english = ("Missing data", "Field may not", "Not a valid", "Invalid")

    for name, field in Demanding().fields.items():
        for kind in ("required", "null"):
            assert not str(field.error_messages[kind]).startswith(english), name
