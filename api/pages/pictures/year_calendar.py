"""A month as a sheet of a calendar: days of the week across, and the days on which something is due filled."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from returnonce.count_text import format_count

#: Width and height of a day, and the height of the row of weekdays, in pixels.
DAY, ROW, HEAD = 32, 28, 24
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WEEKS = Calendar()


@dataclass(frozen=True)
class DueDay:
    """A day on which so many things are due. ``look``: a class of the stylesheet, without ``ro-``."""

    number: int
    look: str


def draw_month(name: str, year: int, month: int, due: Mapping[int, DueDay]) -> Markup:
    """One month; ``due`` by the day of the month. A number in the corner says how many, where there are several."""
    days = list(_place_days(year, month))
    height = HEAD + ROW * (1 + max(row for _, _, row in days))
    about = Markup("<title>{}</title><desc>{}</desc>").format(name, _describe(due))
    boxes = [_draw_due(*place, due[place[0]]) for place in days if place[0] in due]
    shapes = [_draw_heads(), _draw_plain(days, due), *boxes]
    return Markup('<svg class="ro-calendar" role="img" aria-label="{}" width="{}" height="{}">{}{}</svg>').format(
        f"{name}: {_describe(due)}", 7 * DAY, height, about, Markup("").join(shapes)
    )


def _describe(due: Mapping[int, DueDay]) -> str:
    if not due:
        return "Nothing is due."
    days = "; ".join(f"{day}: {one.number}" if one.number > 1 else str(day) for day, one in sorted(due.items()))
    return f"{format_count(sum(one.number for one in due.values()), 'thing')} due, on {days}."


def _place_days(year: int, month: int) -> Iterator[tuple[int, int, int]]:
    """Day, column and row of each."""
    for row, week in enumerate(WEEKS.monthdayscalendar(year, month)):
        yield from ((day, column, row) for column, day in enumerate(week) if day)


def _draw_heads() -> Markup:
    heads = (Markup('<tspan x="{}" y="16">{}</tspan>').format(_middle(at), text) for at, text in enumerate(WEEKDAYS))
    return Markup('<text class="ro-calendar-head">{}</text>').format(Markup("").join(heads))


def _draw_plain(days: list[tuple[int, int, int]], due: Mapping[int, DueDay]) -> Markup:
    """All other days in one text, which keeps a year of them light."""
    spans = (
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(_middle(column), _base(row), day)
        for day, column, row in days
        if day not in due
    )
    return Markup("<text>{}</text>").format(Markup("").join(spans))


def _draw_due(day: int, column: int, row: int, due: DueDay) -> Markup:
    x, y = column * DAY + 1, HEAD + row * ROW + 1
    box = Markup('<rect class="ro-{}" x="{}" y="{}" width="{}" height="{}"/>').format(due.look, x, y, DAY - 2, ROW - 2)
    count = Markup('<text class="ro-calendar-count" x="{}" y="{}">{}</text>').format(x + DAY - 4, y + 9, due.number)
    number = Markup('<text class="ro-calendar-due" x="{}" y="{}">{}</text>').format(_middle(column), _base(row), day)
    return box + number + (count if due.number > 1 else Markup(""))


def _middle(column: int) -> int:
    return column * DAY + DAY // 2


def _base(row: int) -> int:
    return HEAD + row * ROW + 20
