"""The fields that forms are made of; each reads text with a parser of the ground floor.

S1  Every sentence is Vietnamese and says what to do; marshmallow's own are never shown.
S2  A field that nobody declared is refused (``unknown=RAISE``), so nothing can be smuggled in.
S3  Blank text is missing: refused where ``required=True``, otherwise ``None``.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load

from ledger.clock import parse_date
from ledger.money import parse_vnd
from ledger.names import clean_name, clean_organisation, clean_text, mark_hidden

STRANGE = "Dữ liệu gửi lên có trường lạ."
"""Bad input 37: fields that the form does not have."""

NOT_LISTED = "Lựa chọn này không có trong danh sách."
MAX_ID = 2**63 - 1

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_DIGITS = re.compile(r"[0-9]{1,19}")
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")  # one way to write it: ``amount[4]`` has no second box
_DECIMAL = re.compile(r"[0-9]{1,4}(?:,[0-9]{1,4})?")

T = TypeVar("T")


class FormSchema(Schema):
    """What one form may send; derive from it and declare fields."""

    error_messages = {  # noqa: RUF012  (the name and type are marshmallow's)
        "unknown": STRANGE,
        "type": STRANGE,
    }

    class Meta:
        """Unknown fields are refused (S2)."""

        unknown = RAISE

    @pre_load
    def _blank_is_missing(self, data: Any, **_rest: Any) -> Any:  # noqa: ANN401
        if not isinstance(data, Mapping):
            return data  # refused by the schema itself
        return {
            name: None
            if isinstance(self.fields.get(name), ParsedField) and _is_blank(value)
            else value
            for name, value in data.items()
        }


class ParsedField(fields.Field[T]):
    """Text read by a function that raises ``ValueError`` with a sentence for the user."""

    def __init__(self, parse: Callable[[str], T], *, empty: str, **facts: Any) -> None:  # noqa: ANN401
        if not facts.get("required"):
            facts.setdefault("load_default", None)
        facts["error_messages"] = {"required": empty, "null": empty} | facts.get(
            "error_messages", {}
        )
        super().__init__(**facts)
        self.parse = parse

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,  # noqa: ARG002
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **_rest: Any,  # noqa: ANN401
    ) -> T:
        if not isinstance(value, str):
            raise ValidationError(STRANGE)
        try:
            return self.parse(value)
        except ValueError as error:
            raise ValidationError(mark_hidden(str(error))) from error


class VndField(ParsedField[int]):
    """Whole đồng; JSON may send an integer, never a float (bad inputs 1 to 9)."""

    def __init__(self, *, empty: str = "Chưa nhập số tiền.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(parse_vnd, empty=empty, **facts)

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **rest: Any,  # noqa: ANN401
    ) -> int:
        if isinstance(value, bool | float):
            raise ValidationError("Số tiền chỉ gồm chữ số, ví dụ 500.000.")
        text = str(value) if isinstance(value, int) else value
        return super()._deserialize(text, attr, data, **rest)


class DayField(ParsedField[date]):
    """A day in Viet Nam, typed ``20/11/2022`` or picked (bad inputs 11, 12 and 15)."""

    def __init__(self, *, empty: str = "Chưa nhập ngày.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(parse_date, empty=empty, **facts)


class NameField(ParsedField[str]):
    """A person's name, NFC (bad inputs 16 to 22)."""

    def __init__(self, *, empty: str = "Chưa nhập họ tên.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(clean_name, empty=empty, **facts)


class OrganisationField(ParsedField[str]):
    """A name of an organisation: digits, ``&``, ``.`` and quotes are allowed."""

    def __init__(self, *, empty: str = "Chưa nhập tên tổ chức.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(clean_organisation, empty=empty, **facts)


class TextField(ParsedField[str]):
    """Free text, NFC, without hidden characters; shown literally everywhere."""

    def __init__(
        self,
        max_length: int = 500,
        *,
        empty: str = "Chưa nhập nội dung.",
        **facts: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(lambda text: clean_text(text, max_length=max_length), empty=empty, **facts)


class PasswordField(fields.Field[str]):
    """A password exactly as typed: blanks and letters of any script count."""

    default_error_messages = {  # noqa: RUF012  (the name and type are marshmallow's)
        "required": "Chưa nhập mật khẩu.",
        "null": "Chưa nhập mật khẩu.",
    }

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,  # noqa: ARG002
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **_rest: Any,  # noqa: ANN401
    ) -> str:
        if not isinstance(value, str):
            raise ValidationError(STRANGE)
        if not value:
            raise self.make_error("required")
        return value


class CodeField(ParsedField[StrEnum]):
    """A member of an enum, by its value."""

    def __init__(self, kind: type[StrEnum], *, empty: str = "Chưa chọn.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(lambda text: _member(kind, text), empty=empty, **facts)


class IdField(ParsedField[int]):
    """The id of a row; whether it exists in scope is the service's question."""

    def __init__(self, *, empty: str = "Chưa chọn.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(_id, empty=empty, **facts)


class NumberField(ParsedField[int]):
    """A plain whole number within bounds that the sentence names, such as a year."""

    def __init__(
        self,
        lowest: int,
        highest: int,
        *,
        empty: str = "Chưa nhập số.",
        **facts: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(lambda text: _number(text, lowest, highest), empty=empty, **facts)


class DecimalField(ParsedField[Decimal]):
    """A small decimal number as Vietnamese write it: ``3,66``."""

    def __init__(self, *, empty: str = "Chưa nhập hệ số.", **facts: Any) -> None:  # noqa: ANN401
        super().__init__(_decimal, empty=empty, **facts)


class KeyField(ParsedField[str]):
    """The submission's key: made by the server with the form, sent back with it (P7)."""

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401
        facts.setdefault("required", True)
        super().__init__(
            _key, empty="Biểu mẫu thiếu mã gửi. Mở lại trang này rồi nhập lại.", **facts
        )


class TickField(fields.Field[bool]):
    """A check box: sent when ticked, absent when not."""

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401
        facts.setdefault("load_default", False)
        super().__init__(**facts)

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,  # noqa: ARG002
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **_rest: Any,  # noqa: ANN401
    ) -> bool:
        if value is not True and (not isinstance(value, str) or value not in {"1", "on"}):
            raise ValidationError(STRANGE)
        return True


class ById(fields.Dict):
    """One value for each of many rows; forms name them ``field[id]``.

    Loads to ``{id: value}`` without the blank ones.
    """

    def __init__(self, inner: fields.Field[Any], **facts: Any) -> None:  # noqa: ANN401
        facts.setdefault("load_default", dict)
        super().__init__(keys=IdField(required=True), values=inner, **facts)

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401
        attr: str | None,
        data: Mapping[str, Any] | None,
        **rest: Any,  # noqa: ANN401
    ) -> dict[int, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError(STRANGE)
        filled = {key: item for key, item in value.items() if not _is_blank(item)}
        return dict(super()._deserialize(filled, attr, data, **rest))  # type: ignore[no-untyped-call]  # marshmallow's own has no types


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _member(kind: type[StrEnum], text: str) -> StrEnum:
    try:
        return kind(text.strip())
    except ValueError as error:
        raise ValueError(NOT_LISTED) from error


def _id(text: str) -> int:
    typed = text.strip()
    if not _NUMBER.fullmatch(typed) or int(typed) > MAX_ID:
        raise ValueError(NOT_LISTED)
    return int(typed)


def _number(text: str, lowest: int, highest: int) -> int:
    typed = text.strip()
    if not _DIGITS.fullmatch(typed) or not lowest <= int(typed) <= highest:
        message = f"Nhập một số từ {lowest} đến {highest}."
        raise ValueError(message)
    return int(typed)


def _decimal(text: str) -> Decimal:
    typed = text.strip()
    if not _DECIMAL.fullmatch(typed):
        raise ValueError("Nhập số có dấu phẩy thập phân, ví dụ 3,66.")
    return Decimal(typed.replace(",", "."))


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError("Mã gửi của biểu mẫu không hợp lệ. Mở lại trang này rồi nhập lại.")
    return text
