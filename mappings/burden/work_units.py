"""Units of work without reuse, where each return is made by itself, and with reuse, where each figure is given once.

Each unit lies with one agency, one return and one period, so that units add up over any of them. What
serves several returns lies with the one that needs it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from indicators.period.arithmetic import financial_year
from indicators.period.codes import parse_period

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

RETURN_COLUMNS = ("place", "agency", "return", "for_period", "owner")
WITHOUT, WITH = "without", "with"
#: ``world``: ``without`` or ``with`` reuse of figures; ``unit``: a code of ``assumptions.yaml``.
UNIT_SCHEMA: dict[str, type[pl.DataType]] = {
    "world": pl.String,
    "unit": pl.String,
    **dict.fromkeys(RETURN_COLUMNS, pl.String),
    "amount": pl.Int64,
}
#: Who makes a return: the agency in this role for its area.
MAKER_ROLE = {"pct": "pct", "partnership": "drug-partnership", "police": "police", "fire": "fire"}


def count_work_units(cells: pl.DataFrame, figures: pl.DataFrame, sets: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """``UNIT_SCHEMA`` of a plan's ``BURDEN_CELL_SCHEMA``, ``BURDEN_FIGURE_SCHEMA`` and record sets."""
    keyed = _add_year(cells.filter(counted="keyed_cells"))
    requested_figures = _add_year(figures)
    sign_offs = _list_sign_offs(keyed, ruleset)
    frames = [
        *_list_units_without_reuse(keyed), *_list_units_with_reuse(requested_figures),
        sign_offs.with_columns(world=pl.lit(WITHOUT)), sign_offs.with_columns(world=pl.lit(WITH)),
        _mark_unit(sets, WITHOUT, "record-set"), _mark_unit(sets, WITH, "record-set"),
    ]  # fmt: skip
    return pl.concat([frame.select(list(UNIT_SCHEMA)).cast(UNIT_SCHEMA) for frame in frames])  # type: ignore[arg-type]


def _list_units_without_reuse(keyed: pl.DataFrame) -> list[pl.DataFrame]:
    # What our own layout shows again is nobody's work, and what stands on the same form is only added up.
    values = keyed.filter(pl.col("step") != "same_line_again")
    return [
        _mark_unit(values.filter(~pl.col("own_parts")), WITHOUT, "item"),
        _mark_unit(values.filter("own_parts"), WITHOUT, "calculation"),
        _mark_unit(_first_of_each(keyed, "return", "owner", "for_period"), WITHOUT, "part"),
        _mark_unit(_first_of_each(keyed, "return", "line", "_year"), WITHOUT, "line"),
        _mark_unit(_first_of_each(keyed, "return", "_year"), WITHOUT, "form"),
    ]


def _list_units_with_reuse(requested_figures: pl.DataFrame) -> list[pl.DataFrame]:
    confirmations = requested_figures.filter(pl.col("later") > 0).with_columns(
        world=pl.lit(WITH), unit=pl.lit("confirmation"), amount=pl.col("later")
    )
    return [
        _mark_unit(requested_figures.filter("keyed"), WITH, "item"),
        _mark_unit(requested_figures.filter(~pl.col("keyed")), WITH, "copy"),
        confirmations,
        _mark_unit(_first_of_each(requested_figures, "return", "for_period"), WITH, "part"),
        _mark_unit(_first_of_each(requested_figures.filter("keyed"), "indicator", "_year"), WITH, "line"),
        _mark_unit(_first_of_each(requested_figures, "_year"), WITH, "form"),
    ]


def _first_of_each(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The first row of each agency and these names."""
    return rows.unique(["place", "agency", *names], keep="first", maintain_order=True)


def _mark_unit(rows: pl.DataFrame, reuse: str, unit: str) -> pl.DataFrame:
    return rows.with_columns(world=pl.lit(reuse), unit=pl.lit(unit), amount=pl.lit(1, pl.Int64))


def _add_year(rows: pl.DataFrame) -> pl.DataFrame:
    codes = rows["for_period"].unique().to_list()
    years = [find_financial_year(code) for code in codes]
    return rows.with_columns(_year=pl.col("for_period").replace_strict(codes, years, return_dtype=pl.String))


def find_financial_year(period: str) -> str:
    """The financial year in which a period ends."""
    end = parse_period(period).end
    return financial_year(end.year if end.month >= 4 else end.year - 1).code


def _list_sign_offs(keyed: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """One sign-off for each return in which somebody keys, by the agency that makes the return."""
    keyed_returns = keyed.select("place", "return", "owner", "for_period").unique(maintain_order=True)
    makers = [find_maker(ruleset, place, owner, period) for place, _, owner, period in keyed_returns.iter_rows()]
    with_agency = keyed_returns.with_columns(agency=pl.Series(makers, dtype=pl.String))
    return with_agency.with_columns(unit=pl.lit("sign-off"), amount=pl.lit(1, pl.Int64))


def find_maker(ruleset: Ruleset, place: str, area: str, period: str) -> str | None:
    """Code of the agency that makes and signs off the returns of an area's body; None where there is none."""
    role = MAKER_ROLE.get(ruleset.areas.get(area).kind, "council")
    agency = ruleset.places[place].agency_in_role(role, area, parse_period(period).end)
    return agency.code if agency else None
