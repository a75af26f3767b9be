"""A received file opened at a figure's place: the rows around it, and the cells that give it."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from collectors.received_rows import FigurePlace, read_place, read_received_rows

HEAD = b"indicator,area,period,numerator,denominator,note\n"
CSV = HEAD + b"".join(b"NI %d,Lewisham,FY2009-10,%d,100,n\n" % (at, at) for at in range(2, 30))


@pytest.mark.parametrize(
    ("locator", "place"),
    [
        ("row 12", FigurePlace(None, (12,))), ("Figures!row 12", FigurePlace("Figures", (12,))),
        ("A!B!row 3", FigurePlace("A!B", (3,))), ("rows 60, 61", FigurePlace(None, (60, 61))),
        ("sheet D2, row 7", FigurePlace("D2", (7,))),
        ("sheet D2, cells C7, D7", FigurePlace("D2", (7,), ((7, 2), (7, 3)))),
        ("cell B2", FigurePlace(None, (2,), ((2, 1),))),
        ("view children", None), ("", None), (None, None), ("row twelve", None), ("cells 7", None),
    ],
)  # fmt: skip
def test_places(locator: str | None, place: FigurePlace | None) -> None:
    assert read_place(locator) == place


def test_the_rows_around_and_the_cells_of_the_figure() -> None:
    rows = read_received_rows(CSV, "figures.csv", FigurePlace(None, (12,)))
    assert rows is not None
    assert [number for number, _ in rows.rows] == list(range(7, 18))
    assert rows.headings is not None
    assert (rows.headings[0], rows.figure_rows, rows.columns) == (1, (12,), 6)
    assert rows.cell_names == ("D12 (numerator)", "E12 (denominator)")
    assert dict(rows.rows)[12][3] == "12"


def test_headings_among_the_rows_stand_there_once() -> None:
    rows = read_received_rows(CSV, "figures.csv", FigurePlace(None, (2,)))
    assert rows is not None
    assert (rows.headings, [number for number, _ in rows.rows]) == (None, [1, 2, 3, 4, 5, 6, 7])


def test_a_file_without_our_headings_has_its_rows_marked_alone() -> None:
    rows = read_received_rows(b"LA,2024\nLewisham,5\n", "la.csv", FigurePlace(None, (2,)))
    assert rows is not None
    assert (rows.figure_rows, rows.cell_names) == ((2,), ())


def test_named_cells_are_those() -> None:
    rows = read_received_rows(b"LA,2023,2024\nLewisham,5,6\n", "la.csv", FigurePlace(None, (2,), ((2, 2),)))
    assert rows is not None
    assert rows.cell_names == ("C2",)


def test_a_workbook_is_opened_at_its_sheet() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_worksheet("Notes").write("A1", "x")
        sheet = book.add_worksheet("Figures")
        sheet.write_row("A1", ["indicator", "area", "period", "value"])
        sheet.write_row("A2", ["a", "b", "c", 5])
    rows = read_received_rows(data.getvalue(), "figures.xlsx", FigurePlace("Figures", (2,)))
    assert rows is not None
    assert (rows.sheet, rows.cell_names) == ("Figures", ("D2 (value)",))


@pytest.mark.parametrize(
    ("data", "name", "row"),
    [(CSV, "figures.csv", 99), (b"", "figures.csv", 2), (b"\x00\x01", "figures.csv", 1), (b"PK\x03\x04", "f.xlsx", 1)],
)
def test_what_cannot_be_opened_is_nothing(data: bytes, name: str, row: int) -> None:
    assert read_received_rows(data, name, FigurePlace(None, (row,))) is None
