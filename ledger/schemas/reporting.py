"""What every report of a unit asks: which version was seen, and the paper of an entry for it."""

from ledger.schemas.fields import DayField, FormSchema, IdField, TextField

LONGEST_PAPER = 100


class ReportForm(FormSchema):
    """The version that the page showed, and for Ban Tổ chức the paper it enters from."""

    replaces_id = IdField()
    entered_paper = TextField(LONGEST_PAPER)
    reported_on = DayField()


class WithdrawalForm(FormSchema):
    """Which version is taken back, and why."""

    replaces_id = IdField(required=True)
    reason = TextField(200, required=True, empty="Chưa nhập lý do rút lại.")
