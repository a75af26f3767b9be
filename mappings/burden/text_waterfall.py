"""The ledger's main tables as text: waterfall, range, reconciliation, what records fill, events, gains and losses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.event_work import list_event_work
from mappings.burden.headline import describe_hours
from mappings.burden.number_format import format_hours, format_money, wrap_lines
from mappings.burden.record_fills import estimate_record_minutes, list_record_fills
from mappings.burden.report import BurdenReport
from mappings.burden.tables import BurdenPart, find_title, list_gains, make_table, total_part
from mappings.burden.waterfall import make_waterfall
from mappings.burden.work_cost import REUSE_CASES
from mappings.definitions.burden_assumptions import CASES
from returnonce.count_text import format_count
from returnonce.plain_table import table


def write_waterfall(report: BurdenReport) -> Iterator[str]:
    """Every step of the whole, with the code by which its rows are opened."""
    ledger = report.ledger
    yield "FROM CELLS ASKED FOR TO FIGURES KEYED (to see the rows behind a number: --open CODE)"
    rows = make_waterfall(ledger.count(), ledger.count_definitions)
    yield table(
        ("", "takes or adds", "left", "code"),
        [(row.title, f"{row.change:+,}" if row.kind == "step" else "", f"{row.left:,}", row.code) for row in rows],
    )


def write_range(report: BurdenReport) -> Iterator[str]:
    """Hours and pounds with every rate low, central and high, and the least and most of any mixture."""
    total = total_part(report.ledger)
    yield "THE WORK, ON ASSUMPTIONS, WITH EVERY RATE LOW, CENTRAL AND HIGH"
    rows: list[tuple[str, ...]] = []
    for words, reuse in zip(("each return by itself", "each figure given once"), REUSE_CASES, strict=True):
        rows.append((f"hours, {words}", *(format_hours(total.range.cases[case].minutes[reuse]) for case in CASES)))
        rows.append((f"pounds, {words}", *(format_money(total.range.cases[case].pounds[reuse]) for case in CASES)))
    saved = (total.range.cases[case].calculate_saving("minutes") for case in CASES)
    money = (total.range.cases[case].calculate_saving("pounds") for case in CASES)
    rows += [("hours saved", *map(format_hours, saved)), ("pounds saved", *map(format_money, money))]
    yield table(("", *CASES), rows)
    yield from wrap_lines(f"{describe_hours(total.range)} So it {total.range.verdict}.")


def write_reconciliation(report: BurdenReport) -> Iterator[str]:
    """The counts of figures that stand on different pages, and what each differs by from the next."""
    yield "COUNTS OF FIGURES, RECONCILED"
    rows = [
        (("", "plus", "less")[row.sign], f"{row.number:,}", row.title, row.where, row.code)
        for row in reconcile_counts(report.ledger, report.stored_figures)
    ]
    yield table(("", "figures", "what is counted", "where it stands", "code"), rows)


def write_record_fills(report: BurdenReport) -> Iterator[str]:
    """What record sets fill, in the scenario where there is one, and the work on them; nothing without any."""
    ledger = report.scenario_ledger or report.ledger
    if not ledger.sets.height:
        return
    yield f"WHAT RECORDS FILL{' IN THE SCENARIO' if report.scenario_ledger is not None else ''}"
    rows = [
        (fill.record_set, find_title(report.ruleset, "return", fill.return_code),
         find_title(report.ruleset, "place", fill.place), f"{fill.cells:,}", f"{fill.figures:,}")
        for fill in list_record_fills(ledger)
    ]  # fmt: skip
    yield table(("record set", "fills", "place", "cells", "figures"), rows) if rows else "No cell."
    minutes = estimate_record_minutes(ledger)
    low, central, high = (format_hours(minutes[case]) for case in CASES)
    yield from wrap_lines(
        f"The work on {format_count(ledger.sets.height, 'set')} of records is assumed to be {central} hours ({low} to "
        f"{high}), also where no figure is derived; it is in both columns of hours, since returns of records are made "
        "with reuse and without."
    )


def write_events(report: BurdenReport) -> Iterator[str]:
    """Events with hours of their own, such as inspections; nothing where there is none."""
    works = list_event_work(report)
    if not works:
        return
    yield "EVENTS, WITH HOURS OF THEIR OWN"
    rows = []
    for work in works:
        hours = work.list_hours()
        numbers = [f"{hours[case]:,f}" for case in CASES] if hours else ["", "not established", ""]
        place = find_title(report.ruleset, "place", work.place)
        rows.append((work.title, place, work.happened, work.imagined, *numbers))
    yield table(("event", "place", "happened", "imagined", "hours low", "central", "high"), rows)
    for source in dict.fromkeys(work.hours.source for work in works if work.hours):
        yield from wrap_lines(source)
    yield from wrap_lines(
        "These hours are in no other number, and none of them is claimed as saved: how much of them is work on data is "
        "not established."
    )


def write_waterfalls_by(report: BurdenReport, name: str) -> Iterator[str]:
    """One waterfall a row, for each return, agency, area or period; a step that takes nothing anywhere is left out."""
    burden_table = make_table(report.ledger, name, report.ruleset)
    parts = [part for part in burden_table.rows if _has_content(part)]
    if name in {"area", "period"} and len(parts) < 2:
        return
    waterfall = report.ledger.count_definitions.waterfall
    steps = [step for step in waterfall.steps if burden_table.total.counts[step.code]]
    yield f"BY {name.upper()}"
    codes = [waterfall.start, *(step.code for step in steps), waterfall.end, "taken_over_figures"]
    rows = [(part.title, *(f"{part.counts[code]:,}" for code in codes)) for part in (*parts, burden_table.total)]
    yield table((name, "cells", *(step.column for step in steps), "keyed", "copied besides"), rows)


def _has_content(part: BurdenPart) -> bool:
    """False for a part that has only record sets."""
    return bool(part.counts["cells"] or part.counts["asked_figures"])


def write_gains(report: BurdenReport, name: str) -> Iterator[str]:
    """Who gains and who loses by name, the largest gain first and the largest loss last."""
    parts = list_gains(report.ledger, name, report.ruleset)
    if not parts:
        return
    losers = [part for part in parts if part.loses]
    yield f"WHO GAINS AND WHO LOSES, BY {name.upper()}: hours that giving each figure once saves (assumed)"
    yield table((name, *CASES, "least", "most", "pounds", "so it"), [_format_gain(part) for part in parts])
    yield from wrap_lines(
        f"{format_count(len(losers), 'of them loses', 'of them lose')} at the central rates: each gives what others' "
        "figures are worked out from, an earlier year to compare with, or a copy of what stands in another return."
        if losers
        else "Nobody loses at the central rates."
    )


def _format_gain(part: BurdenPart) -> Sequence[object]:
    cases = (format_hours(part.range.cases[case].calculate_saving("minutes")) for case in CASES)
    return (
        part.title, *cases, format_hours(part.range.least), format_hours(part.range.most),
        format_money(part.work.calculate_saving("pounds")), part.verdict,
    )  # fmt: skip
