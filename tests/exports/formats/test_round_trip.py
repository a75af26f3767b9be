"""Every format holds the same figures: read back by something else, cell by cell, symbol by symbol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.filled_returns.machine_files import render_machine_files
from exports.filled_returns.render import FORMATS, render
from exports.formats.data_dictionary import KEY, load_columns
from exports.presentation.cell_rows import make_cell_rows
from indicators.figures.figure_schema import SYMBOLS
from mappings.fill.cells import FilledReturn
from tests.examples import at_most
from tests.exports.builders import SYMBOLS as MARKS
from tests.exports.builders import cell, every_kind_of_cell, filled
from tests.exports.formats.tables import Told, of_csv, of_json, of_parquet, of_plain_workbook, of_sdmx, truth

#: What a spreadsheet would run, quotes, line ends, commas, and letters beyond ASCII.
AWKWARD = '=1+1,"two"\r\nthree; ＝４ – «ñ» 🙂'
READERS: dict[str, Callable[[bytes], Told]] = {
    ".data.csv": of_csv, ".parquet": of_parquet, ".sdmx.csv": of_sdmx, ".json": of_json, ".csv": of_csv,
}  # fmt: skip


def files(one: FilledReturn) -> dict[str, bytes]:
    """Every file of a return, by its ending."""
    told = {f".{form}": render(one, form) for form in FORMATS}
    return told | {
        name.removeprefix("national-indicators_E10000024_FY2009-10"): data
        for name, _, data in render_machine_files(one)
    }


@pytest.fixture(scope="module")
def whole() -> FilledReturn:
    rows = every_kind_of_cell()
    rows += [
        cell("Z 1", "zero", value="0", numerator="0", denominator="12"),
        cell("Z 2", "a great many", value="999999999999.999999", numerator="-0.000001"),
        *(cell(f"S {symbol}", "symbol", symbol=symbol, reason="because") for symbol in SYMBOLS),
        cell("T 1", AWKWARD, value="1", breakdown="age=16-17;sex=F"),
    ]
    return filled(cells=rows)


@pytest.mark.parametrize("ending", READERS)
def test_every_format_holds_the_same_figures(whole: FilledReturn, ending: str) -> None:
    assert READERS[ending](files(whole)[ending]) == truth(whole)


def test_the_workbook_shows_the_same_figures() -> None:
    plain = replace(filled("plain"), return_code="national-indicators")
    shown = {
        key: (*((None,) * 3 if symbol else figures), symbol, standing)
        for key, (*figures, symbol, standing) in truth(plain).items()
    }
    assert of_plain_workbook(render(plain, "xlsx"), MARKS, plain) == shown


def test_zero_missing_and_withheld_are_told_apart_everywhere(whole: FilledReturn) -> None:
    made = files(whole)
    for ending, read in READERS.items():
        told = {key[0]: row for key, row in read(made[ending]).items()}
        assert (told["Z 1"][0], told["Z 1"][3]) == (0, None), ending
        assert (told["S not_available"][0], told["S not_available"][3]) == (None, "not_available"), ending
        assert (told["NI 70"][0], told["NI 70"][4]) == (None, "not_sent"), ending
        assert {told[f"S {symbol}"][3] for symbol in SYMBOLS} == set(SYMBOLS), ending


def test_text_for_machines_is_as_it_is_held_and_for_people_guarded(whole: FilledReturn) -> None:
    made = files(whole)
    assert f'"{AWKWARD.replace(chr(34), 2 * chr(34))}"'.encode() in made[".data.csv"]
    assert f'"\'{AWKWARD.replace(chr(34), 2 * chr(34))}"'.encode() in made[".csv"]
    assert AWKWARD in pl.read_parquet(made[".parquet"])["label"].to_list()


def test_both_kinds_of_csv_have_the_same_columns_and_rows(whole: FilledReturn) -> None:
    made = files(whole)
    assert made[".csv"].replace(b"'=1+1", b"=1+1") == made[".data.csv"]


def test_the_dictionary_names_every_column_in_order(whole: FilledReturn) -> None:
    assert [column.name for column in load_columns()] == list(make_cell_rows(whole)[0])


def test_parquet_is_typed(whole: FilledReturn) -> None:
    schema = pl.read_parquet_schema(files(whole)[".parquet"])
    assert (schema["value"], schema["per"], schema["published"]) == (pl.Decimal(19, 6), pl.Int64, pl.Boolean)
    about = pl.read_parquet_metadata(files(whole)[".parquet"])
    assert (about["return"], about["period"], about["illustrative"]) == ("national-indicators", "FY2009-10", "false")


def test_the_same_cells_give_the_same_bytes(whole: FilledReturn) -> None:
    assert files(whole) == files(whole)


def test_a_return_without_cells_is_still_a_table() -> None:
    made = {name: data for name, _, data in render_machine_files(filled(cells=[]))}
    (table,) = (data for name, data in made.items() if name.endswith(".data.csv"))
    assert table.decode().strip().split(",") == [column.name for column in load_columns()]


@settings(max_examples=at_most(25))
@given(
    st.lists(
        st.tuples(st.integers(-(10**18) + 1, 10**18 - 1) | st.none(), st.sampled_from(SYMBOLS)), min_size=1, max_size=5
    )
)
def test_any_figure_comes_back_exactly(pairs: list[tuple[int | None, str]]) -> None:
    rows = [
        cell(f"L {n}", "made up", value=value, symbol=None if value is not None else symbol)
        for n, (value, symbol) in enumerate(pairs)
    ]
    one = filled(cells=rows)
    made = {name: data for name, _, data in render_machine_files(one)}
    for name, data in made.items():
        reader = next((READERS[end] for end in (".data.csv", ".sdmx.csv", ".parquet") if name.endswith(end)), None)
        assert reader is None or reader(data) == truth(one)
    assert len(KEY) == 4
