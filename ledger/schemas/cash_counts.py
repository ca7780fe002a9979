"""The form of a cash count: pieces by note, and what is done about a difference."""

from ledger.names import clean_text
from ledger.schemas.fields import (
    ById,
    FormSchema,
    IdField,
    KeyField,
    NumberField,
    ParsedField,
    TextField,
    TickField,
)

MOST_PIECES = 1_000_000
MOST_WITNESSES = 10


def _lines(text: str) -> str:
    """Read names one a line, each clean, without the empty lines."""
    lines = [clean_text(line, max_length=150) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_WITNESSES:
        message = f"Nhập nhiều nhất {MOST_WITNESSES} người chứng kiến, mỗi người một dòng."
        raise ValueError(message)
    return "\n".join(lines)


class CashCountForm(FormSchema):
    """A biên bản kiểm kê quỹ; ``book_difference`` lets the book follow the cash.

    ``book_id`` names a book that is earmarked for a house, else it is the unit's purse.
    """

    submission_key = KeyField()
    book_id = IdField(load_default=None)
    note = ById(NumberField(0, MOST_PIECES))
    reason = TextField(300)
    conclusion = TextField(300)
    witnesses = ParsedField(_lines, empty="")
    book_difference = TickField()
