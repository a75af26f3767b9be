"""The figures of the period before, beside those of now: an agency's own first, then anybody's."""

from __future__ import annotations

import polars as pl

from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from indicators.figures.store import read_same_figures
from indicators.period.codes import parse_period
from returnonce.read_connection import ReadSource

PERIOD_NOW = "period_now"


def read_last_period(
    source: ReadSource, keys: pl.DataFrame, *, agency: str | None, former: FormerCodes = NO_FORMER_CODES
) -> pl.DataFrame:
    """For each of ``keys`` (``FIGURE_KEY``) the figure of the period before it, where there is one.

    ``FIGURE_ORIGIN_SCHEMA``, and ``period_now``: the period of the key that it stands beside.
    """
    before = {code: parse_period(code).previous().code for code in keys["period"].unique()}
    if not before:
        return pl.DataFrame(schema={**FIGURE_ORIGIN_SCHEMA, PERIOD_NOW: pl.String})
    now = {code: period for period, code in before.items()}
    earlier = keys.select(FIGURE_KEY).cast(pl.String).with_columns(pl.col("period").replace_strict(before))
    figures = read_same_figures(source, earlier, former=former)
    own_first = figures.sort(pl.col("agency").ne_missing(agency), maintain_order=True)
    last = own_first.unique(FIGURE_KEY, keep="first", maintain_order=True)
    return last.with_columns(pl.col("period").replace_strict(now, return_dtype=pl.String).alias(PERIOD_NOW))
