"""Codes in whichever way a file spells them."""

from __future__ import annotations

import polars as pl
import pytest

from indicators.records.code_spellings import (
    find_nearest_broader,
    fold,
    map_spellings,
    to_listed_code,
)
from tests.shipped import load_record_set

LISTS = load_record_set("inspection-lists")


@pytest.mark.parametrize(
    ("code_list", "spelling", "code"),
    [
        ("sex", "a) Male", "a) Male"),
        ("sex", "Female", "b) Female"),
        ("sex", "  FEMALE ", "b) Female"),
        ("sex", "b)Female", "b) Female"),
        ("sex", "b ) female", "b) Female"),
        ("ethnicity", "A. White", "a) White"),
        ("ethnicity", "a)WBRI", "a) White"),
        ("ethnicity", "a.", None),
        ("ethnicity", "a) WBRI", "a) White"),
        ("ethnicity", "a) White", "a) White"),
        ("ethnicity", "f) MWBC", "b) Mixed"),
        ("ethnicity", "f) Not stated", "f) Not stated"),
        ("ethnicity", "k) APKN", "c) Asian or Asian British"),
        ("referral-source", "q) 6: Police", "g) Police"),
        ("referral-source", "Police", "g) Police"),
        ("referral-source", "6: Police", "g) Police"),
        ("referral-source", "6 - Police", "g) Police"),
        ("ethnicity", "White British", "a) White"),
        ("placement-type", "U4: Foster placement - long term", "a) Foster Placement"),
        ("placement-provider", "PR4 - Private provision", "b) Private"),
        ("referral-source", "j) 3D: Health services", "d) Health Services"),
        ("need", "N1 - Abuse or Neglect", "a) Abuse or neglect"),
        ("need", "PSRMEM - Support with memory and cognition", None),
        ("yes-no-unknown", "b) No", "No"),
        ("yes-no", "CS Assessment Updated", None),
        ("abuse-category", "Physical abuse", "b) Physical Abuse"),
        ("legal-status", "C2: FCO", "b) Full care orders"),
        ("placement-type", "f) U6: Foster placement - not FFA", "a) Foster Placement"),
        ("placement-type", "h) Children's Homes", "h) Children’s Homes"),
        ("placement-provider", "e) PR4 - Private provision", "b) Private"),
        ("leaving-reason", "k) E47: Special Guardianship Orders - relative/friend", "g) Special Guardianship Orders"),
        ("eligibility", "b) Former relevant child", "b) Former relevant"),
        ("in-touch", "a) Yes", "a) In touch"),
        ("in-touch", "c) Died", "d) Exclude"),
        ("accommodation", "U: Independent living", "k) Independent living"),
        ("activity", "F1", "F1: Full time in higher education"),
        ("adopter-leaving-reason", "1", "a) Withdrew"),
        ("sex", None, None),
    ],
)  # fmt: skip
def test_a_spelling_is_the_template_s_code(code_list: str, spelling: str | None, code: str | None) -> None:
    frame = pl.DataFrame({"x": [spelling]}, schema={"x": pl.String})
    assert frame.select(to_listed_code(LISTS, code_list, pl.col("x"))).item() == code


def test_every_code_of_every_list_spells_itself() -> None:
    for code_list, entries in LISTS.codes.items():
        known = map_spellings(LISTS, code_list)
        assert {fold(code): known[fold(code)] for code in entries} == {fold(code): code for code in entries}
        assert set(known.values()) == set(entries)


def test_a_list_that_is_not_there_knows_nothing() -> None:
    assert map_spellings(LISTS, "no-such-list") == {}


def test_climbing_ends_where_it_began() -> None:
    assert find_nearest_broader({"a": "b", "b": "a"}, {}, "a") is None
    assert find_nearest_broader({"a": "b", "b": "c"}, {"c": "C"}, "a") == "C"
