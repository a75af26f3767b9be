"""Change notices: one paragraph for each agency that a change of plan concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

import polars as pl

from mappings.calendar.deadlines import format_date, format_hour
from mappings.plan.plan_differences import PlanDifferences
from returnonce.count_text import format_count

#: Figures named one by one; the rest are counted.
MOST_NAMED = 4


def write_change_notices(differences: PlanDifferences) -> dict[str, str]:
    """One paragraph by agency code, for agencies that a change concerns."""
    changes = differences.changes
    agencies = pl.concat([changes["agency"], changes["agency_before"]]).drop_nulls().unique().sort()
    notice_by_agency = {code: " ".join(_write_sentences(code, changes, differences.titles)) for code in agencies}
    return {code: f"{differences.titles.get(code, code)}: {text}" for code, text in notice_by_agency.items() if text}


def _write_sentences(agency: str, changes: pl.DataFrame, titles: dict[str, str]) -> Iterator[str]:
    current, before = changes.filter(agency=agency), changes.filter(agency_before=agency)
    yield from _write_removed(before.filter(what="figure no longer asked"))
    yield from _write_added(current.filter(what="figure newly asked"))
    yield from _write_moved(current.filter(what="figure's date moved"))
    yield from _write_handed_over(
        current.filter(what="agency changed"), "agency_before", "Now asked of you, and no more of {}", titles
    )
    yield from _write_handed_over(
        before.filter(what="agency changed"), "agency", "No longer asked of you, but of {}", titles
    )
    yield from _write_records(current, before)


def _write_removed(rows: pl.DataFrame) -> Iterator[str]:
    for (why,), some in rows.partition_by("why", as_dict=True, maintain_order=True).items():
        yield f"You are no longer asked for {format_count(some.height, 'figure')} ({why}): {_format_figures(some)}."


def _write_added(rows: pl.DataFrame) -> Iterator[str]:
    for (day,), some in rows.partition_by("after", as_dict=True, maintain_order=True).items():
        subject = format_count(some.height, "figure")
        yield f"You are newly asked for {subject}, to be sent by {_format_day(day)}: {_format_figures(some)}."


def _write_moved(rows: pl.DataFrame) -> Iterator[str]:
    for (old, new), some in rows.partition_by("before", "after", as_dict=True, maintain_order=True).items():
        subject = format_count(some.height, "figure")
        yield f"The day for {subject} moves from {_format_day(old)} to {_format_day(new)}: {_format_figures(some)}."


def _write_handed_over(rows: pl.DataFrame, agency_column: str, words: str, titles: dict[str, str]) -> Iterator[str]:
    for (code,), some in rows.partition_by(agency_column, as_dict=True, maintain_order=True).items():
        agency_title = titles.get(str(code), str(code)) if code else "anybody"
        days = some["after"].unique().sort().to_list()
        deadline = f", by {_format_day(days[0])}" if len(days) == 1 and agency_column == "agency_before" else ""
        yield f"{words.format(agency_title)}{deadline}: {format_count(some.height, 'figure')}, {_format_figures(some)}."


def _write_records(current: pl.DataFrame, before: pl.DataFrame) -> Iterator[str]:
    for row in before.filter(what="records no longer asked").iter_rows(named=True):
        yield f"The {_format_records(row)} are no longer asked of you."
    for row in current.filter(what="records newly asked").iter_rows(named=True):
        yield f"You are newly asked for the {_format_records(row)}, to be sent by {_format_day(row['after'])}."
    for row in current.filter(what="records' date moved").iter_rows(named=True):
        old, new = _format_day(row["before"]), _format_day(row["after"])
        yield f"The day for the {_format_records(row)} moves from {old} to {new}."


def _format_records(row: dict[str, Any]) -> str:
    return f"{row['indicator']} records for {row['period']} ({row['title']})"


def _format_figures(rows: pl.DataFrame) -> str:
    """``Title (Area, period)``, of the first few; periods of one figure together."""
    grouped = rows.group_by("title", "area_name", "breakdown", maintain_order=True).agg("period")
    figure_words = [_format_figure(*row) for row in grouped.iter_rows()]
    more = f"; and {len(figure_words) - MOST_NAMED} more" if len(figure_words) > MOST_NAMED else ""
    return "; ".join(figure_words[:MOST_NAMED]) + more


def _format_figure(title: str, area: str, breakdown: str, periods: Sequence[str]) -> str:
    split = "" if breakdown == "total" else f", {breakdown}"
    return f"{title}{split} ({area}, {', '.join(periods[:MOST_NAMED])}{' …' if len(periods) > MOST_NAMED else ''})"


def _format_day(text: object) -> str:
    if not text:
        return "a day that an event sets"
    day, _, hour = str(text).partition(" ")
    return format_date(date.fromisoformat(day)) + (f", {format_hour(time.fromisoformat(hour))}" if hour else "")
