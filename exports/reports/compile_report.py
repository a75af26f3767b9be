"""Compiles a report of chosen indicators for an area and period, as its readers may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from exports.disclosure.gate import GatedReturn, apply_gate
from exports.disclosure.released_table import ReleasedTable
from indicators.figures.store import read_figures
from mappings.definitions.indicator_reports import IndicatorReport
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.fill.report_form import build_report_layout, build_report_return
from returnonce.errors import NotFound
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from indicators.catalogue.former_codes import FormerCodes
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class ReportRequest:
    """A report for an area and a period, as known at an instant; none: as it is known now."""

    report: str
    area: str
    period: str
    as_of: datetime | None = None
    today: date | None = None


def compile_report(
    ruleset: Ruleset, store: ReadSource, request: ReportRequest, history: Sequence[ReleasedTable] = ()
) -> GatedReturn:
    """The report with what its rule holds back, and with the words of its file before each figure's own commentary.

    ``history``: every table that was released to the report's readers before, oldest first.

    Raises:
        NotFound: no such report or area.
        Refused: it is not made for that kind of area or period, or something hidden could still be worked out.
    """
    report = find_report(ruleset, request.report)
    own = add_report(ruleset, report)
    asked = FillRequest(report.report, request.area, request.period)
    read = read_published_figures if report.figures == "published" else read_figures
    filled = _say_whether_made_up(fill(own, store, asked, as_of=request.as_of, today=request.today, read=read))
    gated = apply_gate(filled, report.audience, ruleset=own, history=history)
    cells = gated.filled.cells.with_columns(commentary=_add_words(report))
    return replace(gated, filled=replace(gated.filled, cells=cells))


def find_report(ruleset: Ruleset, code: str) -> IndicatorReport:
    """A report by its code.

    Raises:
        NotFound: names those that there are.
    """
    if code in ruleset.reports:
        return ruleset.reports[code]
    raise NotFound(f"There is no report {code!r}.", where="report", mend=f"Reports are: {', '.join(ruleset.reports)}.")


def add_report(ruleset: Ruleset, report: IndicatorReport) -> Ruleset:
    """The definitions with the report as a return of its own, for filling it and nothing else."""
    form = build_report_return(report, ruleset.catalogue)
    return replace(
        ruleset,
        returns={**ruleset.returns, report.report: form},
        layouts={**ruleset.layouts, report.report: build_report_layout(report)},
    )


def read_published_figures(store: ReadSource, *, former: FormerCodes, **chosen: Any) -> pl.DataFrame:
    """Figures of the store as :func:`indicators.figures.store.read_figures` gives them, those of publishers alone."""
    return read_figures(store, former=former, **chosen).filter(pl.col("batch_kind") == "pulled")


def _say_whether_made_up(filled: FilledReturn) -> FilledReturn:
    """A sample place's own figures are made up; what a publisher released is not."""
    own = filled.cells.filter(pl.col("value").is_not_null(), ~pl.col("published")).height
    return replace(filled, illustrative=filled.illustrative and own > 0)


def _add_words(report: IndicatorReport) -> pl.Expr:
    """The report's words on a row, then what was said of the figure where that may be shown."""
    words = {str(number): row.words for number, row in enumerate(report.rows, start=1) if row.words}
    own = pl.col("line").replace_strict(words, default=None, return_dtype=pl.String)
    both = pl.concat_str(own, "commentary", separator=" | ", ignore_nulls=True)
    return pl.when(own.is_not_null() | pl.col("commentary").is_not_null()).then(both)
