"""What is held of a framework's indicators: published figures of an area, England and its neighbours; and its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.areas.area_files import Area
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.comparators import use_codes_of_then
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.fill.figure_scope import ENGLAND, add_formula_terms, list_areas_to_read
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.definitions.frameworks import Framework
    from mappings.ruleset.ruleset import Ruleset

#: A row of :func:`indicators.evaluation.bulk_evaluation.evaluate`.
FigureRow = dict[str, Any]


@dataclass(frozen=True)
class FrameworkFigures:
    """Figures by indicator and area, oldest first: those with a value, or with a symbol that says why there is none.

    ``published`` came from publishers alone, ``own`` from nobody of them: no figure rests on both.
    """

    published: dict[tuple[str, str], list[FigureRow]]
    own: dict[tuple[str, str], list[FigureRow]]
    neighbours: tuple[str, ...]
    #: Of each indicator, how many of the area's parts (a county's districts) have a published figure, and of how many.
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def latest(self, indicator: str, area: str) -> FigureRow | None:
        """The published figure of the period that ends last; of two such, the longer one."""
        return _last(self.published.get((indicator, area), []))

    def latest_of_others(self, indicator: str, areas: Iterable[str]) -> FigureRow | None:
        """The published value of the period that ends last among those of other areas."""
        rows = [each for area in areas for each in self.published.get((indicator, area), [])]
        return max((each for each in rows if each["value"] is not None), key=_age, default=None)

    def latest_own(self, indicator: str, area: str) -> FigureRow | None:
        """As :meth:`latest`, of what agencies gave."""
        return _last(self.own.get((indicator, area), []))

    def earlier(self, row: FigureRow) -> list[FigureRow]:
        """Published figures of the same area for periods of the same kind that ended before, oldest first."""
        rows = self.published[row["indicator"], row["asked_area"]]
        return [each for each in rows if _is_before(each, row)]

    def beside(self, row: FigureRow, areas: Iterable[str]) -> list[FigureRow]:
        """Published values of other areas for the same period; else all for the latest before that any of them has."""
        listed = [each for area in areas for each in self.published.get((row["indicator"], area), [])]
        rows = [each for each in listed if each["value"] is not None]
        now = [each for each in rows if each["period"] == row["period"]]
        before = [each for each in rows if _is_before(each, row)]
        if now or not before:
            return now
        last = max(before, key=_age)["period"]
        return [each for each in before if each["period"] == last]


def read_framework_figures(
    ruleset: Ruleset,
    store: ReadSource,
    framework: Framework,
    area: Area,
    *,
    until: date | None = None,
    as_of: datetime | None = None,
) -> FrameworkFigures:
    """Every indicator's figures in total, for periods that end by ``until``, as known at ``as_of``."""
    neighbours = ruleset.areas.neighbours(area.code)
    codes = [code for code in dict.fromkeys(each.object_id for each in framework.matches) if code in ruleset.catalogue]
    figures = read_figures(
        store,
        areas=list_areas_to_read(ruleset, [area.code, *neighbours], context=False),
        indicators=sorted(add_formula_terms(ruleset, codes)),
        as_of=as_of,
        former=ruleset.former_codes,
    ).filter(pl.col("kind") == "actual", pl.col("breakdown") == "total")
    pulled = pl.col("batch_kind") == "pulled"
    published = _work_out(ruleset, figures.filter(pulled), codes, [area.code, ENGLAND, *neighbours], until)
    return FrameworkFigures(
        published,
        _work_out(ruleset, figures.filter(~pulled), codes, [area.code], until),
        neighbours,
        _count_parts(figures.filter(pulled), [each.code for each in ruleset.areas.children(area.code)]),
    )


def _count_parts(figures: pl.DataFrame, parts: Sequence[str]) -> dict[str, tuple[int, int]]:
    held = figures.filter(pl.col("area").is_in(parts), pl.col("value").is_not_null())
    counted = held.group_by("indicator").agg(pl.col("area").n_unique())
    return {indicator: (count, len(parts)) for indicator, count in counted.iter_rows()}


def _work_out(
    ruleset: Ruleset, figures: pl.DataFrame, codes: Sequence[str], areas: Sequence[str], until: date | None
) -> dict[tuple[str, str], list[FigureRow]]:
    """Every figure that these give for the indicators and areas, by both, oldest first."""
    requests = [(code, area, period) for code in codes for period in _periods(ruleset, figures, code, until)
                for area in areas]  # fmt: skip
    schema = dict.fromkeys(("indicator", "peer", "period"), pl.String)
    frame = pl.DataFrame(requests, schema=schema, orient="row").with_columns(asked_area="peer")
    needs = use_codes_of_then(frame, ruleset.evaluation_context()).with_columns(
        area="peer", breakdown=pl.lit("total"), kind=pl.lit("actual")
    )
    results = evaluate(needs.select(*FIGURE_KEY, "asked_area"), figures, context=ruleset.evaluation_context())
    held = results.filter(pl.col("value").is_not_null() | (pl.col("symbol") != "not_available"))
    by_key: dict[tuple[str, str], list[FigureRow]] = {}
    for row in sorted(held.iter_rows(named=True), key=_age):
        by_key.setdefault((row["indicator"], row["asked_area"]), []).append(row)
    return by_key


def _periods(ruleset: Ruleset, figures: pl.DataFrame, code: str, until: date | None) -> list[str]:
    terms = pl.Series(sorted(add_formula_terms(ruleset, [code])), dtype=pl.String)
    periods = figures.filter(pl.col("indicator").is_in(terms.implode()))["period"].unique().sort()
    return [period for period in periods if until is None or parse_period(period).end <= until]


def _last(rows: Sequence[FigureRow]) -> FigureRow | None:
    return rows[-1] if rows else None


def _age(row: FigureRow) -> tuple[date, int]:
    period = _period(row)
    return period.end, -period.start.toordinal()


def _period(row: FigureRow) -> Period:
    return parse_period(row["period"])


def _is_before(row: FigureRow, other: FigureRow) -> bool:
    return _period(row).kind == _period(other).kind and _period(row).end < _period(other).end
