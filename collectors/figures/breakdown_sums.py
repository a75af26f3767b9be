"""Members of a breakdown that should add up to the total beside them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectors.figures.distinct_texts import encode_column
from collectors.figures.field_parsers import TOTAL
from collectors.figures.indicator_traits import add_indicator_traits
from collectors.figures.row_rules import plain_text
from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.figures.figure_key import FIGURE_KEY

_CELL = ("indicator", "area", "period", "kind")


def sum_marks(
    frame: pl.DataFrame, breakdowns: Mapping[str, Breakdown], catalogue: Mapping[str, Indicator]
) -> pl.DataFrame:
    """Queries for totals that differ from the sum of a partition in the same upload."""
    if not any("=" in breakdown for breakdown in encode_column(frame["breakdown"]).texts):
        return pl.DataFrame(schema=MARK_SCHEMA)
    frame = add_indicator_traits(frame.with_columns(pl.col(FIGURE_KEY).cast(pl.String)), catalogue)
    split = frame.filter(pl.col("breakdown").str.count_matches("=", literal=True) == 1)
    adding = [code for code in frame["indicator"].unique() if code and _adds(catalogue[code])]
    sizes = {code: len(b.members) for code, b in breakdowns.items() if b.kind == "partition"}
    summed = (
        split.filter(pl.col("indicator").is_in(pl.Series(adding, dtype=pl.String).implode()))
        .with_columns(dimension=pl.col("breakdown").str.split("=").list.first())
        .with_columns(wanted=pl.col("dimension").replace_strict(sizes, default=None, return_dtype=pl.UInt32))
        .group_by(*_CELL, "dimension", "wanted")
        .agg(pl.len().alias("found"), *(_sum(name) for name in ("numerator", "denominator", "value")))
        .filter(pl.col("found") == pl.col("wanted"))
    )
    totals = frame.filter(pl.col("breakdown") == TOTAL)
    compared = totals.join(summed, on=_CELL, suffix="_sum")
    return pl.concat([_differing(compared, name) for name in ("numerator", "denominator", "value")])


def _adds(indicator: Indicator) -> bool:
    return indicator.parts or indicator.unit in {"count", "kwh", "pounds", "tonnes_co2"}


def _sum(name: str) -> pl.Expr:
    # A member withheld makes the sum unknown, not smaller.
    return pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)


def _differing(compared: pl.DataFrame, name: str) -> pl.DataFrame:
    total, parts = pl.col(name), pl.col(f"{name}_sum")
    summable = ~pl.col("parts") if name == "value" else pl.col("parts")
    return compared.filter(summable & (total != parts)).select(
        pl.lit("breakdown-sum").alias("code"), ROW, pl.lit(name).alias("column"),
        plain_text(total).alias("value"),
        pl.format("{} add up to {}, the total says {}.", "dimension", plain_text(parts), plain_text(total)).alias(
            "detail"
        ),
    )  # fmt: skip
