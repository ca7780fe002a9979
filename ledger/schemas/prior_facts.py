"""The forms of houses and sums from before the software."""

from ledger.schemas.fields import FormSchema, IdField, NumberField, TextField, VndField

LONGEST_PAPER = 120
LONGEST_TEXT = 200


class _PriorFactForm(FormSchema):
    """What a paper says of one year."""

    year = NumberField(2000, 2100, required=True, empty="Chưa nhập năm.")
    houses = NumberField(0, 100, required=True, empty="Chưa nhập số nhà, ghi 0 nếu không có.")
    collected_vnd = VndField()
    spent_vnd = VndField()
    main_source = TextField(LONGEST_TEXT)
    note = TextField(LONGEST_TEXT)
    paper = TextField(LONGEST_PAPER, required=True, empty="Chưa nhập giấy tờ chứng minh.")


class PriorFactForm(_PriorFactForm):
    """A first entry."""

    party_unit_id = IdField(required=True, empty="Chưa chọn địa phương.")


class PriorFactChangeForm(_PriorFactForm):
    """An entry in the place of one that is wrong."""

    reason = TextField(LONGEST_TEXT, required=True, empty="Chưa nhập lý do thay.")
