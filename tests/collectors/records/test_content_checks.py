"""The checks of records, drawn one by one; and all of them beside their slow twin."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.records.content_checks import check_records
from collectors.records.marks import RECORD_MARK_SCHEMA
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from collectors.submissions.findings import FINDING_SCHEMA
from indicators.period.codes import parse_period
from indicators.records.record_frames import build_empty_records, build_records
from indicators.records.record_sets import RecordSet
from tests.collectors.records.small_record_set import NAMES, Found, Row, raw_of, slow_checks, small_set
from tests.examples import at_most
from tests.shipped import list_record_sets, list_versions, load_finding_kinds, load_record_set

YEAR = parse_period("FY2023-24")
READ_ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> RecordSet:
    return small_set(tmp_path_factory.mktemp("sets"))


def marks(tables: dict[str, list[Row]], small: RecordSet) -> pl.DataFrame:
    records, typed = type_records(raw_of(tables), small, YEAR)
    return pl.concat([typed, check_records(records, read_on=READ_ON)])


def found(tables: dict[str, list[Row]], small: RecordSet) -> list[Found]:
    """Code, table, row and column of every mark."""
    held = marks(tables, small)
    assert held.schema == pl.Schema(RECORD_MARK_SCHEMA)
    assert held["value"].null_count() == held.height
    return sorted(held.select("code", "table", "row", "column").rows(), key=repr)


def rows(table: str, *cells: str) -> list[Row]:
    """Rows as words: ``-`` is a blank."""
    return [dict(zip(NAMES[table], (None if c == "-" else c for c in row.split()), strict=True)) for row in cells]


GOOD = {"Person": rows("Person", "a M 01/01/2010 -"), "Stay": rows("Stay", "a 01/04/2023 02/04/2023 -")}


@pytest.mark.parametrize(
    ("people", "stays", "expected"),
    [
        ([], [], []),
        (["b - 01/01/2010 -"], [], [("record-required", "Person", 3, "SEX")]),
        (["- F 01/01/2010 -"], [], [("record-key-missing", "Person", 3, "ID")]),
        (["b X 01/01/2010 -"], [], [("record-code", "Person", 3, "SEX")]),
        (["b NA NA NA"], [], []),
        (["b F 2010-01-01 -"], [], [("record-date", "Person", 3, "BORN")]),
        (["b F 01/01/2010 4.5"], [], [("record-integer", "Person", 3, "SCORE")]),
        (["a M 01/01/2010 -"], [], [("record-duplicate", "Person", 3, None)]),
        (["a F 01/01/2010 -"], [], [("record-duplicate-differs", "Person", row, "ID") for row in (2, 3)]),
        ([], ["a 01/04/2023 - -"], [("record-same-key", "Stay", 3, "START"), ("small:overlaps", "Stay", 3, "START")]),
        ([], ["b 01/04/2023 - -"], [("record-orphan", "Stay", 3, "ID")]),
        ([], ["a 05/04/2023 04/04/2023 -"], [("small:ends-before-it-begins", "Stay", 3, "STOP")]),
        ([], ["a 01/04/2024 - -"], [("small:before-birth", "Stay", 3, "START")]),
        ([], ["a 31/03/2024 - -"], []),
        ([], ["a 02/04/2023 - TRUE"], []),
        ([], ["a 02/04/2023 - yes"], [("record-code", "Stay", 3, "FLAG")]),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_one_mark(
    people: list[str], stays: list[str], expected: list[Found], small: RecordSet
) -> None:
    tables = {
        "Person": GOOD["Person"] + rows("Person", *people),
        "Stay": GOOD["Stay"] + rows("Stay", *stays),
    }
    assert found(tables, small) == expected


def test_what_overlaps_is_seen_in_any_order_of_rows(small: RecordSet) -> None:
    stays = rows("Stay", "a 10/04/2023 - -", "a 01/04/2023 11/04/2023 -")
    assert found({"Person": GOOD["Person"], "Stay": stays}, small) == [("small:overlaps", "Stay", 2, "START")]


def test_a_code_is_told_with_what_is_allowed_and_its_official_rule(small: RecordSet) -> None:
    held = marks({"Person": rows("Person", "b X - -"), "Stay": []}, small)
    assert held["detail"].to_list() == ["M, F, NA (official rule 12)"]


def few(*texts: str | None) -> st.SearchStrategy[str | None]:
    return st.sampled_from(texts)


DAYS = few(None, "01/04/2023", "02/04/2023", "20230402", "04/04/2023", "01/04/2024", "31/02/2023", "1/4/23", "NA")
PEOPLE = st.fixed_dictionaries(
    {"ID": few("a", "a", "b", None), "SEX": few("M", "F", "m", "NA", None), "BORN": DAYS, "SCORE": few("1", "x", None)}
)
STAYS = st.fixed_dictionaries(
    {"ID": few("a", "a", "b", "c", None), "START": DAYS, "STOP": DAYS, "FLAG": few(None, "1", "True", "2")}
)


@settings(max_examples=at_most(150))
@given(people=st.lists(PEOPLE, max_size=4), stays=st.lists(STAYS, max_size=6))
def test_the_checks_agree_with_their_slow_twin(people: list[Row], stays: list[Row], small: RecordSet) -> None:
    tables = {"Person": people, "Stay": stays}
    assert found(tables, small) == slow_checks(tables)


VERSIONS = [(code, version) for code in list_record_sets() for version in list_versions(code)]


@pytest.mark.parametrize(("code", "version"), VERSIONS)
def test_every_rule_of_every_version_can_be_asked_of_a_row(code: str, version: str) -> None:
    held = load_record_set(code, version)
    blank = build_records(held, YEAR, {name: [{}] for name in held.tables})
    assert check_records(blank, read_on=READ_ON).schema == pl.Schema(RECORD_MARK_SCHEMA)
    for rule in held.rules:
        assert set(rule.columns) <= held.tables[rule.table].columns.keys(), rule.rule


@pytest.mark.parametrize(("code", "version"), VERSIONS)
def test_no_records_are_no_marks(code: str, version: str) -> None:
    empty = build_empty_records(load_record_set(code, version), YEAR)
    assert check_records(empty, read_on=READ_ON).is_empty()


def test_every_rule_is_a_kind_of_finding_with_its_official_number() -> None:
    kinds = load_finding_kinds()
    for code in list_record_sets():
        for rule in load_record_set(code).rules:
            kind = kinds[f"{code}:{rule.rule}"]
            assert kind.severity == rule.severity
            assert (rule.official is None) == (kind.what == rule.what)


def test_findings_go_table_by_table_and_hold_no_value(small: RecordSet) -> None:
    held = marks({"Person": rows("Person", "b - - x", "- M - -"), "Stay": rows("Stay", "c - - -")}, small)
    worded = word_record_marks(held.with_columns(value=pl.lit("a cell")), small, load_finding_kinds())
    assert worded.schema == pl.Schema(FINDING_SCHEMA)
    assert worded["sheet"].to_list() == ["Person", "Person", "Person", "Stay", "Stay"]
    assert worded["row"].to_list() == [2, 2, 3, 2, 2]
    assert worded["value"].null_count() == worded.height


def test_no_marks_are_no_findings(small: RecordSet) -> None:
    held = marks(GOOD, small)
    assert held.is_empty()
    assert word_record_marks(held, small, load_finding_kinds()).is_empty()


def test_so_many_findings_of_a_kind_are_told_and_no_more(small: RecordSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.records.marks.MOST_OF_A_KIND", 3)
    people = rows("Person", *(f"p{n} X - -" for n in range(5)))
    codes = marks({"Person": people, "Stay": []}, small)["code"].to_list()
    assert codes == ["record-code"] * 3 + ["record-more"]
