"""What each position of a table states of which figure: its value, bounds of it, or a share of two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.disclosure.table import LinearFact, bound_cell, bound_ratio
from returnonce.numbers import MICRO, PLACES, ratio_micro

PartCode = Literal["n", "d", "v", "c"]
#: ``count``: people. ``share``: some of them out of all of them. ``rate``: people for a population that
#: everybody knows. ``mean``: an amount for each person. ``bare``: no counts behind it. ``open``: about nobody.
FigureKind = Literal["count", "share", "rate", "mean", "bare", "open"]
COPIED = "copy"
#: The columns of a place: a row's own figure, or all that stands in the row. An earlier year's has its own name.
FIGURE, ALL = "figure", "all"
CONFIDENTIAL = "confidential"
ABOUT_NOBODY = frozenset({"yes_no", "level"})


class FigurePart(NamedTuple):
    """One number of a figure: its numerator (n), denominator (d), value (v) or complement (c)."""

    indicator: str
    part: PartCode
    area: str
    period: str
    breakdown: str

    @property
    def name(self) -> str:
        """The cell's name in the disclosure table."""
        return "|".join(self)


class CellPosition(NamedTuple):
    """Where a table shows a number: the row, and the column or the earlier year."""

    row: int
    column: str

    @property
    def name(self) -> str:
        """The item's name in the disclosure table."""
        return f"{self.row}:{self.column}"


@dataclass(frozen=True)
class Statement:
    """What one position states: bounds of figures, or a share of two.

    ``narrowed``: closer bounds of the same figures, where an exact rate or mean stands beside a rounded count.
    """

    position: CellPosition
    bounds: tuple[tuple[FigurePart, int, int], ...] = ()
    narrowed: tuple[tuple[FigurePart, int, int], ...] = ()
    share: tuple[FigurePart, FigurePart, int, int, int] | None = None
    public: bool = False

    def facts(self, names: Mapping[FigurePart, str]) -> tuple[LinearFact, ...]:
        """The same as facts about cells. ``names``: the cell of each figure."""
        facts = [bound_cell(names[figure], low, high) for figure, low, high in (*self.bounds, *self.narrowed)]
        if self.share is not None:
            top, bottom, printed, decimals, per = self.share
            facts += bound_ratio(names[top], names[bottom], printed=printed, decimals=decimals, per=per)
        return tuple(facts)

    @property
    def figures(self) -> tuple[FigurePart, ...]:
        """The figures that it is about."""
        return tuple(figure for figure, _, _ in self.bounds) + (self.share[:2] if self.share else ())


