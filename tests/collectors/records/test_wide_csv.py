"""The one file of treatment records: split into its tables, each client and episode once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.readers.raw_table import ROW as CELL_ROW
from collectors.records.headings import load_headings
from collectors.records.table_matching import SourceTable
from collectors.records.wide_csv import split_tables
from indicators.records.record_frames import ROW
from tests.collectors.records.reading import codes, flat, judge, read, write
from tests.shipped import RECORDS

KEYS = {"AGNCY": "N0852", "CLIENTID": "1", "EPISODID": "7"}
BASE = KEYS | {"FINITIAL": "A", "SINITIAL": "B", "DOB": "01/02/1980", "SEX": "F", "REFLD": "01/04/2013"}
BASE |= {"TRIAGED": "05/04/2013", "CONSENT": "Y"}
FIRST = {"MODID": "m1", "MODAL": "93", "MODST": "06/04/2013", "TOPID": "t1", "TOPDATE": "06/04/2013"}
SECOND = {"MODID": "m2", "MODAL": "94", "MODST": "07/04/2013", "TOPID": "", "TOPDATE": "NA"}
NAME = "N0852-20130401-20140331-TREAT-IN-K.csv"


def given_file(*rows: dict[str, str]) -> SourceTable:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = {f"c{n}": [row.get(name) for row in rows] for n, name in enumerate(names)}
    schema = {CELL_ROW: pl.Int64, **dict.fromkeys(cells, pl.String)}
    frame = pl.DataFrame({CELL_ROW: range(2, len(rows) + 2), **cells}, schema=schema)
    return SourceTable("x.csv", None, tuple(names), 1, frame)


def test_each_table_has_a_row_for_each_key(tmp_path: Path) -> None:
    path = write(tmp_path / "upload", flat(BASE | FIRST, BASE | SECOND))
    raw, records, _ = judge(path, "treatment", name=NAME)
    heights = {name: table.height for name, table in records.tables.items() if table.height}
    assert heights == {"client": 1, "episode": 1, "intervention": 2, "top": 1}
    assert records.tables["intervention"][ROW].to_list() == [2, 3]
    assert raw.facts["agencies"] == ["N0852"]
    assert (raw.facts["agency"], raw.facts["letter"]) == ("N0852", "K")
    assert raw.facts["period"] == ["2013-04-01", "2014-03-31"]
    assert raw.marks.is_empty()


def test_the_order_of_columns_does_not_matter(unjailed: None, tmp_path: Path) -> None:
    row = BASE | FIRST
    one = read(write(tmp_path / "a.csv", flat(row)), "treatment").tables
    other = read(write(tmp_path / "b.csv", flat(row, headings=sorted(row))), "treatment").tables
    assert one.keys() == other.keys()
    assert all(other[name].select(table.columns).equals(table) for name, table in one.items())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([BASE | FIRST, BASE | SECOND | {"SEX": "M"}], [("record-repeated-differs", "client", 3, "SEX", "row 2")]),
        ([BASE | FIRST, BASE | SECOND | {"SEX": ""}], []),
        ([BASE | FIRST, BASE | SECOND | {"REFLD": "x"}], [("record-repeated-differs", "episode", 3, "REFLD", "row 2")]),
        ([BASE | FIRST, BASE | FIRST], [("record-row-again", None, 3, None, None)]),
        ([BASE | FIRST, BASE | FIRST | {"MODAL": "94"}],
         [("record-repeated-differs", "intervention", 3, "MODAL", "row 2"), ("record-row-again", None, 3, None, None)]),
        ([BASE | FIRST, BASE | {"MODAL": "94", "MODID": ""}], []),
        ([BASE, {}], []),
    ],
)  # fmt: skip
def test_what_is_repeated_must_be_the_same(rows: list[dict[str, str]], expected: list[tuple[object, ...]]) -> None:
    placed, marks = split_tables(given_file(*rows), load_headings(RECORDS, "treatment"), ("NA",))
    assert sorted(marks.select("code", "table", "row", "column", "detail").rows(), key=repr) == expected
    assert next(one for one in placed if one.table == "client").frame.height == 1


def test_a_record_without_its_own_key_is_kept_and_refused(unjailed: None, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", flat(BASE | FIRST, BASE | {"MODID": "", "MODAL": "94"}))
    _, records, findings = judge(path, "treatment")
    assert records.tables["intervention"].height == 2
    assert "record-key-missing" in codes(findings.filter(severity="error"))


NAMES = ("AGNCY", "CLIENTID", "EPISODID", "SEX", "TRIAGED", "MODID", "MODAL")
LINE = st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from(["", "1", "2"])))
OWN = {"client": ["SEX"], "episode": ["TRIAGED"], "intervention": ["MODID", "MODAL"]}
TABLE_KEYS = {"client": ["AGNCY", "CLIENTID"], "episode": ["AGNCY", "CLIENTID", "EPISODID"],
              "intervention": ["AGNCY", "CLIENTID", "EPISODID", "MODID"]}  # fmt: skip


@given(lines=st.lists(LINE, min_size=1, max_size=6))
def test_the_split_agrees_with_its_slow_twin(lines: list[dict[str, str]]) -> None:
    placed, _ = split_tables(given_file(*lines), load_headings(RECORDS, "treatment"), ("NA",))
    values_by_table = {one.table: one.frame[ROW].to_list() for one in placed if one.table in OWN}
    expected: dict[str, list[int]] = {table: [] for table in OWN}
    for table, own in OWN.items():
        seen = set()
        for at, line in enumerate(lines, start=2):
            key = tuple(line[name] for name in TABLE_KEYS[table])
            says = any(line[name] for name in [*own, TABLE_KEYS[table][-1]])
            if says and not (all(key) and key in seen):
                seen.add(key)
                expected[table].append(at)
    assert values_by_table == expected
