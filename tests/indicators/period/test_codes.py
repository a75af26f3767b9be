"""Period codes parse, order, contain and print; unclear ones are refused with their question."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.arithmetic import (
    Period,
    PeriodKind,
    academic_year,
    calendar_year,
    day,
    financial_year,
    mid_year_before,
    month,
    quarter,
    window,
)
from indicators.period.codes import parse_period
from returnonce.errors import Refused

YEARS = st.integers(1901, 2098)
DAYS = st.dates(date(1901, 1, 1), date(2098, 12, 31))
WINDOWS = st.tuples(DAYS, DAYS).filter(lambda two: two[0] < two[1]).map(lambda two: window(*two))
PERIODS = st.one_of(
    YEARS.map(financial_year),
    YEARS.map(academic_year),
    YEARS.map(calendar_year),
    st.builds(quarter, YEARS, st.integers(1, 4)),
    st.builds(month, YEARS, st.integers(1, 12)),
    DAYS.map(day),
    WINDOWS,
)
KINDS: tuple[PeriodKind, ...] = ("financial_year", "academic_year", "calendar_year", "quarter", "month")


@pytest.mark.parametrize(
    ("code", "kind", "start", "end", "label"),
    [
        ("FY2009-10", "financial_year", "2009-04-01", "2010-03-31", "2009-10 (financial year)"),
        ("FY1999-00", "financial_year", "1999-04-01", "2000-03-31", "1999-00 (financial year)"),
        ("AY2009-10", "academic_year", "2009-09-01", "2010-08-31", "2009-10 (academic year)"),
        ("CY2009", "calendar_year", "2009-01-01", "2009-12-31", "2009 (calendar year)"),
        ("2009-M10", "month", "2009-10-01", "2009-10-31", "October 2009"),
        ("2008-M02", "month", "2008-02-01", "2008-02-29", "February 2008"),
        ("2009-03-31", "day", "2009-03-31", "2009-03-31", "31 March 2009"),
        (
            "FY2009-10-Q4",
            "quarter",
            "2010-01-01",
            "2010-03-31",
            "January to March 2010 (quarter 4 of 2009-10)",
        ),
        (
            "2009-04-01..2010-03-31",
            "window",
            "2009-04-01",
            "2010-03-31",
            "1 April 2009 to 31 March 2010",
        ),
    ],
)
def test_a_code_says_its_kind_and_both_ends(code: str, kind: str, start: str, end: str, label: str) -> None:
    period = parse_period(code)
    assert (str(period), period.kind, str(period.start), str(period.end)) == (code, kind, start, end)
    assert period.label() == label


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" fy2009-10 ", "FY2009-10"),
        ("FY 2009-10", "FY2009-10"),
        ("FY2009–10", "FY2009-10"),
        ("fy2009-10 q3", "FY2009-10-Q3"),
        ("FY2009-10-Q 3", "FY2009-10-Q3"),
        ("2009 - m10", "2009-M10"),
        ("2009-04-01 .. 2010-03-31", "2009-04-01..2010-03-31"),
        ("\u00a0CY2009\n", "CY2009"),
    ],
)
def test_case_spaces_and_dashes_do_not_matter(text: str, code: str) -> None:
    assert parse_period(text).code == code


@pytest.mark.parametrize(
    ("text", "question", "write"),
    [
        (
            "2009-10",
            "the financial year, the academic year or October 2009?",
            "FY2009-10, AY2009-10 or 2009-M10",
        ),
        (
            "2009/10",
            "the financial year, the academic year or October 2009?",
            "FY2009-10, AY2009-10 or 2009-M10",
        ),
        (
            "200910",
            "the financial year, the academic year or October 2009?",
            "FY2009-10, AY2009-10 or 2009-M10",
        ),
        ("2009-11", "November 2009?", "2009-M11"),
        ("2012-13", "the financial year or the academic year?", "FY2012-13 or AY2012-13"),
        ("2009-2010", "the financial year or the academic year?", "FY2009-10 or AY2009-10"),
        ("2009-2012", "do not follow", "FY2009-10"),
        ("2012-14", "do not follow", "FY2009-10"),
        (
            "2009-10-01 00:00:00",
            "spreadsheet",
            "2009-10-01 (the day), 2009-M10 (the month), FY2009-10 or AY2009-10",
        ),
        ("2009-10-01T00:00:00", "spreadsheet", "2009-10-01 (the day)"),
        ("2009-03-31 00:00:00", "spreadsheet", "2009-03-31 (the day) or 2009-M03 (the month)"),
        ("01/10/2009", "spreadsheet", "2009-10-01 (the day), 2009-M10 (the month), FY2009-10 or AY2009-10"),
        ("31.13.2009", "spreadsheet", "Make the cell text"),
        ("Oct-09", "the month October 2009", "2009-M10, FY2009-10 or AY2009-10"),
        ("October 2009", "the month October 2009", "2009-M10"),
        ("Mar-09", "the month March 2009", "2009-M03"),
        ("40087", "spreadsheet's number", "Make the cell text"),
        ("FY2009-11", "do not follow", "FY2009-10 for one year; for several write a window"),
        ("FY2009-11-Q1", "do not follow", "FY2009-10"),
        ("FY2009-2010", "hyphen and two figures", "FY2009-10"),
        ("AY2009/10", "hyphen and two figures", "AY2009-10"),
        ("FY2009-10-Q5", "four quarters", "FY2009-10-Q1"),
        ("FY2009-10-Q0", "four quarters", "FY2009-10-Q4"),
        (
            "2009-Q3",
            "calendar year or of the financial",
            "FY2009-10-Q2 (July to September 2009) or FY2009-10-Q3",
        ),
        ("Q1 2009", "calendar year or of the financial", "FY2008-09-Q4 (January to March 2009)"),
        ("2009-M13", "from 01 to 12", "2009-M01 to 2009-M12"),
        ("2009-M1", "from 01 to 12", "2009-M01"),
        ("2009", "calendar year", "CY2009, FY2009-10 or AY2009-10"),
        ("2009-02-29", "no day 2009-02-29", "2009-03-31"),
        ("2010-01-01..2009-01-01", "ends before", "2009-01-01..2010-01-01"),
        ("2009-01-01..2009-01-01", "longer than one day", "2009-01-01"),
        ("FY0009-10", "outside 1900 to 2100", "FY2009-10"),
        ("9999-12-31", "outside 1900 to 2100", "2009-03-31"),
        ("٢٠٠٩-M10", "not a period code", "FY2009-10"),
        ("last year", "not a period code", "FY2009-10"),
        ("", "not a period code", "FY2009-10"),
    ],
)
def test_an_unclear_period_is_refused_with_what_to_write(text: str, question: str, write: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_period(text)
    assert question in refused.value.what
    assert write in str(refused.value.mend)


@given(PERIODS)
def test_what_is_printed_parses_back(period: Period) -> None:
    assert parse_period(str(period)) == period
    assert period.start <= period.end


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = parse_period(text)
    except Refused:
        return
    assert parse_period(read.code) == read


@given(PERIODS, st.sampled_from(KINDS))
def test_parts_fill_the_whole_without_gap_or_overlap(period: Period, kind: PeriodKind) -> None:
    parts = period.parts(kind)
    if not parts:
        return
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(b.start - a.end == timedelta(days=1) for a, b in pairwise(parts))
    assert all(part.kind == kind and period.contains(part) for part in parts)


@pytest.mark.parametrize(
    ("whole", "kind", "codes"),
    [
        ("FY2009-10", "quarter", "FY2009-10-Q1 FY2009-10-Q2 FY2009-10-Q3 FY2009-10-Q4"),
        ("FY2009-10-Q4", "month", "2010-M01 2010-M02 2010-M03"),
        ("CY2009", "quarter", "FY2008-09-Q4 FY2009-10-Q1 FY2009-10-Q2 FY2009-10-Q3"),
        ("2008-04-01..2010-03-31", "financial_year", "FY2008-09 FY2009-10"),
        ("AY2009-10", "quarter", ""),
        ("2009-04-02..2010-03-31", "month", ""),
        ("FY2009-10", "financial_year", ""),
        ("FY2009-10", "day", ""),
        ("2009-M10", "quarter", ""),
    ],
)
def test_parts_of_a_period(whole: str, kind: PeriodKind, codes: str) -> None:
    assert [str(part) for part in parse_period(whole).parts(kind)] == codes.split()


@pytest.mark.parametrize("code", ["FY2009-10", "AY2009-10", "CY2009"])
def test_every_year_has_twelve_months(code: str) -> None:
    assert len(parse_period(code).parts("month")) == 12


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("FY2000-01", "FY1999-00"),
        ("AY2009-10", "AY2008-09"),
        ("CY2009", "CY2008"),
        ("FY2009-10-Q1", "FY2008-09-Q4"),
        ("2009-M01", "2008-M12"),
        ("2009-03-31", "2008-03-31"),
        ("2008-02-29", "2007-02-28"),
        ("2009-02-28", "2008-02-28"),
        ("2009-04-01..2010-03-31", "2008-04-01..2009-03-31"),
        ("2008-03-01..2009-02-28", "2007-03-01..2008-02-29"),
    ],
)
def test_the_period_before(code: str, before: str) -> None:
    assert str(parse_period(code).previous()) == before


@pytest.mark.parametrize(
    ("code", "kind", "latest"),
    [
        ("FY2009-10", "financial_year", "FY2009-10"),
        ("FY2009-10", "calendar_year", "CY2009"),
        ("FY2009-10", "academic_year", "AY2008-09"),
        ("FY2009-10", "quarter", "FY2009-10-Q4"),
        ("FY2009-10", "month", "2010-M03"),
        ("FY2009-10", "day", "2010-03-31"),
        ("FY2009-10", "window", "2009-04-01..2010-03-31"),
        ("FY2009-10", "not established", "FY2009-10"),
        ("FY2009-10-Q3", "financial_year", "FY2008-09"),
        ("2008-07-01..2009-06-30", "window", "2008-07-01..2009-06-30"),
        ("2009-02-27", "month", "2009-M01"),
    ],
)
def test_the_latest_period_of_another_kind(code: str, kind: PeriodKind, latest: str) -> None:
    assert str(parse_period(code).latest(kind)) == latest


def _slow_latest(by: date, kind: PeriodKind) -> Period:
    """Every period of the kind round the date, one after the other."""
    years = range(by.year - 2, by.year + 2)
    every: dict[str, list[Period]] = {
        "financial_year": [financial_year(y) for y in years],
        "academic_year": [academic_year(y) for y in years],
        "calendar_year": [calendar_year(y) for y in years],
        "quarter": [quarter(y, n) for y in years for n in (1, 2, 3, 4)],
        "month": [month(y, n) for y in years for n in range(1, 13)],
    }
    return max(p for p in every[kind] if p.end <= by)


@given(DAYS, st.sampled_from(KINDS))
def test_the_latest_period_agrees_with_a_search(by: date, kind: PeriodKind) -> None:
    assert day(by).latest(kind) == _slow_latest(by, kind)


@given(PERIODS, PERIODS)
def test_order_is_by_first_day_then_last(one: Period, other: Period) -> None:
    if (one.start, one.end) != (other.start, other.end):
        assert (one < other) == ((one.start, one.end) < (other.start, other.end))
    assert one.contains(one)
    assert not (one.contains(other) and other.contains(one)) or (one.start, one.end) == (
        other.start,
        other.end,
    )


@pytest.mark.parametrize(
    ("code", "estimate"),
    [
        ("2025-03-31", "2024-06-30"),
        ("FY2009-10", "2009-06-30"),
        ("CY2009", "2009-06-30"),
        ("2009-06-30", "2008-06-30"),
    ],
)
def test_the_population_estimate_a_rate_rests_on(code: str, estimate: str) -> None:
    assert str(mid_year_before(parse_period(code))) == estimate
