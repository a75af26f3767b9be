"""Text about the assumptions behind hours and costs, short and full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from mappings.burden.number_format import WIDTH, format_decimal, format_money, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.definitions.burden_assumptions import Assumptions

BULLET = "  - "


def summarise_assumptions(answer: BurdenReport) -> str:
    """For the headline: how many rates are assumed, the tariff, and the time for one value."""
    told = {place: _short(assumed) for place, assumed in answer.ledger.assumptions.items()}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return " ".join(f"{answer.ruleset.places[place].title}: {words}" for place, words in told.items())


def _short(assumed: Assumptions) -> str:
    numbers = [assumed.tariff, assumed.fixed, *assumed.times]
    guessed = sum(each.assumed for each in numbers)
    every = guessed == len(numbers)
    what = "ALL OF IT RESTS ON ASSUMPTIONS" if every else f"{guessed} OF ITS {len(numbers)} RATES ARE ASSUMED"
    return (
        f"{what}, which stand below: {format_money(Fraction(assumed.tariff.pounds_per_hour))} an hour, and "
        f"{format_decimal(assumed.sum_minutes('item'))} minutes to find, check and draw one value."
    )


def write_assumptions(answer: BurdenReport) -> Iterator[str]:
    """Every rate with its source; once, where all places take the same."""
    yield "WHAT THE HOURS AND COSTS REST ON"
    told = dict(answer.ledger.assumptions)
    alike = len({each.model_dump_json() for each in told.values()}) < 2
    for place, assumed in list(told.items())[:1] if alike else told.items():
        if not alike:
            yield f"{answer.ruleset.places[place].title}:"
        yield from _rates(assumed)
    yield from wrap_lines("Held against published totals, to which nothing was fitted:")
    for check in next(iter(told.values())).checks:
        yield from _bullet(f"{check.says} Source: {check.source}.")
    yield from wrap_lines(_per_cell(answer))


def _rates(assumed: Assumptions) -> Iterator[str]:
    tariff, fixed = assumed.tariff, assumed.fixed
    yield from _bullet(
        f"{format_money(Fraction(tariff.pounds_per_hour))} an hour{_mark(tariff.assumed)}: {tariff.source}"
    )
    yield from _bullet(
        f"{format_money(Fraction(fixed.pounds))} for each return besides{_mark(fixed.assumed)}: {fixed.source}"
    )
    units = {unit.code: unit.title for unit in assumed.units}
    lenses = {lens.code: lens.title.lower() for lens in assumed.lenses}
    for time in assumed.times:
        what = f"{time.minutes:f} minutes of {lenses[time.lens]} for {units[time.unit]}"
        yield from _bullet(f"{what}{_mark(time.assumed)}: {time.source}")


def _per_cell(answer: BurdenReport) -> str:
    counts, work = answer.ledger.count(), answer.ledger.estimate_work()
    if not counts["keyed_cells"]:
        return "Here nobody would key a cell."
    each = work.pounds["without"] / counts["keyed_cells"]
    return f"Here a cell that somebody would key comes to {format_money(each)}, each return made by itself."


def _mark(assumed: bool) -> str:
    return " (assumed)" if assumed else ""


def _bullet(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=BULLET, subsequent_indent=" " * len(BULLET))
