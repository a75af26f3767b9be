"""Whose areas are whose: an agency's ground, and what it answers for by exception."""

from __future__ import annotations

import pytest

from collectors.figures.sender_faults import area_faults
from collectors.submissions.sending_agency import find_sending_agency
from tests.shipped import load_ruleset

AREAS = ("5N8", "E07000170", "E07000171", "E10000024", "E09000023")


@pytest.mark.parametrize(
    ("agency", "refused"),
    [
        # It gathers both trusts' counts for the county, and still does not answer for the other trust's district.
        ("nottinghamshire-county-pct", {"E07000171", "E09000023"}),
        ("bassetlaw-pct", {"5N8", "E07000170", "E10000024", "E09000023"}),
        ("nottinghamshire-police", {"E09000023"}),
    ],
)
def test_ground_and_exceptions(agency: str, refused: set[str]) -> None:
    ruleset = load_ruleset()
    assert set(area_faults(find_sending_agency(ruleset, agency), AREAS, ruleset)) == refused
