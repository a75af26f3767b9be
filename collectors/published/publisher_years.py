"""The period that a publisher's text stands for, as the mapping says and never by guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from indicators.period.arithmetic import (
    Period,
    academic_year,
    calendar_year,
    day,
    financial_year,
    month,
    quarter,
    window,
)
from indicators.period.codes import parse_period
from mappings.definitions.publisher_year_rules import YearRule, pattern_expression, pattern_tokens
from returnonce.errors import Refused

_FOUR = re.compile(r"(\d{4})")
#: 202425, 2024-25, 2024/25, 2024 to 2025.
_BOTH = re.compile(r"(\d{4})(?:\s*[-/]\s*|\s+to\s+|\s+)?(\d{4}|\d{2})")
_DASHES = str.maketrans("‐‑‒–—−", "------")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Years of two digits alone: from here on they are of the last century.
_LAST_CENTURY = 70
#: Day 0 of a spreadsheet; its day 60, which never was, lies before any figure of ours.
_FIRST_DAY = date(1899, 12, 30)
FIRST_MONTHS = {"financial_year": 4, "academic_year": 9}


class _Unclear(Exception):
    """The text does not fit the rule."""


def period_code(text: str, rule: YearRule) -> str | None:
    """``2025`` with ``ends`` is FY2024-25; ``202425`` needs ``both``; None where the rule does not fit."""
    clean = " ".join(text.split()).translate(_DASHES)
    readings: list[_Reading] = [_PatternReading(pattern, clean) for pattern in rule.patterns]
    readings = readings or [_BareYears(clean, rule)]
    for reading in readings:
        try:
            return parse_period(_KINDS[rule.kind](reading, rule).code).code
        except (_Unclear, Refused, ValueError):
            continue
    return None


class _Reading:
    """What stands in a text: years, months, a day, a quarter."""

    years: list[int]
    months: list[int]
    days: list[int]
    quarter: int | None

    def one_year(self) -> int:
        return _only(self.years)

    def first_year(self, rule: YearRule) -> int:
        """The year in which a year of two halves begins."""
        if len(self.years) == 2 and self.years[1] == self.years[0] + 1:
            return self.years[0]
        if rule.year == "both":
            raise _Unclear
        return self.one_year() - (rule.year == "ends")


class _BareYears(_Reading):
    def __init__(self, text: str, rule: YearRule) -> None:
        self.years, self.months, self.days, self.quarter = [], [], [], None
        match = (_BOTH if rule.year == "both" else _FOUR).fullmatch(text)
        if match:
            first, *second = match.groups()
            self.years = [int(first), *(_later_year(int(first), each) for each in second)]


class _PatternReading(_Reading):
    def __init__(self, pattern: str, text: str) -> None:
        self.years, self.months, self.days, self.quarter = [], [], [], None
        match = _expression(pattern).fullmatch(text)
        if match:
            for place, piece in zip(pattern_tokens(pattern), match.groups(), strict=True):
                self._add(place, piece)

    def _add(self, place: str, piece: str) -> None:
        match place:
            case "YYYY":
                self.years.append(int(piece))
            case "YY":
                self.years.append(_later_year(self.years[-1] if self.years else None, piece))
            case "MMM" | "MM":
                self.months.append(_month_number(piece))
            case "D":
                self.days.append(int(piece))
            case "N":
                self._add_day(_FIRST_DAY + timedelta(int(piece)))
            case _:
                self.quarter = int(piece)

    def _add_day(self, when: date) -> None:
        self.years.append(when.year)
        self.months.append(when.month)
        self.days.append(when.day)


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    return pattern_expression(" ".join(pattern.split()))


def _later_year(before: int | None, digits: str) -> int:
    """``25`` after 2024 is 2025, and ``00`` after 1999 is 2000."""
    if len(digits) == 4:
        return int(digits)
    if before is None:
        return int(digits) + (1900 if int(digits) >= _LAST_CENTURY else 2000)
    year = before - before % 100 + int(digits)
    return year if year >= before else year + 100


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text[:3].lower() not in _MONTHS:
        return 0
    return _MONTHS.index(text[:3].lower()) + 1


def _only(numbers: list[int]) -> int:
    if len(numbers) != 1:
        raise _Unclear
    return numbers[0]


def _year_of_two_halves(reading: _Reading, rule: YearRule) -> Period:
    """A financial or academic year; where months are named they must be its first and last, or its last."""
    first_month = FIRST_MONTHS[rule.kind]
    last_month = first_month - 1
    if reading.months not in ([], [last_month], [first_month, last_month]):
        raise _Unclear
    if reading.months == [last_month] and len(reading.years) == 1:
        first = reading.one_year() - 1
    else:
        first = reading.first_year(rule)
    return (financial_year if rule.kind == "financial_year" else academic_year)(first)


def _calendar_year(reading: _Reading, _rule: YearRule) -> Period:
    if reading.months not in ([], [12], [1, 12]) or len(set(reading.years)) != 1:
        raise _Unclear
    return calendar_year(reading.years[0])


def _quarter(reading: _Reading, rule: YearRule) -> Period:
    if reading.months:
        return _quarter_of_months(reading)
    number = reading.quarter or rule.quarter
    if number is None:
        raise _Unclear
    if rule.quarters == "calendar":
        year = reading.one_year()
        return quarter(year - 1, 4) if number == 1 else quarter(year, number - 1)
    return quarter(reading.first_year(rule), number)


def _quarter_of_months(reading: _Reading) -> Period:
    """``Apr-Jun 2024``, or ``June 2024`` for the three months to June."""
    last = reading.months[-1]
    if last % 3 or (len(reading.months) > 1 and reading.months[0] != last - 2):
        raise _Unclear
    year = reading.years[-1] if reading.years else _only(reading.years)
    return quarter(year - 1, 4) if last == 3 else quarter(year, last // 3 - 1)


def _month(reading: _Reading, rule: YearRule) -> Period:
    number = _only(reading.months) if reading.months else rule.month
    if number is None:
        raise _Unclear
    return month(reading.one_year(), number)


def _day(reading: _Reading, rule: YearRule) -> Period:
    if reading.days:
        return day(date(reading.one_year(), _only(reading.months), _only(reading.days)))
    if rule.day is None or (reading.months and reading.months != [int(rule.day[:2])]):
        raise _Unclear
    return day(date.fromisoformat(f"{reading.one_year()}-{rule.day}"))


def _window(reading: _Reading, rule: YearRule) -> Period:
    """``Dec-Feb 2024``; ``Year ending June 2024`` with ``months: 12``; ``2021/22 to 2023/24``; ``2021-23``."""
    if reading.months:
        return _window_of_months(reading, rule)
    years = reading.years
    if len(years) == 4 and years[1] == years[0] + 1 and years[3] == years[2] + 1 and years[2] >= years[0]:
        return window(date(years[0], 4, 1), date(years[3], 3, 31))
    if len(years) == 2 and years[1] > years[0]:
        return window(date(years[0], 1, 1), date(years[1], 12, 31))
    raise _Unclear


def _window_of_months(reading: _Reading, rule: YearRule) -> Period:
    last_year, last = (reading.years or [0])[-1], reading.months[-1]
    # Months counted from year 0, so that a window may begin in another year than it ends.
    end = last_year * 12 + last - 1
    if len(reading.months) == 1:
        if rule.months is None:
            raise _Unclear
        start = end - rule.months + 1
    else:
        first = reading.months[0]
        named = len(reading.years) > 1
        start = (reading.years[0] if named else last_year - (first > last)) * 12 + first - 1
        if rule.months not in {None, end - start + 1}:
            raise _Unclear
    if start > end:
        raise _Unclear
    return window(month(start // 12, start % 12 + 1).start, month(last_year, last).end)


_KINDS: dict[str, Callable[[_Reading, YearRule], Period]] = {
    "financial_year": _year_of_two_halves,
    "academic_year": _year_of_two_halves,
    "calendar_year": _calendar_year,
    "quarter": _quarter,
    "month": _month,
    "day": _day,
    "window": _window,
}
