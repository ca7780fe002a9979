"""The forms of moving: who goes where, who is taken in where, and what is declined."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from ledger.models.member_moves import MoveKind
from ledger.schemas.fields import CodeField, DayField, FormSchema, IdField, TextField


class MoveForm(FormSchema):
    """Where a member goes: a cell of the unit, or another unit."""

    kind = CodeField(MoveKind, required=True, empty="Chưa chọn chính thức hay tạm thời.")
    to_cell_id = IdField()
    to_unit_id = IdField()
    moves_on = DayField(required=True, empty="Chưa nhập ngày chuyển.")
    paper = TextField(150)

    @validates_schema
    def _require_one_place(self, values: Mapping[str, Any], **_rest: Any) -> None:  # noqa: ANN401
        if (values["to_cell_id"] is None) == (values["to_unit_id"] is None):
            raise ValidationError(
                "Chọn một nơi đến: chi bộ trong đơn vị, hoặc đơn vị khác.", "to_cell_id"
            )

    @post_load
    def _without_blanks(self, values: dict[str, Any], **_rest: Any) -> dict[str, Any]:  # noqa: ANN401
        return values | {"paper": values["paper"] or ""}


class AcceptanceForm(FormSchema):
    """The cell that takes a member in."""

    to_cell_id = IdField(required=True, empty="Chưa chọn chi bộ tiếp nhận.")


class RefusalForm(FormSchema):
    """Why a member is not taken in."""

    note = TextField(200, required=True, empty="Chưa nhập lý do không tiếp nhận.")


class StayEndForm(FormSchema):
    """When a stay for a time ended."""

    ended_on = DayField(required=True, empty="Chưa nhập ngày kết thúc.")
