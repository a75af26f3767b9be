"""The burden report as plain text, fit for a committee's papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

from mappings.burden.headline import describe_saving, describe_what_is_apart
from mappings.burden.number_format import format_date, format_decimal, format_hours, format_money, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.tables import list_information_obligations, list_lenses
from mappings.burden.text_assumptions import summarise_assumptions, write_assumptions
from mappings.burden.text_lists import write_lists
from mappings.burden.text_scenario import write_what_if
from mappings.burden.text_scheduled import write_scheduled
from mappings.burden.text_waterfall import (
    write_events,
    write_gains,
    write_range,
    write_reconciliation,
    write_record_fills,
    write_waterfall,
    write_waterfalls_by,
)
from mappings.burden.work_amounts import list_work_amounts
from mappings.burden.work_cost import REUSE_CASES
from returnonce.count_text import format_count
from returnonce.plain_table import table


def write_report(report: BurdenReport) -> list[str]:
    """Lines and tables: headline, scenario, tables by group, lists, lenses, cost model and assumptions."""
    if not report.ledger.cells.height and (report.scenario_ledger is None or not report.scenario_ledger.cells.height):
        nothing = "No return asks for a figure of that in this time."
        return _join([_write_title(report), [nothing], write_scheduled(report)])
    blocks: list[Iterable[str]] = [_write_title(report), _write_headline(report), write_waterfall(report)]
    blocks += [write_range(report), write_reconciliation(report), _write_stored_figures(report)]
    if report.scenario_ledger is not None:
        blocks.append(write_what_if(report))
    blocks += [write_record_fills(report), write_events(report)]
    blocks += [write_waterfalls_by(report, name) for name in ("return", "agency", "area", "period")]
    blocks += [write_gains(report, name) for name in ("return", "agency")]
    blocks += [write_lists(report)]
    blocks += [write_scheduled(report)]
    blocks += [_write_amounts(report), _write_lenses(report), _write_cost_model(report), write_assumptions(report)]
    return _join(blocks)


def _join(blocks: Iterable[Iterable[str]]) -> list[str]:
    """All lines of the blocks that have any, with an empty one between two blocks."""
    parts = [["", *lines] for block in blocks if (lines := list(block))]
    return list(chain.from_iterable(parts))[1:]


def _write_title(report: BurdenReport) -> Iterator[str]:
    question = report.question
    names = [report.ruleset.places[name].title for name in report.ledger.assumptions]
    yield f"THE BURDEN OF RETURNS: {', '.join(names)}"
    limits = [("area", question.area), ("agency", question.agency), ("return", question.return_code)]
    limit_words = "".join(f", {name} {code} only" for name, code in limits if code)
    yield f"Periods that end from {format_date(question.start)} to {format_date(question.end)}{limit_words}"


def _write_headline(report: BurdenReport) -> Iterator[str]:
    counts = report.ledger.count()
    return_rows = report.ledger.cells.select("place", "return", "owner", "for_period").unique()
    yield from wrap_lines(describe_saving(counts))
    for sentence in describe_what_is_apart(counts):
        yield from wrap_lines(sentence)
    yield from wrap_lines(
        f"Returns ask for {format_count(counts['cells'], 'cell')}, in "
        f"{format_count(return_rows['return'].n_unique(), 'return')} made {format_count(return_rows.height, 'time')}. "
        f"Somebody would key {counts['keyed_cells']:,} of them, were each return made by itself."
        f"{_describe_uncertainty(counts)}"
    )
    if counts["record_sets"]:
        yield from wrap_lines(
            f"{format_count(counts['record_returns'], 'return')} made of records fall due besides, for which agencies "
            f"send {format_count(counts['record_sets'], 'set')} of records."
        )
    yield from wrap_lines(summarise_assumptions(report))


def _describe_uncertainty(counts: dict[str, int]) -> str:
    """A sentence on how many how many keyed cells; empty where none has."""
    unsure = counts["keyed_cells_unsure"]
    of_them = "all" if unsure == counts["keyed_cells"] else f"{unsure:,}"
    return f" Who keys a line is our own reading, of low confidence, for {of_them} of these." if unsure else ""


def _write_stored_figures(report: BurdenReport) -> Iterator[str]:
    yield "WHAT CAME"
    if report.stored_figures is None:
        yield from wrap_lines("There is no store here, so that what was collected is not known.")
        return
    counts, definitions = report.stored_figures.count(), report.ledger.count_definitions
    rows = [(f"{counts[count.code]:,}", count.title, count.code) for count in definitions.collected]
    yield table(("figures", "what is counted", "code"), rows)


def _write_amounts(report: BurdenReport) -> Iterator[str]:
    yield "WHAT THE HOURS ARE MADE OF (minutes assumed)"
    amounts = list_work_amounts(report.ledger)
    rows = [
        (amount.title, " or ".join(map(format_decimal, sorted(amount.minutes_each))),
         *(text for reuse in REUSE_CASES
           for text in (f"{amount.numbers[reuse]:,}", format_hours(amount.minutes[reuse]))))
        for amount in amounts
    ]  # fmt: skip
    yield table(("work", "minutes", "each by itself", "hours", "given once", "hours"), rows)
    for amount in amounts:
        counts = amount.counts
        yield from wrap_lines(f"{amount.title}: {counts['without']}; given once, {counts['with']}.")


def _write_lenses(report: BurdenReport) -> Iterator[str]:
    yield "HOURS UNDER SIX LENSES (assumed)"
    rows = [
        (lens.title, lens.means, format_hours(lens.minutes["without"]), format_hours(lens.minutes["with"]))
        for lens in list_lenses(report.ledger)
    ]
    yield table(("lens", "is", "each by itself", "given once"), rows)


def _write_cost_model(report: BurdenReport) -> Iterator[str]:
    yield "THE STANDARD COST MODEL: (hours x tariff + fixed) x population x frequency (assumed)"
    rows = [
        (obligation.title, obligation.bodies, _format_frequency(obligation.times),
         format_hours(obligation.minutes_each["without"]), format_money(obligation.calculate_cost("without")),
         format_hours(obligation.minutes_each["with"]), format_money(obligation.calculate_cost("with")))
        for obligation in list_information_obligations(report.ledger, report.ruleset)
    ]  # fmt: skip
    yield table(("return", "bodies", "times", "hours each", "cost by itself", "hours each", "cost given once"), rows)
    yield "Hours are shown to a tenth; costs are of exact minutes, and rounded last."


def _format_frequency(times: Fraction) -> str:
    return str(times) if times.denominator == 1 else format_hours(times * 60)
