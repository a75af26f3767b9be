"""Reads a period as people see it printed anywhere, besides its code: ``2009-10``, ``June 2010``, ``31 March 2010``.

For what somebody types to ask for something; and for a row of figures whose indicator says which kind of year is meant
(:mod:`collectors.figures.printed_periods`).
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Collection
from datetime import date

from indicators.period.arithmetic import (
    Period,
    PeriodKind,
    academic_year,
    calendar_year,
    day,
    financial_year,
    month,
    quarter,
    window,
)
from indicators.period.codes import parse_period
from returnonce.errors import Refused

_SPACES, _DASHES = re.compile(r"\s+"), str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_DAY, _MONTH = r"([0-9]{1,2} [a-z]+ [0-9]{4})", r"([a-z]+) ([0-9]{4})"
_PAIR = r"([0-9]{4})[-/](?:[0-9]{2})?([0-9]{2})"
_SINGLE = r"[0-9]{4}"
_SOME_YEAR: frozenset[PeriodKind] = frozenset({"financial_year", "academic_year", "calendar_year"})


def read_period(text: str, *, kinds: Collection[PeriodKind] = ()) -> Period:
    """Read a period's code, or the words that stand for it on any page. A plain pair of years, ``2009-10``, is the
    financial year, as pages print it; the academic year where ``kinds``, of what is asked about, have that alone.
    One year, ``2009``, is the calendar year where they have that and no other year.

    Raises:
        Refused: it is neither, as :func:`~indicators.period.codes.parse_period` says it.
    """
    clean = _SPACES.sub(" ", text).strip().casefold().translate(_DASHES)
    for pattern, build in _PRINTED:
        if match := re.fullmatch(pattern, clean):
            try:
                return parse_period(build(*match.groups()).code)
            except (ValueError, Refused):
                break
    if match := re.fullmatch(_PAIR, clean):
        year, second = int(match[1]), int(match[2])
        if second == (year + 1) % 100:
            is_academic = "academic_year" in kinds and "financial_year" not in kinds
            return parse_period((academic_year if is_academic else financial_year)(year).code)
    if re.fullmatch(_SINGLE, clean) and _SOME_YEAR & set(kinds) == {"calendar_year"}:
        return parse_period(calendar_year(int(clean)).code)
    return parse_period(text)


def is_printed_year(text: str) -> bool:
    """Whether a text is two years or one, and not which kind of year: ``2009-10``, ``2009``."""
    return bool(re.fullmatch(rf"{_PAIR}|{_SINGLE}", _SPACES.sub(" ", text).strip().translate(_DASHES)))


def _year_of(build: Callable[[int], Period]) -> Callable[[str, str], Period]:
    def read(first: str, second: str) -> Period:
        if int(second) != (int(first) + 1) % 100:
            raise ValueError(second)
        return build(int(first))

    return read


def _month_of(name: str, year: str) -> Period:
    return month(int(year), _month_number(name))


def _month_number(name: str) -> int:
    return [each.casefold() for each in month_name].index(name)


def _day_of(text: str) -> date:
    number, name, year = text.split(" ")
    return date(int(year), _month_number(name), int(number))


def _quarter_of(first: str, last: str, year: str, *_more: str) -> Period:
    """``April to June 2010``, with or without which quarter that is."""
    begin, end = (_month_number(name) for name in (first, last))
    if begin % 3 != 1 or end != begin + 2:
        raise ValueError(first)
    return quarter(int(year) - 1, 4) if begin == 1 else quarter(int(year), begin // 3)


_PRINTED: tuple[tuple[str, Callable[..., Period]], ...] = (
    (rf"{_PAIR} \(financial year\)|financial year {_PAIR}", lambda *parts: _year_of(financial_year)(*_filled(parts))),
    (rf"{_PAIR} \(academic year\)|academic year {_PAIR}", lambda *parts: _year_of(academic_year)(*_filled(parts))),
    (r"([0-9]{4}) \(calendar year\)|calendar year ([0-9]{4})", lambda *parts: calendar_year(int(_filled(parts)[0]))),
    (r"([a-z]+) to ([a-z]+) ([0-9]{4})(?: \(quarter [1-4] of [0-9]{4}-[0-9]{2}\))?", _quarter_of),
    (_MONTH, _month_of),
    (_DAY, lambda text: day(_day_of(text))),
    (rf"{_DAY} to {_DAY}", lambda first, last: window(_day_of(first), _day_of(last))),
)


def _filled(parts: tuple[str | None, ...]) -> list[str]:
    return [part for part in parts if part is not None]
