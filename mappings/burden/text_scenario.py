"""The burden report's what-if scenario as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mappings.burden.number_format import format_hours, format_pounds, wrap_lines
from mappings.burden.record_fills import estimate_record_minutes
from mappings.burden.report import BurdenReport
from mappings.burden.scenario_difference import PartChange, compare_scenario
from returnonce.count_text import format_count
from returnonce.plain_table import table

REUSE_WORDS = {"without": "each return by itself", "with": "each figure given once"}
#: Counts besides the waterfall's, in the order of the table.
BESIDES = ("saved_across_returns", "taken_over_figures", "asked_figures", "record_sets")


def write_what_if(report: BurdenReport) -> Iterator[str]:
    """Current and changed ledger side by side, and which agencies gain."""
    comparison = compare_scenario(report)
    assert comparison is not None
    yield f"WHAT IF: {'; '.join(comparison.changes)} (nothing has been changed)"
    yield table(("", "now", "then", "difference"), _make_comparison_rows(report, comparison.whole))
    dropped_figures, new_figures = comparison.no_longer_asked, comparison.newly_asked
    yield from wrap_lines(
        f"{format_count(len(dropped_figures), 'figure')} would no longer be asked for"
        + (f"; {format_count(len(new_figures), 'figure')} would be asked for instead." if new_figures else ".")
        + (
            " What was asked in parts or by quarters is then asked as a whole."
            if dropped_figures and new_figures
            else ""
        )
    )
    yield "Agencies that it touches, who gains most first:"
    yield table(
        ("agency", "figures now", "then", "hours now", "then", "cost", ""),
        map(_format_agency, _drop_empty_parts(comparison.agencies)),
    )


def _make_comparison_rows(report: BurdenReport, whole: PartChange) -> Iterator[tuple[str, ...]]:
    definitions = report.ledger.count_definitions
    waterfall = definitions.waterfall
    for code in (waterfall.start, *(step.code for step in waterfall.steps), waterfall.end, *BESIDES):
        numbers = whole.compare_counts(code)
        if any(numbers.values()):
            yield definitions.by_code[code].title, *(f"{count:,}" for count in numbers.values())
    for reuse, words in REUSE_WORDS.items():
        yield f"hours, {words} (assumed)", *map(format_hours, whole.compare_work("minutes", reuse).values())
        yield f"pounds, {words} (assumed)", *map(format_pounds, whole.compare_work("pounds", reuse).values())
    minutes = [estimate_record_minutes(each)["central"] for each in (report.ledger, report.scenario_ledger) if each]
    if any(minutes):
        yield "hours on record sets, within both (assumed)", *map(format_hours, (*minutes, minutes[1] - minutes[0]))


def _drop_empty_parts(parts: Sequence[PartChange]) -> list[PartChange]:
    """Leave out the part of nobody where it asks for no figure."""
    return [part for part in parts if part.now.code or any(part.compare_counts("asked_figures").values())]


def _format_agency(part: PartChange) -> tuple[str, ...]:
    asked_figures, minutes = part.compare_counts("asked_figures"), part.compare_work("minutes", "with")
    return (
        part.now.title, f"{asked_figures['now']:,}", f"{asked_figures['then']:,}", format_hours(minutes["now"]),
        format_hours(minutes["then"]), format_pounds(part.compare_work("pounds", "with")["difference"]), part.verdict,
    )  # fmt: skip
