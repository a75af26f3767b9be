"""Requests that stored figures already satisfy, directly or by adding up.

The plan is made as if the store were empty, so that it stays the same while figures come in. Then stored figures are
marked as given, requests that nothing waits for are left out, and where stored parts allow a smaller set, it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from sqlmodel import Session

from indicators.evaluation.figure_lookup import SUPPLIER_PREFIX
from indicators.figures.figure_key import FigureKey
from indicators.figures.store import FIGURE_KEY
from mappings.plan.answerable_figures import filter_usable, find_answerable, find_given_figures, read_stored_figures
from mappings.plan.figure_requests import CollectionInputs
from mappings.plan.minimum_by_indicator import MinimumFinder
from mappings.plan.minimum_by_place import RESTS, SPARED, WANTED, AgenciesOfRecord, describe_omission

GIVEN = "given already"
NOT_NEEDED = "given already is what it is needed for"
ASKED = ("place", "indicator", "asked_area", "asked_period", "asked_breakdown")
_BARRED = pl.col("barred").str.split("|").explode().unique().sort().str.join("|")


@dataclass(frozen=True)
class ExistingFigures:
    """``given``: ``CELL`` of figures asked for that are there. ``collecting``: without what is needless.
    ``spared``: ``SPARED``, of figures left out for that reason."""

    given_figures: pl.DataFrame
    collecting: CollectionInputs
    spared: pl.DataFrame


def find_existing_figures(
    collecting: CollectionInputs,
    session: Session | None,
    owners: Mapping[str, AgenciesOfRecord],
    *,
    as_of: datetime | None = None,
) -> ExistingFigures:
    """Hold a plan against the store, as known at ``as_of``; without one, nothing is there."""
    waiters = collecting.waiters.filter(pl.col("record_set").is_null())
    nothing = ExistingFigures(
        pl.DataFrame(schema=dict.fromkeys(FIGURE_KEY, pl.String)), collecting, pl.DataFrame(schema=SPARED)
    )
    if session is None or waiters.is_empty():
        return nothing
    stored = read_stored_figures(collecting.ruleset, session, waiters, as_of=as_of)
    if stored.is_empty():
        return nothing
    given_figures = find_given_figures(collecting.ruleset, waiters, stored)
    answered_keys = given_figures.drop("kind").rename(dict(zip(FIGURE_KEY[1:4], ASKED[2:], strict=True)))
    waiting = waiters.join(answered_keys, on=ASKED[1:], how="anti")
    still_waiting, met = _still_waiting(waiting, collecting, stored)
    needless = met.select(ASKED).unique(maintain_order=True)
    spared = needless.rename(dict(zip(ASKED, WANTED, strict=True))).with_columns(why=pl.lit(NOT_NEEDED))
    rests = collecting.rests.join(needless, on=ASKED, how="anti")
    rests, more = _reduce_by_stored_parts(
        replace(collecting, rests=rests), still_waiting, given_figures, stored, owners
    )
    return ExistingFigures(
        given_figures, replace(collecting, rests=rests), pl.concat([spared.select(SPARED.keys()), more])
    )


def _still_waiting(
    waiting: pl.DataFrame, collecting: CollectionInputs, stored: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of those that wait for what is not there: those that can be served only by it, and those of figures that
    nothing needs any more, since all that was to be made from them is there."""
    needed = waiting.select(
        pl.col("needed").alias("indicator"), "area", pl.col("needed_period").alias("period"), "breakdown",
        pl.lit("actual").alias("kind"), "barred",
    )  # fmt: skip
    answerable = find_answerable(collecting.ruleset, needed, stored).with_columns(met=True)
    key = ["needed", "area", "needed_period", "breakdown"]
    with_answers = waiting.join(
        answerable.drop("kind"), left_on=key, right_on=list(FIGURE_KEY[:4]), how="left", maintain_order="left"
    )
    marked = with_answers.with_columns(pl.col("met").fill_null(value=False))
    needless = pl.col("met").all().over(ASKED)
    return marked.filter(~needless), marked.filter(needless)


def _reduce_by_stored_parts(
    collecting: CollectionInputs,
    waiting: pl.DataFrame,
    given_figures: pl.DataFrame,
    stored: pl.DataFrame,
    owners: Mapping[str, AgenciesOfRecord],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``RESTS`` where parts that are in the store do with fewer figures, and what is spared by that."""
    rests, spared = [collecting.rests], []
    parts = stored.filter(
        pl.col("kind") == "actual", pl.col("symbol").is_null(), ~pl.col("breakdown").str.contains(SUPPLIER_PREFIX)
    )
    extra = parts.join(given_figures, on=FIGURE_KEY, how="anti")["indicator"].unique()
    groups = waiting.filter(pl.col("indicator").is_in(extra.implode())).partition_by("place", "indicator", as_dict=True)
    for (place, indicator), group in groups.items():
        barred = group.select(_BARRED).item()
        free = filter_usable(parts.filter(indicator=indicator), barred).select(FIGURE_KEY).unique()
        replacement = _find_smaller_set(group, free, owners[str(place)], collecting)
        if replacement is not None:
            rests[0] = _without(rests[0], group)
            rests.append(replacement[0])
            spared.append(replacement[1])
    return pl.concat(rests), pl.concat([pl.DataFrame(schema=SPARED), *spared])


def _find_smaller_set(
    group: pl.DataFrame, free: pl.DataFrame, owners: AgenciesOfRecord, collecting: CollectionInputs
) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """What the wanted figures of one indicator at one place rest on instead; None where it is no fewer."""
    figures = group.filter(~pl.col("met")).select(WANTED).unique(maintain_order=True)
    columns = figures.select(WANTED[1:]).iter_rows()
    cells = [FigureKey(indicator, area, period, breakdown, "actual") for indicator, area, period, breakdown in columns]
    stored_parts = {FigureKey(*row): GIVEN for row in free.iter_rows()}
    finder = MinimumFinder(collecting.ruleset.world(), owners.find_agency)
    minimum = finder.find_minimum(cells, stored_parts)
    if len(minimum.figures) >= group.select(ASKED).n_unique():
        return None
    place = owners.place.name
    serves = [(one, figure) for one, figure in minimum.serves if figure in minimum.figures]
    rests = [(place, *one[:4], *figure[1:4], owners.find_agency(figure), None, None) for one, figure in serves]
    why = [(place, *cell[:4], describe_omission(reason, collecting.ruleset)) for cell, reason in minimum.spared]
    return pl.DataFrame(rests, schema=RESTS, orient="row"), pl.DataFrame(why, schema=SPARED, orient="row")


def _without(rests: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """Without the rows by which the group's wanted figures rest on those that are not there."""
    return rests.join(group.select(*WANTED, *ASKED[2:]).unique(), on=[*WANTED, *ASKED[2:]], how="anti")
