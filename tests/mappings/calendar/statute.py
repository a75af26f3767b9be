"""Bank holidays of the four nations, worked out from the statutes by a second hand: the oracle of the tables.

Banking and Financial Dealings Act 1971 and its yearly proclamations; St Andrew's Day Bank Holiday (Scotland) Act 2007.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

#: Days that were proclaimed for all four nations, and where one holiday was moved, from and to.
ADDED = ("2011-04-29", "2012-06-05", "2022-06-03", "2022-09-19", "2023-05-08")
MOVED = {"2012-05-28": "2012-06-04", "2020-05-04": "2020-05-08", "2022-05-30": "2022-06-02"}
ADDED_IN_SCOTLAND = ("2026-06-15",)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(nation: str, year: int) -> set[date]:
    """The weekdays of a year on which nobody works."""
    scotland, ireland = nation == "scotland", nation == "northern-ireland"
    days = _observed([date(year, 1, 1), *([date(year, 1, 2)] if scotland else [])])
    days |= _observed([date(year, 12, 25), date(year, 12, 26)])
    days |= {easter(year) - timedelta(days=2), _monday(year, 5, 0), _monday(year, 5, -1)}
    days |= {_monday(year, 8, 0)} if scotland else {_monday(year, 8, -1), easter(year) + timedelta(days=1)}
    days |= _observed([date(year, 11, 30)]) if scotland else set()
    days |= _observed([date(year, 3, 17)]) | _observed([date(year, 7, 12)]) if ireland else set()
    days = {date.fromisoformat(MOVED.get(str(day), str(day))) for day in days}
    added = (*ADDED, *(ADDED_IN_SCOTLAND if scotland else ()))
    return days | {day for day in map(date.fromisoformat, added) if day.year == year}


def _observed(days: list[date]) -> set[date]:
    """Days that fall on a weekday stay; each other goes to the next weekday that is free."""
    taken = {day for day in days if day.weekday() < 5}
    for day in (day for day in days if day.weekday() > 4):
        while day.weekday() > 4 or day in taken:
            day += timedelta(days=1)
        taken.add(day)
    return taken


def _monday(year: int, month: int, which: int) -> date:
    days: Iterable[date] = (date(year, month, n) for n in range(1, 32))
    return [day for day in days if day.weekday() == 0][which]
