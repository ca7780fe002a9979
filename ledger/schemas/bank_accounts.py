"""The form of a unit's bank account: its number is typed twice."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.banks import BANKS
from ledger.schemas.fields import (
    NOT_LISTED,
    DayField,
    FormSchema,
    OrganisationField,
    ParsedField,
)

_NUMBER = re.compile(r"[0-9A-Z]{4,19}")
_GAPS = re.compile(r"[ .-]")


def read_bin(text: str) -> str:
    """Return a bank's number that the table knows."""
    if text.strip() not in BANKS:
        raise ValueError(NOT_LISTED)
    return text.strip()


def read_number(text: str) -> str:
    """Return an account's number as banks keep it: no gaps, capitals."""
    number = _GAPS.sub("", text.strip()).upper()
    if not _NUMBER.fullmatch(number):
        raise ValueError("Số tài khoản gồm 4 đến 19 chữ số (hoặc chữ cái không dấu).")
    return number


class AccountForm(FormSchema):
    """Where money is sent, from which day on."""

    bin = ParsedField(read_bin, required=True, empty="Chưa chọn ngân hàng.")
    number = ParsedField(
        read_number,
        required=True,
        empty="Chưa nhập số tài khoản.",
    )
    number_again = ParsedField(
        read_number,
        required=True,
        empty="Nhập lại số tài khoản.",
    )
    holder = OrganisationField(required=True, empty="Chưa nhập tên chủ tài khoản.")
    starts_on = DayField(required=True, empty="Chưa nhập ngày bắt đầu dùng.")
    agreed = fields.List(fields.String(), load_default=list)

    @validates_schema
    def _require_same(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if values["number"] != values.pop("number_again"):
            raise ValidationError(
                "Hai lần nhập số tài khoản khác nhau. Hãy gõ lại từng số theo giấy của ngân hàng.",
                "number_again",
            )
