"""Writes the sender's own cells anew, marked where something is to be mended, with every finding on sheets of ours.

What can be seen of a cell stays: its text, a number as a number, a day as a day. Colours and formulas of the sender's
are not kept, since the workbook is new; what made a cell's form wrong, such as a percent sign, is kept, so that the
same mistake is found again if nobody mends it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from collectors.marked_workbook.finding_places import PlacedFinding
from collectors.marked_workbook.own_sheets import OwnSheet
from collectors.readers.sheet_metadata import column_letter
from collectors.readers.upload_form import ERRORS_SHEET, EVERY_FINDING_SHEET, FIGURES_SHEET
from collectors.submissions.findings import Finding
from mappings.definitions.finding_kinds import SEVERITIES
from returnonce.count_text import format_count
from returnonce.workbook import new_workbook

#: Of a file with more cells only the headings and the rows with findings come back, each in its own row.
MOST_CELLS = 500_000
#: Excel grows slow with very many notes; further cells are coloured alone, and stand in the list.
MOST_NOTES, MOST_LISTED = 2_000, 5_000
ONLY_MARKED = "The file is large: its sheets hold the headings and the rows with findings alone. Mend your own file."
MARKED = ("error", "query")
COLOURS = {"error": "#F6D7D2", "query": "#FFF1C2"}
WORDS = {"error": "Error", "query": "Query", "note": "Note"}
#: Mistakes of a cell's form that its text does not show.
PERCENT, AS_DATE, IN_ERROR = "cell-percent", "cell-date", "cell-error"
HIDDEN_ROW = "row-hidden"
FORMS = {PERCENT: "0.00%", AS_DATE: "yyyy-mm-dd"}
NUMBER, DAY = re.compile(r"-?(0|[1-9][0-9]{0,10})([.][0-9]{1,6})?"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WIDEST, LETTER = 44, 1.15
Cells = dict[tuple[int, int], list[Finding]]


def write_marked_workbook(
    sheets: Sequence[OwnSheet], placed: Sequence[PlacedFinding], *, name: str, is_figures: bool
) -> bytes:
    """The workbook's bytes. ``name``: of the sender's file; ``is_figures``: it holds figures and no records, whose
    sheet must be called Figures so that the mended workbook can be sent as it is."""
    target = BytesIO()
    book = new_workbook(target, title=f"Findings: {name}")
    formats = _Formats(book)
    errors, every = book.add_worksheet(ERRORS_SHEET.capitalize()), book.add_worksheet(EVERY_FINDING_SHEET.capitalize())
    titles = _name_sheets(sheets, placed, is_figures=is_figures)
    _write_causes(errors, placed, titles, formats)
    _write_every(every, placed, titles, formats)
    is_large = sum(len(cells) for sheet in sheets for _, cells in sheet.rows) > MOST_CELLS
    if is_large:
        errors.write_string(1, 0, ONLY_MARKED, formats["title"])
    for number, sheet in enumerate(sheets):
        own = book.add_worksheet(titles[number])
        marks = _marks_of(placed, number)
        _write_sheet(own, sheet, marks, formats, only_marked=is_large)
        if not sheet.visible:
            own.hide()
        elif any(marks.values()):
            own.set_tab_color("#B3220C")
    book.close()
    return target.getvalue()


class _Formats(dict[str, Any]):
    """Formats by what they are for; each made once."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self._book = book
        self |= {
            "plain": book.add_format({"text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "heading": book.add_format({"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True}),
            "link": book.add_format({"font_color": "#1A65A6", "underline": 1, "valign": "top"}),
        }

    def of_cell(self, severity: str | None, form: str) -> Any:
        key = f"{severity} {form}"
        if key not in self:
            marked = {"bg_color": COLOURS[severity], "border": 1, "border_color": "#B3220C"} if severity else {}
            self[key] = self._book.add_format(marked | ({"num_format": form} if form else {}))
        return self[key]


def _name_sheets(sheets: Sequence[OwnSheet], placed: Sequence[PlacedFinding], *, is_figures: bool) -> list[str]:
    """The sender's own names, made different from ours and from each other."""
    read = next((one.sheet for one in placed if one.sheet is not None), 0)
    has_figures = any(sheet.name.strip().casefold() == FIGURES_SHEET for sheet in sheets)
    used, names = {ERRORS_SHEET, EVERY_FINDING_SHEET}, []
    for number, sheet in enumerate(sheets):
        name = FIGURES_SHEET.capitalize() if is_figures and not has_figures and number == read else sheet.name
        clean = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or f"Sheet {number + 1}"
        if clean.casefold() in used | {"history"}:
            clean = f"{clean[:26]} ({number + 1})"
        used.add(clean.casefold())
        names.append(clean)
    return names


def _marks_of(placed: Sequence[PlacedFinding], number: int) -> Cells:
    marks: Cells = defaultdict(list)
    for one in placed:
        if one.sheet == number and one.cell is not None and one.finding.severity in MARKED:
            marks[one.cell].append(one.finding)
    return marks


