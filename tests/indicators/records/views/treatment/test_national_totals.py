"""Two published national totals without records: they check the success codes and one division, and no more.

The proof of the journey rules is the slow way, beside the tables that are drawn by hand.
"""

from __future__ import annotations

from returnonce.numbers import MICRO, format_micro, ratio_micro
from tests.shipped import load_record_set

#: England 2007-08, discharges by the reasons of that time (House of Commons, 15 January 2009).
SUCCESSFUL_2007_08 = {"1": 7_324, "2": 17_306, "5": 10_811}


def test_the_success_codes_of_2007_08_add_up_to_the_official_total() -> None:
    codes = load_record_set("treatment").settings["success-reasons-before-f"]
    total = sum(SUCCESSFUL_2007_08[code] for code in codes)
    assert total == 35_441
    assert _percent(total, 69_612, 0) == "51"


def test_the_effective_share_of_2011_12_is_the_published_one() -> None:
    assert _percent(185_428, 197_110, 0) == "94"


def _percent(part: int, whole: int, decimals: int) -> str:
    return format_micro(ratio_micro(part * MICRO, whole * MICRO, per=100, decimals=decimals), decimals)
