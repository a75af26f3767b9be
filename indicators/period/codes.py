"""Reads period codes such as ``FY2009-10``; refuses what could mean two periods."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from indicators.period.arithmetic import (
    Period,
    academic_year,
    calendar_year,
    day,
    financial_year,
    mid_year_before,
    month,
    quarter,
    window,
)
from indicators.period.questions import EXAMPLES, find_question
from returnonce.errors import Refused, WrongUsage

__all__ = [
    "Period",
    "academic_year",
    "calendar_year",
    "check_days",
    "day",
    "financial_year",
    "mid_year_before",
    "month",
    "parse_period",
    "quarter",
    "window",
]

FIRST_YEAR, LAST_YEAR = 1900, 2100
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_DATE = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Read a period code. Letter case, spaces and kinds of dash do not matter, everything else does.

    Raises ``Refused``, saying what to write, for anything that could mean two things: a bare
    ``2009-10`` (financial year, academic year or October?), or the date a spreadsheet made of it.
    """
    clean = re.sub(r"\s+", " ", text).strip().upper().translate(_DASHES)
    for pattern, parse in _CODES:
        if match := re.fullmatch(pattern, clean):
            return parse(clean, *match.groups())
    problem, mend = find_question(clean)
    raise _refusal(text.strip(), problem, mend)


def _refusal(text: str, problem: str, mend: str) -> Refused:
    return Refused(f"The period '{text}' is not clear: {problem}{'' if problem[-1] == '?' else '.'}", mend=mend)


def _year(text: str, year: str) -> int:
    if FIRST_YEAR <= int(year) < LAST_YEAR:
        return int(year)
    problem = f"the year lies outside {FIRST_YEAR} to {LAST_YEAR}"
    raise _refusal(text, problem, f"Write a code such as {EXAMPLES}.")


def _year_code(build: Callable[[int], Period]) -> Callable[..., Period]:
    def read(text: str, first: str, second: str) -> Period:
        period = build(_year(text, first))
        if period.code[-2:] == second:
            return period
        several = f"{period.start}..{build(period.start.year + 1).end}"
        raise _refusal(
            text,
            "its two years do not follow each other",
            f"Write {period} for one year; for several write a window, such as {several}.",
        )

    return read


_financial_year = _year_code(financial_year)


def _quarter(text: str, first: str, second: str, number: str) -> Period:
    year = _financial_year(text, first, second)
    if number in {"1", "2", "3", "4"}:
        return quarter(year.start.year, int(number))
    raise _refusal(
        text,
        "a year has four quarters",
        f"Write {year}-Q1 (April to June) to {year}-Q4 (January to March).",
    )


def _month(text: str, year: str, number: str) -> Period:
    whole = _year(text, year)
    if len(number) == 2 and 1 <= int(number) <= 12:
        return month(whole, int(number))
    raise _refusal(text, "a month is two figures from 01 to 12", f"Write a code from {whole}-M01 to {whole}-M12.")


def _date(text: str, iso: str) -> date:
    _year(text, iso[:4])
    try:
        return date.fromisoformat(iso)
    except ValueError:
        mend = "Write the day as year-month-day, such as 2009-03-31."
        raise _refusal(text, f"there is no day {iso}", mend) from None


def _window(text: str, first: str, last: str) -> Period:
    start, end = _date(text, first), _date(text, last)
    if start < end:
        return window(start, end)
    if start == end:
        raise _refusal(text, "a window is longer than one day", f"Write the day alone: {start}.")
    raise _refusal(text, "the window ends before it begins", f"Write {end}..{start} if that is meant.")


_CODES: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"FY ?([0-9]{4}) ?- ?([0-9]{2})", _financial_year),
    (r"AY ?([0-9]{4}) ?- ?([0-9]{2})", _year_code(academic_year)),
    (r"CY ?([0-9]{4})", lambda text, year: calendar_year(_year(text, year))),
    (r"FY ?([0-9]{4}) ?- ?([0-9]{2})(?: ?- ?| )Q ?([0-9]+)", _quarter),
    (r"([0-9]{4}) ?- ?M ?([0-9]+)", _month),
    (_DATE, lambda text, iso: day(_date(text, iso))),
    (rf"{_DATE} ?\.\. ?{_DATE}", _window),
)


def check_days(days: Mapping[str, date | None]) -> None:
    """Refuse days around which there are no periods, by where each stands.

    Raises:
        WrongUsage: one is centuries away.
    """
    for where, given in days.items():
        if given is not None and not FIRST_YEAR <= given.year < LAST_YEAR:
            what = f"{given} lies outside {FIRST_YEAR} to {LAST_YEAR - 1}."
            raise WrongUsage(what, where=where, mend="Correct the year.")
