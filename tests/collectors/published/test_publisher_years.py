from __future__ import annotations

import pytest

from collectors.published.publisher_years import period_code
from mappings.definitions.published_sources import YearRule

ENDS = YearRule(kind="financial_year", year="ends")


@pytest.mark.parametrize(
    ("text", "rule", "code"),
    [
        ("2025", ENDS, "FY2024-25"),
        ("2000", ENDS, "FY1999-00"),
        ("2025", YearRule(kind="financial_year", year="starts"), "FY2025-26"),
        ("202425", YearRule(kind="financial_year", year="both"), "FY2024-25"),
        ("199900", YearRule(kind="academic_year", year="both"), "AY1999-00"),
        ("2025", YearRule(kind="academic_year", year="ends"), "AY2024-25"),
        ("2025", YearRule(kind="calendar_year"), "CY2025"),
        ("2025", YearRule(kind="day", day="03-31"), "2025-03-31"),
        ("2024", YearRule(kind="day", day="06-30"), "2024-06-30"),
        ("2024", YearRule(kind="month", month=4), "2024-M04"),
        ("2025", YearRule(kind="quarter", quarter=1), "FY2024-25-Q1"),
        ("202425", YearRule(kind="quarter", year="both", quarter=4), "FY2024-25-Q4"),
        ("202425", ENDS, None),
        ("2025", YearRule(kind="financial_year", year="both"), None),
        ("202426", YearRule(kind="financial_year", year="both"), None),
        ("2024/25", ENDS, None),
        ("", ENDS, None),
    ],
)
def test_a_year_is_what_the_rule_says(text: str, rule: YearRule, code: str | None) -> None:
    assert period_code(text, rule) == code


def test_a_day_needs_its_date() -> None:
    with pytest.raises(ValueError, match="MM-DD"):
        YearRule(kind="day")
    with pytest.raises(ValueError, match="1 to 4"):
        YearRule(kind="financial_year", quarter=1)
