"""Read what an address asks for; whatever is odd means that it was not asked (bad input 64)."""

import flask
from marshmallow import ValidationError

from ledger.schemas.fields import IdField

MAX_SEARCH = 100
_ID = IdField()


def asked_text(name: str = "q") -> str:
    """Return what was searched for, in a form that a page can show again."""
    typed = flask.request.args.get(name, "")[:MAX_SEARCH]
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in typed)


def asked_id(name: str) -> int | None:
    """Return a positive number of the address that a key can be."""
    return read_id(flask.request.args.get(name, ""))


def read_id(typed: str) -> int | None:
    """Return a positive number that a key can be, None for anything else."""
    try:
        return _ID.deserialize(typed) if typed else None
    except ValidationError:
        return None
