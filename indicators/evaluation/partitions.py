"""How a figure splits into parts that add up to it: shorter periods, smaller areas, members of a breakdown.

Numerators and denominators are added, never shares. Every part must have a number; otherwise there is
no figure, and a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import get_args

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Hierarchy
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.evaluation import exact_values, reasons
from indicators.evaluation.coterminous import SUMS_OF_BODIES, is_body_based
from indicators.evaluation.results import Result, no_result
from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period, PeriodKind
from indicators.period.codes import parse_period

COARSEST_FIRST: tuple[PeriodKind, ...] = (
    "financial_year",
    "academic_year",
    "calendar_year",
    "quarter",
    "month",
)
#: Values that may be added as they stand. All others are shares, averages or judgements.
ADDITIVE_UNITS = {"count", "pounds", "tonnes_co2", "kwh", "days", "minutes", "years", "kilograms"}
PART_NAMES = {"financial_year": "years", "academic_year": "years", "calendar_year": "years",
         "quarter": "quarters", "month": "months", "day": "days"}  # fmt: skip


#: Hierarchies of bodies that are no councils, and may divide a council's ground among them.
OF_BODIES: tuple[Hierarchy, ...] = ("nhs", "partnership", "police", "fire")
#: What the parts of an area are called, their codes and their names.
AreaSplit = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Partition:
    """One way to split a figure: what its parts are called, their keys, and each one's name."""

    what: str
    keys: tuple[FigureKey, ...]
    names: tuple[str, ...]


def split_by_time(key: FigureKey, indicator: Indicator) -> list[Partition]:
    """The coarsest way to fill a period exactly; of a stock, its last part.

    Finer ways would find nothing more, since each part is itself made of its parts. Where nothing may be
    added, every way, so that the reason can name figures that were given.
    """
    period = parse_period(key.period)
    tiles = [(kind, periods) for kind in COARSEST_FIRST if (periods := period.parts(kind))]
    if indicator.adds_over_time == "last":
        last = [(kind, periods[-1:]) for kind, periods in tiles]
        tiles = last or ([("day", (period.latest("day"),))] if period.kind != "day" else [])
    ways = [_split_periods(key, kind, periods) for kind, periods in tiles]
    return ways[:1] if is_additive_over_time(indicator) else ways


def is_additive_over_time(indicator: Indicator) -> bool:
    """True where shorter periods make up a longer one, by their sum or by the last of them."""
    return indicator.adds_over_time == "last" or (indicator.adds_over_time == "sum" and is_additive(indicator))


def _split_periods(key: FigureKey, kind: PeriodKind, periods: Sequence[Period]) -> Partition:
    cells = tuple(key._replace(period=p.code) for p in periods)
    return Partition(PART_NAMES[kind], cells, tuple(p.label() for p in periods))


def split_by_area(key: FigureKey, indicator: Indicator, areas: AreaBook) -> list[Partition]:
    """Ways to split a figure's area, as :func:`split_area` finds them."""
    period = parse_period(key.period)
    ways = split_area(key.area, period.end, areas, tied=is_body_based(indicator), since=period.start)
    return [Partition(what, tuple(key._replace(area=code) for code in codes), names) for what, codes, names in ways]


def split_area(area: str, on: date, areas: AreaBook, *, tied: bool, since: date | None = None) -> tuple[AreaSplit, ...]:
    """Ways to split an area into at least two areas that cover it exactly, without overlap.

    One for each hierarchy that does so (districts of a county, regions of England), also by bodies that
    divide its ground among them (the primary care trusts of a county); the lowest tier where none does.
    For a body-based indicator (``tied``), only regions and the country split, and into their own parts.
    ``since``: the first day of the figure's period. Bodies that did not stand then have no figure of all of it.
    """
    if area not in areas or (tied and areas.get(area).kind not in SUMS_OF_BODIES):
        return ()
    days = areas.find_last_change(since or on), areas.find_last_change(on)
    return _find_area_splits(areas, areas.get(area).code, days, tied)


