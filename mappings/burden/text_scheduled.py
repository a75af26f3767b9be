"""The burden report's words on returns that stand in the schedule alone."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.burden.number_format import wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.scheduled_work import ScheduledWork, list_scheduled_work
from returnonce.count_text import format_count
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.plain_table import table


def write_scheduled(report: BurdenReport) -> Iterator[str]:
    """How many times each is made, with its hours; nothing where there is none."""
    works = list_scheduled_work(report)
    if not works:
        return
    times, known = sum(work.times for work in works), [work for work in works if work.hours is not None]
    yield "IN THE SCHEDULE ALONE"
    yield from wrap_lines(
        f"{format_count(len(works), 'return')} made {format_count(times, 'time')} that are not filled here: what they "
        f"ask for is not known, so they are in no other number of this report. {_describe_hours(works, known)}"
    )
    yield table(("return", "recipient", "times", "hours each", "hours"), [_row(work) for work in works])


def _describe_hours(works: list[ScheduledWork], with_hours: list[ScheduledWork]) -> str:
    if not with_hours:
        return "What making one takes is not established for any."
    hours = sum(work.hours for work in with_hours if work.hours is not None)
    return f"What making one takes is stated for {len(with_hours)} of {len(works)}: {hours} hours for these."


def _row(work: ScheduledWork) -> tuple[object, ...]:
    if work.hours_each is None:
        return work.title, work.recipient, work.times, NOT_ESTABLISHED, ""
    hours_each = f"{work.hours_each}{' assumed' if work.hours_assumed else ''}"
    return work.title, work.recipient, work.times, hours_each, work.hours
