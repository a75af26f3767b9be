"""A workbook of the figures that records give, with findings and hash; the records stay with the agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter

from collectors.figures import local_derivation_marks as derived
from collectors.records.check import RecordVerdict
from collectors.submissions.findings import Finding
from indicators.figures.figure_schema import FIGURE_SCHEMA
from returnonce.numbers import format_shortest
from returnonce.workbook import new_workbook

#: Columns of the single upload, in its order.
COLUMNS = ("indicator", "area", "period", "breakdown", "kind", "numerator", "denominator", "value", "symbol", "status",
           "note")  # fmt: skip
WIDTHS = (52, 18, 24, 40, 10, 12, 12, 12, 16, 16, 60)
NUMBERS = frozenset({"numerator", "denominator", "value"})
#: So many findings are written; the rest are counted.
MOST_FINDINGS = 10_000
ABOUT = (
    ("what this is", "Figures worked out from records that stayed with the agency. No row about a person is in here."),
    ("what to do", "Send this workbook as it is: returnonce collect FILE --agency CODE."),
)


def write_local_derivation(record_verdict: RecordVerdict, *, file_hash: str, ruleset: str) -> bytes:
    """The workbook, as :func:`collectors.receive_upload.receive` takes it; the same for the same records and rules."""
    target = BytesIO()
    with new_workbook(target, title="Figures derived from records at home") as book:
        bold = book.add_format({"bold": True, "bg_color": "#0B0C0C", "font_color": "#FFFFFF"})
        _sheet(book, "Figures", COLUMNS, WIDTHS, _figure_rows(record_verdict.verdict.figures), bold)
        _sheet(
            book,
            derived.DERIVED_SHEET.title(),
            ("fact", "answer"),
            (28, 90),
            _facts(record_verdict, file_hash, ruleset),
            bold,
        )
        rows = record_verdict.verdict.table.head(MOST_FINDINGS).iter_rows()
        _sheet(book, derived.FINDINGS_SHEET.title(), Finding._fields, (9, 46, 20, 9, 24, 9, 90, 70), rows, bold)
    return target.getvalue()


def _facts(record_verdict: RecordVerdict, file_hash: str, ruleset: str) -> Iterable[Sequence[str]]:
    counts = record_verdict.verdict.counts
    finding_counts = ", ".join(f"{counts.get(kind, 0):,} {kind}" for kind in ("error", "query", "note"))
    facts = (
        (derived.AGENCY, record_verdict.verdict.agency or ""),
        (derived.RECORD_SET, record_verdict.record_set),
        (derived.VERSION, record_verdict.version),
        (derived.PERIOD, record_verdict.period.code),
        (derived.FILE_HASH, file_hash),
        (derived.ROWS, str(counts.get("rows", 0))),
        (derived.RULESET, ruleset),
        ("findings", finding_counts),
    )
    return (*facts, *ABOUT)


def _figure_rows(figures: pl.DataFrame) -> Iterable[Sequence[Any]]:
    assert set(COLUMNS) < set(FIGURE_SCHEMA)
    for row in figures.select(COLUMNS).iter_rows(named=True):
        yield [format_shortest(cell) if name in NUMBERS and cell is not None else cell for name, cell in row.items()]


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Any]],
    bold: Any,
) -> None:
    sheet = book.add_worksheet(name)
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write_string(number, column, str(cell))
    sheet.freeze_panes(1, 0)
