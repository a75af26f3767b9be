"""Years in a file as pages print them, ``2009-10``: read where the row's indicator says which kind of year it is."""

from __future__ import annotations

import polars as pl

from collectors.figures.distinct_texts import CodedColumn, TextFault, code_texts, lay_out_faults, pair_columns
from collectors.figures.line_resolver import LineResolver
from indicators.period.arithmetic import PeriodKind
from indicators.period.printed import is_printed_year, read_period
from returnonce.errors import Refused

#: What two years, or one, can stand for. An indicator of quarters or months does not say which of them.
_YEARS: frozenset[PeriodKind] = frozenset({"financial_year", "academic_year", "calendar_year"})


def read_printed_years(
    indicators: CodedColumn, periods: CodedColumn, resolver: LineResolver, rows: pl.Series
) -> tuple[CodedColumn, pl.DataFrame]:
    """The column of periods with the code of each printed year that its row settles, and a note on those rows."""
    if not any(map(is_printed_year, periods.texts)):
        return periods, lay_out_faults([], periods.ids, rows)
    ids, pairs = pair_columns(indicators, periods)
    quiet = resolver.without_suggestions()
    codes = [_read_year(*pair, quiet) for pair in pairs]
    notes = [
        (n, fault.code, "period", pairs[n][1], fault.detail)
        for n, code in enumerate(codes)
        if code is not None
        for fault in [TextFault("period-year", code)]
    ]
    laid = code_texts([code or text for code, (_, text) in zip(codes, pairs, strict=True)], ids)
    return _fill(laid, periods), lay_out_faults(notes, ids, rows)


def _read_year(indicator: str, text: str, resolver: LineResolver) -> str | None:
    """The code, or None: the text is no printed year, or the indicator is unknown or not of that kind of year."""
    if not is_printed_year(text):
        return None
    definition = resolver.ruleset.catalogue.get(resolver.resolve(indicator, "").indicator or "")
    if definition is None or definition.period_kind not in _YEARS:
        return None
    try:
        period = read_period(text, kinds={definition.period_kind})
    except Refused:
        return None
    return period.code if period.kind == definition.period_kind else None


def _fill(column: CodedColumn, others: CodedColumn) -> CodedColumn:
    """Rows that name no indicator keep the text that they have."""
    if column.ids.null_count() == others.ids.null_count():
        return column
    moved = others.ids + len(column.texts)
    return code_texts([*column.texts, *others.texts], column.ids.fill_null(moved))
