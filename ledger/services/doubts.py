"""Ask once more about what is likely a slip; the user decides, nothing is refused silently.

A doubt's token holds the facts it is about. Agreeing to one difference or one amount therefore
agrees to no other that is typed afterwards.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.clock import format_date, today
from ledger.errors import Doubt, Unconfirmed
from ledger.money import LARGE_AMOUNT_VND, WordStyle, format_vnd, vnd_in_words
from ledger.reports.standing_gifts import GiftKey, standing_receipts
from ledger.services.submissions import digest_body

_NAMED = 5
"""How many people a sentence names before it stops."""

_AS_ASKED = WordStyle(even=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one giver is about to be recorded with, in đồng."""

    name: str
    amount_vnd: int
    received_on: date
    list_entry_id: int | None = None
    contributor_id: int | None = None

    @property
    def key(self) -> GiftKey:
        """What makes two gifts look like one."""
        return GiftKey(self.received_on, self.list_entry_id, self.contributor_id, self.amount_vnd)


def ask_again(doubts: Sequence[Doubt], agreed: Collection[str]) -> None:
    """Stop at the doubts that the user has not agreed to.

    Raises:
        Unconfirmed: with all doubts, the agreed ones too, so that a form can show them ticked.

    """
    if any(doubt.token not in agreed for doubt in doubts):
        raise Unconfirmed(doubts)


def differing(counted_vnd: int | None, amounts_vnd: Iterable[int]) -> list[Doubt]:
    """Compare the counted cash with the sum of a list, if it was counted."""
    listed_vnd = sum(amounts_vnd)
    if counted_vnd is None or counted_vnd == listed_vnd:
        return []
    difference_vnd = counted_vnd - listed_vnd
    which = "thừa" if difference_vnd > 0 else "thiếu"
    return [
        Doubt(
            token=f"difference:{difference_vnd}",
            sentence=(
                f"Đếm được {format_vnd(counted_vnd)}, cộng danh sách {format_vnd(listed_vnd)}: "
                f"{which} {format_vnd(abs(difference_vnd))} đồng."
            ),
            agree="Vẫn ghi theo danh sách; phần chênh lệch được ghi vào nhật ký",
        )
    ]


def large(amounts: Iterable[tuple[str, int]]) -> list[Doubt]:
    """Ask about amounts of ten billion đồng and more, each with whose it is (bad input 10)."""
    return [
        Doubt(
            token=f"large:{amount_vnd}",
            sentence=f"{f'{whose}: ' if whose else ''}{vnd_in_words(amount_vnd, _AS_ASKED)} – "
            "xác nhận?",
            agree="Đúng số tiền này",
        )
        for whose, amount_vnd in amounts
        if amount_vnd >= LARGE_AMOUNT_VND
    ]


def repeated(campaign_unit_id: int, gifts: Sequence[Given]) -> list[Doubt]:
    """Find the same giver, day and amount among the receipts that stand (bad input 25)."""
    numbers = standing_receipts(campaign_unit_id, [gift.key for gift in gifts])
    found = [(numbers[gift.key], gift) for gift in gifts if gift.key in numbers]
    if not found:
        return []
    days = {gift.received_on for _, gift in found}
    facts = [f"{number}:{gift.name}:{gift.amount_vnd}" for number, gift in found]
    return [
        Doubt(
            token=f"repeat:{digest_body([*sorted(days), *facts])[:16]}",
            sentence=_sentence(found, days),
            agree="Vẫn ghi: đây là khoản khác",
        )
    ]


def _sentence(found: Sequence[tuple[int, Given]], days: Collection[date]) -> str:
    """Name the receipts that may be the same; the day once if it is one day."""
    day = min(days)
    when = "hôm nay" if day == today() else f"ngày {format_date(day)}"
    number, gift = found[0]
    if len(found) == 1:
        return (
            f"Có thể trùng phiếu số {number} {when}: "
            f"{gift.name}, {format_vnd(gift.amount_vnd)} đồng."
        )
    one_day = len(days) == 1
    some = ", ".join(
        f"{gift.name} (phiếu số {number}"
        f"{'' if one_day else f' ngày {format_date(gift.received_on)}'})"
        for number, gift in found[:_NAMED]
    )
    more = "…" if len(found) > _NAMED else "."
    return f"Có thể trùng {len(found)} phiếu{f' {when}' if one_day else ''}: {some}{more}"
