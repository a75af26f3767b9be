"""Derives figures from prepared views: every expression of the catalogue, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from indicators.catalogue.indicator import Breakdown, Derivation, Indicator
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.arithmetic import Period, day
from indicators.records.expression_errors import describe_expression_error
from indicators.records.record_sets import RecordSet
from returnonce.errors import Refused
from returnonce.numbers import MICRO

TOTAL = "total"
MEMBER = "member"


@dataclass(frozen=True)
class _Measure:
    """One derivation of one indicator, and the aliases of its two aggregates."""

    indicator: Indicator
    derivation: Derivation
    number: int

    @property
    def aggregates(self) -> list[pl.Expr]:
        """Numerator and denominator in millionths; null where the view says that it cannot be known.

        Parts are whole numbers. A value without parts may be broken, as a median is.
        """
        numerator = _read(self.derivation.numerator, self)
        denominator = _read(self.derivation.denominator or "COUNT(*)", self)
        millionths = _count_whole(numerator) if self.indicator.parts else _round_value(numerator)
        return [millionths.alias(f"n{self.number}"), _count_whole(denominator).alias(f"d{self.number}")]

    def needs_any(self, missing: set[str] | None) -> bool:
        """Whether it reads one of these columns; None stands for all columns and the rows themselves."""
        return missing is None or any(missing & set(aggregate.meta.root_names()) for aggregate in self.aggregates)


@dataclass(frozen=True)
class _Query:
    """Aggregates of one view; ``split`` is the breakdown that tells its rows apart."""

    measures: list[_Measure]
    split: str | None
    frame: pl.LazyFrame


@dataclass(frozen=True)
class DerivationScope:
    """When and where derived figures are of, and as what they count. ``supplier``: the agency whose part they are."""

    period: Period
    area: str
    status: str
    supplier: str | None = None


def derive_figures(
    views: Mapping[str, pl.DataFrame],
    record_set: RecordSet,
    scope: DerivationScope,
    *,
    catalogue: Mapping[str, Indicator],
    breakdowns: Mapping[str, Breakdown],
) -> pl.DataFrame:
    """Figures (``FIGURE_SCHEMA``) of every indicator that the views of a record set give.

    From an in-year cut come only those that stand for a cut. An aggregate that is null cannot be known, and gives no
    figure; nor can one over a view or column that the record set has and these records could not fill.

    Raises:
        Refused: an expression of the catalogue cannot be read, or names what no view has.
    """
    measures_by_view = _filter_knowable(find_measures(catalogue, record_set.code, scope.period), views, record_set)
    queries = [query for view, measures in measures_by_view.items() for query in _build_queries(views, view, measures)]
    rows = [
        _build_figure(measure, row, query.split, scope)
        for query, frame in zip(
            queries, _collect(queries, rows=sum(view.height for view in views.values())), strict=True
        )
        for row in _rows(query, frame, breakdowns)
        for measure in query.measures
        if row[f"n{measure.number}"] is not None and row[f"d{measure.number}"] is not None
    ]
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA).sort("indicator", "breakdown")


def find_measures(catalogue: Mapping[str, Indicator], record_set: str, period: Period) -> dict[str, list[_Measure]]:
    """What is derived from a record set for a period, by view."""
    measures_by_view: dict[str, list[_Measure]] = {}
    for indicator in catalogue.values():
        for derivation in indicator.derive:
            if derivation.record_set == record_set and derivation.gives(period.kind):
                measures = measures_by_view.setdefault(derivation.view, [])
                measures.append(_Measure(indicator, derivation, len(measures)))
    return measures_by_view


def _filter_knowable(
    measures_by_view: Mapping[str, list[_Measure]], views: Mapping[str, pl.DataFrame], record_set: RecordSet
) -> dict[str, list[_Measure]]:
    """Measures whose view and columns were prepared; one that no view of the record set has is kept, to be refused."""
    described = {view.view: {column.name for column in view.columns} for view in record_set.views}
    missing = {
        name: columns - set(views[name].columns) if name in views else None for name, columns in described.items()
    }
    knowable = {
        name: [m for m in measures if not m.needs_any(missing.get(name, set()))]
        for name, measures in measures_by_view.items()
    }
    return {name: measures for name, measures in knowable.items() if measures}


def _build_queries(views: Mapping[str, pl.DataFrame], view: str, measures: list[_Measure]) -> list[_Query]:
    """One query for the totals of a view, and one for each column that splits some of its measures."""
    if view not in views:
        raise Refused(f"There is no view {view!r}.", where=measures[0].indicator.code, mend="Correct its `derive`.")
    frame = views[view].lazy()
    queries = [_Query(measures, None, frame.select(_aggregates(measures)))]
    for split in dict.fromkeys(m.derivation.by for m in measures if m.derivation.by):
        some = [m for m in measures if m.derivation.by == split]
        groups = frame.filter(pl.col(split.column).is_not_null()).group_by(pl.col(split.column).alias(MEMBER))
        nobody = frame.clear().select(_aggregates(some)).with_columns(pl.lit(None, pl.String).alias(MEMBER))
        members = groups.agg(_aggregates(some))
        queries.append(_Query(some, split.breakdown, pl.concat([members, nobody], how="diagonal")))
    return queries


def _aggregates(measures: list[_Measure]) -> list[pl.Expr]:
    return [aggregate for measure in measures for aggregate in measure.aggregates]


def _rows(query: _Query, frame: pl.DataFrame, breakdowns: Mapping[str, Breakdown]) -> list[dict[str, Any]]:
    """One row of aggregates, or one for each member of the breakdown; a member without people has its row too."""
    if query.split is None:
        return frame.to_dicts()
    if query.split not in breakdowns:
        raise Refused(
            f"There is no breakdown {query.split!r}.", where="derive", mend="Correct the `by` of its `derive`."
        )
    rows_by_member = {row[MEMBER]: row for row in frame.iter_rows(named=True)}
    return [
        rows_by_member.get(member, rows_by_member[None]) | {MEMBER: member}
        for member in breakdowns[query.split].members
    ]


def _collect(queries: list[_Query], *, rows: int) -> list[pl.DataFrame]:
    try:
        return pl.collect_all([query.frame for query in queries])
    except pl.exceptions.PolarsError as error:
        raise Refused(
            f"An expression does not fit its view: {describe_expression_error(error, rows=rows)}.",
            where="derive",
            mend="Correct it.",
        ) from None


def _count_whole(count: pl.Expr) -> pl.Expr:
    return count.cast(pl.Int64) * MICRO


def _round_value(value: pl.Expr) -> pl.Expr:
    return (value.cast(pl.Decimal(30, 6)) * MICRO).cast(pl.Int64)


def _read(text: str, measure: _Measure) -> pl.Expr:
    try:
        return pl.sql_expr(text)
    except pl.exceptions.PolarsError as error:
        raise Refused(
            f"The expression {text!r} cannot be read: {error}.",
            where=measure.indicator.code,
            mend="Correct its `derive`.",
        ) from error


def _build_figure(
    measure: _Measure, row: Mapping[str, Any], split: str | None, scope: DerivationScope
) -> dict[str, object]:
    indicator, derivation = measure.indicator, measure.derivation
    numerator, denominator = row[f"n{measure.number}"], row[f"d{measure.number}"]
    has_parts = indicator.parts
    breakdown = {split: row[MEMBER]} if split else {}
    breakdown |= {"supplier": scope.supplier} if scope.supplier else {}
    return {
        "indicator": indicator.code,
        "area": scope.area,
        "period": find_figure_period(indicator, scope.period).code,
        "breakdown": ";".join(f"{name}={member}" for name, member in sorted(breakdown.items())) or TOTAL,
        "kind": "actual",
        "numerator": numerator if has_parts else None,
        "denominator": denominator if has_parts else None,
        "value": None if has_parts else numerator,
        "status": derivation.status or scope.status,
        "note": derivation.note,
        "locator": f"view {derivation.view}",
    }


def list_figure_cells(catalogue: Mapping[str, Indicator], record_set: str, period: Period) -> pl.DataFrame:
    """``indicator`` and ``period`` of every figure that records of a period can give."""
    measures = (measure for some in find_measures(catalogue, record_set, period).values() for measure in some)
    cells = {(each.indicator.code, find_figure_period(each.indicator, period).code) for each in measures}
    return pl.DataFrame(sorted(cells), schema=["indicator", "period"], orient="row")


def find_figure_period(indicator: Indicator, period: Period) -> Period:
    """What counts on a day is of the records' last day; what counts by quarters is of their last whole quarter."""
    if indicator.period_kind == "day":
        return day(period.end)
    return period.latest("quarter") if indicator.period_kind == "quarter" else period
