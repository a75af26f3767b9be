"""Whose file it is: by the codes of its agencies, or the three digits of its authority."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from collectors.records.period_and_version import SenderNames, file_marks, find_sender_names
from indicators.period.codes import parse_period
from tests.shipped import load_record_set, load_ruleset

COUNTY = "E10000024"


@pytest.mark.parametrize(
    ("in_file", "sent_under", "code", "detail"),
    [
        (["891"], None, None, None),
        (["890", "891"], None, None, None),
        (["892"], None, "record-sender-other", "892, and not 891"),
        (["892"], "893", "record-sender-other", "892, and not 891"),
        (["892"], "892", "record-sender-confirmed", "892"),
        ([], None, "record-sender", "891"),
        ([], "892", "record-sender", "891"),
    ],
)
def test_the_sender_that_a_file_names(
    in_file: list[str], sent_under: str | None, code: str | None, detail: str | None
) -> None:
    record_set = load_record_set("children-in-need", "FY2024-25")
    names = SenderNames("LEA", ["891"], in_file)
    marks = file_marks(record_set, parse_period("FY2024-25"), names, sent_under)
    assert marks.select("code", "column", "detail").rows() == ([(code, "LEA", detail)] if code else [])


@pytest.mark.parametrize(
    ("area", "facts", "names"),
    [
        (COUNTY, {"lea": "892"}, ("LEA", ["891"], ["892"])),
        (COUNTY, {}, None),
        # A district answers to no department under digits of its own.
        ("E07000172", {"lea": "891"}, None),
    ],
)
def test_a_census_names_an_authority(area: str, facts: dict[str, Any], names: tuple[Any, ...] | None) -> None:
    record_set = load_record_set("children-in-need", "FY2024-25")
    agency = "nottinghamshire-childrens-services"
    assert find_sender_names(load_ruleset(), agency, record_set, area, date(2025, 3, 31), facts) == names
