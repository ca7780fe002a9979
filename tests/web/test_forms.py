"""How a form is read, kept and shown again."""

from typing import Any

import pytest
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from ledger.errors import AlreadyImported, NotFound, StateRefused, WeakPassword
from ledger.schemas.fields import ById, FormSchema, IdField, TextField, TickField, VndField
from ledger.web.forms import WHOLE, Form, form_of, load_form
from tests.conftest import Store

ABC = "Số tiền chỉ gồm chữ số, ví dụ 500.000."


class Sheet(FormSchema):
    """A form with rows, a list and a tick."""

    note = TextField()
    amount = ById(VndField(required=True))
    unit_ids = fields.List(IdField(required=True), load_default=list)
    counted = TickField()


def load(store: Store, *pairs: tuple[str, str]) -> Form:
    data: Any = MultiDict(pairs)
    with store.app.test_request_context("/", method="POST", data=data):
        return load_form(Sheet)


def test_rows_lists_and_ticks_are_read(sqlite_store: Store) -> None:
    form = load(
        sqlite_store,
        ("csrf_token", "x"),
        ("amount[12]", "158.000"),
        ("amount[13]", ""),
        ("unit_ids", "1"),
        ("unit_ids", "2"),
        ("counted", "1"),
    )

    assert form.ok
    assert form.values == {
        "note": None,
        "amount": {12: 158_000},
        "unit_ids": [1, 2],
        "counted": True,
    }
    assert form.text("amount[12]") == "158.000"


def test_what_is_wrong_is_said_by_the_name_of_the_box(sqlite_store: Store) -> None:
    form = load(
        sqlite_store, ("amount[12]", "abc"), ("amount[x]", "5"), ("unit_ids", "1"), ("unit_ids", "")
    )

    assert not form.ok
    assert form.status == 422
    assert form.sentences("amount[12]") == [ABC]
    assert form.sentences("amount[x]") == ["Lựa chọn này không có trong danh sách."]
    assert len(form.sentences("unit_ids[1]")) == 1
    assert form.sentences("note") == []
    assert form.text("amount[12]") == "abc"


@pytest.mark.parametrize(
    "pairs",
    [
        [("note", "a"), ("note", "b")],
        [("amount", "5")],
        [("note[1]", "a")],
        [("amount[1", "5")],
        [("role", "admin")],
    ],
)
def test_what_no_page_of_ours_sends_is_strange(
    sqlite_store: Store, pairs: list[tuple[str, str]]
) -> None:
    assert load(sqlite_store, *pairs).errors == {WHOLE: ["Dữ liệu gửi lên có trường lạ."]}


def test_a_refusal_of_a_service_becomes_a_sentence(sqlite_store: Store) -> None:
    with sqlite_store.app.test_request_context("/"):
        form = form_of()
        with form:
            raise WeakPassword
        assert form.status == 422
        assert form.sentences("password")

        form = form_of()
        with form:
            raise StateRefused("Đợt vận động đã kết thúc.")
        assert form.status == 409
        assert form.sentences(WHOLE) == ["Đợt vận động đã kết thúc."]
        assert issubclass(AlreadyImported, StateRefused.__bases__)

        with pytest.raises(NotFound), form_of():
            raise NotFound


def test_a_form_for_editing_shows_what_there_is() -> None:
    form = form_of({"note": "cũ", "year": 1975, "nothing": None})

    assert form.ok
    assert form.text("note") == "cũ"
    assert form.text("year", 2000) == "1975"
    assert form.text("nothing") == ""
    assert form.text("other", 5) == "5"
    assert form.text("other", None) == ""
