"""What each agency does in a made-up year, and what must come of it, reckoned without the code that is judged."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

Habit = Literal[
    "on_time", "early", "late", "in_parts", "wrong_then_right",
    "repeated", "never", "corrected", "extended", "withdrawn",
]  # fmt: skip
HABITS: tuple[Habit, ...] = get_args(Habit)
LONDON = ZoneInfo("Europe/London")
COLUMNS = ("indicator", "area", "period", "breakdown", "kind", "numerator", "denominator", "value", "note")
Act = Literal["send", "send_wrong", "extend", "withdraw"]


@dataclass(frozen=True)
class Deed:
    """One thing that is done at one instant; it is of the figures from ``first`` to before ``last``."""

    at: datetime
    act: Act
    key: str
    note: str = ""
    first: int = 0
    last: int | None = None


@dataclass(frozen=True)
class Story:
    """A collection, the agency's habit, the day to send by with any extension, and when it is complete."""

    key: str
    habit: Habit
    due: date
    deadline: datetime
    deeds: tuple[Deed, ...]
    completed: datetime | None
    extended_on: datetime | None = None
    old_due: date | None = None

    def due_on(self, now: datetime) -> date:
        """The day to send by as it was known at an instant."""
        before = self.extended_on is not None and now < self.extended_on
        return self.old_due if before and self.old_due else self.due

    def is_complete(self, now: datetime) -> bool:
        """Whether every figure stood accepted at an instant."""
        if self.habit == "withdrawn":
            sent, taken_back = self.deeds[0].at, self.deeds[1].at
            return sent <= now < taken_back
        return self.completed is not None and self.completed <= now


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant (UTC) of a London wall time."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def stories(asked: Sequence[Mapping[str, Any]], seed: int) -> list[Story]:
    """A habit for each collection, every habit in turn, in an order that the seed shuffles."""
    rows = sorted(asked, key=lambda row: str(row["key"]))
    order = random.Random(seed)
    order.shuffle(rows)
    return [_story(row, _find_habit(row, n)) for n, row in enumerate(rows)]


def _find_habit(row: Mapping[str, Any], n: int) -> Habit:
    """One figure has no parts."""
    habit = HABITS[n % len(HABITS)]
    return "on_time" if habit == "in_parts" and row["figures"] == 1 else habit


def _story(row: Mapping[str, Any], habit: Habit) -> Story:
    key, due, at = str(row["key"]), row["due"], time.fromisoformat(row["at"])
    deadline = local(due, at.hour, at.minute)

    def on(days: int, act: Act = "send", note: str = "", first: int = 0, last: int | None = None) -> Deed:
        return Deed(local(due + timedelta(days=days), 12), act, key, note, first, last)

    half = max(1, row["figures"] // 2)
    deeds: dict[Habit, list[Deed]] = {
        "on_time": [on(-3)],
        "early": [on(-25)],
        "late": [on(6)],
        "in_parts": [on(-9, last=half), on(-2, first=half)],
        "wrong_then_right": [on(-5, "send_wrong"), on(-1)],
        "repeated": [on(-4, note="same"), on(-2, note="same")],
        "never": [],
        "corrected": [on(-6), on(5, note="corrected")],
        "extended": [on(-2, "extend"), on(6)],
        "withdrawn": [on(-6), on(-4, "withdraw")],
    }
    done: dict[Habit, int] = {"in_parts": 1, "wrong_then_right": 1, "extended": 1}
    acts = deeds[habit]
    complete = None if habit in {"never", "withdrawn"} else acts[done.get(habit, 0)].at
    if habit != "extended":
        return Story(key, habit, due, deadline, tuple(acts), complete)
    later = due + timedelta(days=8)
    return Story(key, habit, later, local(later, at.hour, at.minute), tuple(acts), complete, acts[0].at, due)


def all_deeds(told: Sequence[Story]) -> Iterator[Deed]:
    """In order of time, then of collection."""
    yield from sorted((deed for story in told for deed in story.deeds), key=lambda deed: (deed.at, deed.key))


def upload(figures: Sequence[Mapping[str, Any]], parts: Mapping[str, bool], deed: Deed) -> bytes:
    """The file that an agency sends: 70 of 200, or 7; a wrong one has an area that nobody knows."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in figures[deed.first : deed.last]:
        numerator = "71" if deed.note == "corrected" else "70"
        whole = "8" if deed.note == "corrected" else "7"
        numbers = (numerator, "200", "") if parts[row["indicator"]] else ("", "", whole)
        area = "E99999999" if deed.act == "send_wrong" else row["area"]
        table.writerow([row["indicator"], area, row["period"], row["breakdown"], row["kind"], *numbers, deed.key])
    return text.getvalue().encode()
