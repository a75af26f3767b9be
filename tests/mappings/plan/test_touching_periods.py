"""Which periods' figures can have to do with those of others."""

from __future__ import annotations

import pytest

from mappings.plan.touching_periods import find_touching_periods

PARTS = ["FY2009-10", "FY2009-10-Q3", "2010-M03"]
CASES = {
    "the same, and its parts": (["FY2009-10"], PARTS, PARTS),
    "years beside it": (["FY2009-10"], ["FY2008-09", "FY2010-11", "2010-M04", "2009-M03"], []),
    "through another year": (["FY2009-10"], ["CY2009", "FY2008-09"], ["CY2009", "FY2008-09"]),
    "through nothing": (["FY2009-10"], ["FY2007-08", "CY2006"], []),
    "none required": ([], ["FY2009-10"], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_periods_that_overlap_are_found_also_through_others(case: str) -> None:
    required, others, near = CASES[case]
    assert find_touching_periods(required, others) == sorted(near)
