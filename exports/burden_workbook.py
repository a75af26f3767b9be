"""The burden ledger as a workbook: waterfall, parts, gains and losses, reconciliation, and every cell with its step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook

from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.counted_rows import OPENED_COLUMNS
from mappings.burden.headline import describe_saving, describe_what_is_apart
from mappings.burden.measure_table import CSV_COLUMNS, list_rows
from mappings.burden.number_format import round_hours
from mappings.burden.report import BurdenReport
from mappings.burden.tables import list_gains
from mappings.burden.waterfall import make_waterfall
from mappings.definitions.burden_assumptions import CASES
from returnonce.workbook import new_workbook

_DECIMAL = re.compile(r"-?[0-9]+[.][0-9]+")
ASSUMED = "Hours and pounds rest on assumptions, which stand in the ledger with their sources."


def write_burden_workbook(report: BurdenReport) -> bytes:
    """XLSX; the same report gives the same bytes. Numbers are those of the ledger's CSV."""
    out = BytesIO()
    book = new_workbook(out, title="The burden of returns", subject="Burden ledger")
    _write_about(book, report)
    counts, definitions = report.ledger.count(), report.ledger.count_definitions
    waterfall = ((row.title, row.stage, row.change, row.left, row.means) for row in make_waterfall(counts, definitions))
    _write_sheet(book, "Waterfall", ("Step", "Stage", "Takes or adds", "Left", "What it means"), waterfall)
    _write_sheet(book, "Gains and losses", _GAIN_HEADINGS, _list_gains(report))
    counted = reconcile_counts(report.ledger, report.stored_figures)
    reconciled = ((row.title, row.sign, row.number, row.where) for row in counted)
    _write_sheet(book, "Reconciled", ("Count", "Sign (0: a count itself)", "Figures", "Where it stands"), reconciled)
    _write_sheet(book, "All numbers", CSV_COLUMNS, (map(_as_number, row) for row in list_rows(report)))
    _write_sheet(book, "Cells", OPENED_COLUMNS, report.ledger.cells.select(OPENED_COLUMNS).iter_rows())
    book.close()
    return out.getvalue()


def _write_about(book: Workbook, report: BurdenReport) -> None:
    counts = report.ledger.count()
    span = f"Periods that end from {report.question.start} to {report.question.end}"
    texts = ["The burden of returns", span, describe_saving(counts), *describe_what_is_apart(counts), ASSUMED]
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for number, text in enumerate(texts):
        sheet.write_string(number, 0, text)


_GAIN_HEADINGS = ("By", "Name", *(f"Hours saved, {case}" for case in CASES), "Least", "Most", "So it")


def _list_gains(report: BurdenReport) -> Iterable[Sequence[object]]:
    for name in ("return", "agency"):
        for part in list_gains(report.ledger, name, report.ruleset):
            cases = (part.range.cases[case].calculate_saving("minutes") for case in CASES)
            hours = (round_hours(minutes) for minutes in (*cases, part.range.least, part.range.most))
            yield name, part.title, *hours, part.verdict


def _as_number(value: object) -> object:
    """Hours and pounds, which the table has as exact text, as numbers that add up in a sheet."""
    return Decimal(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else value


def _write_sheet(book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "text_wrap": True}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 20)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, ["" if value is None else value for value in row])
