"""Two agencies that gave different values for one figure: said on the upload, and on the other agency's submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from collectors.readers.marks import MARK_SCHEMA, no_marks
from collectors.readers.raw_table import ROW
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import find_disagreements
from indicators.figures.figure_key import FIGURE_KEY

_COMPARED = ("numerator", "denominator", "value", "symbol", "rounded_to")


class AgencyDisagreement(NamedTuple):
    """One figure for which another agency gave a different value, with that agency's batch and locator."""

    row: int
    other_batch: str
    other_locator: str
    detail: str


def find_agency_disagreements(
    rows: pl.DataFrame, other_figures: pl.DataFrame, *, agency: str, catalogue: Mapping[str, Indicator]
) -> list[AgencyDisagreement]:
    """``rows``: row, the cell and its figures, as the agency gives them; ``known`` as the store reads it."""
    others = other_figures.filter(pl.col("agency") != agency).join(rows, on=FIGURE_KEY, how="semi")
    if others.is_empty():
        return []
    own = rows.join(others, on=FIGURE_KEY, how="semi").with_columns(agency=pl.lit(agency))
    columns = [*FIGURE_KEY, *_COMPARED, "agency"]
    rows_that_differ = find_disagreements(pl.concat([own.select(columns), others.select(columns)]), catalogue)
    return list(_with_this_agency(rows_that_differ, own, others, agency=agency, catalogue=catalogue))


def _with_this_agency(
    rows_that_differ: pl.DataFrame,
    own_figures: pl.DataFrame,
    others: pl.DataFrame,
    *,
    agency: str,
    catalogue: Mapping[str, Indicator],
) -> Iterator[AgencyDisagreement]:
    where = {row[:-1]: row[-1] for row in own_figures.select(*FIGURE_KEY, ROW).iter_rows()}
    sources = {row[:-2]: row[-2:] for row in others.select(*FIGURE_KEY, "agency", "origin", "locator").iter_rows()}
    for differing_row in rows_that_differ.iter_rows(named=True):
        pair = {differing_row["agency"], differing_row["other_agency"]}
        if agency not in pair:
            continue
        cell = tuple(differing_row[name] for name in FIGURE_KEY)
        origin, locator = sources[(*cell, next(iter(pair - {agency})))]
        # Who may see a restricted figure is not known here, so neither side is told the other's.
        restricted = catalogue[cell[0]].access == "restricted"
        message = "two agencies give different figures" if restricted else differing_row["message"]
        yield AgencyDisagreement(where[cell], origin, locator, f"{_describe_cell(cell)}: {message}")


def _describe_cell(cell: tuple[str, ...]) -> str:
    indicator, area, period, breakdown, kind = cell
    more = [breakdown] * (breakdown != "total") + [kind] * (kind != "actual")
    return " ".join([indicator, area, period, *more])


def disagreement_marks(disagreements: list[AgencyDisagreement]) -> pl.DataFrame:
    """As marks on the rows of this upload."""
    if not disagreements:
        return no_marks()
    marks = [("disagrees", disagreement.row, "indicator", None, disagreement.detail) for disagreement in disagreements]
    return pl.DataFrame(marks, schema=MARK_SCHEMA, orient="row")