@lru_cache(maxsize=4096)
def _find_area_splits(areas: AreaBook, whole: str, days: tuple[date, date], tied: bool) -> tuple[AreaSplit, ...]:
    on = days[1]
    candidates = [[area.code for area in areas.children(whole, way, on)] for way in get_args(Hierarchy)]
    lowest = list(areas.footprint(whole, on))
    if not tied:
        candidates += [_list_bodies_over(lowest, way, areas, days) for way in OF_BODIES]
    ways = [way for way in candidates if _covers(way, whole, areas, on=on)]
    ways = ways or [lowest] * (len(lowest) > 1)
    return tuple(_name_parts(codes, areas) for codes in dict.fromkeys(tuple(sorted(way)) for way in ways))


def _list_bodies_over(lowest: list[str], way: Hierarchy, areas: AreaBook, days: tuple[date, date]) -> list[str]:
    """The areas one step above those of the lowest tier on both days, such as the trusts of a county's districts."""
    bodies = (body for code in lowest for body in areas.parents(code, way, days[1]))
    return sorted({body.code for body in bodies if all(map(body.exists_on, days))})


def _covers(codes: list[str], whole: str, areas: AreaBook, *, on: date) -> bool:
    footprints = [areas.footprint(code, on) for code in codes]
    together = frozenset().union(*footprints)
    disjoint = len(together) == sum(len(footprint) for footprint in footprints)
    return len(codes) > 1 and disjoint and together == areas.footprint(whole, on)


def _name_parts(codes: tuple[str, ...], areas: AreaBook) -> AreaSplit:
    kinds = {areas.get(code).kind for code in codes}
    what = {"district": "districts", "region": "regions", "pct": "primary care trusts"}
    named = what.get(kinds.pop(), "authorities") if len(kinds) == 1 else "authorities"
    return named, codes, tuple(areas.get(code).name for code in codes)


def split_by_breakdown(key: FigureKey, indicator: Indicator, breakdowns: Mapping[str, Breakdown]) -> list[Partition]:
    """Ways to split a figure by a breakdown that is declared a partition."""
    used = {pair.partition("=")[0] for pair in key.breakdown.split(";")}
    ways = [breakdowns[code] for code in indicator.breakdowns if code in breakdowns and code not in used]
    return [_split_members(key, way) for way in ways if way.kind == "partition" and len(way.members) > 1]


def _split_members(key: FigureKey, way: Breakdown) -> Partition:
    cells = tuple(key._replace(breakdown=narrow_breakdown(key.breakdown, way.code, m)) for m in way.members)
    return Partition(f"parts by {way.title.lower()}", cells, way.members)


def narrow_breakdown(breakdown: str, code: str, member: str) -> str:
    """``total`` by sex is ``sex=F``; ``age=16-17`` by sex is ``age=16-17;sex=F``."""
    pairs = [] if breakdown == "total" else breakdown.split(";")
    return ";".join(sorted([*pairs, f"{code}={member}"]))


def is_additive(indicator: Indicator) -> bool:
    """True for numerators over denominators and for plain amounts, in whichever direction they add."""
    return indicator.parts or indicator.unit in ADDITIVE_UNITS


def add_partition(indicator: Indicator, figures: Sequence[Result], what: str, names: Sequence[str]) -> Result:
    """The sum of the parts if each of them can be added, else why not."""
    pairs = list(zip(names, figures, strict=True))
    missing = [name_with_symbol(name, figure.symbol) for name, figure in pairs if not figure.is_addable]
    if missing:
        return no_result(reasons.missing_parts(what, missing))
    if indicator.parts and (without_numerator := [name for name, figure in pairs if figure.numerator is None]):
        return no_result(reasons.bare_shares(without_numerator))
    return exact_values.add_results(indicator, figures)


def name_with_symbol(name: str, symbol: str | None) -> str:
    """A part without a number, and what was given instead, if anything was."""
    silent = symbol in {None, "not_available"}
    return name if silent else f"{name} ({reasons.SYMBOL_WORDS[symbol or '']})"
