"""What a person has chosen about a file of contributions, kept as JSON between two looks at it.

Choices name rows by their number and people by their line of the list, never by a name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.intake.amount_units import AmountUnit
from ledger.intake.contribution_lists import Reading
from ledger.intake.tables import Chosen
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind

SKIP = "skip"
ENTRY = "entry"
KIND = "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How a file is to be read, and what is decided about its rows.

    ``who`` says of a row (by number) “skip”, “entry:12” (that line of the list gave) or
    “kind:household” (another contributor); ``again`` holds the rows that are recorded although a
    receipt or an earlier row is just like them. ``others`` is what becomes of names that nobody
    on the list is like.
    """

    reading: Reading = field(default_factory=Reading)
    received_on: date | None = None
    """The day of the rows that name none."""
    method: Method = Method.CASH
    others: ContributorKind | None = None
    who: Mapping[int, str] = field(default_factory=dict)
    again: frozenset[int] = frozenset()

    def read_as(self, reading: Reading) -> "Choices":
        """Return the choices for another reading: what was decided about rows is void."""
        return replace(self, reading=reading, who={}, again=frozenset())


def to_text(choices: Choices) -> str:
    """Write choices down."""
    reading = choices.reading
    return json.dumps(
        {
            "letters": reading.letters,
            "chosen": {
                str(sheet): {"header_row": chosen.header_row, "columns": dict(chosen.columns)}
                for sheet, chosen in reading.chosen.items()
            },
            "skipped": sorted(reading.skipped),
            "units": dict(reading.units),
            "received_on": choices.received_on.isoformat() if choices.received_on else None,
            "method": choices.method,
            "others": choices.others,
            "who": {str(number): answer for number, answer in choices.who.items()},
            "again": sorted(choices.again),
        }
    )


def from_text(text: str | None) -> Choices:
    """Read choices back; none were made where there is no text."""
    if not text:
        return Choices()
    kept = json.loads(text)
    return Choices(
        reading=Reading(
            letters=kept["letters"],
            chosen={
                int(sheet): Chosen(chosen["header_row"], chosen["columns"])
                for sheet, chosen in kept["chosen"].items()
            },
            skipped=frozenset(kept["skipped"]),
            units={
                AmountUnit(stated): AmountUnit(unit)
                # Files that wait since before units were asked about have none.
                for stated, unit in kept.get("units", {}).items()
            },
        ),
        received_on=date.fromisoformat(kept["received_on"]) if kept["received_on"] else None,
        method=Method(kept["method"]),
        others=ContributorKind(kept["others"]) if kept["others"] else None,
        who={int(number): answer for number, answer in kept["who"].items()},
        again=frozenset(kept["again"]),
    )
