"""Periods side by side, as ONS, MHCLG and NHS England lay them out; every figure is made up."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from collectors.published.read import PublishedReading, read_published
from mappings.definitions.periods_across import PeriodsAcross
from mappings.definitions.published_sources import Source
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import Refused
from tests.collectors.published.ods_samples import ods
from tests.collectors.published.test_layouts import ABOUT, reading, why
from tests.shipped import load_areas, load_catalogue, load_sources

Row = tuple[object, ...]

RATES = """
columns: ["Area code"]
levels: [{area: "Area code"}]
symbols: {c: confidential, x: not_available}
number_marks: {r: revised, p: provisional}
periods_across: {cell: Rate}
figures:
  - indicator: cla-rate
    period: {kind: financial_year, year: both}
    value: {column: Rate}
"""


def figures(read: PublishedReading) -> list[Row]:
    return read.figures.sort("area", "period").select("area", "period", "value", "symbol", "locator").rows()


def test_years_side_by_side_in_a_spreadsheet_with_titles_notes_symbols_and_a_blank_column(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["Table 1: Rate, England, 2015-16 to 2017-18"],
        ["[c] is confidential, [r] is revised."],
        [],
        [None, "Area code", "Area name", "2015-16", "2016–17 [note 2]", "2017/18 [p]", "Change since 2015"],
        [None, "E09000023", "Lewisham", 61, "1,062 [r]", 63.5, 2],
        [None, "E08000025", "Birmingham", "[c]", None, "[x]", None],
        [None, "E06999999", "Nowhere", 1, 2, 3, 2],
        [],
        [None, "Source: made up"],
    ]
    mapping = RATES.replace(
        "kind: financial_year, year: both", "kind: financial_year, pattern: ['{YYYY}-{YY}', '{YYYY}/{YY}']"
    )
    read, _ = reading(tmp_path, mapping, ods(("Cover", [["Area code"]]), ("1", sheet)))
    assert figures(read) == [
        ("E08000025", "FY2015-16", None, "confidential", "sheet 1, cell D6"),
        ("E08000025", "FY2017-18", None, "not_available", "sheet 1, cell F6"),
        ("E09000023", "FY2015-16", 61_000_000, None, "sheet 1, cell D5"),
        ("E09000023", "FY2016-17", 1_062_000_000, None, "sheet 1, cell E5"),
        ("E09000023", "FY2017-18", 63_500_000, None, "sheet 1, cell F5"),
    ]
    of_lewisham = read.figures.filter(area="E09000023").sort("period")
    assert of_lewisham["note"].to_list() == [None, "The publisher marks it as revised.", None]
    assert of_lewisham["status"].to_list() == ["final", "final", "provisional"]
    assert why(read) == {
        "it stands above the headings": "1-2",
        "no figure stands in it, under 2016–17 [note 2]": "6",
        "'E06999999' is no area that is known here": "7",
        "no figure stands in it": "9",
    }
    assert [(mark.code, mark.value) for mark in read.marks if "heading" in mark.code] == [
        ("published-year-heading", "Change since 2015"),
        ("published-headings", "Area name"),
    ]


LEVELS = """
columns: ["Area code"]
heading_rows: 2
levels: [{area: "Area code"}]
symbols: {c: confidential}
number_marks: {r: revised}
periods_across: {heading: "{period} {measure}"}
figures:
  - indicator: cla-three-or-more-placements
    period: {kind: financial_year, year: both}
    numerator: {column: Number, minus: [{column: Not known}]}
    denominator: {column: All}
    value: {column: Per cent, scale: 100}
    per: 100
    decimals: 1
