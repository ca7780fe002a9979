"""Charts: bars in proportion, nothing outside the picture, no bar on another."""

from __future__ import annotations

from itertools import pairwise

from ledger.charts import (
    LABELS,
    WIDTH,
    Anchor,
    Chart,
    Lane,
    Span,
    grouped_bars,
    shortened,
    timeline,
)


def test_bars_are_in_proportion_and_the_longest_goes_all_across() -> None:
    chart = grouped_bars([("Xã A", (50, 100)), ("Xã B", (0, 25))], ("before", "after"))
    widths = [bar.width for bar in chart.bars]
    assert widths[1] == WIDTH - LABELS - 4
    assert widths[0] == widths[1] // 2
    assert (widths[2], widths[3]) == (0, widths[1] // 4)
    assert [bar.kind for bar in chart.bars] == ["before", "after", "before", "after"]
    assert inside(chart)


def test_whatever_is_more_than_nothing_can_be_seen() -> None:
    chart = grouped_bars([("Xã A", (1,)), ("Xã B", (10**12,))], ("after",))
    assert chart.bars[0].width == 1


def test_a_chart_of_nothing_has_no_length() -> None:
    assert grouped_bars([], ("after",)).bars == ()
    assert grouped_bars([("Xã A", (0,))], ("after",)).bars[0].width == 0


def test_names_stand_left_of_their_bars_and_long_ones_are_cut() -> None:
    chart = grouped_bars([("Đảng bộ " + "x" * 60, (1,))], ("after",))
    assert chart.labels[0].anchor is Anchor.END
    assert chart.labels[0].x < LABELS
    assert chart.labels[0].text.endswith("…")
    assert len(chart.labels[0].text) == 40
    assert shortened("Xã Long Sơn") == "Xã Long Sơn"


def lane(*columns: int, balances: tuple[int, ...] = (3, 2), since: int = 10) -> Lane:
    spans = tuple(Span(column=one, text=f"◔ LS-{one}", kind="bar-funded") for one in columns)
    return Lane(name="Kinh phí tại xã", spans=spans, balances=balances, since=since, note="còn 2")


def test_houses_that_would_lie_on_each_other_take_rows_of_their_own() -> None:
    chart = timeline([lane(0, 0, 1, 2)], ["2024", "2025", "2026"], each=4)
    rows = [bar.y for bar in chart.bars]
    assert rows[0] == rows[3]
    assert len({rows[0], rows[1], rows[2]}) == 3
    for bar, other in pairwise(sorted(chart.bars, key=lambda one: (one.y, one.x))):
        assert bar.y != other.y or bar.x + bar.width <= other.x
    assert inside(chart)


def test_the_line_of_what_is_left_begins_in_its_own_column() -> None:
    chart = timeline([lane(balances=(10, 5), since=10)], ["2024", "2025", "2026"], each=4)
    line = next(stroke for stroke in chart.strokes if stroke.kind == "left")
    wide = (WIDTH - LABELS - 4) // 12
    assert [x for x, _ in line.points] == [LABELS + wide * n for n in (10, 11, 11, 12)]
    assert line.points[0][1] < line.points[2][1]  # more money stands higher
    assert inside(chart)


def test_a_house_of_the_last_quarter_stays_in_the_picture() -> None:
    chart = timeline([lane(11)], ["2024", "2025", "2026"], each=4)
    assert inside(chart)
    assert chart.bars[0].width > 0


def test_a_houses_name_stays_inside_its_bar() -> None:
    span = Span(column=0, text="◔ Ngôi nhà cấp ủy số 02 xã Long Sơn", kind="bar-funded")
    long_lane = Lane(name="Kinh phí tại xã", spans=(span,), balances=(1,), since=0, note="còn 1")
    chart = timeline([long_lane], ["2024", "2025", "2026"], each=4)
    written = next(label.text for label in chart.labels if label.text.startswith("◔"))
    assert written.endswith("…")
    assert 8 * len(written) <= chart.bars[0].width


def inside(chart: Chart) -> bool:
    """Say whether every mark lies in the picture."""
    bars = all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y + bar.height <= chart.height
               for bar in chart.bars)  # fmt: skip
    points = [point for stroke in chart.strokes for point in stroke.points]
    return bars and all(0 <= x <= WIDTH and 0 <= y <= chart.height for x, y in points)
