"""The lists as a file: headings, types of cells, cover, and what comes back when the file is read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from demo.synthetic import children
from exports.records.annex_a import annex_a, annex_a_records
from indicators.period.arithmetic import day as day_period
from indicators.records.record_frames import FILE, Records
from returnonce.errors import Refused
from tests.exports.records.annex_a.small import DAY, YEAR, care, child, episode, in_need
from tests.indicators.records.views.in_need.small_censuses import referral
from tests.shipped import RECORDS, load_record_set, load_ruleset

RULESET = load_ruleset()
TEMPLATE = load_record_set("inspection-lists")


@pytest.fixture(scope="module")
def council() -> tuple[Records, Records]:
    return children(60, load_ruleset(), seed=3, year=YEAR, area="E10000024")


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def cover(data: bytes) -> list[tuple[str, str, str]]:
    rows = opened(data)["Cover"].iter_rows(min_row=3, values_only=True)
    return [tuple(cell or "" for cell in row) for row in rows]  # type: ignore[misc]


def test_sheets_and_headings_are_the_template_s(council: tuple[Records, Records]) -> None:
    book = opened(annex_a(RULESET, *council, DAY))
    assert book.sheetnames == ["Cover", *TEMPLATE.tables]
    for name, table in TEMPLATE.tables.items():
        assert [cell.value for cell in book[name][1]] == list(table.columns)
        assert book[name].freeze_panes == "B2"


def test_every_cell_is_of_its_column_s_kind_and_every_code_of_its_list(council: tuple[Records, Records]) -> None:
    book = opened(annex_a(RULESET, *council, DAY))
    seen = 0
    for name, table in TEMPLATE.tables.items():
        for column, cells in zip(table.columns.values(), book[name].iter_cols(min_row=2), strict=True):
            held = [cell for cell in cells if cell.value is not None]
            seen += len(held)
            if column.code_list:
                assert {cell.value for cell in held} <= set(TEMPLATE.codes[column.code_list]), column.column
            if column.type == "date":
                assert all(cell.is_date and cell.number_format == "dd/mm/yyyy" for cell in held), column.column
            if column.type == "integer":
                assert all(type(cell.value) is int and cell.value >= 0 for cell in held), column.column
    assert seen > 500


def test_the_cover_names_every_column_that_is_empty_and_why(council: tuple[Records, Records]) -> None:
    said = cover(annex_a(RULESET, *council, DAY))
    for name, held in RULESET.column_origins.items():
        empty = [origin for origin in held if origin.source is None]
        if len(empty) == len(held):
            assert (name, f"all {len(held)} columns", empty[0].note) in said
        else:
            assert {(name, origin.column, origin.note) for origin in empty} <= set(said)


def test_every_column_has_an_origin_or_a_reason() -> None:
    assert {name: [o.column for o in held] for name, held in RULESET.column_origins.items()} == {
        name: list(table.columns) for name, table in TEMPLATE.tables.items()
    }
    every = [origin for held in RULESET.column_origins.values() for origin in held]
    assert len(every) == 169
    assert all((origin.source is None) == (origin.record_set is None) for origin in every)
    assert all(origin.note for origin in every if origin.source is None)
    coded = [o for o in every if o.source and TEMPLATE.tables[o.list].columns[o.column].code_list]
    assert all(origin.concept for origin in coded)


def test_columns_that_nobody_holds_are_empty(council: tuple[Records, Records]) -> None:
    held = annex_a_records(RULESET, *council, DAY)
    for name, columns in RULESET.column_origins.items():
        for origin in columns:
            filled = held.tables[name][origin.column].count() > 0
            assert not filled or origin.source is not None, origin


def test_the_same_records_give_the_same_bytes(council: tuple[Records, Records]) -> None:
    assert annex_a(RULESET, *council, DAY) == annex_a(RULESET, *council, DAY)


def test_what_is_written_is_what_is_read(council: tuple[Records, Records], tmp_path: Path) -> None:
    path = tmp_path / "Annex_A.xlsx"
    path.write_bytes(annex_a(RULESET, *council, DAY))
    raw = read_records(path, load_headings(RECORDS, "inspection-lists"), name=path.name)
    read, marks = type_records(raw, TEMPLATE, day_period(DAY))
    assert marks.is_empty()
    assert set(raw.marks["code"]) == {"record-sheet-left"}  # the cover
    own = annex_a_records(RULESET, *council, DAY)
    for name in TEMPLATE.tables:
        assert read.tables[name].drop(FILE).equals(own.tables[name].drop(FILE))


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    name = '=HYPERLINK("http://example.invalid")'
    [row] = list(
        opened(
            annex_a(
                RULESET,
                care(Header=[child(name)], Episodes=[episode("2025-01-01", name=name)]),
                None,
                DAY,
            )
        )["List 8"].iter_rows(min_row=2)
    )
    assert (row[0].value, row[0].data_type) == (name, "s")


def test_the_cover_says_what_is_not_in_hand() -> None:
    need = in_need(CINdetails=[referral("2025-01-01")])
    said = cover(annex_a(RULESET, None, need, DAY))
    rows = {line[0]: line for line in said}
    assert rows["List 3: Referrals"][1] == "1 row"
    assert rows["List 8: Children in care"][2].startswith("Empty: the records that it is made from are not in hand.")
    assert not any("A1" in cell for line in said for cell in line)


def test_the_cover_says_what_the_records_do_not_reach() -> None:
    need = in_need(CINdetails=[referral("2025-01-01")])
    late = DAY.replace(month=6, day=30)
    said = [line[2] for line in cover(annex_a(RULESET, None, need, late)) if line[0] == "Not covered"]
    assert said == ["Children in need census: nothing after 31 March 2025 is known."]


def test_without_any_records_there_is_nothing_to_write() -> None:
    with pytest.raises(Refused, match="no records"):
        annex_a(RULESET, None, None, DAY)


def test_children_are_on_the_lists_in_one_order(council: tuple[Records, Records]) -> None:
    upside_down = tuple(
        Records(each.record_set, each.period, {name: frame.reverse() for name, frame in each.tables.items()})
        for each in council
    )
    own, other = (
        annex_a_records(RULESET, *council, DAY),
        annex_a_records(RULESET, upside_down[0], upside_down[1], DAY),
    )
    for name, table in TEMPLATE.tables.items():
        rows = [frame.tables[name].select(list(table.columns)).sort(pl.all()) for frame in (own, other)]
        assert rows[0].equals(rows[1]), name
