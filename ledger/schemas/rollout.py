"""The form by which Ban Tổ chức sets the days on which units report."""

from ledger.schemas.fields import DayField, FormSchema, TextField

LONGEST_PAPER = 100


class DeadlinesForm(FormSchema):
    """One day for each item, and the paper that sets them; a blank keeps what is there."""

    plan = DayField()
    survey = DayField()
    propaganda = DayField()
    collection = DayField()
    paper = TextField(
        LONGEST_PAPER, required=True, empty="Chưa nhập văn bản quy định thời hạn báo cáo."
    )
