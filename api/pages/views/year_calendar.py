"""A year of due dates: each month as a picture, and every date in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from markupsafe import Markup

from api.pages.pictures.year_calendar import DueDay, draw_month
from api.pages.rendering import collection_path, page_path
from api.pages.views.returns import STATES as RETURN_STATES
from api.pages.views.schedule import Filter, FilterOption
from api.pages.wording import SETTLED, STATES, day_words, hour_words, title_with_period
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from returnonce.count_text import format_count

#: Dates that the table lists.
MOST_LISTED = 400
#: What the colour of a day means, the most urgent first.
LEVELS: Mapping[str, str] = {
    "late": "Something is late", "owed": "Something is still to be done", "done": "All is done",
}  # fmt: skip


@dataclass(frozen=True)
class DueThing:
    """One thing that is due on a day. ``level`` is one of ``LEVELS``."""

    day: date
    hour: str
    title: str
    where: str
    href: str
    state: str
    colour: str
    level: str


@dataclass(frozen=True)
class CalendarMonth:
    """One month with what is due in it, by the day."""

    name: str
    picture: Markup
    summary: str


@dataclass(frozen=True)
class DueRow:
    day: str
    thing: DueThing


@dataclass(frozen=True)
class YearCalendar:
    """``levels``: what the colours mean; ``left_out``: how many dates the table leaves out."""

    months: tuple[CalendarMonth, ...]
    levels: tuple[tuple[str, str], ...]
    filters: tuple[Filter, ...]
    caption: str
    rows: tuple[DueRow, ...]
    left_out: int


def returns_due(rows: pl.DataFrame) -> list[DueThing]:
    """Returns (``add_return_states``) that have a due day; those that others make are left out."""
    return [
        DueThing(
            row["due"], hour_words(row["at"]), title_with_period(row["title"], parse_period(row["period"])),
            row["area_name"], page_path("returns", row["return"], row["area"], row["period"]),
            *RETURN_STATES[row["state"]],
            {"overdue": "late", "published": "done"}.get(row["state"], "owed"),
        )
        for row in rows.filter(pl.col("due").is_not_null(), pl.col("state") != "elsewhere").iter_rows(named=True)
    ]  # fmt: skip


def collections_due(rows: pl.DataFrame) -> list[DueThing]:
    """Collections (``BOARD_SCHEMA``) that have a day to send by."""
    return [
        DueThing(
            row["due"], hour_words(row["at"]),
            title_with_period(row["title"] or row["return"], parse_period(row["period"])),
            row["agency_name"] or "Nobody is of record", collection_path(row["key"]), *STATES[row["state"]][:2],
            "late" if row["state"] == "late" else "done" if row["state"] in SETTLED else "owed",
        )
        for row in rows.filter(pl.col("due").is_not_null()).iter_rows(named=True)
    ]  # fmt: skip


def year_calendar(
    things: Iterable[DueThing], year: Period, *, today: date, places: Mapping[str, str], place: str,
    years: Mapping[str, str], what: str,
) -> YearCalendar:  # fmt: skip
    """What is due within a financial year, at one place. ``what``: what one thing is called."""
    within = sorted(
        {thing for thing in things if year.start <= thing.day <= year.end},
        key=lambda thing: (thing.day, thing.title, thing.where),
    )
    firsts = [date(year.start.year + (month < 4), month, 1) for month in (*range(4, 13), *range(1, 4))]
    months = tuple(_month(first, [t for t in within if (t.day.year, t.day.month) == (first.year, first.month)])
                   for first in firsts)  # fmt: skip
    count = format_count(len(within), what)
    left = sum(thing.day >= today and thing.level != "done" for thing in within)
    return YearCalendar(
        months, tuple(LEVELS.items()), _filters(places, place, years, year),
        f"{count} due from {year.start.year} to {year.end.year}; {left:,} still ahead",
        tuple(DueRow(day_words(thing.day), thing) for thing in within[:MOST_LISTED]), max(0, len(within) - MOST_LISTED),
    )  # fmt: skip


def _month(first: date, things: list[DueThing]) -> CalendarMonth:
    by_day: dict[int, list[DueThing]] = {}
    for thing in things:
        by_day.setdefault(thing.day.day, []).append(thing)
    due = {
        day: DueDay(len(each), f"calendar--{min((thing.level for thing in each), key=list(LEVELS).index)}")
        for day, each in by_day.items()
    }
    name, count = f"{first:%B %Y}", f"{len(things):,} due" if things else "Nothing due"
    return CalendarMonth(name, draw_month(name, first.year, first.month, due), count)


def _filters(places: Mapping[str, str], place: str, years: Mapping[str, str], year: Period) -> tuple[Filter, ...]:
    labels = dict(years) | {year.code: f"{year.start.year} to {year.end.year}"}
    sides = [("year", "Year from April", labels, year.code)]
    if len(places) > 1:
        sides.append(("place", "Place", dict(places), place))
    return tuple(
        Filter(name, label, tuple(FilterOption(code, text, code == chosen) for code, text in titles.items()))
        for name, label, titles, chosen in sides
    )
