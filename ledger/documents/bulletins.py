"""Write five lines that may be published as they stand (I4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.money import format_vnd

if TYPE_CHECKING:
    from ledger.reports.bulletins import Bulletin, Rounded


def bulletin_lines(facts: Bulletin) -> tuple[str, ...]:
    """Return the text of a day, five lines."""
    return (
        _people(facts),
        _money(facts),
        _units(facts),
        _propaganda(facts),
        _houses(facts),
    )


def bulletin_text(facts: Bulletin) -> str:
    """Return the same as one text to copy or keep."""
    return "\n".join(bulletin_lines(facts)) + "\n"


def money_words(sum_: Rounded) -> str:
    """Return “hơn 412 triệu đồng”; never more than there is."""
    if not sum_.millions:
        return "chưa đến 01 triệu đồng" if sum_.more else "0 đồng"
    return f"{'hơn ' if sum_.more else ''}{format_vnd(sum_.millions)} triệu đồng"


def _people(facts: Bulletin) -> str:
    given = format_vnd(facts.totals.given)
    share = f", đạt {facts.percent} % số được vận động" if facts.totals.asked else ""
    day = format_date(facts.as_of)
    return f"{facts.campaign.title}: đến ngày {day} có {given} đảng viên đã ủng hộ{share}."


def _money(facts: Bulletin) -> str:
    office = facts.names.office or "Văn phòng"
    return (
        f"Tổng số tiền đã thu {money_words(facts.received)}, trong đó các xã, thị trấn "
        f"{money_words(facts.kept)} sử dụng tại địa phương, khối cơ quan "
        f"{money_words(facts.remitted)} để nộp về {office}."
    )


def _units(facts: Bulletin) -> str:
    if not facts.units_without_money:
        return f"Số liệu có đủ {facts.units} đơn vị."
    return (
        f"Số liệu của {facts.units_with_money}/{facts.units} đơn vị; "
        f"còn {facts.units_without_money} đơn vị chưa báo cáo."
    )


def _propaganda(facts: Bulletin) -> str:
    missing = facts.units - facts.units_with_propaganda
    told = f"Các đơn vị đã báo cáo {format_vnd(facts.propaganda)} việc tuyên truyền"
    return f"{told}; còn {missing}/{facts.units} đơn vị chưa báo cáo." if missing else f"{told}."


def _houses(facts: Bulletin) -> str:
    if not facts.houses:
        return "Chưa có ngôi nhà nào được bàn giao."
    return f"Từ đầu chương trình đã bàn giao {format_vnd(facts.houses)} ngôi nhà cho đảng viên."
