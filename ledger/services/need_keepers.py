"""What every verb of a need file begins and ends with: the role, the days, the seal, the audit."""

from datetime import date, timedelta

from ledger import clock, crypto
from ledger.errors import FileErased, InTheFuture, TooLongAgo
from ledger.models.housing_needs import HousingNeed
from ledger.reports import need_seals
from ledger.reports.housing_needs import KEEPERS, require_reader
from ledger.reports.scope import Actor, require_role
from ledger.services import audit

OLDEST = timedelta(days=3660)
"""A paper from before the programme's first years is a slip of the hand."""


def require_keeper(actor: Actor) -> None:
    """Let only those pass who keep need files.

    Raises:
        NotFound: need files do not exist for this role.
        NotAllowed: the role only reads them.

    """
    require_reader(actor)
    require_role(actor, *KEEPERS)


def seal(need: HousingNeed, field: str, text: str | None, *, key: bytes | None) -> str | None:
    """Return one text of a file sealed under the file's own key; nothing stays nothing.

    Raises:
        FileErased: the file has no key any more.

    """
    if not text:
        return None
    if key is None:
        raise FileErased
    return crypto.seal(text, key=key, about=need_seals.about(need, field))


def record(
    actor: Actor,
    need: HousingNeed,
    verb: str,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
) -> None:
    """Write down what was done to a file; sealed facts are named, never told."""
    audit.record(
        actor,
        f"housing_need.{verb}",
        f"housing_need:{need.id}",
        party_unit_id=need.party_unit_id,
        before=before,
        after=after,
    )


def check_day(day: date, *, field: str, what: str) -> None:
    """Refuse a day that no paper of a file can bear.

    Raises:
        InTheFuture, TooLongAgo: the day.

    """
    today = clock.today()
    if day > today:
        raise InTheFuture(today=today, field=field, what=what)
    if day < today - OLDEST:
        raise TooLongAgo(field=field)
