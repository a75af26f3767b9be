"""A layout that a file gives: its tables and forms, each number where the file says, and the same by both writers."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any, get_args

import pytest

from exports.filled_returns.render import render, render_many
from exports.layouts import lay_out
from exports.layouts.from_file import COLUMNS, ROWS
from exports.layouts.sheets.words import BANNER
from mappings.definitions.workbook_layouts import BUILT_IN, RowChoice, ShownFact, WorkbookLayout
from mappings.fill.cells import FilledReturn
from returnonce.errors import Refused
from tests.exports.builders import cell, every_kind_of_cell, filled
from tests.exports.formats.xlsx.reference_writer import write_workbook_slowly
from tests.exports.reading import everything, opened, table, values

TABLE: dict[str, Any] = {
    "sheet": "Figures",
    "contents": "Some lines.",
    "title": "{return}: {area}",
    "under": ["For {recipient}, {period_code}."],
    "group": [{"heading": "Placements", "lines": ["NI 64", "NI 62"]}, {"heading": "The rest", "lines": ["NI 59"]}],
    "columns": [
        {"show": "line"},
        {"show": "title", "heading": "Measure", "width": "narrow"},
        {"show": "value", "heading": "This year", "format": "two decimals"},
        {"show": "previous"},
        {"show": "trend"},
    ],
}
FORM: dict[str, Any] = {
    "sheet": "At a glance",
    "contents": "What is read out.",
    "widths": {"A": "wide"},
    "cells": {
        "A1": {"text": "{area} ({area_code})", "style": "title"},
        "A7": "Three or more & <b>placements</b>",
        "B7": "line NI 62",
        "C7": {"line": "NI 62", "show": "denominator", "format": "whole"},
        "D7": {"line": "NI 62", "show": "title"},
        "B8": "line NI 59",
        "B9": "line NI 999",
    },
}
LAYOUT = {"layout": "cabinet", "cover": {"Asked by": "The cabinet of {area}"}, "sheets": [TABLE, FORM]}


def laid_out(*sheets: dict[str, Any], **given: Any) -> FilledReturn:
    """A return with a layout of these sheets, or of both."""
    definition = WorkbookLayout.model_validate(LAYOUT | ({"sheets": list(sheets)} if sheets else {}))
    return replace(filled("plain", **given), layout=definition)


def test_the_sheets_stand_in_the_files_order_between_those_that_every_workbook_has() -> None:
    book = opened(render(laid_out(), "xlsx"))
    assert book.sheetnames == ["Cover", "Figures", "At a glance", "Not sent", "Trend", "Where each figure came from"]
    cover = dict(row[:2] for row in values(book["Cover"]))
    assert (cover["Asked by"], cover["Figures"]) == ("The cabinet of Nottinghamshire", "Some lines.")


def test_a_table_has_the_files_lines_columns_and_headings() -> None:
    data = render(laid_out(), "xlsx")
    rows = values(opened(data)["Figures"])
    assert rows[0][0] == "Plain: Nottinghamshire"
    assert rows[1][0] == "For Communities and Local Government, FY2009-10."
    assert rows[2][:4] == ["Line", "Measure", "This year", "Previous"]
    assert [row[0] for row in rows[3:]] == ["Placements", "NI 64", "NI 62", "The rest", "NI 59"]
    by_line = {row["Line"]: row for row in table(data, "Figures", "Line")}
    assert (by_line["NI 62"]["This year"], by_line["NI 62"]["Previous"], by_line["NI 59"]["This year"]) == (
        12.5, 13.1, "[c]",
    )  # fmt: skip
    sheet = opened(data)["Figures"]
    assert (sheet["C6"].number_format, sheet.column_dimensions["B"].width) == ("#,##0.00", pytest.approx(8.71, abs=0.8))


def test_a_form_has_each_fact_in_the_cell_that_the_file_names() -> None:
    sheet = opened(render(laid_out(), "xlsx"))["At a glance"]
    found = {at: sheet[at].value for at in ("A1", "A7", "B7", "C7", "D7", "B8", "B9")}
    assert found == {
        "A1": "Nottinghamshire (E10000024)", "A7": "Three or more & <b>placements</b>", "B7": 12.5, "C7": 400,
        "D7": "Three or more placements", "B8": "[c]", "B9": None,
    }  # fmt: skip
    assert (sheet["B7"].number_format, sheet["C7"].number_format) == ("#,##0.0", "#,##0")
    assert sheet.freeze_panes is None


@pytest.mark.parametrize("illustrative", [False, True])
def test_both_writers_agree_on_it(illustrative: bool) -> None:
    one = laid_out(illustrative=illustrative)
    [book] = lay_out([one])
    assert everything(render(one, "xlsx")) == everything(write_workbook_slowly(book))


def test_a_made_up_return_says_so_on_every_sheet_and_its_cells_keep_their_places() -> None:
    book = opened(render(laid_out(illustrative=True), "xlsx"))
    assert [sheet.title for sheet in book if BANNER not in [row[0] for row in values(sheet)]] == []
    assert book["At a glance"]["B7"].value == 12.5


def test_it_has_the_same_bytes_alone_and_among_others() -> None:
    ones = [laid_out(), laid_out(area="E10000007"), laid_out()]
    assert list(render_many(ones, "xlsx")) == [render(one, "xlsx") for one in ones]


def test_a_line_with_several_cells_is_told_apart_or_refused() -> None:
    cells = [cell("NI 1", "Parts", value=value, breakdown=part) for part, value in (("sex=F", "1"), ("sex=M", "2"))]

    def shown(content: Any, rows: list[dict[str, Any]]) -> Any:
        data = render(laid_out(FORM | {"cells": {"B7": content}}, cells=rows), "xlsx")
        return opened(data)["At a glance"]["B7"].value

    assert shown({"line": "NI 1", "breakdown": "sex=M"}, cells) == 2
    with pytest.raises(Refused, match="NI 1 has 2 cells"):
        shown("line NI 1", cells)
    assert shown("line NI 1", [*cells, cell("NI 1", "Parts", value="3")]) == 3


@pytest.mark.parametrize("rows", get_args(RowChoice))
def test_what_is_not_sent_shows_no_figure(rows: str) -> None:
    columns = {"columns": [{"show": "line"}, {"show": "value"}], "group": "section", "rows": rows}
    data = render(laid_out(TABLE | columns), "xlsx")
    shown = {row["Line"]: row["Value"] for row in table(data, "Figures", "Line")}
    withheld = {row["line"] for row in every_kind_of_cell() if row["withheld"]}
    assert withheld
    assert rows == "all" or not withheld & shown.keys()
    assert not [row for line, row in shown.items() if line in withheld and not str(row).startswith("[")]


def test_every_fact_has_a_column_and_every_choice_its_rows() -> None:
    assert set(COLUMNS) == set(get_args(ShownFact))
    assert set(ROWS) == set(get_args(RowChoice))
    assert all(callable(import_module(f"exports.layouts.{name.replace('-', '_')}").layout) for name in BUILT_IN)


@pytest.mark.parametrize("fact", get_args(ShownFact))
def test_every_fact_can_be_shown(fact: str) -> None:
    columns = {"columns": [{"show": "line"}, {"show": fact}], "group": "section"}
    assert "Figures" in opened(render(laid_out(TABLE | columns), "xlsx")).sheetnames
