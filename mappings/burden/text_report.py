"""The burden report as plain text, fit for a committee's papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from mappings.burden.number_format import format_date, format_hours, format_money, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.tables import BurdenPart, list_information_obligations, list_lenses, make_table
from mappings.burden.text_assumptions import summarise_assumptions, write_assumptions
from mappings.burden.text_lists import write_lists
from mappings.burden.text_scenario import write_what_if
from mappings.burden.text_scheduled import write_scheduled
from mappings.burden.work_cost import sum_minutes
from mappings.definitions.burden_counts import CountDefinitions
from returnonce.console import table
from returnonce.count_text import format_count

INDENT = "  "


def write_report(report: BurdenReport) -> str:
    """Headline, scenario, tables by group, lists, lenses, cost model and assumptions."""
    if not report.ledger.cells.height and (report.scenario_ledger is None or not report.scenario_ledger.cells.height):
        nothing = "No return asks for a figure of that in this time."
        return "\n".join([*_write_title(report), "", nothing, *_part(write_scheduled(report))]) + "\n"
    blocks: list[Iterable[str]] = [_write_title(report), _write_headline(report), _write_stored_figures(report)]
    if report.scenario_ledger is not None:
        blocks.append(write_what_if(report))
    blocks += [_write_group(report, name) for name in ("return", "agency", "area", "period")]
    blocks += [write_lists(report)]
    blocks += [write_scheduled(report)]
    blocks += [_write_lenses(report), _write_cost_model(report), write_assumptions(report)]
    texts = ("\n".join(block).rstrip() for block in blocks)
    return "\n\n".join(block for block in texts if block) + "\n"


def _part(lines: Iterator[str]) -> list[str]:
    """The lines after an empty one; nothing where there are none."""
    texts = list(lines)
    return ["", *texts] if texts else []


def _write_title(report: BurdenReport) -> Iterator[str]:
    question = report.question
    names = [report.ruleset.places[name].title for name in report.ledger.assumptions]
    yield f"THE BURDEN OF RETURNS: {', '.join(names)}"
    limits = [("area", question.area), ("agency", question.agency), ("return", question.return_code)]
    limit_words = "".join(f", {name} {code} only" for name, code in limits if code)
    yield f"Periods that end from {format_date(question.start)} to {format_date(question.end)}{limit_words}"


def _describe_districts(counts: Mapping[str, int]) -> str:
    return f"{counts['of_districts']:,} of a county are for its districts to answer, " if counts["of_districts"] else ""


def _write_headline(report: BurdenReport) -> Iterator[str]:
    counts, work = report.ledger.count(), report.ledger.estimate_work()
    formatted = {code: f"{number:,}" for code, number in counts.items()}
    return_rows = report.ledger.cells.select("place", "return", "owner", "for_period").unique()
    yield from wrap_lines(
        f"Returns ask for {format_count(counts['cells'], 'cell')}, in "
        f"{format_count(return_rows['return'].n_unique(), 'return')} made {format_count(return_rows.height, 'time')}. "
        f"Somebody would key {formatted['keyed_cells']} of them, were each return made by itself: "
        f"{formatted['central']} are compiled by a department, {formatted['other_return']} are made by another return, "
        f"{_describe_districts(counts)}"
        f"and {formatted['left_out']} are in doubt and asked of nobody." + _describe_uncertainty(counts)
    )
    yield from wrap_lines(
        f"Given once, they take {format_count(counts['keyed_figures'], 'keyed figure')}: "
        f"{formatted['rekeying_avoided']} fewer."
    )
    yield from _write_chain(counts, report.ledger.count_definitions)
    if counts["same_line_again"]:
        yield from wrap_lines(
            "That a year's return shows its quarters again is how the editions here are laid out; that each recipient "
            f"asked so is not established. Without those, {counts['rekeying_avoided'] - counts['same_line_again']:,} "
            f"keyings are spared, and {format_hours(_sum_repetition_minutes(report))} hours fewer are the work of each "
            "return made by itself."
        )
    if counts["taken_over_figures"]:
        yield from wrap_lines(
            f"A further {format_count(counts['taken_over_figures'], 'figure')} that nobody would key for these returns "
            "are asked for as well, copied from the returns that hold them. That is work which reuse adds, until the "
            "records behind those returns are sent here and the figures derived."
        )
    if counts["record_sets"]:
        yield from wrap_lines(
            f"Besides these, {format_count(counts['record_returns'], 'return')} made of records fall due, for which "
            f"agencies send {format_count(counts['record_sets'], 'set')} of records. "
            f"{formatted['derived_not_copied']} more figures are derived from them that would else be copied. "
            "The work on records is not in the hours."
        )
    saved_minutes, saved_pounds = work.calculate_saving("minutes"), work.calculate_saving("pounds")
    yield from wrap_lines(
        f"Work: {format_hours(work.minutes['without'])} hours and {format_money(work.pounds['without'])} with each "
        f"return made by itself; {format_hours(work.minutes['with'])} hours and {format_money(work.pounds['with'])} "
        f"with each figure given once: {'saved' if saved_minutes >= 0 else 'added'} "
        f"{format_hours(abs(saved_minutes))} hours and {format_money(abs(saved_pounds))}. "
        f"{summarise_assumptions(report)}"
    )


def _sum_repetition_minutes(report: BurdenReport) -> Fraction:
    """Minutes spent on cells in which the same line shows a figure again."""
    cells_by_place = report.ledger.cells.filter(again="same_line_again").group_by("place").len()
    minutes_by_place = {place: sum_minutes(assumed, "item") for place, assumed in report.ledger.assumptions.items()}
    return sum((minutes_by_place[place] * number for place, number in cells_by_place.iter_rows()), Fraction(0))


def _describe_uncertainty(counts: dict[str, int]) -> str:
    """A sentence on how many keyed cells have an uncertain route; empty where none has."""
    unsure = counts["keyed_cells_unsure"]
    of_them = "all" if unsure == counts["keyed_cells"] else f"{unsure:,}"
    return f" Who keys a line is our own reading, of low confidence, for {of_them} of the first." if unsure else ""


def _write_chain(counts: dict[str, int], count_definitions: CountDefinitions) -> Iterator[str]:
    """The steps from cells that somebody would key to figures keyed."""
    definitions = count_definitions.by_code
    rows = (
        ("", "keyed_cells", "cells that somebody would key"),
        ("less", "same_line_again", definitions["same_line_again"].title + " shows the figure again"),
        ("less", "twice_in_a_return", definitions["twice_in_a_return"].title + " asks for it too"),
        ("less", "in_another_return", definitions["in_another_return"].title + " asked for it already"),
        ("less", "worked_out", definitions["worked_out"].title),
        ("less", "derived", definitions["derived"].title),
        ("plus", "asked_for_parts", definitions["asked_for_parts"].title),
        ("are", "keyed_figures", "figures keyed, each once"),
    )
    for sign, code, words in (row for row in rows if counts[row[1]] or row[0] in {"", "are"}):
        yield f"{INDENT}{sign:<5}{counts[code]:>7,}  {words}"


def _write_stored_figures(report: BurdenReport) -> Iterator[str]:
    yield "WHAT CAME"
    if report.stored_figures is None:
        yield from wrap_lines("There is no store here, so that what was collected is not known.")
        return
    counts, definitions = report.stored_figures.count(), report.ledger.count_definitions
    for count in definitions.collected:
        yield f"{INDENT}{counts[count.code]:>7,}  {count.title}"


def _write_group(report: BurdenReport, name: str) -> Iterator[str]:
    burden_table = make_table(report.ledger, name, report.ruleset)
    group_parts = [part for part in burden_table.rows if _has_content(part)]
    if name in {"area", "period"} and len(group_parts) < 2:
        return
    yield f"BY {name.upper()}"
    yield table(_HEADINGS[name], [*map(_format_row, group_parts), _format_row(burden_table.total)])
    if any(part.work.calculate_saving("pounds") < 0 for part in group_parts) and name == "agency":
        yield from wrap_lines(
            "Saved is less than nothing where an agency gives what others' figures are worked out from, an earlier "
            "year to compare with, or a copy of what stands in another return."
        )


def _has_content(part: BurdenPart) -> bool:
    """False for a part that has only record sets."""
    return bool(part.counts["cells"] or part.counts["asked_figures"] or any(part.work.minutes.values()))


_COLUMN_HEADINGS = ("cells", "would key", "keyed once", "copied", "avoided", "hours each", "hours once", "saved")
_COLUMN_COUNTS = ("cells", "keyed_cells", "keyed_figures", "taken_over_figures", "rekeying_avoided")
_HEADINGS = {name: (name, *_COLUMN_HEADINGS) for name in ("return", "agency", "area", "period", "place")}


def _format_row(part: BurdenPart) -> Sequence[object]:
    counts, work = part.counts, part.work
    numbers = (counts[code] for code in _COLUMN_COUNTS)
    return (
        part.title, *(f"{number:,}" for number in numbers), format_hours(work.minutes["without"]),
        format_hours(work.minutes["with"]), format_money(work.calculate_saving("pounds")),
    )  # fmt: skip


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


def _format_frequency(times: Fraction) -> str:
    return str(times) if times.denominator == 1 else format_hours(times * 60)
