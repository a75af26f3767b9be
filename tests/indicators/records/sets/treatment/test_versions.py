"""The versions of the treatment record set, beside the facts that they were made from."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from indicators.records.record_sets import RecordSet
from indicators.records.wide_layout import read_wide_layout
from returnonce.errors import Refused
from tests.shipped import find_version, list_versions, load_record_set, read_all_headings

LETTERS = ("H", "K", "P", "R")
#: Columns that only the older alcohol data set had; the note of the set says so.
NOT_HERE = {"BINGEDAY", "AUDITALC", "SMOKESTS", "TREATGOL"}
#: The reference's lists that stand here under one name, as far as they are codes at all.
MERGED = {
    "RFLS": ("RFLS_ADULT_DRUG", "RFLS_ADULT_ALCOHOL"),
    "MODAL": ("MODAL_PRE_J", "MODAL_J_ON"),
    "DISRSN": ("DISRSN_PRE_F", "DISRSN_ADULT", "DISRSN_LATER_TEXTS"),
    "TOP_YN": ("TOP_YN", "TOP_NULL"),
}


@pytest.fixture(params=LETTERS)
def version(request: pytest.FixtureRequest) -> RecordSet:
    return load_record_set("treatment", request.param)


@pytest.fixture(scope="session")
def fields(shared: Path) -> list[dict[str, str]]:
    return _rows(shared / "reference" / "ndtms_fields.csv")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _headers(field: dict[str, str]) -> list[str]:
    return [f"DISABLE{n}" for n in (1, 2, 3)] if field["csv_header"].startswith("DISABLE1") else [field["csv_header"]]


def test_the_versions_are_those_known_and_each_says_how_far_its_layout_is() -> None:
    assert {name: v.layout for name, v in list_versions("treatment").items()} == {
        "H": "historical", "K": "historical", "P": "unverified", "R": "unverified",
    }  # fmt: skip


def test_every_version_has_its_keys_lists_and_an_order(version: RecordSet) -> None:
    for table in version.tables.values():
        assert set(table.key) <= set(table.columns)
        lists = {column.code_list for column in table.columns.values()} - {None}
        assert lists <= set(version.codes), table.name
    headings = [heading.column for heading in read_wide_layout(version)]
    assert sorted(headings) == sorted({name for table in version.tables.values() for name in table.columns})
    assert [heading.position for heading in read_wide_layout(version)] == list(range(1, len(headings) + 1))


@pytest.mark.parametrize(("letter", "count"), [("H", 112), ("K", 144)])
def test_headings_and_their_order_are_those_observed(letter: str, count: int, fields: list[dict[str, str]]) -> None:
    seen = {int(f[at]): f["csv_header"] for f in fields if f[at := f"position_cds_{letter.lower()}_observed"]}
    written = [heading.column for heading in read_wide_layout(load_record_set("treatment", letter))]
    assert written == [seen[at] for at in range(1, count + 1)]


def test_every_field_of_the_reference_is_in_some_version_with_its_confidence(fields: list[dict[str, str]]) -> None:
    known = read_all_headings("treatment")
    for field in fields:
        for header in _headers(field):
            assert (header in known) == (header not in NOT_HERE), header
    held = {name: c.confidence for v in LETTERS for name, c in _columns(v).items()}
    assert held == {h: f["confidence"] for f in fields for h in _headers(f) if h not in NOT_HERE}


def _columns(letter: str) -> dict[str, object]:
    tables = load_record_set("treatment", letter).tables.values()
    return {name: column for table in tables for name, column in table.columns.items()}


def test_what_later_versions_removed_is_gone_and_what_they_added_is_not_in_earlier_ones() -> None:
    h, k, p, r = (set(_columns(letter)) for letter in LETTERS)
    assert h - k == set()
    assert {"MODSET", "TITREAT", "SUBMODDT", "PHSTBL", "RECOTH"} <= k - h
    assert k - p == {
        "SEXUAL", "PCT", "GPPTCE", "DUALDIAG", "INJECT", "SHARE", "PREVHEPB", "HEPCPOS", "REFHEPGY", "OPRAGNCY",
    }  # fmt: skip
    assert {"UTLA", "EHCSC3", "VETERAN", "CIRID", "TOBUSE", "PHSTIMWTH"} <= p - k
    assert r == p


def test_codes_are_those_of_the_reference_and_no_others(shared: Path) -> None:
    reference = {(r["code_list"], r["code"].rstrip("?")) for r in _rows(shared / "reference" / "ndtms_codes.csv")}
    numbers = {"TOP_DAYS": range(29), "TOP_RATING": range(21)}
    for letter in LETTERS:
        for name, codes in load_record_set("treatment", letter).codes.items():
            if name in numbers:
                assert set(codes) == {"NA", *map(str, numbers[name])}
                continue
            assert {(of, code) for of in MERGED.get(name, (name,)) for code in codes} & reference
            assert all(any((of, code) in reference for of in MERGED.get(name, (name,))) for code in codes), name


@pytest.mark.parametrize(
    ("period", "letter"),
    [("FY2011-12", "H"), ("FY2013-14", "K"), ("2016-03-01", "K"), ("FY2020-21", "P"), ("FY2024-25", "R")],
)
def test_a_period_finds_the_version_of_its_last_day(period: str, letter: str) -> None:
    assert find_version("treatment", parse_period(period)) == letter


@pytest.mark.parametrize("period", ["FY2009-10", "FY2016-17", "FY2018-19"])
def test_a_period_of_which_no_version_is_known_is_refused(period: str) -> None:
    with pytest.raises(Refused, match="No version of treatment"):
        find_version("treatment", parse_period(period))


def test_what_is_open_is_a_setting_with_the_default_that_the_reference_names() -> None:
    settings = load_record_set("treatment", "R").settings
    expected = {
        "journey-days": 21, "journey-days-inclusive": False, "effective-days": 84, "retention-start": "triage",
        "re-presentation": "calendar-months", "re-presentation-months": 6, "re-presentation-days": 182,
        "top-start-days": 14, "top-exit-days": 14, "top-review-from-weeks": 5, "top-review-to-weeks": 26,
        "without-consent": "leave-out", "null-written": "", "null-read": ["NA"], "date-form": "%d/%m/%Y",
        "success-reasons-before-f": ["1", "2", "5"], "success-reasons": ["80", "81", "82"],
        "new-reasons-from": date(2009, 4, 1), "transfer-reasons": ["83", "84"], "wait-days": 21,
    }  # fmt: skip
    assert {name: settings[name] for name in expected} == expected
    assert {"1011", "1101"} <= set(settings["opiate-codes"])


def test_an_answer_of_a_top_may_be_na_and_no_other_column_may() -> None:
    for letter in LETTERS:
        record_set = load_record_set("treatment", letter)
        takes = {
            (table.name, name)
            for table in record_set.tables.values()
            for name, column in table.columns.items()
            if "NA" in record_set.codes.get(column.code_list or "", {})
        }
        answers = set(record_set.tables["top"].columns) - {
            "AGNCY",
            "CLIENTID",
            "EPISODID",
            "TOPID",
            "TOPDATE",
            "TRSTAGE",
        }
        assert takes == {("top", name) for name in answers}
