"""The forms of bank statements: the file, how its columns are read, and the confirmation."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.intake.bank_shapes import Column
from ledger.intake.bank_values import DateOrder
from ledger.intake.workbooks import MAX_COLUMNS, MAX_ROWS
from ledger.schemas.fields import ById, CodeField, FormSchema, NumberField, TextField, TickField

ORDERS = (
    (DateOrder.DAY_FIRST.value, "ngày/tháng/năm"),
    (DateOrder.MONTH_FIRST.value, "tháng/ngày/năm"),
)
"""How days are written."""

COLUMN_FIELDS = {
    "day": Column.DAY,
    "remark": Column.REMARK,
    "credit": Column.CREDIT,
    "debit": Column.DEBIT,
    "signed": Column.SIGNED,
    "balance": Column.BALANCE,
    "reference": Column.REFERENCE,
}
"""The boxes of the mapping, each a column counted from one."""


class StatementUpload(FormSchema):
    """A file alone."""


class StatementMapping(FormSchema):
    """Which column holds what; rows and columns as a spreadsheet counts them, from one."""

    sheet = NumberField(1, 100, required=True, empty="Chưa chọn trang.")
    header = NumberField(1, MAX_ROWS, required=True, empty="Nhập số dòng của tiêu đề.")
    day = NumberField(1, MAX_COLUMNS, required=True, empty="Chọn cột ngày.")
    remark = NumberField(1, MAX_COLUMNS, required=True, empty="Chọn cột nội dung.")
    credit = NumberField(1, MAX_COLUMNS)
    debit = NumberField(1, MAX_COLUMNS)
    signed = NumberField(1, MAX_COLUMNS)
    balance = NumberField(1, MAX_COLUMNS)
    reference = NumberField(1, MAX_COLUMNS)
    order = CodeField(DateOrder)

    @validates_schema
    def _require_amounts(self, values: dict[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        both = values.get("credit") and values.get("debit")
        if bool(both) == bool(values.get("signed")):
            raise ValidationError(
                "Chọn hai cột tiền vào và tiền ra, hoặc một cột số tiền có dấu cộng trừ.", "credit"
            )
        chosen = [values[name] for name in COLUMN_FIELDS if values.get(name)]
        if len(set(chosen)) != len(chosen):
            raise ValidationError("Mỗi cột của tệp chỉ chọn một lần.", "day")


class StatementConfirmation(FormSchema):
    """The very file and plan that were looked at."""

    sha256 = TextField(64, required=True)
    plan = TextField(64, required=True)
    agreed = fields.List(fields.String(), load_default=list)
    other = ById(TickField())
    """The rows that look like known ones and are others."""
