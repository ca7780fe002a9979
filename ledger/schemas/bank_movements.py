"""The forms of movements at the bank: recording one, taking one back."""

from marshmallow import fields

from ledger.models.books import Movement
from ledger.schemas.fields import (
    CodeField,
    DayField,
    FormSchema,
    IdField,
    KeyField,
    TextField,
    VndField,
)


class MovementForm(FormSchema):
    """A deposit, a withdrawal, interest or a fee; ``paper`` is the bank's slip.

    ``book_id`` names a book that is earmarked for a house, else it is the unit's purse.
    """

    submission_key = KeyField()
    book_id = IdField(load_default=None)
    kind = CodeField(Movement, required=True, empty="Chưa chọn loại.")
    amount_vnd = VndField(required=True)
    on_date = DayField(required=True)
    paper = TextField(100)
    agreed = fields.List(fields.String(), load_default=list)


class VoidForm(FormSchema):
    """Why a movement is taken back."""

    submission_key = KeyField()
    reason = TextField(200, required=True, empty="Chưa nhập lý do hủy.")
