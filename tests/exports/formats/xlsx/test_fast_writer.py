"""The fast writer against the reference writer, and both against what was put in."""

from __future__ import annotations

import zipfile
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats.xlsx.fast_writer import write_workbooks
from exports.formats.xlsx.styles import TONES
from exports.formats.xlsx.workbook_model import CUT, LONGEST_TEXT, SheetColumn, WorkbookModel, WorkbookSheet
from returnonce.errors import Refused
from returnonce.numbers import format_shortest
from tests.examples import at_most
from tests.exports.formats.xlsx import reference_writer
from tests.exports.reading import everything, opened, values

#: Any text a cell can be given. Escapes that overlap are left to a test of their own.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(lambda t: t.count("_x") < 2)
#: Fifteen digits: what a spreadsheet's number holds exactly.
MICROS = st.integers(-(10**15) + 1, 10**15 - 1)


def write_workbook(book: WorkbookModel) -> bytes:
    return next(write_workbooks([book]))


def sheet(rows: list[tuple[object, ...]], **given: object) -> WorkbookSheet:
    schema = {"text": pl.String, "micro": pl.Int64, "places": pl.Int64, "mark": pl.String, "tone": pl.String}
    columns = (
        SheetColumn("Text & <more>", "text", 22.5, "wrap"),
        SheetColumn("Fixed", "micro", 9, "number", decimals=2),
        SheetColumn("Varied", "micro", 12, "number", decimals="places", fallback="mark", tone="tone"),
        SheetColumn("Mark", "mark", 5, "centre"),
    )
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return WorkbookSheet(**{"name": "Data", "title": "A title", "columns": columns, "frame": frame} | given)


rows = st.lists(
    st.tuples(
        TEXTS | st.none(), MICROS | st.none(), st.integers(0, 6), TEXTS | st.none(), st.sampled_from([None, *TONES])
    ),
    max_size=8,
)


@settings(max_examples=at_most(60), deadline=None)
@given(rows, TEXTS, st.booleans(), st.sampled_from([None, "tone"]))
def test_both_writers_say_the_same(found: list, title: str, flag: bool, tone: str | None) -> None:
    first = sheet(found, title=title or "-", subtitles=(("a line", "note"),), filters=flag, tone=tone, frozen_columns=1)
    second = sheet(found[:2], name="Other's", landscape=flag, wide_paper=not flag)
    book = WorkbookModel(title, (first, second), subject="for a test")
    assert everything(write_workbook(book)) == everything(reference_writer.write_workbook_slowly(book))


@settings(max_examples=at_most(60), deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20), st.lists(MICROS, min_size=1, max_size=20))
def test_what_is_read_back_is_what_was_written(texts: list[str], micros: list[int]) -> None:
    actual_rows = [(text, micro, 0, None, None) for text, micro in zip(texts, micros, strict=False)]
    read = values(opened(write_workbook(WorkbookModel("T", (sheet(actual_rows),))))["Data"])[2:]
    assert [row[0] for row in read] == [row[0] or None for row in actual_rows]
    assert [format_shortest(round(row[1] * 1_000_000)) for row in read] == [
        format_shortest(row[1]) for row in actual_rows
    ]


def test_numbers_are_exact_in_the_file() -> None:
    data = write_workbook(WorkbookModel("T", (sheet([("a", 123_456_789_012_123_456, 0, None, None)]),)))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b"<v>123456789012.123456</v>" in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["_x0041_x0042_", "_x0041__x0042_", "__x0041_", "_xfFfF_"])
def test_text_that_looks_like_an_escape_stays_itself(text: str) -> None:
    read = values(opened(write_workbook(WorkbookModel("T", (sheet([(text, 1, 0, None, None)]),))))["Data"])
    assert read[2][0] == text


def test_the_same_book_gives_the_same_bytes() -> None:
    book = WorkbookModel("T", (sheet([("a", 1, 0, None, None)]),))
    assert write_workbook(book) == write_workbook(book)
    assert reference_writer.write_workbook_slowly(book) == reference_writer.write_workbook_slowly(book)


def test_archive_is_sound_and_says_nothing_of_today() -> None:
    data = write_workbook(WorkbookModel("T", (sheet([("a", 1, 0, None, None)]),)))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert b"2008-04-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("write", [write_workbook, reference_writer.write_workbook_slowly])
@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(write, letter: str) -> None:
    read = values(opened(write(WorkbookModel("T", (sheet([(letter * 40_000, 1, 0, None, None)]),))))["Data"])[2][0]
    assert read.endswith(CUT)
    assert len(read.encode("utf-16-le")) // 2 <= LONGEST_TEXT


@pytest.mark.parametrize("name", ["", "a" * 32, "a/b", "it's'", "[x]", "a:b"])
def test_a_sheet_name_that_excel_refuses_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        sheet([], name=name)


def test_two_sheets_of_one_name_are_refused() -> None:
    with pytest.raises(Refused):
        WorkbookModel("T", (sheet([]), sheet([], name="DATA")))


def charted(ranges: list[str | None]) -> WorkbookModel:
    history = sheet([("a", 1, 0, None, None), ("b", 2, 0, None, None)], name="Trend & more")
    columns = tuple(SheetColumn("Trend", name, 10, "sparkline") for name in ("one", "two"))
    frame = pl.DataFrame({"one": ranges, "two": [None] * len(ranges)}, schema={"one": pl.String, "two": pl.String})
    return WorkbookModel("T", (WorkbookSheet("Main", "Main", columns, frame), history))


@pytest.mark.parametrize("ranges", [["'Trend & more'!B3:C3", None, "'Trend & more'!B4:C4"], [None], []])
def test_small_charts_are_those_of_the_reference(ranges: list[str | None]) -> None:
    book = charted(ranges)
    fast, reference = (_extension(write(book)) for write in (write_workbook, reference_writer.write_workbook_slowly))
    assert fast == reference
    assert fast.count("<x14:sparkline>") == len([cells for cells in ranges if cells])


def _extension(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode().partition("</sheetData>")[2]


def test_rich_text_markup_is_text() -> None:
    text = "<r><t>x</t></r>"
    assert (
        values(opened(write_workbook(WorkbookModel("T", (sheet([(text, 1, 0, None, None)]),))))["Data"])[2][0] == text
    )
