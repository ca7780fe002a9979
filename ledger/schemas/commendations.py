"""The forms of the commendation list."""

from ledger.models.commendations import RecipientKind
from ledger.schemas.fields import CodeField, DayField, FormSchema, IdField, TextField


class CommendationForm(FormSchema):
    """Who is commended, by which paper, and what for."""

    recipient_kind = CodeField(RecipientKind, required=True, empty="Chưa chọn tập thể hay cá nhân.")
    party_unit_id = IdField(required=True, empty="Chưa chọn tập thể hoặc đơn vị của cá nhân.")
    recipient = TextField(200, required=True, empty="Chưa nhập tên như trên quyết định.")
    form = TextField(100, required=True, empty="Chưa nhập hình thức khen thưởng.")
    issuer = TextField(200, required=True, empty="Chưa nhập nơi quyết định.")
    number = TextField(100, required=True, empty="Chưa nhập số quyết định.")
    decided_on = DayField(required=True, empty="Chưa nhập ngày quyết định.")
    merit = TextField(300, required=True, empty="Chưa nhập thành tích.")


class CommendationWithdrawalForm(FormSchema):
    """Why a commendation is taken off the list."""

    reason = TextField(200, required=True, empty="Chưa nhập lý do rút lại.")
