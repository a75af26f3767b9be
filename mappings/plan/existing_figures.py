"""Requests that stored figures already satisfy, directly or by adding up.

The plan is made as if the store were empty, so that it stays the same while figures come in. Then stored figures are
marked as given, requests that nothing waits for are left out, and where stored parts allow a smaller set, it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from indicators.evaluation.figure_lookup import SUPPLIER_PREFIX
from indicators.figures.figure_key import FIGURE_KEY, FigureKey
from mappings.plan.answerable_figures import filter_usable, find_answerable, find_given_figures, read_stored_figures
from mappings.plan.figure_requests import CollectionInputs
from mappings.plan.minimum_by_indicator import MinimumFinder
from mappings.plan.minimum_by_place import OMISSIONS, REQUIRED_KEY, SOURCES, AgenciesOfRecord, describe_omission
from mappings.plan.touching_periods import find_touching_periods
from returnonce.read_connection import ReadSource

GIVEN_REASON = "given already"
NOT_NEEDED = "given already is what it is needed for"
SOURCE_KEY = ("place", "indicator", "asked_area", "asked_period", "asked_breakdown")
_BARRED = pl.col("barred").str.split("|").explode().unique().sort().str.join("|")


@dataclass(frozen=True)
class ExistingFigures:
    """``given_figures``: ``FIGURE_KEY`` of requested figures that are stored. ``collecting``: without those requests.
    ``spared``: ``OMISSIONS``, of figures left out for that reason."""

    given_figures: pl.DataFrame
    collecting: CollectionInputs
    spared: pl.DataFrame


def find_existing_figures(
    collecting: CollectionInputs,
    store: ReadSource | None,
    owners: Mapping[str, AgenciesOfRecord],
    *,
    as_of: datetime | None = None,
) -> ExistingFigures:
    """Hold a plan against the store, as known at ``as_of``; without one, nothing is there."""
    waiting_lines = collecting.waiting_lines.filter(pl.col("record_set").is_null())
    nothing = ExistingFigures(
        pl.DataFrame(schema=dict.fromkeys(FIGURE_KEY, pl.String)), collecting, pl.DataFrame(schema=OMISSIONS)
    )
    if store is None or waiting_lines.is_empty():
        return nothing
    stored_figures = read_stored_figures(collecting.ruleset, store, waiting_lines, as_of=as_of)
    if stored_figures.is_empty():
        return nothing
    given_figures = find_given_figures(collecting.ruleset, waiting_lines, stored_figures)
    answered_keys = given_figures.drop("kind").rename(dict(zip(FIGURE_KEY[1:4], SOURCE_KEY[2:], strict=True)))
    open_requests = waiting_lines.join(answered_keys, on=SOURCE_KEY[1:], how="anti")
    still_waiting, met = _still_waiting(open_requests, collecting, stored_figures)
    needless = met.select(SOURCE_KEY).unique(maintain_order=True)
    spared = needless.rename(dict(zip(SOURCE_KEY, REQUIRED_KEY, strict=True))).with_columns(why=pl.lit(NOT_NEEDED))
    sources = collecting.sources.join(needless, on=SOURCE_KEY, how="anti")
    sources, more = _reduce_by_stored_parts(
        replace(collecting, sources=sources), still_waiting, given_figures, stored_figures, owners
    )
    return ExistingFigures(
        given_figures, replace(collecting, sources=sources), pl.concat([spared.select(OMISSIONS.keys()), more])
    )


def _still_waiting(
    open_requests: pl.DataFrame, collecting: CollectionInputs, stored_figures: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of those that wait for what is not there: those that can be served only by it, and those of figures that
    nothing needs any more, since all that was to be made from them is there."""
    needed = open_requests.select(
        pl.col("needed").alias("indicator"), "area", pl.col("needed_period").alias("period"), "breakdown",
        pl.lit("actual").alias("kind"), "barred",
    )  # fmt: skip
    answerable = find_answerable(collecting.ruleset, needed, stored_figures).with_columns(met=True)
    key = ["needed", "area", "needed_period", "breakdown"]
    with_answers = open_requests.join(
        answerable.drop("kind"), left_on=key, right_on=list(FIGURE_KEY[:4]), how="left", maintain_order="left"
    )
    marked = with_answers.with_columns(pl.col("met").fill_null(value=False))
    needless = pl.col("met").all().over(SOURCE_KEY)
    return marked.filter(~needless), marked.filter(needless)


def _reduce_by_stored_parts(
    collecting: CollectionInputs,
    open_requests: pl.DataFrame,
    given_figures: pl.DataFrame,
    stored_figures: pl.DataFrame,
    owners: Mapping[str, AgenciesOfRecord],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``SOURCES`` where parts that are in the store do with fewer figures, and what is spared by that."""
    sources, spared = [collecting.sources], []
    parts = stored_figures.filter(
        pl.col("kind") == "actual", pl.col("symbol").is_null(), ~pl.col("breakdown").str.contains(SUPPLIER_PREFIX)
    )
    extra = parts.join(given_figures, on=FIGURE_KEY, how="anti")["indicator"].unique()
    groups = open_requests.filter(pl.col("indicator").is_in(extra.implode())).partition_by(
        "place", "indicator", as_dict=True
    )
    for (place, indicator), group in groups.items():
        barred = group.select(_BARRED).item()
        free = filter_usable(parts.filter(indicator=indicator), barred).select(FIGURE_KEY).unique()
        replacement = _find_smaller_set(group, free, owners[str(place)], collecting)
        if replacement is not None:
            sources[0] = _drop_replaced_sources(sources[0], group)
            sources.append(replacement[0])
            spared.append(replacement[1])
    return pl.concat(sources), pl.concat([pl.DataFrame(schema=OMISSIONS), *spared])


def _find_smaller_set(
    group: pl.DataFrame, free: pl.DataFrame, owners: AgenciesOfRecord, collecting: CollectionInputs
) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """What the wanted figures of one indicator at one place rest on instead; None where it is no fewer."""
    figures = group.filter(~pl.col("met")).select(REQUIRED_KEY).unique(maintain_order=True)
    columns = figures.select(REQUIRED_KEY[1:]).iter_rows()
    cells = [FigureKey(indicator, area, period, breakdown, "actual") for indicator, area, period, breakdown in columns]
    near = find_touching_periods(figures["period"].unique(), free["period"].unique())
    stored_parts = {FigureKey(*row): GIVEN_REASON for row in free.filter(pl.col("period").is_in(near)).iter_rows()}
    finder = MinimumFinder(collecting.ruleset.evaluation_context(), owners.find_agency)
    minimum = finder.find_minimum(cells, stored_parts)
    if len(minimum.figures) >= group.select(SOURCE_KEY).n_unique():
        return None
    place = owners.place.name
    cell_sources = [(cell, figure) for cell, figure in minimum.cell_sources if figure in minimum.figures]
    sources = [
        (place, *cell[:4], *figure[1:4], owners.find_agency(figure), None, None) for cell, figure in cell_sources
    ]
    why = [(place, *cell[:4], describe_omission(reason, collecting.ruleset)) for cell, reason in minimum.spared]
    return pl.DataFrame(sources, schema=SOURCES, orient="row"), pl.DataFrame(why, schema=OMISSIONS, orient="row")


def _drop_replaced_sources(sources: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """Without the rows by which the group's wanted figures rest on those that are not there."""
    return sources.join(
        group.select(*REQUIRED_KEY, *SOURCE_KEY[2:]).unique(), on=[*REQUIRED_KEY, *SOURCE_KEY[2:]], how="anti"
    )
