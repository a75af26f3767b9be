"""Each year of the return differs from the year before in what is stated, and in nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from indicators.period.codes import parse_period
from indicators.records.record_sets import RecordSet
from returnonce.errors import Refused
from tests.indicators.records.sets.children_looked_after.sample_records import SET
from tests.shipped import find_version, list_versions, load_record_set

YEARS = [f"FY{year}-{(year + 1) % 100:02}" for year in range(2016, 2027)]
Parts = dict[str, set[tuple[str, str]]]
#: What each year adds and takes away: columns as (table, column), codes as (code list, code).
ADDED: dict[str, Parts] = {
    "FY2017-18": {"codes": {("REC", code) for code in ("E45", "E46", "E47", "E48")}
                  | {("REASON_PLACE_CHANGE", "CUSTOD")}},
    "FY2021-22": {"codes": {("ACTIV", code) for code in ("F4", "F5", "P4", "P5")}},
    "FY2023-24": {
        "columns": {("SWEpisodes", c) for c in ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON")},
        "codes": {("SW_REASON", code) for code in ("ABSENC", "CHCHAN", "FCONTA", "LEFTRL", "MANAGE", "ORGRST",
                                                   "OTHERS", "PCCHAN", "SWDIED", "TSPROC")},
    },
    "FY2024-25": {"codes": {("PLACE", "K3")} | {(sex, code) for sex in ("SEX", "UASC-SEX") for code in "MFU"}},
    "FY2025-26": {"codes": {("PLACE", code) for code in ("Z11", "Z12", "Z13", "Z14")}},
    "FY2026-27": {"columns": {("DoLo", c) for c in ("CHILD", "DOB", "DOLO_START", "DOLO_END")}},
}  # fmt: skip
REMOVED: dict[str, Parts] = {
    "FY2018-19": {"codes": {("REC", "E43"), ("REC", "E44")}},
    "FY2021-22": {"codes": {("ACTIV", "F3"), ("ACTIV", "P3")}},
    "FY2024-25": {
        "codes": {("PLACE", "H5"), ("PLACE", "P2")} | {(sex, code) for sex in ("SEX", "UASC-SEX") for code in "12"}
    },
}
#: Official rules of the code lists, as the validator has them.
OFFICIAL = {
    "SEX": "101", "RNE": "143", "LS": "144", "CIN": "145", "PLACE": "146", "REC": "149", "PLACE_PROVIDER": "178",
    "REASON_PLACE_CHANGE": "1009", "REVIEW_CODE": "167", "SDQ_REASON": "196", "IN_TOUCH": "131", "ACTIV": "132",
    "ACCOM": "133", "SEX_ADOPTR": "176", "LS_ADOPTR": "177", "REASON_PLACED_CEASED": "120", "PREV_PERM": "631",
    "SW_REASON": "SW13STG1",
}  # fmt: skip


def _parts(record_set: RecordSet) -> Parts:
    return {
        "columns": {(table.name, column) for table in record_set.tables.values() for column in table.columns},
        "codes": {(name, code) for name, codes in record_set.codes.items() for code in codes},
    }


def test_every_year_is_there() -> None:
    assert list(list_versions(SET)) == YEARS


@pytest.mark.parametrize(("before", "year"), list(pairwise(YEARS)))
def test_a_year_changes_what_is_stated(before: str, year: str) -> None:
    was, is_now = _parts(load_record_set(SET, before)), _parts(load_record_set(SET, year))
    for part in ("columns", "codes"):
        assert is_now[part] - was[part] == ADDED.get(year, {}).get(part, set())
        assert was[part] - is_now[part] == REMOVED.get(year, {}).get(part, set())


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_found_by_any_period_in_it(year: str) -> None:
    whole = parse_period(year)
    cut = parse_period(f"{whole.start}..{whole.start.year}-12-31")
    assert find_version(SET, whole) == find_version(SET, cut) == year


def test_no_year_is_guessed() -> None:
    with pytest.raises(Refused, match="No version"):
        find_version(SET, parse_period("FY2015-16"))
    with pytest.raises(Refused, match="No version"):
        find_version(SET, parse_period("FY2027-28"))


def test_the_columns_are_those_of_the_return_in_their_order() -> None:
    newest = load_record_set(SET, "FY2026-27")
    assert [(table.name, len(table.columns)) for table in newest.tables.values()] == [
        ("Header", 7), ("Episodes", 13), ("Reviews", 4), ("UASC", 4), ("OC2", 12), ("OC3", 5), ("AD1", 8),
        ("PlacedAdoption", 5), ("PrevPerm", 5), ("Missing", 5), ("SWEpisodes", 6), ("DoLo", 4),
    ]  # fmt: skip
    assert list(newest.tables["Episodes"].columns) == [
        "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
        "HOME_POST", "PL_POST", "URN",
    ]  # fmt: skip


def test_a_code_names_the_official_rule_of_its_list_where_one_is_known() -> None:
    newest = load_record_set(SET, "FY2026-27")
    for name, codes in newest.codes.items():
        assert {entry.official_rule for entry in codes.values()} == {OFFICIAL.get(name)}, name


def test_every_code_column_has_a_list_in_every_year() -> None:
    for year in YEARS:
        record_set = load_record_set(SET, year)
        columns = [column for table in record_set.tables.values() for column in table.columns.values()]
        assert all((column.code_list in record_set.codes) == (column.type == "code") for column in columns)


def test_disputed_codes_stay_valid_and_say_so() -> None:
    codes = load_record_set(SET, "FY2025-26").codes
    for name, code in (("PLACE", "Z1"), ("ACCOM", "S1"), ("ACCOM", "X1")):
        entry = codes[name][code]
        assert entry.confidence == "medium"
        assert "Peers disagree" in (entry.note or "")


def test_who_a_child_is_stands_only_in_columns_that_say_so() -> None:
    newest = load_record_set(SET, "FY2026-27")
    identifying = {
        name for table in newest.tables.values() for name, column in table.columns.items()
        if column.personal == "identifies"
    }  # fmt: skip
    assert identifying == {"CHILD", "DOB", "UPN", "MC_DOB", "HOME_POST", "PL_POST", "SW_ID"}


def test_how_long_records_are_kept_is_an_assumption_and_is_called_one() -> None:
    retention = load_record_set(SET).definition.retention
    assert retention.assumed
    assert retention.days == 2192
