"""The form of a unit's own campaign plan."""

from ledger.models.unit_plans import ModelKind
from ledger.schemas.fields import CodeField, DayField, TextField, VndField
from ledger.schemas.reporting import LONGEST_PAPER, ReportForm


class PlanForm(ReportForm):
    """Number, date and expected sum of a plan, and the model that the unit registers."""

    number = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập số kế hoạch.")
    issued_on = DayField(required=True, empty="Chưa nhập ngày kế hoạch.")
    expected_vnd = VndField()
    model_name = TextField(200)
    model_kind = CodeField(ModelKind)
