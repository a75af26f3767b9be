"""Results for many figures at once that are sums over areas, or that cannot be summed, with the reason.

Gives the same results as :class:`indicators.evaluation.figure_evaluator.FigureEvaluator`, which is slow and
general. What needs more than whole parts, each given as it is or such a sum itself, is left to the evaluator.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from indicators.evaluation.area_coverage import AreaCoverage
from indicators.evaluation.area_partitions import list_area_parts
from indicators.evaluation.area_refusals import explain_missing_parts, explain_no_sums, join_refusals
from indicators.evaluation.area_results import build_refusals, build_sums
from indicators.evaluation.area_states import find_area_states, split_cells
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.coterminous import list_coterminous_pairs
from indicators.evaluation.direct_matches import RESULT_SCHEMA
from indicators.evaluation.given_states import CELL, SERIES, read_given_states
from indicators.evaluation.plain_needs import RULES, select_plain_needs
from indicators.period.codes import parse_period

#: Results are put into their order a few at once, since each brings all the figures that it rests on.
REQUESTS_AT_ONCE = 1_000


def sum_areas(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """Rows of ``needs`` (with ``_need``) whose result is found here: their columns, then ``RESULT_SCHEMA``.

    ``chosen_figures``: one row per key.
    """
    # What the search alone needs is given up before the results are made, which are as large.
    requests, sums, leaves, refused = _find_sums(needs, chosen_figures, context)
    slices = list(requests.sort("_need").iter_slices(REQUESTS_AT_ONCE)) or [requests]
    results = (_build_results(part, sums, leaves, chosen_figures, refused) for part in slices)
    columns = [*needs.columns, *RESULT_SCHEMA]
    return pl.concat([part.with_columns(pl.col("area").cast(pl.String)).select(columns) for part in results])


class _SumSearchResult(NamedTuple):
    """``requests``: plain needs with cell. ``sums`` and ``refused``: cells, these with their reason. ``leaves``: as of
    :class:`indicators.evaluation.area_states.AreaStates`."""

    requests: pl.DataFrame
    sums: pl.DataFrame
    leaves: pl.DataFrame
    refused: pl.DataFrame


def _find_sums(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> _SumSearchResult:
    search = _start_search(needs, chosen_figures, context)
    adding, alone = search.cells.filter("adds"), search.cells.filter(~pl.col("adds") & ~pl.col("splits"))
    asked_cells = split_cells(adding.drop("adds"), search.given_figures, search.parts, search.shared_cells)
    found = find_area_states(asked_cells, AreaCoverage(chosen_figures, context))
    sums = found.states.filter(pl.col("state") == "added")
    no_sum = pl.concat([found.states.filter(pl.col("state") == "none").select("cell"), alone.select("cell")])
    refusals = pl.concat(
        [
            explain_missing_parts(
                found.refused_rows.join(search.cells, on="cell", how="semi", maintain_order="left"), search.parts
            ),
            explain_no_sums(alone, search.given_figures, search.parts, context.catalogue),
        ]
    )
    refused = join_refusals(no_sum, refusals)
    return _SumSearchResult(search.requests, sums, found.leaves, refused)


def _build_results(
    requests: pl.DataFrame,
    sums: pl.DataFrame,
    leaves: pl.DataFrame,
    chosen_figures: pl.DataFrame,
    refused: pl.DataFrame,
) -> pl.DataFrame:
    """The results of requests, in order of ``_need``."""
    parts = (
        build_sums(requests.join(sums, on="cell", how="semi"), leaves, chosen_figures),
        build_refusals(requests.join(refused, on="cell", how="inner")),
    )
    return pl.concat(parts, how="diagonal").sort("_need")


class _Search(NamedTuple):
    """``requests``: plain needs with cell. ``cells``: each once, without ``shared_cells``."""

    requests: pl.DataFrame
    cells: pl.DataFrame
    given_figures: pl.DataFrame
    parts: pl.DataFrame
    shared_cells: pl.DataFrame


def _start_search(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> _Search:
    plain = select_plain_needs(needs, chosen_figures, context)
    series = plain.select(*SERIES, *RULES, "splits").unique(SERIES, maintain_order=True).with_row_index("series")
    parts = list_area_parts(plain.select("area", "period", "tied"), context)
    areas = pl.Enum(pl.concat([plain["area"], parts["part"], chosen_figures["area"]]).unique())
    given_figures = read_given_states(chosen_figures, series, areas)
    numbered = plain.join(series.select(*SERIES, "series"), on=SERIES, how="left", maintain_order="left")
    requests = numbered.with_columns(pl.col("area").cast(areas)).with_columns(cell=CELL)
    shared_cells = _find_shared(pl.concat([plain["area"], parts["part"]]).unique(), series, given_figures, context)
    cells = requests.select("cell", "series", "area", "indicator", "period", "tied", "splits", "adds").unique("cell")
    at = parts.with_columns(pl.col("area", "part").cast(areas))
    return _Search(requests, cells.join(shared_cells, on="cell", how="anti"), given_figures, at, shared_cells)


def _find_shared(
    areas: pl.Series, series: pl.DataFrame, given_figures: pl.DataFrame, context: EvaluationContext
) -> pl.DataFrame:
    """Cells whose figure was given for a coterminous area, which shares it."""
    area_type, given_areas = given_figures.schema["area"], given_figures["area"].unique()
    pairs = [
        (period, area, twin)
        for period in series["period"].unique()
        for area, twin in list_coterminous_pairs(areas, given_areas, context.areas, on=parse_period(period).end)
    ]
    schema = {"period": pl.String(), "shares": area_type, "area": area_type}
    twins = pl.DataFrame(pairs, schema=schema, orient="row")
    figures = given_figures.select("series", "area").join(twins, on="area", how="inner").drop("area")
    shared_cells = figures.join(series.select("series", "period"), on=["series", "period"], how="semi")
    return shared_cells.select("series", area="shares").select(cell=CELL).unique()
