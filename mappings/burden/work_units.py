"""Units of work without reuse, where each return is made by itself, and with reuse, where each figure is given once.

Each unit lies with one agency, one return and one period, so that units add up over any of them. What
serves several returns lies with the one that needs it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from indicators.period.codes import financial_year, parse_period

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

AT = ("place", "agency", "return", "for_period", "owner")
WITHOUT, WITH = "without", "with"
#: ``world``: ``without`` or ``with`` reuse of figures; ``unit``: a code of ``assumptions.yaml``.
UNIT_SCHEMA: dict[str, type[pl.DataType]] = {
    "world": pl.String,
    "unit": pl.String,
    **dict.fromkeys(AT, pl.String),
    "amount": pl.Int64,
}
#: Who makes a return: the agency in this role for its area.
MAKER_ROLE = {"pct": "pct", "partnership": "drug-partnership", "police": "police", "fire": "fire"}


def count_work_units(cells: pl.DataFrame, figures: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """``UNIT_SCHEMA`` of a plan's ``BURDEN_CELL_SCHEMA`` and ``BURDEN_FIGURE_SCHEMA``."""
    keyed = _with_year(cells.filter(counted="keyed_cells"))
    asked = _with_year(figures)
    signed = _signed_off(keyed, ruleset)
    told = [*_without(keyed), *_with(asked), signed.with_columns(world=pl.lit(WITHOUT)),
            signed.with_columns(world=pl.lit(WITH))]  # fmt: skip
    return pl.concat([frame.select(list(UNIT_SCHEMA)).cast(UNIT_SCHEMA) for frame in told])  # type: ignore[arg-type]


def _without(keyed: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        _counted(keyed, WITHOUT, "item"),
        _counted(_once(keyed, "return", "owner", "for_period"), WITHOUT, "part"),
        _counted(_once(keyed, "return", "line", "_year"), WITHOUT, "line"),
        _counted(_once(keyed, "return", "_year"), WITHOUT, "form"),
    ]


def _with(asked: pl.DataFrame) -> list[pl.DataFrame]:
    later = asked.filter(pl.col("later") > 0).with_columns(
        world=pl.lit(WITH), unit=pl.lit("confirmation"), amount=pl.col("later")
    )
    return [
        _counted(asked.filter("keyed"), WITH, "item"),
        _counted(asked.filter(~pl.col("keyed")), WITH, "copy"),
        later,
        _counted(_once(asked, "return", "for_period"), WITH, "part"),
        _counted(_once(asked.filter("keyed"), "indicator", "_year"), WITH, "line"),
        _counted(_once(asked, "_year"), WITH, "form"),
    ]


def _once(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The first row of each agency and these names."""
    return rows.unique(["place", "agency", *names], keep="first", maintain_order=True)


def _counted(rows: pl.DataFrame, world: str, unit: str) -> pl.DataFrame:
    return rows.with_columns(world=pl.lit(world), unit=pl.lit(unit), amount=pl.lit(1, pl.Int64))


def _with_year(rows: pl.DataFrame) -> pl.DataFrame:
    codes = rows["for_period"].unique().to_list()
    years = [find_financial_year(code) for code in codes]
    return rows.with_columns(_year=pl.col("for_period").replace_strict(codes, years, return_dtype=pl.String))


def find_financial_year(period: str) -> str:
    """The financial year in which a period ends."""
    end = parse_period(period).end
    return financial_year(end.year if end.month >= 4 else end.year - 1).code


def _signed_off(keyed: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """One sign-off for each return in which somebody keys, by the agency that makes the return."""
    sent = keyed.select("place", "return", "owner", "for_period").unique(maintain_order=True)
    makers = [find_maker(ruleset, place, owner, period) for place, _, owner, period in sent.iter_rows()]
    named = sent.with_columns(agency=pl.Series(makers, dtype=pl.String))
    return named.with_columns(unit=pl.lit("sign-off"), amount=pl.lit(1, pl.Int64))


def find_maker(ruleset: Ruleset, place: str, area: str, period: str) -> str | None:
    """Code of the agency that makes and signs off the returns of an area's body; None where there is none."""
    role = MAKER_ROLE.get(ruleset.areas.get(area).kind, "council")
    agency = ruleset.places[place].agency_in_role(role, area, parse_period(period).end)
    return agency.code if agency else None
