"""The forms of merging: which of two records stands for the person, or that they are two people."""

from marshmallow import fields

from ledger.schemas.fields import FormSchema, IdField, TextField


class MergeForm(FormSchema):
    """Two records, and the one that stands."""

    first_id = IdField(required=True, empty="Chưa chọn hồ sơ.")
    second_id = IdField(required=True, empty="Chưa chọn hồ sơ.")
    kept_id = IdField(required=True, empty="Chưa chọn hồ sơ được giữ.")
    reason = TextField(200, required=True, empty="Chưa nhập căn cứ gộp hồ sơ.")
    agreed = fields.List(fields.String(), load_default=list)


class ApartForm(FormSchema):
    """Two records that are two people."""

    first_id = IdField(required=True, empty="Chưa chọn hồ sơ.")
    second_id = IdField(required=True, empty="Chưa chọn hồ sơ.")


class UnmergeForm(FormSchema):
    """Why a merge is taken back."""

    reason = TextField(200, required=True, empty="Chưa nhập lý do tách hồ sơ.")
