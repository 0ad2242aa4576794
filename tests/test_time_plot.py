"""The plot of a dossier, and the drawing of the nearest actors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from index.model import CoActor, Histogram, Kind
from tui.glyphs import CONSOLE, FULL, PLAIN
from tui.neighbourhood import LEAST_WIDTH, drawing
from tui.safe_text import cell_width
from tui.time_plot import PlotMark, TimePlot

START = datetime(2024, 7, 1, tzinfo=UTC)


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def presence(counts: tuple[int, ...], days: int) -> Histogram:
    return Histogram(counts, START, at(days - 1))


def test_bars_stand_over_the_days_they_count() -> None:
    plot = TimePlot(presence((1, 0, 2), 30), (), 30)
    assert plot.columns() == [1] * 10 + [0] * 10 + [2] * 10


def test_bins_narrower_than_a_column_are_added_up() -> None:
    plot = TimePlot(presence((1,) * 60, 60), (), 20)
    assert plot.columns() == [3] * 20


def test_the_axis_grows_for_what_happens_before_and_after() -> None:
    plot = TimePlot(presence((1,) * 20, 20), (PlotMark(at(-10)), PlotMark(at(29), "planned")), 40)
    assert plot.column(at(-10)) == 0
    assert plot.column(at(29)) == 39
    assert plot.marks(FULL) == "●" + " " * 38 + "○"


def test_what_is_far_off_the_axis_is_told_at_its_ends() -> None:
    marks = (PlotMark(at(-9_999)), PlotMark(at(9_999), "planned"))
    plot = TimePlot(presence((1,) * 20, 20), marks, 40)
    assert plot.marks(FULL) == "‹" + " " * 38 + "›"
    assert sum(plot.columns()) == 40


def test_what_happened_hides_what_was_planned_and_what_was_denied() -> None:
    marks = [PlotMark(at(3), status) for status in ("denied", "happened", "planned")]
    assert TimePlot(presence((1,), 10), marks, 10).marks(FULL).strip() == "●"
    assert TimePlot(presence((1,), 10), marks[::2], 10).marks(FULL).strip() == "○"
    assert TimePlot(presence((1,), 10), marks[:1], 10).marks(FULL).strip() == "?"


@pytest.mark.parametrize(
    ("days", "label"),
    [(5, "1 Jul 2024"), (40, "1 Jul 2024"), (200, "Jul 2024"), (3_000, "2024")],
)
def test_the_axis_begins_with_a_date_as_exact_as_it_is_long(days: int, label: str) -> None:
    plot = TimePlot(presence((1, 2), days), (), 70)
    assert plot.labels().startswith(label)


@pytest.mark.parametrize("days", [1, 2, 30, 61, 62, 63, 400, 1_099, 1_101, 40_000])
@pytest.mark.parametrize("width", [1, 7, 40, 78, 198])
def test_every_line_keeps_to_the_width(days: int, width: int) -> None:
    plot = TimePlot(presence((1, 2, 3), max(3, days)), (PlotMark(at(1)),), width)
    for line in (*plot.bars(3, FULL), plot.marks(FULL)):
        assert cell_width(line) == plot.width <= width


def test_nothing_is_plotted_where_nothing_has_a_date() -> None:
    plot = TimePlot(Histogram(undated=3), (), 40)
    assert plot.width == 0
    assert (plot.bars(3, FULL), plot.marks(FULL), plot.labels()) == ([], "", "")


def co_actor(name: str, shared: int, kind: Kind = Kind.PERSON) -> CoActor:
    return CoActor(name, name, kind, shared)


NEAREST = (
    co_actor("Berta", 12),
    co_actor("Osterland", 11, Kind.COUNTRY),
    co_actor("Cem", 6),
    co_actor("Brindle Council", 3, Kind.ORGANISATION),
)


def drawn(nearest=NEAREST, width=80, height=6, signs=FULL, name="Ana María Example"):  # type: ignore[no-untyped-def]
    lines = drawing(name, Kind.PERSON, nearest, width, height, signs)
    return ["".join(text for text, _look in line) for line in lines]


def test_people_stand_left_and_the_others_right() -> None:
    first, second = drawn()
    assert first.index("Berta") < first.index("Ana María") < first.index("Osterland")
    assert second.index("Cem") < second.index("Brindle Council")


def test_a_line_is_the_thicker_the_more_stories_are_shared() -> None:
    first, second = drawn()
    assert "12 ━" in first
    assert "━ 11" in first
    assert "6 ─" in second
    assert "╌  3" in second


def test_where_there_are_only_people_they_stand_on_both_sides() -> None:
    lines = drawn(tuple(co_actor(f"P{n}", 20 - n) for n in range(10)))
    assert len(lines) == 5
    assert sum(line.count("P") for line in lines) == 10


@pytest.mark.parametrize("signs", [FULL, CONSOLE, PLAIN])
@pytest.mark.parametrize("width", [LEAST_WIDTH, 80, 200])
def test_no_line_is_wider_than_its_room(signs, width) -> None:  # type: ignore[no-untyped-def]
    nearest = tuple(
        co_actor("Name of great length " * 4 + str(n), 90_000 - n, kind)
        for n, kind in enumerate([*Kind] * 5)
    )
    for line in drawn(nearest, width, 7, signs, "Another name of length " * 4):
        assert cell_width(line) <= width


def test_there_is_no_drawing_where_there_is_no_room_or_nobody() -> None:
    assert drawn(width=LEAST_WIDTH - 1) == []
    assert drawn(height=0) == []
    assert drawn(()) == []


def test_nothing_unsafe_is_drawn() -> None:
    hostile = "\x1b[31mred\u202e\x07"
    lines = drawn((co_actor(hostile, 2),), name=hostile)
    assert all(sign.isprintable() for line in lines for sign in line)
