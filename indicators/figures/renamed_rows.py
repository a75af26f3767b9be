"""Stored rows under the codes that their indicators have now."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from indicators.catalogue.former_codes import FormerCodes
from indicators.figures import code_book
from indicators.figures.figure_key import FIGURE_KEY
from returnonce.read_connection import ReadConnection

_VERSION = ("batch", *FIGURE_KEY)


def meets_former(connection: ReadConnection, former: FormerCodes) -> bool:
    """Whether any figure was ever stored under a former code."""
    return bool(former.by_code and code_book.find_numbers(connection, "indicator", former.by_code))


def rename_stored(
    connection: ReadConnection, rows: pl.DataFrame, former: FormerCodes, asked_codes: Collection[str] | None = None
) -> pl.DataFrame:
    """Stored rows; where any of them has a former code, ``indicator`` is a text from here on.

    ``asked_codes``: the indicators asked for. Where one batch has a figure under several codes, the one under the code
    of now counts, else the first by its code.
    """
    if not former.by_code or rows.is_empty():
        return rows
    met = code_book.read_numbers(connection, "indicator", former.by_code)
    if not rows["indicator"].is_in(met["id"].implode()).any():
        return rows
    texts = code_book.decode_column(connection, rows, "indicator")
    periods = code_book.decode_column(connection, rows.select("period"), "period")
    renamed = former.rename(texts.with_columns(_number="period", period=periods["period"]))
    was = texts["indicator"]
    rows = renamed.with_columns(period="_number", _was=was, _former=renamed["indicator"] != was).drop("_number")
    if asked_codes is not None:
        rows = rows.filter(pl.col("indicator").is_in(pl.Series([*asked_codes], dtype=pl.String).implode()))
    versions = rows.sort("_former", "_was", maintain_order=True).unique(_VERSION, keep="first", maintain_order=True)
    return versions.drop("_former", "_was")
