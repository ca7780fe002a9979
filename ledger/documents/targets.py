"""Print the target board as a party paper across, and write it as a spreadsheet (I1).

What a locality's state is called here is what the screen calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.clock import format_date
from ledger.documents.party_paper import ACROSS, Head
from ledger.documents.sections import Section, party_pdf, sections_xlsx
from ledger.documents.tables import Align, Column
from ledger.labels import label
from ledger.money import format_millions
from ledger.roadmap import TargetState, Why

if TYPE_CHECKING:
    from ledger.reports.organs import Organs
    from ledger.reports.targets import Board, Tile

TITLE = "BẢNG CHỈ TIÊU NHÀ THEO ĐỊA PHƯƠNG"
SIZE = 11.0
UNCLAIMED = "Chưa tính cho địa phương nào"
UNCLAIMED_NOTE = (
    "Địa phương đã chia cho nhiều đơn vị, hoặc không có vào ngày tính: nhà và trường hợp ở đó không "
    "được tính hai lần nên đứng riêng."
)
_COUNTS = tuple(
    Column(head=head, width=64, align=Align.RIGHT)
    for head in ("Đã bàn giao", "Trước phần mềm", "Chỉ tiêu", "Đang xây", "Trường hợp")
)
COLUMNS = (
    Column(head="Địa phương", width=130),
    Column(head="Tình trạng", width=ACROSS.body - 540),
    *_COUNTS,
    Column(head="Phần thiếu (đồng)", width=90, align=Align.RIGHT),
)
UNCLAIMED_COLUMNS = (Column(head="Địa phương", width=260), _COUNTS[0], *_COUNTS[3:])
_NO_SUM = frozenset({Why.NO_COST, Why.NO_PURSE, Why.LEFT_OUT})
"""What keeps a locality short without a sum to be told."""


def state_words(tile: Tile) -> str:
    """Say how far a locality has come: “thiếu 12 triệu”, “đã bàn giao (2024)”."""
    match tile.state:
        case TargetState.MET:
            return f"đã bàn giao ({tile.year})" if tile.year else "đã bàn giao"
        case TargetState.SHORT if tile.missing_vnd:
            return f"thiếu {format_millions(tile.missing_vnd)}"
        case TargetState.SHORT if tile.line is None:
            return "đang khảo sát, xác minh"
        case TargetState.SHORT if tile.line is not None and tile.line.why in _NO_SUM:
            return label(tile.line.why)
        case TargetState.CHANGED if tile.changed:
            return f"điều chỉnh chỉ tiêu (số {tile.changed.number})"
    return label(tile.state)


def board_pdf(board: Board, names: Organs) -> bytes:
    """Return the board as an A4 PDF across.

    Raises: FontMissing.
    """
    organ = names.organisation_board or names.committee
    upper = names.committee if names.organisation_board else ""
    return party_pdf(
        TITLE,
        f"đến ngày {format_date(names.on)}",
        board_sections(board),
        head=Head(upper=upper, organ=organ, place=names.place, on=names.on),
        copies=[
            f"- {names.standing_committee or 'Cấp ủy'},",
            f"- Lưu {names.office}." if names.office else "- Lưu hồ sơ.",
        ],
        paragraphs=[_headline(board)],
    )


def board_xlsx(board: Board, names: Organs) -> bytes:
    """Return the same tables as a spreadsheet."""
    return sections_xlsx(TITLE, board_sections(board), lines=(names.committee, _headline(board)))


def board_sections(board: Board) -> list[Section]:
    """Return the localities, and what stands in none of them."""
    tiles = board.tiles
    sections = [
        Section(
            title="Địa phương",
            columns=COLUMNS,
            rows=tuple(
                (
                    tile.name,
                    state_words(tile),
                    tile.handed_over,
                    tile.prior.houses if tile.prior else 0,
                    tile.target,
                    tile.building,
                    tile.cases,
                    tile.missing_vnd,
                )
                for tile in tiles
            ),
            size=SIZE,
            note=f"Địa phương tính tại ngày {format_date(board.seen_on)}.",
        )
    ]
    if board.unclaimed:
        rows = tuple(
            (one.name, one.handed_over, one.building, one.cases) for one in board.unclaimed
        )
        sections.append(
            Section(
                title=UNCLAIMED,
                columns=UNCLAIMED_COLUMNS,
                rows=rows,
                size=SIZE,
                note=UNCLAIMED_NOTE,
            )
        )
    return sections


def _headline(board: Board) -> str:
    return (
        f"{board.met}/{len(board.tiles)} địa phương đạt chỉ tiêu; mục tiêu đến ngày "
        f"{format_date(board.by_day)}."
    )
