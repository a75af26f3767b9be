"""Headings to columns and tables: every spelling of every version, none of them meaning two things."""

from __future__ import annotations

from collections import Counter

import pytest

from collectors.records.headings import (
    best_versions,
    find_table_by_headings,
    find_table_by_name,
    fold_record_heading,
    load_headings,
)
from tests.shipped import RECORDS, list_record_sets, list_versions, load_record_set, read_all_headings


@pytest.mark.parametrize("code", list_record_sets())
def test_no_spelling_means_two_columns_of_one_table(code: str) -> None:
    for spelling, places in load_headings(RECORDS, code).places.items():
        assert max(Counter(table for table, _ in places).values()) == 1, spelling


@pytest.mark.parametrize("code", list_record_sets())
def test_every_spelling_of_every_version_finds_its_column(code: str) -> None:
    headings = load_headings(RECORDS, code)
    for spelling, places in read_all_headings(code).items():
        for table, column in places:
            assert headings.positions([None, "x", f" {spelling.lower()} "], table) == {column: [2]}


@pytest.mark.parametrize("code", [code for code in list_record_sets() if not load_headings(RECORDS, code).flat])
def test_every_table_of_every_version_is_known_by_its_columns(code: str) -> None:
    headings = load_headings(RECORDS, code)
    for version in list_versions(code):
        for name, table in load_record_set(code, version).tables.items():
            if len(table.columns) > 2:
                assert find_table_by_headings(headings, [*table.columns], names=("x.csv",)) == name
                assert find_table_by_headings(headings, [*table.columns][::-1], names=(name,)) == name


def test_a_table_is_named_by_its_file_whatever_stands_before() -> None:
    named = [
        find_table_by_name(load_headings(RECORDS, "children-looked-after"), name)
        for name in ("SSDA903_2018_episodes.csv", "ad1.csv", "x.csv")
    ]
    assert named == ["Episodes", "AD1", None]
    assert find_table_by_name(load_headings(RECORDS, "inspection-lists"), "list_8") == "List 8"


def test_headings_fold_alike() -> None:
    assert {
        fold_record_heading(each) for each in ("PLACE_PROVIDER", " place provider\u00a0", '\ufeff"Place_Provider"')
    } == {"placeprovider"}
    assert (
        fold_record_heading("Age of Child (Years):") == fold_record_heading("age of child, years") == "ageofchildyears"
    )
    assert fold_record_heading("Does the Child have a Disability?") == fold_record_heading(
        "Does the Child have a Disability"
    )


def test_too_few_headings_are_no_table() -> None:
    headings = load_headings(RECORDS, "children-looked-after")
    assert find_table_by_headings(headings, ["CHILD"]) is None
    assert find_table_by_headings(headings, ["CHILD", "DOB"]) is None


def test_a_flat_file_fits_the_version_with_its_columns() -> None:
    headings = load_headings(RECORDS, "treatment")
    for version in list_versions("treatment"):
        tables = load_record_set("treatment", version).tables
        given = {name: frozenset(table.columns) for name, table in tables.items()}
        assert version in best_versions(headings, given)
