"""The burden as its page shows it: counts, hours, cost, and what a change would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.pages.views.burden_parts import shorten_gains, shorten_parts
from api.pages.views.burden_tables import (
    BY,
    RowLinks,
    describe_record_work,
    draw_ledger,
    make_range_table,
    make_reconciled_table,
    make_record_table,
    make_waterfall_table,
)
from api.pages.views.linked_table import LinkedTable
from api.pages.views.number_words import write_hours, write_minus, write_number, write_pounds
from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.event_work import EventWork, list_event_work
from mappings.burden.headline import describe_hours, describe_saving, describe_what_is_apart
from mappings.burden.number_format import format_decimal
from mappings.burden.report import BurdenReport
from mappings.burden.scenario_difference import PartChange, compare_scenario
from mappings.burden.tables import LensWork, find_title, list_lenses, total_part
from mappings.burden.work_amounts import WorkAmount, list_work_amounts
from mappings.burden.work_cost import REUSE_CASES
from mappings.definitions.burden_assumptions import CASES, Assumptions, RangedNumber
from mappings.definitions.burden_counts import CountDefinition

CHANGED = (
    "cells", "keyed_cells", "copied_cells", "worked_out", "in_another_return", "from_records", "keyed_figures",
    "saved_across_returns", "taken_over_figures", "asked_figures", "record_sets",
)  # fmt: skip
WORK = ("Hours, each return by itself", "Hours, each figure given once")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NumberTable:
    """A table whose cells are written already."""

    caption: str
    headings: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class BurdenPage:
    """The page. ``changes`` and ``change`` stand only where something was imagined."""

    headline: str
    apart: tuple[str, ...]
    money: str
    waterfall: LinkedTable
    waterfall_picture: Markup
    parts: tuple[LinkedTable, ...]
    range: LinkedTable
    gains: tuple[tuple[Markup | None, LinkedTable], ...]
    reconciled: LinkedTable
    records: LinkedTable | None
    record_work: str
    events: NumberTable | None
    event_sources: tuple[str, ...]
    amounts: NumberTable
    lenses: NumberTable
    changes: tuple[str, ...]
    change: NumberTable | None
    changed_agencies: NumberTable | None
    assumed: Rows
    times: NumberTable
    sources: tuple[str, ...]
    checks: tuple[str, ...]


def burden_page(report: BurdenReport, span: str) -> BurdenPage:
    """The page of a burden report for a span of periods (its code); every number is rounded once."""
    ledger, definitions = report.ledger, report.ruleset.burden.counts.by_code
    total, difference = total_part(ledger), compare_scenario(report)
    assumptions = next(iter(ledger.assumptions.values()), None)
    links, works = RowLinks(span, report.question.place), list_event_work(report)
    return BurdenPage(
        headline=describe_saving(total.counts),
        apart=tuple(describe_what_is_apart(total.counts)),
        money=write_minus(describe_hours(total.range)),
        waterfall=make_waterfall_table(report, links),
        waterfall_picture=draw_ledger(total.counts, report),
        parts=tuple(shorten_parts(report, by, links) for by in BY),
        range=make_range_table(total.range),
        gains=tuple(shorten_gains(report, by, links) for by in BY),
        reconciled=make_reconciled_table(reconcile_counts(ledger, report.stored_figures), links),
        records=make_record_table(report),
        record_work=describe_record_work(report),
        events=_write_events(report, works) if works else None,
        event_sources=tuple(dict.fromkeys(work.hours.source for work in works if work.hours)),
        amounts=_write_amounts(list_work_amounts(ledger)),
        lenses=NumberTable("Where the hours go", ("Lens", "Means", *WORK), _write_lenses(list_lenses(ledger))),
        changes=difference.changes if difference else (),
        change=_write_change(difference.whole, definitions) if difference else None,
        changed_agencies=_write_changed_agencies(difference.agencies) if difference else None,
        assumed=_write_rates(assumptions) if assumptions else (),
        times=_write_times(assumptions),
        sources=tuple(assumptions.method.sources) if assumptions else (),
        checks=tuple(f"{check.says} ({check.source})" for check in assumptions.checks) if assumptions else (),
    )


def _write_events(report: BurdenReport, works: Sequence[EventWork]) -> NumberTable:
    rows = []
    for work in works:
        hours = work.list_hours()
        numbers = tuple(f"{hours[case]:,f}" for case in CASES) if hours else ("", "not established", "")
        place = find_title(report.ruleset, "place", work.place)
        rows.append((work.title, place, f"{work.happened:,}", f"{work.imagined:,}", *numbers))
    headings = ("Event", "Place", "Happened", "Imagined", "Hours, low", "Hours, central", "Hours, high")
    return NumberTable("Events, with hours of their own", headings, tuple(rows))


def _write_amounts(amounts: Sequence[WorkAmount]) -> NumberTable:
    rows = tuple(
        (
            amount.title,
            " or ".join(map(format_decimal, sorted(amount.minutes_each))),
            *(
                f"{amount.numbers[reuse]:,} ({amount.counts[reuse]})" if amount.numbers[reuse] else "0"
                for reuse in REUSE_CASES
            ),
            *write_hours(tuple(amount.minutes[reuse] for reuse in REUSE_CASES)),
        )
        for amount in amounts
    )
    headings = ("Work", "Minutes each", "Each return by itself", "Each figure given once", *WORK)
    return NumberTable("What the hours are made of", headings, rows)


def _write_lenses(lenses: Sequence[LensWork]) -> Rows:
    return tuple(
        (lens.title, lens.means, *write_hours((lens.minutes["without"], lens.minutes["with"]))) for lens in lenses
    )


def _write_change(whole: PartChange, definitions: Mapping[str, CountDefinition]) -> NumberTable:
    minutes, pounds = (whole.compare_work(measure, "with").values() for measure in ("minutes", "pounds"))
    rows = (
        *((definitions[code].title, *map(write_number, whole.compare_counts(code).values())) for code in CHANGED),
        ("Hours, each figure given once", *write_hours(minutes)),
        ("Cost, each figure given once", *map(write_pounds, pounds)),
    )
    return NumberTable("What the change would make of it", ("", "Now", "If changed", "Difference"), rows)


def _write_changed_agencies(agencies: Sequence[PartChange]) -> NumberTable:
    rows = tuple(
        (
            agency.now.title,
            write_number(agency.compare_counts("asked_figures")["difference"]),
            *write_hours([agency.compare_work("minutes", "with")["difference"]]),
            agency.verdict,
        )
        for agency in agencies
    )
    return NumberTable("Who would gain", ("Agency", "Figures asked of it", "Hours", "It"), rows)


def _write_rates(assumptions: Assumptions) -> Rows:
    tariff, fixed = assumptions.tariff, assumptions.fixed
    return (
        ("Formula", assumptions.method.formula),
        (
            "Tariff",
            f"{write_pounds(tariff.pounds_per_hour)} an hour, from {_write_ends(tariff)}. "
            f"{_mark(tariff.assumed)}{tariff.source}",
        ),
        (
            "Besides time",
            f"{write_pounds(fixed.pounds)} a return, from {_write_ends(fixed)}. {_mark(fixed.assumed)}{fixed.source}",
        ),
    )


def _write_times(assumptions: Assumptions | None) -> NumberTable:
    units = {unit.code: unit.title for unit in assumptions.units} if assumptions else {}
    lenses = {lens.code: lens.title for lens in assumptions.lenses} if assumptions else {}
    rows = tuple(
        (f"{lenses[time.lens]}: {units[time.unit]}", write_number(time.minutes), _write_ends(time),
         f"{_mark(time.assumed)}{time.source}")
        for time in (assumptions.times if assumptions else ())
    )  # fmt: skip
    return NumberTable("Time that each unit of work takes", ("Work", "Minutes", "From and to", "Source"), rows)


def _mark(assumed: bool) -> str:
    return "Assumed. " if assumed else ""


def _write_ends(number: RangedNumber) -> str:
    """``10 to 60``."""
    return f"{number.in_case('low'):f} to {number.in_case('high'):f}"
