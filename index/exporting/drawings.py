"""Drawings for HTML exports, as SVG that stands in the page: how something spreads over time, and who is near whom."""

from __future__ import annotations

from collections.abc import Sequence

from index.exporting.html_page import line, safe
from index.model import CoActor, Histogram, Kind

_NEAREST = 14  # actors around the one in the middle
_WIDTH, _HEIGHT = 720, 440
_COLUMN = 120  # from the edge to the middle of a column of names
_LONGEST = 24  # signs of a name
_DASHES = {Kind.PERSON: "", Kind.ORGANISATION: "6 3", Kind.COUNTRY: "2 3", Kind.PLACE: "8 3 2 3"}


def spread(histogram: Histogram, what: str) -> str:
    """Return bars for counts over time; nothing where no count has a date. ``what`` is counted ("mentions")."""
    if not histogram.counts or histogram.start is None or histogram.end is None:
        return ""
    width, height = 720, 110
    highest = max(1, *histogram.counts)
    step = width / len(histogram.counts)
    bars = "".join(
        f'<rect x="{place * step:.1f}" y="{height - height * count / highest:.1f}" '
        f'width="{max(0.8, step - 1):.1f}" height="{height * count / highest:.1f}" fill="var(--bar)"/>'
        for place, count in enumerate(histogram.counts)
        if count
    )
    first, last = (f"{day:%Y-%m-%d}" for day in (histogram.start, histogram.end))
    undated = f", {histogram.undated:,} more undated" if histogram.undated else ""
    told = f"{sum(histogram.counts):,} {what} from {first} to {last}{undated}"
    return (
        f'<figure><svg viewBox="0 0 {width} {height + 18}" role="img" aria-label="{safe(told)}">{bars}'
        f'<text class="faint" x="0" y="{height + 14}">{first}</text>'
        f'<text class="faint" x="{width}" y="{height + 14}" text-anchor="end">{last}</text></svg>'
        f"<figcaption>{safe(told)}</figcaption></figure>\n"
    )


def neighbourhood(name: str, others: Sequence[CoActor]) -> str:
    """Return an actor in the middle of those it is most often met with; thicker lines for more shared stories."""
    near = others[:_NEAREST]
    if not near:
        return ""
    middle_x, middle_y = _WIDTH / 2, _HEIGHT / 2
    most = max(other.shared_stories for other in near)
    lines, labels = [], []
    # Two columns beside the one in the middle: however long the names, none runs into another.
    rows = -(-len(near) // 2)
    for place, other in enumerate(near):
        x = _COLUMN if place % 2 else _WIDTH - _COLUMN
        y = _HEIGHT * (place // 2 + 0.5) / rows
        share = other.shared_stories / most
        text = _shown(other.name, f"{other.shared_stories:,}")
        # To the near edge of the name, so that no line runs behind another one.
        edge = x + _width(text) / 2 if x < middle_x else x - _width(text) / 2
        lines.append(
            f'<line x1="{middle_x:.0f}" y1="{middle_y:.0f}" x2="{edge:.0f}" y2="{y:.0f}" stroke="var(--bar)" '
            f'stroke-opacity="{0.3 + 0.6 * share:.2f}" stroke-width="{1 + 5 * share:.1f}"/>'
        )
        labels.append(_label(x, y, text, _DASHES[other.kind]))
    centre = _label(middle_x, middle_y, _shown(name), "", bold=True)
    told = f"{name} and the {len(near)} actors met most often in the same stories"
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{line(told)}">'
        f"{''.join(lines)}{''.join(labels)}{centre}</svg><figcaption>{line(told)}; the number is that of shared "
        "stories. Frames: persons whole, organisations dashed, countries dotted.</figcaption></figure>\n"
    )


def _shown(name: str, count: str = "") -> str:
    plain = " ".join(name.split())
    plain = plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
    return f"{plain} {count}".strip()


def _width(text: str) -> float:
    return 7.2 * len(text) + 16


def _label(x: float, y: float, text: str, dashes: str, *, bold: bool = False) -> str:
    width = _width(text)
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<rect x="{x - width / 2:.0f}" y="{y - 12:.0f}" width="{width:.0f}" height="24" rx="4" '
        f'fill="var(--paper)" stroke="var(--line)" stroke-dasharray="{dashes}"/>'
        f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle"{weight}>{safe(text)}</text>'
    )
