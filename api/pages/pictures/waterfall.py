"""A waterfall: a bar for the start, one for what each step takes away or adds, and one for the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from api.pages.pictures.bars import Bar, draw_bars


@dataclass(frozen=True)
class WaterfallBar:
    """One row: ``change`` is what it takes away or adds, nothing for the start and the end; ``left`` is left after."""

    label: str
    change: int
    left: int
    is_step: bool


def draw_waterfall(label: str, rows: Sequence[WaterfallBar]) -> Markup:
    """The rows in their order; a step that changes nothing is left out."""
    return draw_bars(label, [_make_bar(row) for row in rows if row.change or not row.is_step])


def _make_bar(row: WaterfallBar) -> Bar:
    if not row.is_step:
        return Bar(row.label, f"{row.left:,}", Fraction(0), Fraction(row.left), "bar")
    sign, look = ("\u2212", "bar-less") if row.change < 0 else ("+", "bar-more")
    return Bar(row.label, f"{sign}{abs(row.change):,}", Fraction(row.left - row.change), Fraction(row.left), look)
