"""The form by which the public page is opened or shut."""

from ledger.models.public_pages import PublicAccess
from ledger.schemas.fields import CodeField, DayField, FormSchema, TextField


class PublicPageForm(FormSchema):
    """How far the page is open, by which decision."""

    access = CodeField(PublicAccess, required=True, empty="Chưa chọn mở hay đóng.")
    paper = TextField(100, required=True, empty="Chưa nhập số quyết định.")
    decided_on = DayField(required=True, empty="Chưa nhập ngày quyết định.")
