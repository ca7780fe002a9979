"""Say who pays and what is attached where one receipt stands for a whole signed list (B6).

Every person of the list has an event of their own; the receipt is their common voucher. Who brought
the money stands after the cell in the place that each event keeps.
"""

_BROUGHT_BY = "; người mang tiền đến: "


def place_of(cell_name: str, brought_by: str | None) -> str:
    """Return the place that a receipt names: the cell, and who brought its money, if said."""
    return f"{cell_name}{_BROUGHT_BY}{brought_by}" if brought_by else cell_name


def payer_of(place: str) -> tuple[str, str]:
    """Return the payer of a list and where they belong: who brought the money, else the cell."""
    cell_name, _, brought_by = place.partition(_BROUGHT_BY)
    return (brought_by, cell_name) if brought_by else (cell_name, "")


def payer_text(name: str, place: str, people: int) -> str:
    """Return how a line of a book names the payer: the person, or the list's payer and the list."""
    return f"{payer_of(place)[0]} ({attached(people)})".strip() if people > 1 else name


def attached(people: int) -> str:
    """Return how papers and books call the attached list: “danh sách 12 người”."""
    return f"danh sách {people} người"
