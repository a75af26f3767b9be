"""Children's care the slow and obvious way: history of several files, periods of care, stays, days and ages."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Figures = dict[str, tuple[int, int | None] | None]
FAR_FUTURE = date.max
SHORT, TEMPORARY, ADOPTIVE = {"V3", "V4"}, {"T0", "T1", "T2", "T3", "T4"}, {"A3", "A4", "A5", "A6"}


@dataclass
class Year:
    """One file: its tables as rows, and the first and last day that it is about."""

    tables: Mapping[str, list[Row]]
    first: date
    last: date


@dataclass
class Child:
    """What is known of one child's care: its periods, each a list of episodes in order."""

    name: str
    born: date | None
    current: bool
    everything: list[Row]
    periods: list[list[Row]]

    @property
    def care(self) -> list[Row]:
        return [episode for period in self.periods for episode in period]

    def on(self, day: date) -> Row | None:
        """The episode at the end of a day, the latest where several overlap."""
        found = [e for e in self.care if e["start"] <= day < e["until"]] if self.current else []
        return found[-1] if found else None

    def period_of(self, episode: Row) -> list[Row]:
        return next(period for period in self.periods if any(e is episode for e in period))


# Days


def months_ago(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_on(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def age(born: date | None, day: date) -> int | None:
    """Birthdays reached since birth; a birthday of 29 February is 1 March in other years."""
    if born is None:
        return None
    years = day.year - born.year
    return years if (day.month, day.day) >= (born.month, born.day) else years - 1


def year_began(last: date, years: int = 1) -> date:
    return months_ago(last + timedelta(days=1), 12 * years)


# Children and their care


def children_of(years: list[Year]) -> list[Child]:
    born = births_of(years[0])
    names = sorted({row["CHILD"] for year in years for row in rows_of(year, "Episodes")})
    return [_child(name, years, born.get(name)) for name in names]


def _child(name: str, years: list[Year], born: date | None) -> Child:
    held: list[Row] = []
    for number, year in enumerate(years):
        mine = [_episode(row) for row in rows_of(year, "Episodes") if row["CHILD"] == name]
        mine = [row for at, row in enumerate(mine) if row not in mine[:at]]
        if held:
            first = min(row["start"] for row in held)
            mine = [_cut(row, first) for row in mine if row["start"] < first]
        held += mine
        if number == 0:
            current = bool(mine)
    held.sort(key=_order)
    care = [row for row in held if row["LS"] not in SHORT and row["start"] <= years[0].last]
    return Child(name, born, current, held, [_with_stays(period) for period in _periods(care)])


def rows_of(year: Year, table: str) -> list[Row]:
    return [row for row in year.tables.get(table, []) if row["CHILD"] is not None]


def _episode(row: Row) -> Row:
    def post(text: str | None) -> str | None:
        return text and text.upper().replace(" ", "")

    kept = {name: row.get(name) for name in ("RNE", "LS", "PLACE", "URN", "REC")}
    ends = row.get("DEC") or FAR_FUTURE
    return kept | {
        "start": row["DECOM"], "until": ends, "home": post(row.get("HOME_POST")), "post": post(row.get("PL_POST")),
    }  # fmt: skip


def _cut(row: Row, first: date) -> Row:
    """An earlier file's episode lasts until the newer file's begin, at most."""
    if row["until"] == FAR_FUTURE:
        return row | {"until": first, "REC": "X1"}
    return row | {"until": min(row["until"], first)}


def _order(row: Row) -> tuple[Any, ...]:
    words = [row[name] for name in ("RNE", "LS", "PLACE", "post", "URN", "REC", "home")]
    return (row["start"], row["until"], *((word is None, word or "") for word in words))


def _periods(care: list[Row]) -> list[list[Row]]:
    periods: list[list[Row]] = []
    for row in care:
        if periods and row["start"] <= max(before["until"] for before in periods[-1]):
            periods[-1].append(row)
        else:
            periods.append([row])
    return periods


def _with_stays(period: list[Row]) -> list[Row]:
    """Each episode with the stay that it belongs to, by carer and by placement; None before the first lasting one."""
    for kind, reasons in (("carer", {"S", "P", "B"}), ("placement", {"S", "P", "B", "T", "U"})):
        stay: list[Row] | None = None
        lasting: Row | None = None
        away = moved = False
        for row in period:
            moved = moved or row["RNE"] in reasons
            if row["PLACE"] in TEMPORARY:
                away = True
            else:
                alike = lasting is not None and all(row[n] == lasting[n] for n in ("PLACE", "post", "URN"))
                if stay is None or (moved and not (away and alike)):
                    stay = []
                stay.append(row)
                lasting, away, moved = row, False, False
            row[kind] = stay
    return period


def stays_of(period: list[Row]) -> list[list[Row]]:
    found: list[list[Row]] = []
    for row in period:
        if row["carer"] is not None and not any(row["carer"] is stay for stay in found):
            found.append(row["carer"])
    return found


def births_of(year: Year) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for row in rows_of(year, "Header"):
        found.setdefault(row["CHILD"], row.get("DOB"))
    return found
