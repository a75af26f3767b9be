"""Overlap of measures as a workbook or a CSV file, with room for decisions."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from exports.formats.spreadsheet_csv import guard_formula
from exports.formats.xlsx.styles import style_properties
from mappings.overlap.comparison import OverlapReport
from mappings.overlap.profiles import Measure
from mappings.overlap.proposals import IndicatorProposal, MeasureMatches
from mappings.overlap.similarity import find_band
from mappings.overlap.similarity_words import PROPOSAL_LABELS, REPEAT_LABELS
from mappings.overlap.sssom import format_subject
from returnonce.workbook import new_workbook

TITLE = "Overlap of measures"
CATALOGUE = (
    "Row",
    "Code",
    "Measure",
    "Confidence",
    "How sure",
    "Proposed",
    "Indicator",
    "Its title",
    "Lines of returns",
    "Why",
    "Decision",
    "Decided by",
)
REPEATED = ("Rows", "Confidence", "How sure", "What they are", "Measures", "Why", "Decision", "Decided by")
ALONE = ("Row", "Code", "Measure", "Decision", "Decided by")
CSV = (
    "about",
    "row",
    "code",
    "measure",
    "confidence",
    "how sure",
    "proposed",
    "other",
    "other's title",
    "lines",
    "why",
    "decision",
    "decided by",
)
DECISIONS = ("same", "close", "broader", "narrower", "related", "not the same", "ask")
_WIDTHS = {
    "Measure": 55,
    "Its title": 45,
    "Why": 70,
    "Measures": 80,
    "Proposed": 26,
    "Indicator": 34,
    "What they are": 28,
    "Lines of returns": 18,
    "Decision": 14,
    "Decided by": 16,
    "Rows": 14,
}
_HEADING_HEIGHT, _MOST_CELL = 28, 32_000
_ABOUT = (
    "Every row is a proposal. Nothing here is exact until a person says so: write what you decide under Decision.",
    "Confidence is in hundredths: 80 and more is high, 62 to 79 medium, 50 to 61 low.",
    "Broad and narrow are said of the catalogue's indicator, as the wider or the narrower of the two.",
)


def render_overlap_csv(overlap: OverlapReport) -> bytes:
    """One table: proposals, repeats, and measures that nothing resembles. Text that could be a formula is guarded."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV)
    for row in _csv_rows(overlap):
        writer.writerow([cell if isinstance(cell, int) else guard_formula(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_rows(overlap: OverlapReport) -> Iterator[list[Any]]:
    for row in _proposals(overlap):
        yield ["catalogue", *row]
    for rows, score, sure, kind, titles, why in _repeats(overlap):
        yield ["repeat", rows, "", titles, score, sure, kind, "", "", "", why, "", ""]
    for row, code, title in _list_unmatched(overlap):
        yield ["nothing alike", row, code, title, "", "", "", "", "", "", "", "", ""]


def render_overlap_workbook(overlap: OverlapReport) -> bytes:
    """The same as a workbook: a sheet each, filters on, and a list of decisions to choose from."""
    target = BytesIO()
    with new_workbook(target, title=TITLE) as book:
        head, text = (
            book.add_format(style_properties("heading", "wrap")),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheets = (
            ("Catalogue", CATALOGUE, [row[:-2] for row in _proposals(overlap)]),
            ("Repeats", REPEATED, list(_repeats(overlap))),
            ("Nothing alike", ALONE, list(_list_unmatched(overlap))),
        )
        for name, headings, rows in sheets:
            _sheet(book.add_worksheet(name), headings, rows, head, text)
        about = book.add_worksheet("About")
        about.set_column(0, 0, 100, text)
        for number, line in enumerate(_ABOUT):
            about.write_string(number, 0, line)
    return target.getvalue()


def _sheet(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[Any]], head: Any, text: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, _HEADING_HEIGHT)
    for position, heading in enumerate(headings):
        sheet.set_column(position, position, _WIDTHS.get(heading, 11), text)
        sheet.write_string(0, position, heading, head)
    for number, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, position, cell)
            else:
                sheet.write_string(number, position, str(cell)[:_MOST_CELL])
    sheet.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)
    decided = headings.index("Decision")
    sheet.data_validation(
        1, decided, max(1, len(rows)), decided, {"validate": "list", "source": list(DECISIONS), "error_type": "warning"}
    )


def _proposals(overlap: OverlapReport) -> Iterator[list[Any]]:
    for measure in overlap.measures:
        for proposed in (*measure.proposals, *measure.lookalikes):
            yield [*_measure(measure.measure), *_proposal_cells(proposed), "", ""]


def _measure(measure: Measure) -> list[Any]:
    place = f"{measure.sheet} {measure.row}" if measure.sheet else measure.row
    return [place, measure.code or format_subject(measure), measure.title]


def _proposal_cells(indicator_proposal: IndicatorProposal) -> list[Any]:
    lines = ", ".join(indicator_proposal.lines)
    return [
        indicator_proposal.score,
        indicator_proposal.band,
        PROPOSAL_LABELS[indicator_proposal.proposal],
        indicator_proposal.indicator,
        indicator_proposal.title,
        lines,
        indicator_proposal.reason,
    ]


def _repeats(overlap: OverlapReport) -> Iterator[list[Any]]:
    for repeat in overlap.repeats:
        rows = [overlap.measures[int(key)] for key in repeat.rows]
        titles = "\n".join(row.measure.title for row in rows)
        yield [_places(rows), repeat.score, find_band(repeat.score), REPEAT_LABELS[repeat.kind], titles, repeat.reason]


def _places(rows: Sequence[MeasureMatches]) -> str:
    return ", ".join(str(_measure(row.measure)[0]) for row in rows)


def _list_unmatched(overlap: OverlapReport) -> Iterator[list[Any]]:
    for measure in overlap.unmatched:
        yield _measure(measure)
