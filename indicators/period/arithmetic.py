"""A period: its code, its first and last day, its parts and its neighbours.

Financial years run from 1 April to 31 March, academic years from 1 September to 31 August.
Quarters are those of a financial year. Both ends of a period belong to it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Literal

PeriodKind = Literal[
    "financial_year",
    "academic_year",
    "calendar_year",
    "quarter",
    "month",
    "day",
    "window",
    "not established",
]
#: Kinds that follow each other without end, so that those that end within a span can be listed.
REGULAR: tuple[PeriodKind, ...] = ("financial_year", "academic_year", "calendar_year", "quarter", "month")
ONE_DAY = timedelta(days=1)
LAST_MONTHS = {"financial_year": 3, "academic_year": 8, "calendar_year": 12}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One period; ordered by its first day, then by its last."""

    code: str
    kind: PeriodKind
    start: date
    end: date

    def __str__(self) -> str:
        return self.code

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, self.end, self.code) < (other.start, other.end, other.code)

    def contains(self, other: Period) -> bool:
        """True when every day of the other period lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def parts(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of another kind that follow each other and fill this one exactly, else none.

        A calendar year has four quarters (the first belongs to the financial year before), an
        academic year has twelve months and no quarters. Days are never parts.
        """
        if kind == self.kind or kind not in _ENDING:
            return ()
        tiles = tuple(_walk_back(self, kind))[::-1]
        return tiles if tiles and tiles[0].start == self.start else ()

    def previous(self) -> Period:
        """The one before of the same kind; for a day or a window, the same one a year before."""
        if self.kind == "day":
            return day(_year_before(self.end))
        if self.kind == "window":
            return window(_year_before(self.start), _year_before(self.end, keep_month_end=True))
        return _ENDING[self.kind](self.start - ONE_DAY)

    def latest(self, kind: PeriodKind) -> Period:
        """The latest period of that kind that ends on or before the end of this one.

        For a window this is the period itself if it is one, else the twelve months to its end;
        a kind that is not established changes nothing.
        """
        if kind in {self.kind, "not established"}:
            return self
        if kind == "window":
            return window(_year_before(self.end, keep_month_end=True) + ONE_DAY, self.end)
        return day(self.end) if kind == "day" else _ENDING[kind](self.end)

    def label(self) -> str:
        """The period as people write it."""
        return _LABELS[self.kind](self)


def financial_year(first_year: int) -> Period:
    """The twelve months from 1 April of ``first_year``."""
    code = f"FY{first_year}-{_short(first_year + 1)}"
    return Period(code, "financial_year", date(first_year, 4, 1), date(first_year + 1, 3, 31))


def financial_year_of(day: date) -> Period:
    """The financial year in which a day lies."""
    return financial_year(day.year - (day < date(day.year, 4, 1)))


def academic_year(first_year: int) -> Period:
    """The twelve months from 1 September of ``first_year``."""
    code = f"AY{first_year}-{_short(first_year + 1)}"
    return Period(code, "academic_year", date(first_year, 9, 1), date(first_year + 1, 8, 31))


def calendar_year(year: int) -> Period:
    """January to December."""
    return Period(f"CY{year}", "calendar_year", date(year, 1, 1), date(year, 12, 31))


def quarter(first_year: int, number: int) -> Period:
    """Quarter 1 to 4 of the financial year that begins in ``first_year``."""
    year, first_month = (first_year, 3 * number + 1) if number < 4 else (first_year + 1, 1)
    code = f"{financial_year(first_year).code}-Q{number}"
    return Period(code, "quarter", date(year, first_month, 1), _month_end(year, first_month + 2))


def month(year: int, number: int) -> Period:
    """One month, 1 to 12."""
    return Period(f"{year}-M{number:02}", "month", date(year, number, 1), _month_end(year, number))


def day(at: date) -> Period:
    """One day, for figures that are a stock."""
    return Period(at.isoformat(), "day", at, at)


def window(first: date, last: date) -> Period:
    """Any run of days: rolling years, terms, several years together."""
    return Period(f"{first.isoformat()}..{last.isoformat()}", "window", first, last)


def list_periods(kinds: Collection[PeriodKind], start: date, end: date) -> list[Period]:
    """The regular ones of these kinds that end from ``start`` to ``end``, both included, by their days."""
    return sorted(period for kind in REGULAR if kind in kinds for period in _list_back(kind, start, end))


def _list_back(kind: PeriodKind, start: date, end: date) -> Iterator[Period]:
    period = day(end).latest(kind)
    while period.end >= start:
        yield period
        period = period.previous()


def mid_year_before(period: Period) -> Period:
    """The last 30 June before the period ended: the day of the population estimate it rests on."""
    june = date(period.end.year, 6, 30)
    return day(june if june < period.end else june.replace(year=june.year - 1))


def format_day(at: date) -> str:
    """``31 March 2009``."""
    return f"{at.day} {at:%B} {at.year}"


def _short(year: int) -> str:
    return f"{year % 100:02}"


def _month_end(year: int, number: int) -> date:
    return date(year, number, monthrange(year, number)[1])


def _year_before(at: date, *, keep_month_end: bool = False) -> date:
    last = _month_end(at.year - 1, at.month)
    if keep_month_end and at == _month_end(at.year, at.month):
        return last
    return last.replace(day=min(at.day, last.day))


def _year_ending(kind: str, build: Callable[[int], Period]) -> Callable[[date], Period]:
    def ending(by: date) -> Period:
        latest = build(by.year - (LAST_MONTHS[kind] < 12))
        return latest if latest.end <= by else build(latest.start.year - 1)

    return ending


def _quarter_ending(by: date) -> Period:
    last_month = by.month if by == _month_end(by.year, by.month) else by.month - 1
    ended = last_month // 3
    return quarter(by.year, ended - 1) if ended > 1 else quarter(by.year - 1, ended + 3)


def _month_ending(by: date) -> Period:
    whole = by == _month_end(by.year, by.month)
    last = by if whole else by.replace(day=1) - ONE_DAY
    return month(last.year, last.month)


_ENDING: dict[str, Callable[[date], Period]] = {
    "financial_year": _year_ending("financial_year", financial_year),
    "academic_year": _year_ending("academic_year", academic_year),
    "calendar_year": _year_ending("calendar_year", calendar_year),
    "quarter": _quarter_ending,
    "month": _month_ending,
}


def _walk_back(whole: Period, kind: str) -> Iterator[Period]:
    part = _ENDING[kind](whole.end)
    end = whole.end
    while part.end == end and part.start >= whole.start:
        yield part
        end = part.start - ONE_DAY
        part = part.previous()


def _quarter_label(period: Period) -> str:
    return f"{period.start:%B} to {period.end:%B} {period.end.year} (quarter {period.code[-1]} of {period.code[2:9]})"


_LABELS: dict[str, Callable[[Period], str]] = {
    "financial_year": lambda p: f"{p.code[2:]} (financial year)",
    "academic_year": lambda p: f"{p.code[2:]} (academic year)",
    "calendar_year": lambda p: f"{p.code[2:]} (calendar year)",
    "quarter": _quarter_label,
    "month": lambda p: f"{p.start:%B} {p.start.year}",
    "day": lambda p: format_day(p.end),
    "window": lambda p: f"{format_day(p.start)} to {format_day(p.end)}",
}
