"""Working days: weekends, bank holidays of the four nations, and days that a place adds or opens."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from indicators.period.codes import LAST_YEAR
from mappings.calendar.deadlines import format_date
from returnonce.definition_files.british_dates import as_iso_date
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import Refused

Nation = Literal["england", "wales", "scotland", "northern-ireland"]
NATIONS: tuple[Nation, ...] = ("england", "wales", "scotland", "northern-ireland")
#: What the library calls them.
SUBDIVISIONS: dict[Nation, str] = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Bank holidays by date and name, for the years of the table; a library works out later years.

    ``nation``: without one, nothing is known of later years. ``opened``: weekends and holidays that are worked here.
    """

    days: Mapping[date, str]
    first_year: int
    last_year: int
    nation: Nation | None = None
    opened: frozenset[date] = frozenset()
    #: Where each day of the table was read.
    sources: Mapping[date, str] = field(default_factory=dict)

    def closure_reason(self, day: date) -> str | None:
        """Why a day is not a working day (``Saturday``, ``Good Friday``); None on a working day.

        Raises ``Refused`` for a day before the table, and after it where no nation is named.
        """
        last_year = self.last_year if self.nation is None else LAST_YEAR
        if not self.first_year <= day.year <= last_year:
            raise Refused(
                f"{format_date(day)} lies outside the table of bank holidays, {self.first_year} to {self.last_year}.",
                mend="Add the bank holidays of that year to the calendar.",
            )
        if day in self.opened:
            return None
        return f"{day:%A}" if day.weekday() >= 5 else self._holiday_name(day)

    def is_working(self, day: date) -> bool:
        """True on a day that is neither weekend nor bank holiday."""
        return self.closure_reason(day) is None

    def is_beyond_table(self, day: date) -> bool:
        """True after the table's last year: its bank holidays are computed, not yet proclaimed."""
        return day.year > self.last_year

    def holidays_between(self, first: date, last: date) -> list[tuple[date, str]]:
        """Bank holidays on weekdays between two days, both excluded, with their names."""
        days = (first + ONE_DAY * n for n in range(1, (last - first).days))
        holidays = ((day, self._holiday_name(day)) for day in days if day.weekday() < 5 and day not in self.opened)
        return [(day, name) for day, name in holidays if name]

    def opened_days_between(self, first: date, last: date) -> list[date]:
        """Weekends and holidays from the first to the last day that are worked at this place."""
        between = (day for day in sorted(self.opened) if first <= day <= last)
        return [day for day in between if day.weekday() >= 5 or self._holiday_name(day)]

    def _holiday_name(self, day: date) -> str | None:
        # A day that a place adds may lie after the table's last year.
        if day in self.days or self.nation is None or not self.is_beyond_table(day):
            return self.days.get(day)
        return compute_bank_holidays(self.nation, day.year).get(day)


@lru_cache(maxsize=512)
def compute_bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """A year's bank holidays by date, computed by the library ``holidays``. No network."""
    # Imported here because it is slow to import and seldom needed.
    from holidays import country_holidays

    holidays = country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year, language="en_GB")
    renamed = ((day, name.replace("(observed)", "(substitute day)")) for day, name in sorted(holidays.items()))
    return {day: name for day, name in renamed if day.year == year}


def load_calendar(folder: FilePath, nation: Nation = "england") -> Calendar:
    """Read a nation's bank holidays from a folder (``date,name,source``; ISO dates).

    Raises ``Refused`` naming file and row for a date that is not one, a nameless day, or one given twice.
    """
    path = folder / f"{nation}-bank-holidays.csv"
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("The table of bank holidays cannot be read.", where=path.name, mend="Put it there.") from error
    days: dict[date, str] = {}
    sources: dict[date, str] = {}
    for number, row in enumerate(rows, start=2):
        day, name = _read_holiday(row, f"{path.name} row {number}")
        sources[day] = row.get("source") or "not established"
        if days.setdefault(day, name) != name:
            raise Refused(f"{day} is given twice.", where=f"{path.name} row {number}", mend="Keep one of the rows.")
    if not days:
        raise Refused("The table of bank holidays is empty.", where=path.name, mend="Add its days.")
    return Calendar(days, min(days).year, max(days).year, nation, sources=sources)


def load_calendars(folder: FilePath) -> dict[Nation, Calendar]:
    """The four nations' calendars. Raises ``Refused`` as :func:`load_calendar` does."""
    return {nation: load_calendar(folder, nation) for nation in NATIONS}


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The working day that is so many after a day (before it, if negative); 0 is the day itself."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    remaining = abs(count)
    while remaining:
        day += step
        remaining -= calendar.is_working(day)
    return day


def add_months(day: date, count: int) -> date:
    """So many months later; the last day of a month leads to the last day of a month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def _read_holiday(row: Mapping[str, str | None], where: str) -> tuple[date, str]:
    try:
        day, name = date.fromisoformat(as_iso_date(row.get("date") or "")), (row.get("name") or "").strip()
    except ValueError:
        raise Refused(
            f"column date: '{row.get('date')}' is not a date.",
            where=where,
            mend="Write it as 2010-04-02 or 02/04/2010.",
        ) from None
    if not name:
        raise Refused("column name: the day has no name.", where=where, mend="Name the holiday.")
    return day, name
