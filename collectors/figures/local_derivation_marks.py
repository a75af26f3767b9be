"""A workbook of figures derived where the records stayed: what it says of them, and marks where that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import polars as pl

from collectors.readers.marks import Mark
from collectors.readers.raw_table import ROW
from collectors.submissions.sending_agency import SendingAgency, find_areas_of_records
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import ReturnOnceError

#: What the sheet ``Derived`` says, in column A; column B has the answer.
DERIVED_SHEET, FINDINGS_SHEET = "derived", "findings"
AGENCY, RECORD_SET, VERSION, PERIOD, FILE_HASH, ROWS, RULESET = (
    "agency", "record set", "version of the record set", "period", "sha256 of the records", "rows", "ruleset",
)  # fmt: skip
#: What is asked of a figure that somebody keyed, and of none that records give here: whether it is asked for in such a
#: period and by this agency, and what a number of its kind can be. Records may reach over part of a year that goes on.
OF_KEYED_FIGURES = frozenset({
    "not-in-force", "period-kind", "period-future", "period-not-ended", "breakdown-not-here", "breakdown-sum",
    "restricted", "not-of-record", "compiled-centrally", "parts-unexpected", "value-alone", "empty-group",
    "numerator-negative", "denominator-negative", "value-negative", "numerator-not-whole", "denominator-not-whole",
    "value-not-whole", "numerator-too-large", "denominator-zero", "percentage-range", "percentage-unusual",
    "percentage-fraction", "big-change", "same-as-last",
})  # fmt: skip
CELL = ("indicator", "area", "period")
_HASH = re.compile(r"[0-9a-f]{64}")


def is_locally_derived(facts: Mapping[str, str]) -> bool:
    """Whether a workbook names the file of records from which its figures were derived."""
    return _HASH.fullmatch(facts.get(FILE_HASH, "")) is not None and RECORD_SET in facts


def find_derived_from(facts: Mapping[str, str]) -> tuple[str, str] | None:
    """The record set and the period of the records behind a workbook, as it says."""
    return (facts[RECORD_SET], facts.get(PERIOD, "")) if is_locally_derived(facts) else None


def local_derivation_marks(facts: Mapping[str, str], *, agency: str | None, ruleset: str) -> Iterator[Mark]:
    """Marks on the workbook as a whole."""
    if not is_locally_derived(facts):
        return
    yield Mark("derived-at-home", detail=f"{facts[RECORD_SET]}, SHA-256 {facts[FILE_HASH][:12]}")
    if agency is not None and facts.get(AGENCY) != agency:
        yield Mark("derived-agency", value=facts.get(AGENCY), detail=agency)
    if facts.get(RULESET) != ruleset:
        yield Mark("derived-ruleset")


def drop_marks_of_keyed_figures(
    marks: pl.DataFrame,
    rows: pl.DataFrame,
    facts: Mapping[str, str],
    *,
    ruleset: Ruleset,
    sender: SendingAgency | None,
) -> pl.DataFrame:
    """The marks that the same figures would get if their records were sent; all of them where nothing was derived.

    ``rows``: row, ``indicator``, ``area`` and ``period`` of each. Only what the named records of this agency can give
    for their area and period is spared: what somebody wrote beside it is judged as any figure.
    """
    if not is_locally_derived(facts):
        return marks
    cells = _list_cells(facts, ruleset, sender)
    coded = rows.select(ROW, pl.col("indicator", "area", "period").cast(pl.String))
    given = coded.join(cells, on=[name for name in CELL if name in cells.columns], how="semi")[ROW]
    at_given = pl.col(ROW).is_in(given.implode()).fill_null(value=given.len() == rows.height)
    return marks.filter(~(pl.col("code").is_in(sorted(OF_KEYED_FIGURES)) & at_given))


def _list_cells(facts: Mapping[str, str], ruleset: Ruleset, sender: SendingAgency | None) -> pl.DataFrame:
    """Indicator, area and period of all that the named records can give; of every area where no sender is named."""
    # Who keys figures does not wait for what reads records.
    from indicators.records.derivation import list_figure_cells

    try:
        period = parse_period(facts.get(PERIOD, ""))
        record_set = ruleset.records.record_set(facts[RECORD_SET])
    except ReturnOnceError:
        return pl.DataFrame(schema=dict.fromkeys(CELL, pl.String))
    cells = list_figure_cells(ruleset.catalogue, record_set.code, period)
    if sender is None:
        return cells
    areas = find_areas_of_records(sender, record_set.code, record_set.role, period.end)
    return cells.join(pl.DataFrame({"area": sorted(areas)}, schema={"area": pl.String}), how="cross")
