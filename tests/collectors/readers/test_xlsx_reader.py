"""Workbooks as spreadsheets and programs make them: exact texts, and nothing hidden or empty unseen."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import fastexcel
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from collectors.readers.single_table_file import read_table_file
from collectors.readers.xlsx.cells import CellContext, number_text, read_cell
from collectors.readers.xlsx.xml_parts import unescape
from tests.collectors.figures.small_ruleset import AREA, judge, said
from tests.collectors.figures.workbooks import AT, COLUMNS, FIRST, SECOND, made, resaved, with_parts, with_sheet_xml
from tests.examples import at_most

NUMBER, VALUE = AT["numerator"], AT["value"]


def verdict_of(tmp_path: Path, content: bytes, name: str = "up.xlsx") -> Any:
    return judge(tmp_path / name, content)


def test_a_plain_workbook_is_read_with_the_rows_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    verdict = verdict_of(tmp_path, made())
    assert said(verdict) == []
    assert verdict.figures.select("indicator", "numerator", "value", "note", "locator").rows() == [
        ("share", 12_000_000, None, None, "Figures!row 2"),
        ("headcount", None, 40_000_000, "as counted", "Figures!row 3"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.30000000000000004", "0.3"),
        ("12.300000000000001", "12.3"),
        ("45.199999999999996", "45.2"),
        ("1E-5", "0.00001"),
        ("1.5E3", "1500"),
        ("-0.25", "-0.25"),
        ("100", "100"),
        ("123456789012.5", "123456789012.5"),
        ("33.333333333333336", "33.3333333333333"),
        ("1e21", "1000000000000000000000"),
        ("0", "0"),
        ("12.50", "12.50"),
    ],
)
def test_a_number_is_read_as_excel_shows_it(written: str, read: str) -> None:
    assert number_text(written) == read


@pytest.mark.usefixtures("unjailed")
def test_what_cannot_be_kept_exactly_is_refused_and_not_cut_off(tmp_path: Path) -> None:
    third = made(rows=((*SECOND[:6], 100 / 3, *SECOND[7:]),))
    assert said(verdict_of(tmp_path, third)) == [("number-digits", 2, "value")]


def _formula(value: Any) -> bytes:
    return made(lambda book, sheet: sheet.write_formula(2, VALUE, "=20+20", None, value))


def _percent(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    sheet.write_number(2, VALUE, 0.45, book.add_format({"num_format": "0.0%"}))


def _shown(number: float, picture: str) -> bytes:
    return made(lambda book, sheet: sheet.write_number(2, VALUE, number, book.add_format({"num_format": picture})))


def _dated(column: str, picture: str = "dd/mm/yyyy") -> bytes:
    def change(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_datetime(2, AT[column], date(2009, 10, 1), book.add_format({"num_format": picture}))

    return made(change)


NOT_WHOLE = ("value-not-whole", 3, "value")
ODD = [
    (
        "a formula never worked out",
        resaved(lambda b: b["Figures"].cell(3, VALUE + 1, "=20+20")),
        [("formula-without-value", 3, "value")],
    ),
    ("a formula a program gave 0", _formula(0), [("formula-without-value", 3, "value")]),
    ("a formula a program gave nothing", _formula(""), [("formula-without-value", 3, "value")]),
    ("a formula worked out", _formula(40), []),
    ("an error", _formula("#DIV/0!"), [("cell-error", 3, "value")]),
    ("a missing reference", _formula("#REF!"), [("cell-error", 3, "value")]),
    ("a percentage format", made(_percent), [("cell-percent", 3, "value")]),
    ("a number that shows fewer decimals", _shown(40.6, "0"), [("cell-rounded", 3, "value"), NOT_WHOLE]),
    (
        "one with commas and a colour below zero",
        _shown(40.64, "#,##0.0;[Red]-#,##0.0"),
        [("cell-rounded", 3, "value"), NOT_WHOLE],
    ),
    ("one that shows all there is", _shown(40.5, "0.0"), [NOT_WHOLE]),
    ("one that shows more decimals", _shown(40.5, "0.00"), [NOT_WHOLE]),
    ("one that shows what it likes", _shown(40.5, "General"), [NOT_WHOLE]),
    ("one with words around it", _shown(40.4, '"about "0" children"'), [("cell-rounded", 3, "value"), NOT_WHOLE]),
    ("one far too large to be a figure", _shown(1e300, "0.0"), [("number-digits", 3, "value")]),
    (
        "what nobody sees",
        made(lambda b, s: s.write_string(2, AT["note"], "a\u200bb\u202ec")),
        [("text-cleaned", 3, "note")],
    ),
    ("a date as the period", _dated("period"), [("period-date", 3, "period")]),
    ("a month as the period", _dated("period", "mmm-yy"), [("period-date", 3, "period")]),
    ("a date as a number", _dated("value"), [("number-date", 3, "value")]),
    (
        "a date as the breakdown",
        _dated("breakdown"),
        [("breakdown-unclear", 3, "breakdown"), ("cell-date", 3, "breakdown")],
    ),
    ("a truth as a number", made(lambda b, s: s.write_boolean(2, VALUE, True)), [("number-words", 3, "value")]),
    ("a number kept as text", made(lambda b, s: s.write_string(2, VALUE, "40")), []),
    ("a word", made(lambda b, s: s.write_string(2, VALUE, "forty")), [("number-words", 3, "value")]),
    ("text like a formula", made(lambda b, s: s.write_string(2, AT["note"], "=1+1")), []),
    (
        "merged in the rows",
        resaved(lambda b: b["Figures"].merge_cells("A2:A3")),
        [("merged-cells", 2, "indicator"), ("indicator-missing", 3, "indicator")],
    ),
    (
        "merged headings",
        resaved(lambda b: b["Figures"].merge_cells("H1:I1")),
        [("merged-cells", 1, "symbol"), ("header-empty", 1, None)],
    ),
    ("a hidden row", made(lambda b, s: s.set_row(2, None, None, {"hidden": True})), [("row-hidden", 3, None)]),
    ("a hidden empty row", made(lambda b, s: s.set_row(9, None, None, {"hidden": True})), []),
    (
        "a hidden column",
        made(lambda b, s: s.set_column(VALUE, VALUE, None, None, {"hidden": True})),
        [("column-hidden", 1, "value")],
    ),
    ("a hidden unused column", made(lambda b, s: s.set_column(20, 25, None, None, {"hidden": True})), []),
    ("a far formatted cell", made(lambda b, s: s.write_blank(900_000, 9_000, None, b.add_format({"bold": True}))), []),
]


@pytest.mark.usefixtures("unjailed")
@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in ODD], ids=[case[0] for case in ODD])
def test_what_a_cell_hides_is_said(tmp_path: Path, content: bytes, expected: list[Any]) -> None:
    assert sorted(said(verdict_of(tmp_path, content)), key=str) == sorted(expected, key=str)


def _sheets(*names: str, hide: str = "", state: str = "hidden") -> bytes:
    def change(book: Any) -> None:
        book["Figures"].title = names[0]
        for name in names[1:]:
            book.create_sheet(name)["A1"] = "something"
        if hide:
            book[hide].sheet_state = state
            book.active = next(n for n, one in enumerate(book.worksheets) if one.title != hide)

    return resaved(change)


SHEETS = [
    (_sheets("June"), []),
    (_sheets("figures ", "Notes"), ["sheets-ignored"]),
    (_sheets("June", "Notes"), ["sheet-missing"]),
    (_sheets("June", "Notes", hide="Notes"), ["sheets-ignored"]),
    (_sheets("Figures", "Notes", hide="Figures"), ["sheet-hidden", "sheets-ignored"]),
    (_sheets("Figures", "Notes", hide="Figures", state="veryHidden"), ["sheet-hidden", "sheets-ignored"]),
    (_sheets("Figures", "Lists", "How to fill this in"), []),
]


@pytest.mark.usefixtures("unjailed")
@pytest.mark.parametrize(("content", "codes"), SHEETS)
def test_only_the_sheet_of_figures_is_read(tmp_path: Path, content: bytes, codes: list[str]) -> None:
    assert sorted(code for code, _, _ in said(verdict_of(tmp_path, content))) == codes


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("61", "1900-03-01"),
        ("40087", "2009-10-01"),
        ("40087.5", "2009-10-01"),
    ],
)
def test_days_are_counted_as_excel_counts_them(serial: str, day: str) -> None:
    context = CellContext(formats=("date",))
    text, fact = read_cell(context, kind="n", style="0", value=serial, formula=False)
    assert (text[:10], fact) == (day, "date")


@pytest.mark.usefixtures("unjailed")
def test_both_calendars_of_excel_are_told_alike(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_datetime(2, AT["period"], date(2009, 10, 1), book.add_format({"num_format": "d mmm yyyy"}))

    for epoch in (False, True):
        finding = verdict_of(tmp_path, made(change, date_1904=epoch)).findings[0]
        assert finding.value == "2009-10-01 00:00:00"
        assert "FY2009-10" in finding.mend


def _prefixed(xml: str) -> str:
    """The same XML as other programs write it: every element under a prefix."""
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")


def _unplaced(xml: str) -> str:
    """Cells without their names follow one another."""
    return re.sub(r'<c r="[A-Z]+\d+"', "<c", re.sub(r'(<row) r="\d+"', r"\1", xml))


FULL = tuple(cell if cell is not None else " " for cell in FIRST)


@pytest.mark.usefixtures("unjailed")
def test_other_programs_xml_is_read_alike(tmp_path: Path) -> None:
    plain = verdict_of(tmp_path, made())
    assert verdict_of(tmp_path, with_sheet_xml(_prefixed)).figures.equals(plain.figures)
    full = made(rows=(FULL,))
    assert verdict_of(tmp_path, with_sheet_xml(_unplaced, full)).figures.equals(verdict_of(tmp_path, full).figures)


@pytest.mark.parametrize(
    ("written", "read"), [("a_x000D_b", "a\rb"), ("_x005F_x0041_", "_x0041_"), ("a_xb", "a_xb"), ("_x41_", "_x41_")]
)
def test_characters_that_xml_cannot_hold_are_unescaped(written: str, read: str) -> None:
    assert unescape(written) == read


@pytest.mark.usefixtures("unjailed")
def test_rich_and_inline_texts_are_whole(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_rich_string(2, AT["note"], "a", book.add_format({"bold": True}), "b", "c")

    inline = with_sheet_xml(lambda xml: xml.replace("<v>40</v>", "<v>41</v>"))
    assert verdict_of(tmp_path, inline).figures["value"][1] == 41_000_000
    assert verdict_of(tmp_path, made(change)).figures["note"][1] == "abc"
    streamed = made(constant_memory=True)  # xlsxwriter then writes inline strings
    assert verdict_of(tmp_path, streamed).figures.equals(verdict_of(tmp_path, made()).figures)


@pytest.mark.usefixtures("unjailed")
def test_rows_that_begin_lower_keep_their_numbers(tmp_path: Path) -> None:
    def lower(book: Any) -> None:
        book["Figures"].insert_rows(1, 3)
        book["Figures"].insert_cols(1, 2)

    assert verdict_of(tmp_path, resaved(lower)).figures["locator"].to_list() == ["Figures!row 5", "Figures!row 6"]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip()) and "_x" not in text
)
cells = st.one_of(st.none(), texts, st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2).map(float))


@pytest.mark.usefixtures("unjailed")
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
@settings(max_examples=at_most(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_another_reader_reads_the_same(tmp_path: Path, rows: list[list[Any]]) -> None:
    """fastexcel is the second, independent reader of the same workbook."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("Figures")
    for number, row in enumerate([["a", "b", "c"], *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    path = tmp_path / "random.xlsx"
    path.write_bytes(target.getvalue())
    ours = read_table_file(path).table
    assert ours is not None
    theirs = fastexcel.read_excel(path).load_sheet("Figures", header_row=0, dtypes="string").to_polars()
    expected = [tuple(cell if cell and cell.strip() else None for cell in row) for row in theirs.rows()]
    while expected and not any(expected[-1]):
        expected.pop()
    width = ours.cells.width - 1
    assert [row[1:] for row in ours.cells.rows()] == [row[:width] for row in expected]


@pytest.mark.usefixtures("unjailed")
def test_columns_are_told_by_name(tmp_path: Path) -> None:
    assert COLUMNS[0] == "indicator"
    shuffled = resaved(lambda book: book["Figures"].move_range("A1:A3", cols=12))
    assert verdict_of(tmp_path, shuffled).figures["area"].to_list() == [AREA, AREA]


def test_a_part_that_is_missing_is_damage(tmp_path: Path) -> None:
    broken = with_parts({"xl/sharedStrings.xml": b"<sst><si><t>one</t></si></sst>"})
    assert said(verdict_of(tmp_path, broken)) == [("file-damaged", None, None)]
