"""A plot of seconds and of memory over rows as an SVG: two panels, both axes logarithmic. Standard library only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]
WIDTH, HEIGHT, PANEL, TOP, LEFT = 1000, 440, 340, 60, 80
PLOT_WIDTH, PLOT_HEIGHT, NAME_HEIGHT = 330, 300, 18
#: Of each curve: colour and dashes, so that it is told apart without colour too.
STROKES = (("#1d70b8", ""), ("#b45309", "7 4"))


class Curve(NamedTuple):
    """Processor seconds and memory (MB) by rows."""

    title: str
    seconds: Points
    memory: Points


class Axis(NamedTuple):
    """Decades from ``low`` to ``high``, drawn from ``start`` over ``length`` (negative: upwards)."""

    low: int
    high: int
    start: float
    length: float

    def at(self, value: float) -> float:
        return self.start + self.length * (log10(value) - self.low) / (self.high - self.low)

    def ticks(self) -> Iterator[tuple[float, float]]:
        """Each decade, and where it lies."""
        return ((10.0**power, self.at(10.0**power)) for power in range(self.low, self.high + 1))


def draw_growth(*curves: Curve) -> str:
    """The plot of some curves over the same rows."""
    panels = (
        ("Processor seconds", [curve.seconds for curve in curves]),
        ("Most memory held, MB", [curve.memory for curve in curves]),
    )
    body = [line for at, (title, sets) in enumerate(panels)
            for line in _panel(LEFT + at * (PANEL + 130), title, sets, [curve.title for curve in curves])]  # fmt: skip
    about = "How time and memory grow with the rows of uploads, on logarithmic axes: " + ", ".join(
        f"{curve.title} from {curve.seconds[0][0]:,} to {curve.seconds[-1][0]:,} rows" for curve in curves
    )
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="14">',
        f"<title>{escape(about)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *body,
        "</svg>\n",
    ])  # fmt: skip


def _panel(left: float, title: str, sets: Sequence[Points], names: Sequence[str]) -> Iterator[str]:
    across = make_axis([x for points in sets for x, _ in points], left, PLOT_WIDTH)
    up = make_axis([y for points in sets for _, y in points], TOP + PLOT_HEIGHT, -PLOT_HEIGHT)
    yield f'<text x="{left}" y="{TOP - 24}" font-size="16" font-weight="bold">{escape(title)}</text>'
    yield from _grid(across, up)
    lowest = float("-inf")
    # From the highest to the lowest, so that no name is written over another.
    for (colour, dashes), points, name in sorted(
        zip(STROKES, sets, names, strict=False), key=lambda one: up.at(one[1][-1][1])
    ):
        at = [(across.at(x), up.at(y)) for x, y in points]
        lowest = max(at[-1][1] + 5, lowest + NAME_HEIGHT)
        yield from _line(at, colour, dashes)
        x = at[-1][0] + 10
        yield f'<text x="{x:.1f}" y="{lowest:.1f}" fill="{colour}" font-weight="bold">{escape(name)}</text>'


def make_axis(values: Sequence[float], start: float, length: float) -> Axis:
    """An axis of whole decades around some values, which are above zero."""
    low = floor(log10(min(values)) + 1e-9)
    return Axis(low, max(low + 1, ceil(log10(max(values)) - 1e-9)), start, length)


def _grid(across: Axis, up: Axis) -> Iterator[str]:
    right, bottom = across.start + across.length, up.start
    for value, x in across.ticks():
        yield f'<path d="M{x:.1f} {bottom}V{bottom + up.length}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{_shown(value)}</text>'
    for value, y in up.ticks():
        yield f'<path d="M{across.start} {y:.1f}H{right}" stroke="#ddd"/>'
        yield f'<text x="{across.start - 8}" y="{y + 5:.1f}" text-anchor="end">{_shown(value)}</text>'
    middle = across.start + across.length / 2
    yield f'<text x="{middle}" y="{bottom + 44}" text-anchor="middle">Rows given to one store</text>'


def _line(points: Points, colour: str, dashes: str) -> Iterator[str]:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)


def _shown(value: float) -> str:
    """A decade in words that are read at a glance."""
    for unit, word in ((1e6, " million"), (1e3, ",000")):
        if value >= unit:
            return f"{value / unit:,.0f}{word}"
    return f"{value:g}"