"""


def workbook(rows: list[list[object]], merged: dict[str, str]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("T1")
    share = book.add_format({"num_format": "0.0%"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell, share if isinstance(cell, float) else None)
    for place, text in merged.items():
        sheet.merge_range(place, text)
    book.close()
    return out.getvalue()


def test_two_rows_of_headings_with_years_over_measures_are_worked_out_again(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["A title"],
        ["Area code", None],
        [
            None,
            None,
            "Number",
            "Not known",
            "All",
            "Per cent",
            "Rank",
            "Number",
            "Not known",
            "All",
            "Per cent",
            "Rank",
        ],
        ["E09000023", "Lewisham", 40, 4, 400, 0.09, 1, 51, 1, 401, 50 / 401, 2],
        ["E08000025", "Birmingham", "c", 4, 400, "c", 2, 51, 1, 400, 0.135, 1],
    ]
    data = workbook(rows, {"C2:G2": "2015-16", "H2:L2": "2016-17"})
    read, done = reading(tmp_path, LEVELS, data)
    assert [row[:2] + row[4:] for row in figures(read)] == [
        ("E08000025", "FY2015-16", "sheet T1, cells C5, D5, E5, F5"),
        ("E08000025", "FY2016-17", "sheet T1, cells H5, I5, J5, K5"),
        ("E09000023", "FY2015-16", "sheet T1, cells C4, D4, E4, F4"),
        ("E09000023", "FY2016-17", "sheet T1, cells H4, I4, J4, K4"),
    ]
    assert (done.compared["local authority"], done.agree["local authority"]) == (3, 2)
    slip = done.disagreements[0]
    assert (slip.rows, slip.period, slip.printed, slip.recomputed) == (
        "sheet T1, cells H5, I5, J5, K5".removeprefix("sheet T1, "), "FY2016-17", "13.5", "12.5",
    )  # fmt: skip
    assert [(each.why, each.cells) for each in done.left_out if each.cells] == [
        ("cla-three-or-more-placements: its printed number is confidential", ("C5", "D5", "E5", "F5"))
    ]
    # A measure that the mapping does not read is no missing period.
    assert [(m.code, m.value) for m in read.marks if "heading" in m.code] == [
        ("published-headings", "2015-16 Rank; 2016-17 Rank")
    ]


def test_measures_over_years(tmp_path: Path) -> None:
    text = "Code,Number 2015,Number 2016,Rate 2015,Rate 2016\nE09000023,1,2,3,4\n"
    mapping = RATES.replace("Area code", "Code").replace("{cell: Rate}", "{heading: '{measure} {period}'}").replace(
        "kind: financial_year, year: both", "kind: financial_year, year: ends"
    )  # fmt: skip
    read, _ = reading(tmp_path, mapping, text)
    assert [(row[1], row[2], row[4]) for row in figures(read)] == [
        ("FY2014-15", 3_000_000, "cell D2"), ("FY2015-16", 4_000_000, "cell E2"),
    ]  # fmt: skip


def test_areas_by_measures_with_a_column_of_marks_beside_each_year(tmp_path: Path) -> None:
    mapping = """
columns: [Code, Measure]
levels: [{area: Code}]
symbols: {c: confidential}
number_marks: {r: revised}
periods_across: {cell: Value, marks: right}
figures:
  - indicator: cla-three-or-more-placements
    period: {kind: window, pattern: "{MMM}-{MMM} {YYYY}"}
    where: {Measure: Three or more}
    numerator: {column: Value}
    denominator: {column: Value, where: {Measure: All}}
