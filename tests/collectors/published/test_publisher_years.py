from __future__ import annotations

import pytest

from collectors.published.publisher_years import period_code
from mappings.definitions.publisher_year_rules import YearRule

ENDS = YearRule(kind="financial_year", year="ends")
BOTH = YearRule(kind="financial_year", year="both")


@pytest.mark.parametrize(
    ("text", "rule", "code"),
    [
        ("2025", ENDS, "FY2024-25"),
        ("2000", ENDS, "FY1999-00"),
        ("2025", YearRule(kind="financial_year", year="starts"), "FY2025-26"),
        ("202425", BOTH, "FY2024-25"),
        ("2024-25", BOTH, "FY2024-25"),
        ("2024/25", BOTH, "FY2024-25"),
        ("2024 \u2013 25", BOTH, "FY2024-25"),
        ("2024 to 2025", BOTH, "FY2024-25"),
        ("1999/00", BOTH, "FY1999-00"),
        ("199900", YearRule(kind="academic_year", year="both"), "AY1999-00"),
        ("2025", YearRule(kind="academic_year", year="ends"), "AY2024-25"),
        ("2025", YearRule(kind="calendar_year"), "CY2025"),
        ("2025", YearRule(kind="day", day="03-31"), "2025-03-31"),
        ("2024", YearRule(kind="day", day="06-30"), "2024-06-30"),
        ("2023", YearRule(kind="day", day="02-29"), None),
        ("2024", YearRule(kind="month", month=4), "2024-M04"),
        ("2025", YearRule(kind="quarter", quarter=1), "FY2024-25-Q1"),
        ("202425", YearRule(kind="quarter", year="both", quarter=4), "FY2024-25-Q4"),
        ("202425", ENDS, None),
        ("2025", BOTH, None),
        ("202426", BOTH, None),
        ("2024/26", BOTH, None),
        ("2024/25", ENDS, None),
        ("", ENDS, None),
    ],
)
def test_a_year_is_what_the_rule_says(text: str, rule: YearRule, code: str | None) -> None:
    assert period_code(text, rule) == code


@pytest.mark.parametrize(
    ("kind", "pattern", "text", "more", "code"),
    [
        ("financial_year", "{YYYY}-{YY}", "2016-17", {}, "FY2016-17"),
        ("financial_year", "{YYYY}-{YY}", "2016-18", {}, None),
        ("financial_year", "{YYYY}-{YY}", "2016/17", {}, None),
        ("financial_year", "{YYYY}/{YY}{*}", "2016/17 (provisional)", {}, "FY2016-17"),
        ("financial_year", "FY{YY}/{YY}", "FY23/24", {}, "FY2023-24"),
        ("financial_year", "Year ending {MMM} {YYYY}", "Year ending March 2024", {}, "FY2023-24"),
        ("financial_year", "Year ending {MMM} {YYYY}", "Year ending June 2024", {}, None),
        ("financial_year", "{MMM} {YYYY} to {MMM} {YYYY}", "April 2023 to March 2024", {}, "FY2023-24"),
        ("financial_year", "{MMM} {YYYY} to {MMM} {YYYY}", "May 2023 to April 2024", {}, None),
        ("academic_year", "{YYYY}/{YY} academic year", "2022/23 Academic Year", {}, "AY2022-23"),
        ("day", "{N}", "45382", {}, "2024-03-31"),
        ("month", "{N}", "42461", {}, "2016-M04"),
        ("day", "{N}", "4538", {}, None),
        ("calendar_year", "Jan-Dec {YYYY}", "jan\u2013dec 2023", {}, "CY2023"),
        ("quarter", "Q{Q} {YYYY}-{YY}", "Q3 2023-24", {}, "FY2023-24-Q3"),
        ("quarter", "{YYYY} Q{Q}", "2024 Q1", {"quarters": "calendar"}, "FY2023-24-Q4"),
        ("quarter", "{YYYY} Q{Q}", "2024 Q4", {"quarters": "calendar"}, "FY2024-25-Q3"),
        ("quarter", "{MMM}-{MMM} {YYYY}", "Apr-Jun 2024", {}, "FY2024-25-Q1"),
        ("quarter", "{MMM} to {MMM} {YYYY}", "January to March 2024", {}, "FY2023-24-Q4"),
        ("quarter", "{MMM}-{MMM} {YYYY}", "Dec-Feb 2024", {}, None),
        ("month", "{MMM}-{YY}", "Sept-23", {}, "2023-M09"),
        ("month", "{YYYY}-{MM}", "2024-13", {}, None),
        ("month", "{MMM} {YYYY}", "Foo 2024", {}, None),
        ("day", "{D} {MMM} {YYYY}", "31 March 2024", {}, "2024-03-31"),
        ("day", "{D} {MMM} {YYYY}", "31 April 2024", {}, None),
        ("day", "{MMM} {YYYY}", "March 2024", {"day": "03-31"}, "2024-03-31"),
        ("day", "{MMM} {YYYY}", "June 2024", {"day": "03-31"}, None),
        ("window", "{MMM}-{MMM} {YYYY}", "Dec-Feb 2024", {}, "2023-12-01..2024-02-29"),
        ("window", "{MMM}-{MMM} {YYYY}", "Mar-May 2024", {}, "2024-03-01..2024-05-31"),
        ("window", "{MMM} {YYYY} to {MMM} {YYYY}", "Dec 2023 to Feb 2024", {}, "2023-12-01..2024-02-29"),
        ("window", "{MMM} {YYYY} to {MMM} {YYYY}", "Feb 2024 to Dec 2023", {}, None),
        ("window", "Year ending {MMM} {YYYY}", "Year ending June 2024", {"months": 12}, "2023-07-01..2024-06-30"),
        ("window", "{YYYY}/{YY} - {YYYY}/{YY}", "2020/21 - 2022/23", {}, "2020-04-01..2023-03-31"),
        ("window", "{YYYY} - {YY}", "2021 - 23", {}, "2021-01-01..2023-12-31"),
    ],
)
def test_a_pattern_says_where_the_year_stands(
    kind: str, pattern: str, text: str, more: dict[str, object], code: str | None
) -> None:
    rule = YearRule.model_validate({"kind": kind, "pattern": pattern, **more})
    assert period_code(text, rule) == code


def test_patterns_are_tried_in_order() -> None:
    rule = YearRule(kind="financial_year", year="both", pattern=("{YYYY}-{YY}", "{YYYY}/{YY}"))
    assert [period_code(text, rule) for text in ("2016-17", "2016/17", "201617")] == ["FY2016-17", "FY2016-17", None]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({"kind": "day"}, "MM-DD"),
        ({"kind": "financial_year", "quarter": 1}, "1 to 4"),
        ({"kind": "window"}, "give pattern"),
        ({"kind": "month", "pattern": "{MON} {YYYY}"}, "is not known in a pattern"),
        ({"kind": "month", "pattern": "{MMM}"}, "has no year"),
    ],
)
def test_a_rule_that_cannot_be_read_says_why(rule: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        YearRule.model_validate(rule)