class Rounding(NamedTuple):
    """Counts to the nearest ``base``, halves up; those from 1 to ``threshold`` are not shown at all.

    ``exact_shares``: the shares beside them are made from the counts before they were rounded.
    """

    base: int = 1
    threshold: int = 0
    exact_shares: bool = True

    def bounds(self, number: int) -> tuple[int, int]:
        """The least and greatest count that is shown as ``number``; what is no multiple was not rounded."""
        if self.base <= 1 or number % self.base or (number == 0 and self.threshold):
            return number, number
        return max(self.threshold + 1 if self.threshold else 0, number - self.base // 2), number + (self.base - 1) // 2


def figure_kind(indicator: Indicator | None, exempt: tuple[str, ...]) -> FigureKind:
    """What an indicator's figures could reveal of people."""
    if indicator is None:
        return "bare"
    if indicator.population_base in exempt or indicator.unit in ABOUT_NOBODY:
        return "open"
    if not indicator.parts:
        return "count" if indicator.unit == "count" else "bare"
    if indicator.unit == "rate":
        return "rate"
    return "share" if indicator.unit == "percentage" and not indicator.compares else "mean"


def read_statements(
    cells: pl.DataFrame,
    catalogue: Mapping[str, Indicator],
    *,
    exempt: tuple[str, ...],
    rounding: Rounding,
    released: bool = False,
) -> Iterator[Statement]:
    """The statements of a table. ``rounding``: how its counts were rounded; ``released``: as its rows say instead."""
    own_rounding = rounding
    for row, cell in enumerate(cells.iter_rows(named=True)):
        kind = figure_kind(catalogue.get(cell["indicator"] or ""), exempt)
        rounding = _rounding_then(cell, own_rounding) if released else own_rounding
        if cell["transform"] != COPIED or kind in {"bare", "open"}:
            continue
        if cell["value"] is not None and cell["symbol"] is None and not cell["withheld"]:
            yield _main(CellPosition(row, FIGURE), cell, kind, rounding)
        for column, period, value in earlier_values(cell):
            if value is not None and period is not None and not repeats_own_figure(cell, kind, period):
                yield _value(CellPosition(row, column), cell, kind, period, value, rounding)


def _rounding_then(cell: Mapping[str, Any], own_rounding: Rounding) -> Rounding:
    """How a released row was rounded: another return, or another level, may have had another rule."""
    if cell["value"] is None:
        return own_rounding
    base = _base_of(cell)
    return own_rounding if base == own_rounding.base else Rounding(base, exact_shares=not _is_share_of_shown(cell))


def _base_of(cell: Mapping[str, Any]) -> int:
    base: int = (cell["rounded_to"] or MICRO) // MICRO
    return base


def _is_share_of_shown(cell: Mapping[str, Any]) -> bool:
    """Whether the value is what the counts beside it make, so that it tells nothing more."""
    numerator, denominator = cell["numerator"], cell["denominator"]
    if numerator is None or not denominator:
        return False
    made = ratio_micro(numerator, denominator, per=cell["per"] or 1, decimals=cell["decimals"] or 0)
    return bool(made == cell["value"])


def earlier_values(cell: Mapping[str, Any]) -> Iterator[tuple[str, str | None, int | None]]:
    """Column, period and value of each earlier figure that a row shows."""
    yield "previous", cell["previous_period"], cell["previous"]
    for point in cell["history"] or ():
        yield f"history {point['period']}", point["period"], point["value"]


def repeats_own_figure(cell: Mapping[str, Any], kind: FigureKind, period: str) -> bool:
    """True for a share among the earlier ones that repeats the row's own figure."""
    return kind != "count" and period == cell["period"]


def figure_part(cell: Mapping[str, Any], part: PartCode, period: str | None = None) -> FigurePart:
    """One of the numbers of a row."""
    return FigurePart(cell["indicator"], part, cell["area"], period or cell["period"], cell["breakdown"])


def whole_number(micro: int | None) -> int | None:
    """A whole number, or None where it is not one."""
    return micro // MICRO if micro is not None and micro % MICRO == 0 else None


def _main(position: CellPosition, cell: Mapping[str, Any], kind: FigureKind, rounding: Rounding) -> Statement:
    public = bool(cell["published"])
    if public:
        rounding = Rounding(_base_of(cell), exact_shares=not _is_share_of_shown(cell))
    parts: dict[PartCode, int | None] = {}
    if kind == "count":
        parts["v"] = whole_number(cell["value"])
    if kind in {"share", "rate"}:
        parts["n"] = whole_number(cell["numerator"])
    if kind in {"share", "mean"}:
        parts["d"] = whole_number(cell["denominator"])
    whole_parts = {part: number for part, number in parts.items() if number is not None}
    bounds = tuple((figure_part(cell, part), *rounding.bounds(number)) for part, number in whole_parts.items())
    share = (
        _share(cell, cell["period"], cell["value"])
        if kind == "share" and (len(whole_parts) < len(parts) if rounding.base == 1 else rounding.exact_shares)
        else None
    )
    narrowed = tuple(_narrow(cell, kind, bounds)) if rounding.base > 1 and rounding.exact_shares else ()
    return Statement(position, bounds, narrowed, share, public)


def _narrow(
    cell: Mapping[str, Any], kind: FigureKind, bounds: tuple[tuple[FigurePart, int, int], ...]
) -> Iterator[tuple[FigurePart, int, int]]:
    """What an exact rate says of its numerator, whose population everybody knows, and a mean of its denominator."""
    beside = cell["denominator"] if kind == "rate" else cell["numerator"]
    if kind not in {"rate", "mean"} or not beside:
        return
    for figure, low, high in bounds:
        counts = [count for count in range(max(low, 1), high + 1) if _makes_value(cell, kind, count * MICRO)]
        if counts:
            yield figure, counts[0], counts[-1]


def _makes_value(cell: Mapping[str, Any], kind: FigureKind, count: int) -> bool:
    numerator, denominator = (count, cell["denominator"]) if kind == "rate" else (cell["numerator"], count)
    made = ratio_micro(numerator, denominator, per=cell["per"] or 1, decimals=cell["decimals"] or 0)
    return bool(made == cell["value"])


def _value(
    position: CellPosition, cell: Mapping[str, Any], kind: FigureKind, period: str, value: int, rounding: Rounding
) -> Statement:
    number = whole_number(value)
    if kind == "count" and number is not None:
        return Statement(position, ((figure_part(cell, "v", period), *rounding.bounds(number)),))
    # A share of rounded parts tells nothing that its parts do not.
    is_exact = rounding.base == 1 or rounding.exact_shares
    return Statement(position, share=_share(cell, period, value) if kind == "share" and is_exact else None)


def _share(cell: Mapping[str, Any], period: str, value: int) -> tuple[FigurePart, FigurePart, int, int, int]:
    decimals = min(cell["decimals"] or 0, PLACES)
    printed = value // 10 ** (PLACES - decimals)
    return figure_part(cell, "n", period), figure_part(cell, "d", period), printed, decimals, cell["per"] or 100
