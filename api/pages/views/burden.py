"""The burden as its page shows it: counts, hours, cost, and what a change would make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mappings.burden.number_format import round_hours, round_pounds
from mappings.burden.report import BurdenReport
from mappings.burden.scenario_difference import PartChange, compare_scenario
from mappings.burden.tables import BurdenPart, LensWork, list_lenses, make_table, total_part
from mappings.burden.work_cost import WorkEstimate
from mappings.definitions.burden_assumptions import Assumptions
from mappings.definitions.burden_counts import CountDefinition
from returnonce.count_text import format_count

#: Numbers of the chain from cells to figures keyed, as ``counts.yaml`` names them.
CHAIN = ("returns", "cells", "central", "of_districts", "other_return", "left_out", "keyed_cells", "keyed_figures",
         "rekeying_avoided", "taken_over_figures", "asked_figures")  # fmt: skip
CHANGED = ("returns", "cells", "keyed_cells", "keyed_figures", "asked_figures")
WORK = ("Hours, each return by itself", "Hours, each figure given once", "Saved")
BY = ("Cells", "Keyed by somebody", "Figures keyed once", *WORK)

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
    money: str
    chain: Rows
    tables: tuple[NumberTable, ...]
    changes: tuple[str, ...]
    change: NumberTable | None
    gains: NumberTable | None
    assumed: Rows
    times: NumberTable
    sources: tuple[str, ...]
    checks: tuple[str, ...]


def burden_page(report: BurdenReport) -> BurdenPage:
    """The page of a burden report; every number is rounded once."""
    ledger, definitions = report.ledger, report.ruleset.burden.counts.by_code
    total, difference = total_part(ledger), compare_scenario(report)
    assumptions = next(iter(ledger.assumptions.values()), None)
    parts = {name: _write_parts(make_table(ledger, name, report.ruleset).rows) for name in ("return", "agency")}
    return BurdenPage(
        headline=_write_headline(total),
        money=_write_money(total.work),
        chain=tuple(_write_count(definitions[code], total.counts[code]) for code in CHAIN),
        tables=(
            NumberTable("By return", ("Return", *BY), parts["return"]),
            NumberTable("By agency", ("Agency", *BY), parts["agency"]),
            NumberTable("Where the hours go", ("Lens", "Means", *WORK[:2]), _write_lenses(list_lenses(ledger))),
        ),
        changes=difference.changes if difference else (),
        change=_write_change(difference.whole, definitions) if difference else None,
        gains=_write_gains(difference.agencies) if difference else None,
        assumed=_write_rates(assumptions) if assumptions else (),
        times=_write_times(assumptions),
        sources=tuple(assumptions.method.sources) if assumptions else (),
        checks=tuple(f"{check.says} ({check.source})" for check in assumptions.checks) if assumptions else (),
    )


def _write_headline(total: BurdenPart) -> str:
    counts = total.counts
    return (
        f"{format_count(counts['returns'], 'return')} hold {format_count(counts['cells'], 'cell')}. Somebody would "
        f"key {counts['keyed_cells']:,} of them, were each return made by itself. Given once, they take "
        f"{format_count(counts['keyed_figures'], 'keyed figure')}: {counts['rekeying_avoided']:,} fewer."
    )


def _write_money(work: WorkEstimate) -> str:
    minutes, pounds = work.calculate_saving("minutes"), work.calculate_saving("pounds")
    verb = "saves" if pounds >= 0 else "adds"
    hours = write_number(abs(round_hours(minutes)))
    return f"One upload {verb} {hours} hours and {write_pounds(abs(pounds))}, on the assumptions below."


def write_pounds(amount: Fraction | Decimal) -> str:
    """``£2,915``; pence below £100."""
    rounded = round_pounds(Fraction(amount))
    return f"{_sign(rounded)}£{abs(rounded):,}"


def write_number(number: Decimal | int) -> str:
    """With thousands parted and a true minus sign."""
    return f"{_sign(number)}{abs(number):,}"


def _sign(number: Decimal | int) -> str:
    return "\u2212" if number < 0 else ""


def _write_hours(minutes: Iterable[Fraction]) -> tuple[str, ...]:
    return tuple(write_number(round_hours(minute)) for minute in minutes)


def _write_count(definition: CountDefinition, count: int) -> tuple[str, ...]:
    return definition.title[0].upper() + definition.title[1:], f"{count:,}", definition.means


def _write_parts(parts: Sequence[BurdenPart]) -> Rows:
    return tuple(
        (
            part.title,
            *(f"{part.counts[code]:,}" for code in ("cells", "keyed_cells", "keyed_figures")),
            *_write_hours(
                (part.work.minutes["without"], part.work.minutes["with"], part.work.calculate_saving("minutes"))
            ),
        )
        for part in parts
    )


def _write_lenses(lenses: Sequence[LensWork]) -> Rows:
    return tuple(
        (lens.title, lens.means, *_write_hours((lens.minutes["without"], lens.minutes["with"]))) for lens in lenses
    )


def _write_change(whole: PartChange, definitions: Mapping[str, CountDefinition]) -> NumberTable:
    minutes, pounds = (whole.compare_work(measure, "with").values() for measure in ("minutes", "pounds"))
    rows = (
        *((definitions[code].title, *map(write_number, whole.compare_counts(code).values())) for code in CHANGED),
        ("Hours, each figure given once", *_write_hours(minutes)),
        ("Cost, each figure given once", *map(write_pounds, pounds)),
    )
    return NumberTable("What the change would make of it", ("", "Now", "If changed", "Difference"), rows)


def _write_gains(agencies: Sequence[PartChange]) -> NumberTable:
    rows = tuple(
        (
            agency.now.title,
            write_number(agency.compare_counts("asked_figures")["difference"]),
            *_write_hours([agency.compare_work("minutes", "with")["difference"]]),
            agency.verdict,
        )
        for agency in agencies
    )
    return NumberTable("Who would gain", ("Agency", "Figures asked of it", "Hours", "It"), rows)


def _write_rates(assumptions: Assumptions) -> Rows:
    tariff, fixed = assumptions.tariff, assumptions.fixed
    return (
        ("Formula", assumptions.method.formula),
        ("Tariff", f"{write_pounds(tariff.pounds_per_hour)} an hour{_mark(tariff.assumed)}. {tariff.source}"),
        ("Besides time", f"{write_pounds(fixed.pounds)} a return{_mark(fixed.assumed)}. {fixed.source}"),
    )


def _write_times(assumptions: Assumptions | None) -> NumberTable:
    units = {unit.code: unit.title for unit in assumptions.units} if assumptions else {}
    lenses = {lens.code: lens.title for lens in assumptions.lenses} if assumptions else {}
    rows = tuple(
        (f"{lenses[time.lens]}: {units[time.unit]}", f"{write_number(time.minutes)}{_mark(time.assumed)}", time.source)
        for time in (assumptions.times if assumptions else ())
    )
    return NumberTable("Time that each unit of work takes", ("Work", "Minutes", "Source"), rows)


def _mark(assumed: bool) -> str:
    return " (assumed)" if assumed else ""
