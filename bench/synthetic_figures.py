"""Made-up uploads: the rows of the single upload, some of them spoiled on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import polars as pl

from bench.made_up_names import PERIOD
from bench.synthetic_catalogue import Size, synthetic_areas, synthetic_indicators

COLUMNS = ("indicator", "area", "period", "breakdown", "kind", "numerator", "denominator", "value", "symbol",
           "status", "note")  # fmt: skip
#: Of 106,400 rows 85 are spoiled.
SPOILED_SHARE = 0.0008
TWICE = "given twice"
#: How a row is spoiled, given the row and the next one. All are of percentages with both their parts.
SPOILERS: dict[str, Callable[[Row, Row], Row]] = {
    "unknown indicator": lambda row, _: {"indicator": row["indicator"] + "x"},
    "unknown area": lambda *_: {"area": "E09999999"},
    "period of another kind": lambda *_: {"period": "2009-10-31"},
    "unclear period": lambda *_: {"period": "2009-10"},
    "words for a number": lambda *_: {"numerator": "about 40"},
    "comma in a number": lambda *_: {"denominator": "12,345"},
    "less than zero": lambda *_: {"numerator": "-4"},
    "more than all": lambda row, _: {"numerator": str(int(row["denominator"]) + 1)},
    "over nothing": lambda *_: {"numerator": "3", "denominator": "0"},
    "half a person": lambda *_: {"numerator": "20.5"},
    "nothing given": lambda *_: {"numerator": None, "denominator": None},
    "figure and symbol": lambda *_: {"symbol": "confidential"},
    "unknown symbol": lambda *_: {"symbol": "secret"},
    "unknown kind": lambda *_: {"kind": "guess"},
    TWICE: lambda _, following: following,
}
_PRIME = 2_147_483_647
Row = dict[str, Any]


def upload(size: Size) -> pl.DataFrame:
    """``COLUMNS`` as text, by area, month and indicator; a hundredth of the figures are withheld."""
    keys = _keys(size)
    dice = [_dice(keys.height, size.seed + size.after + turn) for turn in range(4)]
    rows = keys.with_columns(pl.Series(f"d{n}", values) for n, values in enumerate(dice))
    rows = rows.with_columns(
        # Few indicators hold symbols, because one symbol leaves England without a sum.
        withheld=(pl.col("number") % 20 == 7) & (pl.col("d0") % 5 == 0),
        _denominator=50 + pl.col("d1") % 20_000,
    ).with_columns(_numerator=pl.col("d2") % (pl.col("_denominator") + 1))
    return rows.select(
        "indicator",
        "area",
        "period",
        breakdown=pl.lit("total"),
        kind=pl.lit("actual"),
        numerator=_shown("_numerator", pl.col("parts")),
        denominator=_shown("_denominator", pl.col("parts")),
        value=_value(),
        symbol=pl.when("withheld").then(pl.lit("confidential")),
        status=pl.when(pl.col("d0") % 10 == 3).then(pl.lit("provisional")).otherwise(pl.lit("final")),
        note=pl.lit(None, pl.String),
    )


def _keys(size: Size) -> pl.DataFrame:
    """One row for each figure: area, period, indicator, and what kind of indicator it is."""
    numbers = range(3 + size.after, 3 + size.after + size.months)
    months = [PERIOD] if size.months == 1 else [f"{2009 + m // 12}-M{m % 12 + 1:02}" for m in numbers]
    areas = pl.DataFrame({"area": [area.code for area in synthetic_areas(size)]})
    candidates = [(i["code"], i["parts"], i["unit"]) for i in synthetic_indicators(size)]
    indicators = pl.DataFrame(candidates, schema=["indicator", "parts", "unit"], orient="row").with_row_index("number")
    return areas.join(pl.DataFrame({"period": months}), how="cross").join(indicators, how="cross")


def _dice(count: int, seed: int) -> pl.Series:
    """Numbers that look random and are the same everywhere: a congruential generator, twice over."""
    turns = pl.int_range(1, count + 1, dtype=pl.Int64, eager=True)
    once = (turns * 48_271 + seed * 7_919) % _PRIME
    return (once * 69_621 + seed) % _PRIME


def _shown(name: str, applies: pl.Expr) -> pl.Expr:
    return pl.when(applies & ~pl.col("withheld")).then(pl.col(name).cast(pl.String))


def _value() -> pl.Expr:
    whole = (pl.col("d3") % 5_000).cast(pl.String)
    tenths = pl.concat_str((pl.col("d3") % 90).cast(pl.String), pl.lit("."), (pl.col("d1") % 10).cast(pl.String))
    text = pl.when(pl.col("unit") == "count").then(whole).otherwise(tenths)
    return pl.when(~pl.col("parts") & ~pl.col("withheld")).then(text)


def spoil(rows: pl.DataFrame, size: Size) -> tuple[pl.DataFrame, dict[int, str]]:
    """The rows with some of them wrong, and which: row as a spreadsheet shows it, and how it was spoiled.

    A figure given twice spoils both rows.
    """
    fit = _fit_to_be_spoiled(rows, size)
    rows_to_spoil = max(len(SPOILERS), round(rows.height * SPOILED_SHARE))
    places = random.Random(size.seed).sample(fit, min(rows_to_spoil, len(fit)))
    names = list(SPOILERS)
    how = {place: names[turn % len(names)] for turn, place in enumerate(places)}
    wrong = [_spoiled(rows, place, name) for place, name in how.items()]
    twins = {place + 1: name for place, name in how.items() if name == TWICE}
    return _replaced(rows, wrong), {place + 2: name for place, name in sorted((how | twins).items())}


def _fit_to_be_spoiled(rows: pl.DataFrame, size: Size) -> list[int]:
    """Percentages with both parts, no two of them neighbours."""
    number = pl.int_range(pl.len()) % size.indicators
    fit = (number % 20 < 11) & (number % 2 == 0) & pl.col("numerator").is_not_null()
    return rows.select(pl.arg_where(fit)).to_series().to_list()


def _spoiled(rows: pl.DataFrame, place: int, name: str) -> Row:
    row, following = rows.row(place, named=True), rows.row(place + 1, named=True)
    return {"at": place} | row | SPOILERS[name](row, following)


def _replaced(rows: pl.DataFrame, wrong: list[Row]) -> pl.DataFrame:
    spoiled = pl.DataFrame(wrong, schema={"at": pl.UInt32, **rows.schema})
    return rows.with_row_index("at").update(spoiled, on="at", how="left", include_nulls=True).drop("at")
