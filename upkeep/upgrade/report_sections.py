"""The upgrade report in sections of plain sentences, which the command line and the page both show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mappings.ruleset.definition_differences import Kind
from returnonce.count_text import format_count
from upkeep.upgrade.received_files import ReceivedFiles
from upkeep.upgrade.report import UpgradeReport

#: Kinds of difference under each heading, in the order in which they are told.
HEADINGS: dict[str, tuple[Kind, ...]] = {
    "Packs": ("pack",),
    "Indicators": ("indicator", "breakdown"),
    "Forms of returns": ("edition", "return of records", "layout"),
    "Returns made elsewhere": ("scheduled return",),
    "Lines": ("line",),
    "Due dates": ("due date",),
    "Frameworks of outcomes": ("framework", "outcome", "metric"),
    "Reports and surveys": ("report", "survey"),
    "Record sets and published files": ("record set", "column", "code", "rule", "view", "published source"),
}


@dataclass(frozen=True)
class ReportSection:
    """``lines``: one sentence each; ``nothing``: what is said where there are none."""

    heading: str
    lines: tuple[str, ...]
    nothing: str = "Nothing."


def list_sections(report: UpgradeReport) -> list[ReportSection]:
    """What an officer asks, in the order in which it matters; differences of a kind only where there are any."""
    question = report.question
    by_kind = (
        ReportSection(heading, tuple(each.describe() for each in report.differences if each.kind in kinds))
        for heading, kinds in HEADINGS.items()
    )
    asked = f"What agencies are asked in {question.period.label()}"
    no_store = "There is no store here, so nothing is known." if not report.has_store else "Nothing."
    return [
        ReportSection("What no longer fits", report.misfits, "All of your packs and overrides fit."),
        *(each for each in by_kind if each.lines),
        ReportSection(asked, tuple(each.describe() for each in report.workload), "Nobody is asked more or less."),
        ReportSection("Your own definitions", tuple(each.describe() for each in report.touched), "None is touched."),
        ReportSection("Stored figures", tuple(each.describe() for each in report.fates), no_store),
        ReportSection("Published editions", tuple(each.describe() for each in report.editions), no_store),
        ReportSection("Files received in the last 365 days", tuple(_files(report.files)), _no_files(report)),
    ]


def _no_files(report: UpgradeReport) -> str:
    if not report.has_store:
        return "There is no store here, so nothing is known."
    return "They were not judged anew." if report.files is None else "None was received."


def _files(files: ReceivedFiles | None) -> Iterator[str]:
    if files is None:
        return
    failing = [each for each in files.judged if each.fails]
    if files.judged:
        yield f"{len(failing):,} of {format_count(len(files.judged), 'file')} would be refused."
    for rule, count, rows in files.count_rules():
        yield f"{rule}: {_count(count, 'file')}, {_count(rows, 'row')}"
    for each in failing:
        rules = ", ".join(f"{rule} {rows}" for rule, rows in each.rows_by_rule.items())
        yield f"{each.agency}, {each.file_name}, received {each.received}: {rules}"
    for each in files.judged:
        if each.unread:
            yield f"{each.agency}, {each.file_name}: {each.unread}"
    if files.left:
        yield f"{_count(files.left, 'older file')} not judged."
    if files.sealed:
        yield f"{_count(files.sealed, 'file')} of records not opened: they are sealed; --records --purpose opens them."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