def _write_sheet(own: Worksheet, sheet: OwnSheet, marks: Cells, formats: _Formats, *, only_marked: bool) -> None:
    marked_rows = set(sorted({row for row, _ in marks})[:MOST_LISTED])
    widths: dict[int, int] = defaultdict(int)
    first, written = sheet.rows[0][0] if sheet.rows else 1, set[tuple[int, int]]()
    for row, cells in sheet.rows:
        if only_marked and row not in marked_rows and row != first:
            continue
        for column, text in cells.items():
            widths[column] = max(widths[column], len(text))
            _write_cell(own, (row, column), text, marks, formats)
            written.add((row, column))
    for number, (place, found) in enumerate(sorted(marks.items())):
        if only_marked and place[0] not in marked_rows:
            break
        if place not in written:
            _write_cell(own, place, "", marks, formats)
        if number < MOST_NOTES:
            text = "\n\n".join(f"{WORDS[one.severity]}: {one.message}\nTo mend it: {one.mend}" for one in found)
            own.write_comment(place[0] - 1, place[1], text[:30_000], {"x_scale": 2.2, "y_scale": 1.6})
        if any(one.code == HIDDEN_ROW for one in found):
            own.set_row(place[0] - 1, None, None, {"hidden": True})
    for column, width in widths.items():
        own.set_column(column, column, min(WIDEST, max(9, int(width * LETTER) + 2)))
    own.freeze_panes(first, 0)
    own.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_cell(own: Worksheet, place: tuple[int, int], text: str, marks: Cells, formats: _Formats) -> None:
    found = marks.get(place, [])
    severity = min((one.severity for one in found), key=SEVERITIES.index, default=None)
    form = next((FORMS[one.code] for one in found if one.code in FORMS), "")
    if not text:
        text = next((one.value or "" for one in found if one.code == IN_ERROR), "")
    row, column = place[0] - 1, place[1]
    if NUMBER.fullmatch(text):
        own.write_number(row, column, Decimal(text), formats.of_cell(severity, form))
    elif form == FORMS[AS_DATE] and DAY.fullmatch(text[:10]) and _is_day(text[:10]):
        own.write_datetime(row, column, date.fromisoformat(text[:10]), formats.of_cell(severity, form))
    elif text:
        own.write_string(row, column, text, formats.of_cell(severity, "@" if DAY.fullmatch(text) else ""))
    else:
        own.write_blank(row, column, None, formats.of_cell(severity, ""))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1900
    except ValueError:
        return False


def _write_causes(sheet: Worksheet, placed: Sequence[PlacedFinding], titles: Sequence[str], formats: _Formats) -> None:
    """Each cause once, worst first, with a link to the first cell that has it."""
    counts = {severity: sum(one.finding.severity == severity for one in placed) for severity in MARKED}
    said = " and ".join([format_count(counts["error"], "error"), format_count(counts["query"], "query", "queries")])
    sheet.write_string(0, 0, f"{said} in the file", formats["title"])
    headings = (("Kind", 9), ("First at", 22), ("Times", 8), ("What is wrong", 60), ("How to mend it", 60))
    _write_headings(sheet, headings, formats, top=2)
    causes: dict[tuple[str, ...], list[PlacedFinding]] = defaultdict(list)
    for one in placed:
        causes[one.finding.severity, one.finding.sheet or "", one.finding.column or "", one.finding.message].append(one)
    ordered = sorted(causes.values(), key=lambda cause: SEVERITIES.index(cause[0].finding.severity))
    for row, cause in enumerate(ordered[:MOST_LISTED], start=3):
        first = cause[0]
        sheet.write_string(row, 0, WORDS[first.finding.severity], formats["plain"])
        _write_link(sheet, (row, 1), first, titles, formats)
        sheet.write_number(row, 2, len(cause), formats["plain"])
        sheet.write_string(row, 3, first.finding.message, formats["plain"])
        sheet.write_string(row, 4, first.finding.mend, formats["plain"])


def _write_every(sheet: Worksheet, placed: Sequence[PlacedFinding], titles: Sequence[str], formats: _Formats) -> None:
    headings = (("Kind", 9), ("Where", 22), ("What is wrong", 70), ("How to mend it", 70))
    _write_headings(sheet, headings, formats, top=0)
    shown = [one for one in placed if one.finding.severity in MARKED][:MOST_LISTED]
    for row, one in enumerate(shown, start=1):
        sheet.write_string(row, 0, WORDS[one.finding.severity], formats["plain"])
        _write_link(sheet, (row, 1), one, titles, formats)
        sheet.write_string(row, 2, one.finding.message, formats["plain"])
        sheet.write_string(row, 3, one.finding.mend, formats["plain"])


def _write_headings(sheet: Worksheet, headings: Sequence[tuple[str, int]], formats: _Formats, *, top: int) -> None:
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, heading, formats["heading"])
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_link(
    sheet: Worksheet, at: tuple[int, int], one: PlacedFinding, titles: Sequence[str], formats: _Formats
) -> None:
    if one.sheet is None or one.cell is None:
        sheet.write_string(*at, one.finding.sheet or "The file", formats["plain"])
        return
    title = titles[one.sheet]
    row, column = one.cell
    target = f"internal:'{title.replace(chr(39), chr(39) * 2)}'!{column_letter(column)}{row}"
    sheet.write_url(*at, target, formats["link"], string=f"{title}, {one.cell_name}"[:255])
