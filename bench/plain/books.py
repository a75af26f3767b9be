"""One workbook for each return and council, cell by cell with openpyxl: the sheets that the product writes."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine
from sqlmodel import Session

from bench.plain.definitions import Definitions, PlainLine
from bench.plain.store import Figure, figures_of, share

FIGURES = (
    *("Line", "Measure", "Area code", "Area", "Period", "Breakdown", "Numerator", "Denominator", "Value", "Symbol"),
    *("Unit", "Good is", "Status", "Standing", "Previous", "Target", "Where it came from", "Notes"),
)
ORIGINS = (
    *("Line", "Area of the cell", "Period of the cell", "Figure that it rests on", "Its area", "Its period"),
    *("Its breakdown", "Numerator", "Denominator", "Value"),
    *("How the line is made of it", "Agency", "File", "Sheet and row", "SHA-256 of the file (first 12)"),
)
AGENCY, PERIOD = "bench-council", "October 2009"
MARKS = {"confidential": "[c]", "not_applicable": "[z]", "not_available": "[x]"}
NONE = "[n]"
GOOD = {"high_is_good": "high", "low_is_good": "low"}
STATUS = {"final": "Final", "provisional": "Provisional"}
NUMBERS = ("Numerator", "Denominator", "Value")
ARIAL = {"name": "Arial", "size": 10}
TONES = {"plain": None, "provisional": PatternFill("solid", fgColor="F3F6FA")}
HEADING = PatternFill("solid", fgColor="12304F")


def write_books(engine: Engine, definitions: Definitions, upload: Path, out: Path) -> int:
    """Every return for every council; how many workbooks."""
    file_hash = hashlib.sha256(upload.read_bytes()).hexdigest()
    count = 0
    with Session(engine) as session:
        for code, lines in definitions.returns.items():
            for area, name in definitions.areas.items():
                figures = figures_of(session, area, [line.indicator.code for line in lines])
                book = make_book(code, (area, name), lines, figures, source=(upload.name, file_hash))
                book.save(out / f"{code}_{area}.xlsx")
                count += 1
    return count


def make_book(
    code: str, area: tuple[str, str], lines: list[PlainLine], figures: dict[str, Figure], *, source: tuple[str, str]
) -> Workbook:
    """Cover, figures, and where each came from."""
    book = Workbook()
    add_styles(book)
    cover = book.active
    cover.title = "Cover"
    for row in cover_rows(code, area, lines, figures, source=source):
        cover.append(row)
    rows = [figure_row(line, area, figures.get(line.indicator.code)) for line in lines]
    write_sheet(book.create_sheet("Figures"), FIGURES, rows, [line.indicator.decimals for line in lines])
    lines_with_figures = [line for line in lines if line.indicator.code in figures]
    origins = [origin_row(line, area[0], figures[line.indicator.code], source) for line in lines_with_figures]
    sheet = book.create_sheet("Where each figure came from")
    write_sheet(sheet, ORIGINS, origins, [line.indicator.decimals for line in lines_with_figures])
    return book


def cover_rows(
    code: str, area: tuple[str, str], lines: list[PlainLine], figures: dict[str, Figure], *, source: tuple[str, str]
) -> list[tuple[str, str]]:
    """What the workbook is, and how much is in it."""
    count = sum(1 for figure in figures.values() if figure.symbol is None)
    return [
        ("Return", code),
        ("Area", f"{area[1]} ({area[0]})"),
        ("Period", PERIOD),
        ("Lines", str(len(lines))),
        ("Cells with a figure", str(count)),
        ("Cells with a symbol in place of a figure", str(len(lines) - count)),
        ("[c]", "confidential"),
        ("[z]", "not applicable"),
        ("[x]", "not available"),
        ("[n]", "none held"),
        ("File", f"{source[0]}, SHA-256 {source[1]}"),
    ]


def write_sheet(sheet: Worksheet, header: tuple[str, ...], rows: list[tuple[Any, ...]], decimals: list[int]) -> None:
    """A headed table: wrapped text, borders, number formats, shaded where provisional, frozen and filtered."""
    sheet.append(header)
    for cell in sheet[1]:
        cell.style = "heading"
    numbers = [header.index(name) for name in NUMBERS]
    for number, (row, places) in enumerate(zip(rows, decimals, strict=True), start=2):
        sheet.append(row)
        tone = "provisional" if "Provisional" in row else "plain"
        cells = sheet[number]
        for cell in cells:
            cell.style = f"{tone}-text"
        for place, places_shown in zip(numbers, (0, 0, places), strict=True):
            cells[place].style = f"{tone}-{places_shown}"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 14
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def add_styles(book: Workbook) -> None:
    """Named styles, which openpyxl applies faster than fonts and borders cell by cell."""
    line = Side(style="thin", color="B8BEC5")
    border, wrapped = Border(line, line, line, line), Alignment(wrap_text=True, vertical="top")
    white = Font(bold=True, color="FFFFFF", **ARIAL)
    book.add_named_style(NamedStyle("heading", font=white, fill=HEADING, border=border, alignment=wrapped))
    for tone, fill in TONES.items():
        look = {"font": Font(italic=tone == "provisional", **ARIAL), "border": border} | (
            {"fill": fill} if fill else {}
        )
        book.add_named_style(NamedStyle(f"{tone}-text", alignment=wrapped, **look))
        for places in range(3):
            number_format = "#,##0" + ("." + "0" * places if places else "")
            book.add_named_style(NamedStyle(f"{tone}-{places}", number_format=number_format, **look))


def value_of(line: PlainLine, figure: Figure) -> Decimal | None:
    """The figure's value: its share, or as it was given."""
    if figure.numerator is not None and figure.denominator is not None:
        return share(line.indicator, figure.numerator, figure.denominator)
    return Decimal(figure.value) if figure.value is not None else None


