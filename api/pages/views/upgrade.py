"""What another ruleset changes, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from upkeep.upgrade.report import UpgradeReport
from upkeep.upgrade.report_sections import ReportSection, list_sections

#: How the headings of these sections begin.
WORK, EDITIONS, FILES = "What agencies are asked", "Published editions", "Files received"
_TABLES = ("Due dates", WORK)


@dataclass(frozen=True)
class UpgradePage:
    """``dates`` and ``work`` are rows of tables; what is told in sentences is in ``sections``."""

    headline: str
    dates: tuple[tuple[str, ...], ...]
    work: tuple[tuple[str, ...], ...]
    heading: str
    sections: tuple[ReportSection, ...]


def upgrade_page(report: UpgradeReport, *, hidden: tuple[str, ...]) -> UpgradePage:
    """Tables of dates and work, and the other sections as they are; ``hidden``: beginnings of headings of which the
    caller may see nothing."""
    elsewhere = (*_TABLES, *hidden)
    number = len(report.differences)
    return UpgradePage(
        headline=f"{number:,} difference{'' if number == 1 else 's'}.",
        dates=tuple(
            (*each.thing.rpartition(" ")[::2], each.before, each.after)
            for each in report.differences
            if each.kind == "due date"
        ),
        work=tuple(
            (
                each.title,
                each.place,
                _change(each.before.collections, each.after.collections),
                _change(each.before.figures, each.after.figures),
                _change(each.before.hours, each.after.hours),
            )
            for each in report.workload
        ),
        heading="" if WORK in hidden else f"{WORK} in {report.question.period.label()}",
        sections=tuple(each for each in list_sections(report) if not each.heading.startswith(elsewhere)),
    )


def _change(before: object, after: object) -> str:
    return str(before) if before == after else f"{before} → {after}"
