"""Why figures cannot be summed over areas, for many figures at once."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.evaluation.partitions import name_with_symbol

REFUSAL_SCHEMA: dict[str, type[pl.DataType]] = {"cell": pl.UInt64, "way": pl.Int64, "text": pl.String}


def explain_missing_parts(refused_rows: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """``REFUSAL_SCHEMA`` of parts (at, state, symbol, reached), in order, of ways that make no sum.

    ``at`` is a row of ``parts`` (``PART_SCHEMA``), which names them.
    """
    named = refused_rows.select("cell", "way", "state", "symbol", "reached").hstack(
        parts.select("what", "name")[refused_rows["at"]]
    )
    ways = named.group_by("cell", "way", "what", maintain_order=True).agg("name", "state", "symbol", "reached")
    rows = [
        (cell, way, _explain_parts(what, list(zip(*of_parts, strict=True))))
        for cell, way, what, *of_parts in ways.iter_rows()
    ]
    return pl.DataFrame(rows, schema=REFUSAL_SCHEMA, orient="row")


def _explain_parts(what: str, parts: list[tuple[str, str, str | None, bool]]) -> str:
    if unreached := [name for name, _, _, reached in parts if not reached]:
        return reasons.missing_parts(what, unreached)
    if missing := [name_with_symbol(name, symbol) for name, state, symbol, _ in parts if state in {"symbol", "none"}]:
        return reasons.missing_parts(what, missing)
    return reasons.bare_shares([name for name, state, _, _ in parts if state == "bare"])


def explain_no_sums(
    cells: pl.DataFrame, given_figures: pl.DataFrame, parts: pl.DataFrame, catalogue: Mapping[str, Indicator]
) -> pl.DataFrame:
    """``REFUSAL_SCHEMA`` of cells of indicators that do not add over areas, where any part was given."""
    ways = cells.join(parts, on=["area", "period", "tied"], how="inner")
    known = ways.join(given_figures.select("series", part="area"), on=["series", "part"], how="semi")
    rows = [
        (cell, way, reasons.non_additive_parts(catalogue[code], what))
        for cell, way, code, what in known.select("cell", "way", "indicator", "what").unique().iter_rows()
    ]
    return pl.DataFrame(rows, schema=REFUSAL_SCHEMA, orient="row")


def join_refusals(cells: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    """The cells with ``reason``: that none was given, then what is refused, way by way, each thing once."""
    none_given = pl.lit(reasons.NONE_GIVEN)
    texts = refusals.sort("cell", "way").group_by("cell").agg(pl.col("text").unique(maintain_order=True).str.join(" "))
    joined = cells.join(texts, on="cell", how="left")
    return joined.select("cell", reason=pl.concat_str(none_given, "text", separator=" ", ignore_nulls=True))
