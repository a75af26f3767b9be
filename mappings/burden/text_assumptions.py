"""Text about the assumptions behind hours and costs, short and full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from mappings.burden.number_format import WIDTH, format_decimal, format_money, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.work_cost import sum_minutes
from mappings.definitions.burden_assumptions import Assumptions, RangedNumber

BULLET = "  - "


def summarise_assumptions(report: BurdenReport) -> str:
    """For the headline: how many rates are assumed, the tariff, and the time for one value."""
    summary_by_place = {place: _summarise(assumptions) for place, assumptions in report.ledger.assumptions.items()}
    if len(set(summary_by_place.values())) == 1:
        return next(iter(summary_by_place.values()))
    return " ".join(f"{report.ruleset.places[place].title}: {words}" for place, words in summary_by_place.items())


def _summarise(assumptions: Assumptions) -> str:
    numbers = [assumptions.tariff, assumptions.fixed, *assumptions.times]
    guessed = sum(number.assumed for number in numbers)
    every = guessed == len(numbers)
    headline = "ALL OF IT RESTS ON ASSUMPTIONS" if every else f"{guessed} OF ITS {len(numbers)} RATES ARE ASSUMED"
    return (
        f"{headline}, which stand below: {format_money(Fraction(assumptions.tariff.pounds_per_hour))} an hour, and "
        f"{format_decimal(sum_minutes(assumptions, 'item'))} minutes to find, check and draw one value."
    )


def write_assumptions(report: BurdenReport) -> Iterator[str]:
    """Every rate with its source; once, where all places take the same."""
    yield "WHAT THE HOURS AND COSTS REST ON"
    assumptions_by_place = dict(report.ledger.assumptions)
    all_alike = len({assumption.model_dump_json() for assumption in assumptions_by_place.values()}) < 2
    for place, assumptions in list(assumptions_by_place.items())[:1] if all_alike else assumptions_by_place.items():
        if not all_alike:
            yield f"{report.ruleset.places[place].title}:"
        yield from _write_rates(assumptions)
    yield from wrap_lines("Held against published totals, to which nothing was fitted:")
    for check in next(iter(assumptions_by_place.values())).checks:
        yield from _wrap_bullet(f"{check.says} Source: {check.source}.")
    yield from wrap_lines(_describe_cost_per_cell(report))


def _write_rates(assumptions: Assumptions) -> Iterator[str]:
    tariff, fixed = assumptions.tariff, assumptions.fixed
    yield from _wrap_bullet(
        f"{format_money(Fraction(tariff.pounds_per_hour))} an hour{_describe_range(tariff)}: {tariff.source}"
    )
    yield from _wrap_bullet(
        f"{format_money(Fraction(fixed.pounds))} for each return besides{_describe_range(fixed)}: {fixed.source}"
    )
    units = {unit.code: unit.title for unit in assumptions.units}
    lenses = {lens.code: lens.title.lower() for lens in assumptions.lenses}
    for time in assumptions.times:
        time_words = f"{time.minutes:f} minutes of {lenses[time.lens]} for {units[time.unit]}"
        yield from _wrap_bullet(f"{time_words}{_describe_range(time)}: {time.source}")


def _describe_cost_per_cell(report: BurdenReport) -> str:
    counts, work = report.ledger.count(), report.ledger.estimate_work()
    if not counts["keyed_cells"]:
        return "Here nobody would key a cell."
    cost_per_cell = work.pounds["without"] / counts["keyed_cells"]
    return f"Here a cell that somebody would key comes to {format_money(cost_per_cell)}, each return made by itself."


def _describe_range(number: RangedNumber) -> str:
    """``(assumed, from 10 to 60)``; empty of a number that was measured and has no range."""
    has_range = number.low is not None or number.high is not None
    ends = [f"from {number.in_case('low'):f} to {number.in_case('high'):f}"] if has_range else []
    words = ", ".join([*(["assumed"] if number.assumed else []), *ends])
    return f" ({words})" if words else ""


def _wrap_bullet(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=BULLET, subsequent_indent=" " * len(BULLET))
