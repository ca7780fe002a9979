"""The form that gathers a day's receipts in a list."""

from ledger.schemas.fields import DayField, FormSchema, IdField, NumberField

MOST_LISTS = 1_000_000


class DailyListForm(FormSchema):
    """Which day, which cell if not all, and the last list's number that the page showed."""

    on = DayField(empty="Chưa nhập ngày thu.", required=True)
    cell_id = IdField()
    after = NumberField(0, MOST_LISTS, required=True)
