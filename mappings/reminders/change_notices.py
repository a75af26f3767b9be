"""Change notices: one paragraph for each agency that a change of plan concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

import polars as pl

from mappings.calendar.working_days import hour_in_words, in_words
from mappings.plan.plan_differences import PlanDifferences

#: Figures named one by one; the rest are counted.
MOST_NAMED = 4


def write_change_notices(found: PlanDifferences) -> dict[str, str]:
    """One paragraph by agency code, for agencies that a change concerns."""
    changes = found.changes
    agencies = pl.concat([changes["agency"], changes["agency_before"]]).drop_nulls().unique().sort()
    told = {code: " ".join(_sentences(code, changes, found.titles)) for code in agencies}
    return {code: f"{found.titles.get(code, code)}: {text}" for code, text in told.items() if text}


def _sentences(agency: str, changes: pl.DataFrame, titles: dict[str, str]) -> Iterator[str]:
    now, before = changes.filter(agency=agency), changes.filter(agency_before=agency)
    yield from _gone(before.filter(what="figure no longer asked"))
    yield from _new(now.filter(what="figure newly asked"))
    yield from _moved(now.filter(what="figure's date moved"))
    yield from _handed(
        now.filter(what="agency changed"), "agency_before", "Now asked of you, and no more of {}", titles
    )
    yield from _handed(before.filter(what="agency changed"), "agency", "No longer asked of you, but of {}", titles)
    yield from _records(now, before)


def format_count(count: int, what: str) -> str:
    """``3 figures``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _gone(rows: pl.DataFrame) -> Iterator[str]:
    for (why,), some in rows.partition_by("why", as_dict=True, maintain_order=True).items():
        yield f"You are no longer asked for {format_count(some.height, 'figure')} ({why}): {_named(some)}."


def _new(rows: pl.DataFrame) -> Iterator[str]:
    for (day,), some in rows.partition_by("after", as_dict=True, maintain_order=True).items():
        yield f"You are newly asked for {format_count(some.height, 'figure')}, to be sent by {_day(day)}: {_named(some)}."


def _moved(rows: pl.DataFrame) -> Iterator[str]:
    for (old, new), some in rows.partition_by("before", "after", as_dict=True, maintain_order=True).items():
        what = format_count(some.height, "figure")
        yield f"The day for {what} moves from {_day(old)} to {_day(new)}: {_named(some)}."


def _handed(rows: pl.DataFrame, other: str, words: str, titles: dict[str, str]) -> Iterator[str]:
    for (code,), some in rows.partition_by(other, as_dict=True, maintain_order=True).items():
        named = titles.get(str(code), str(code)) if code else "anybody"
        days = some["after"].unique().sort().to_list()
        by = f", by {_day(days[0])}" if len(days) == 1 and other == "agency_before" else ""
        yield f"{words.format(named)}{by}: {format_count(some.height, 'figure')}, {_named(some)}."


def _records(now: pl.DataFrame, before: pl.DataFrame) -> Iterator[str]:
    for row in before.filter(what="records no longer asked").iter_rows(named=True):
        yield f"The {_records_named(row)} are no longer asked of you."
    for row in now.filter(what="records newly asked").iter_rows(named=True):
        yield f"You are newly asked for the {_records_named(row)}, to be sent by {_day(row['after'])}."
    for row in now.filter(what="records' date moved").iter_rows(named=True):
        yield f"The day for the {_records_named(row)} moves from {_day(row['before'])} to {_day(row['after'])}."


def _records_named(row: dict[str, Any]) -> str:
    return f"{row['indicator']} records for {row['period']} ({row['title']})"


def _named(rows: pl.DataFrame) -> str:
    """``Title (Area, period)``, of the first few; periods of one figure together."""
    grouped = rows.group_by("title", "area_name", "breakdown", maintain_order=True).agg("period")
    told = [_one(*row) for row in grouped.iter_rows()]
    more = f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return "; ".join(told[:MOST_NAMED]) + more


def _one(title: str, area: str, breakdown: str, periods: Sequence[str]) -> str:
    split = "" if breakdown == "total" else f", {breakdown}"
    return f"{title}{split} ({area}, {', '.join(periods[:MOST_NAMED])}{' …' if len(periods) > MOST_NAMED else ''})"


def _day(text: object) -> str:
    if not text:
        return "a day that an event sets"
    day, _, hour = str(text).partition(" ")
    return in_words(date.fromisoformat(day)) + (f", {hour_in_words(time.fromisoformat(hour))}" if hour else "")