"""
    text = (
        "Code,Measure,Dec-Feb 2024,Flag 2024,Mar-May 2024,\n"
        "E09000023,Three or more,12,r,,c\nE09000023,All,100,,90,\nE09000023,Mean,1,,2,\n"
    )
    read, _ = reading(tmp_path, mapping, text)
    found = read.figures.select("period", "numerator", "denominator", "symbol", "note", "locator").rows()
    assert found == [
        ("2023-12-01..2024-02-29", 12_000_000, 100_000_000, None, "The publisher marks it as revised.", "cells C2, C3"),
        ("2024-03-01..2024-05-31", None, None, "confidential", None, "cells E2, E3"),
    ]
    assert why(read) == {"no figure of the mapping picks it": "4"}
    assert not [mark for mark in read.marks if "heading" in mark.code]


@pytest.mark.parametrize(
    ("change", "text", "code", "value"),
    [
        ({}, "Area code,Name\nE09000023,x\n", "published-no-periods", "{period}"),
        ({}, "Area code,2015-16,2015/16\nE09000023,1,2\n", "published-ambiguous", None),
        ({}, "Area code,2015-16,2015-16\nE09000023,1,2\n", "header-duplicate", "2015-16"),
        ({}, "Area code,2015-16\nE09000023,1 [q]\n", "published-number", "1 [q]"),
        ({"{cell: Rate}": "{cell: Rate, marks: right}"}, "Area code,2015-16,2016-17\nE09000023,1,2\n",
         "published-marks", "2015-16"),
        ({"{cell: Rate}": "{heading: '{measure} {period}'}"}, "Area code,Count 2015-16\nE09000023,1\n",
         "published-no-periods", "{measure} {period}"),
    ],
    ids=["no heading is a period", "one period in two spellings", "one heading twice", "a mark that is not listed",
         "no column of marks", "no heading of the measure"],
)  # fmt: skip
def test_what_cannot_be_read_refuses_the_file(
    tmp_path: Path, change: dict[str, str], text: str, code: str, value: str | None
) -> None:
    mapping = RATES
    for old, new in change.items():
        mapping = mapping.replace(old, new)
    read, _ = reading(tmp_path, mapping, text)
    assert (code, value) in [(mark.code, mark.value) for mark in read.marks]
    assert read.figures.is_empty() or code == "published-number"


def test_a_number_that_is_unclear_is_named_with_its_cell(tmp_path: Path) -> None:
    read, _ = reading(tmp_path, RATES, "Area code,2015-16,2016-17\nE09000023,1,about 2\n")
    assert [(m.row, m.column, m.value) for m in read.marks if m.code == "published-number"] == [
        (2, "Rate (C2)", "about 2")
    ]


def test_labels_of_two_rows_reach_no_other_column(tmp_path: Path) -> None:
    mapping = RATES.replace('columns: ["Area code"]', 'columns: ["Area code", Name]\nheading_rows: 2').replace(
        "{kind: financial_year, year: both}", '{kind: quarter, pattern: "{YYYY}-{YY} Q{Q}"}'
    )
    text = "Area code,,2016-17,,2017-18,\n,Name,Q3,Q4,Q1,Rank (2017-18 Q1)\nE09000023,Lewisham,1,2,3,4\n"
    read, _ = reading(tmp_path, mapping, text)
    assert [(row[1], row[4]) for row in figures(read)] == [
        ("FY2016-17-Q3", "cell C3"), ("FY2016-17-Q4", "cell D3"), ("FY2017-18-Q1", "cell E3"),
    ]  # fmt: skip


def test_real_figures_side_by_side_are_the_same_figures(shared: Path, tmp_path: Path) -> None:
    data = (shared / "data" / "published" / "cla_number_and_rate_per_10k_children.csv").read_bytes()
    source = load_sources()["cla-rates"]
    numbers = ["population_estimate", "children_count", "rate_per_10000"]
    table = pl.read_csv(data, infer_schema=False).fill_null("")
    plain = [column for column in table.columns if column not in {*numbers, "time_period"}]
    headings = pl.format("{} {}", "time_period", "variable")
    wide = table.unpivot(numbers, index=[*plain, "time_period"]).with_columns(headings.alias("heading"))
    across = source.model_copy(
        update={"periods_across": PeriodsAcross(heading="{period} {measure}"), "columns": tuple(plain)}
    )
    text = wide.pivot(on="heading", index=plain, values="value").write_csv().encode()
    tidy, beside = (
        read_published(raw, each, areas=load_areas(), catalogue=load_catalogue()).figures.drop("locator")
        for raw, each in ((data, source), (text, across))
    )
    assert beside.height > 5_000
    assert beside.sort(beside.columns).equals(tidy.sort(tidy.columns))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{cell: Rate}", "{heading: Year}", "{period} once"),
        ("{cell: Rate}", "{heading: '{period} {measure} {measure}'}", "at most once"),
        ("{cell: Rate}", "{cell: Area code}", "name it apart"),
        ("year: both", "year: both, text: 2015-16", "leave out text"),
    ],
    ids=["no period", "two measures", "a cell called as a column", "a period said twice"],
)
def test_a_mapping_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "sample.yaml"
    path.write_text(f"source: sample\n{ABOUT}{RATES.replace(old, new)}")
    with pytest.raises(Refused) as refused:
        read_definition(Source, path)
    assert words in str(refused.value)