def symbol_of(line: PlainLine, figure: Figure | None) -> str | None:
    """What stands in place of a value, if there is none."""
    if figure is None:
        return "not_available"
    if figure.symbol is not None:
        return figure.symbol
    return None if value_of(line, figure) is not None else "not_applicable"


def figure_row(line: PlainLine, area: tuple[str, str], figure: Figure | None) -> tuple[Any, ...]:
    """One row of the sheet of figures."""
    symbol = symbol_of(line, figure)
    mark = MARKS[symbol] if symbol else None
    numbers = [mark] * 3
    if figure is not None and symbol is None:
        numbers = [_or_none_held(figure.numerator), _or_none_held(figure.denominator), value_of(line, figure)]
    provenance = f"given by {AGENCY}" if figure is not None else "none"
    return (
        line.line, line.label, *area, PERIOD, "Total", *numbers, mark, unit_of(line),
        GOOD[line.indicator.polarity], mark or STATUS[figure.status if figure else "final"], "To submit",
        NONE, NONE, provenance, "Withheld or not given." if mark else None,
    )  # fmt: skip


def unit_of(line: PlainLine) -> str:
    """The unit in words."""
    indicator = line.indicator
    return f"rate per {indicator.per:,}" if indicator.unit == "rate" else indicator.unit


def _or_none_held(number: int | None) -> int | str:
    return NONE if number is None else number


def origin_row(line: PlainLine, area: str, figure: Figure, source: tuple[str, str]) -> tuple[Any, ...]:
    """One row of the sheet that says where figures came from."""
    place = (line.line, area, PERIOD, line.indicator.code, area, PERIOD, "Total")
    value = value_of(line, figure) if figure.symbol is None else None
    numbers = (_or_none_held(figure.numerator), _or_none_held(figure.denominator), NONE if value is None else value)
    return (*place, *numbers, "given", AGENCY, source[0], f"row {figure.row}", source[1][:12])
