"""The burden report as plain text, fit for a committee's papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from mappings.burden.count_definitions import load_count_definitions
from mappings.burden.number_format import format_count, format_date, format_money, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.tables import BurdenPart, format_hours, list_information_obligations, list_parts, total_part
from mappings.burden.text_assumptions import summarise_assumptions, write_assumptions
from mappings.burden.text_lists import write_lists
from mappings.burden.text_scenario import write_what_if
from returnonce.console import table

INDENT = "  "


def write_report(answer: BurdenReport) -> str:
    """Headline, scenario, tables by group, lists, lenses, cost model and assumptions."""
    if not answer.ledger.cells.height and (answer.scenario_ledger is None or not answer.scenario_ledger.cells.height):
        return "\n".join([*_title(answer), "", "No return asks for a figure of that in this time."]) + "\n"
    blocks: list[Iterable[str]] = [_title(answer), _headline(answer), _came(answer)]
    if answer.scenario_ledger is not None:
        blocks.append(write_what_if(answer))
    blocks += [_by(answer, name) for name in ("return", "agency", "area", "period")]
    blocks += [write_lists(answer)]
    blocks += [_lenses(answer), _model(answer), write_assumptions(answer)]
    told = ("\n".join(block).rstrip() for block in blocks)
    return "\n\n".join(block for block in told if block) + "\n"


def _title(answer: BurdenReport) -> Iterator[str]:
    asked = answer.question
    names = [answer.ruleset.places[name].title for name in answer.ledger.assumptions]
    yield f"THE BURDEN OF RETURNS: {', '.join(names)}"
    narrowed = [("area", asked.area), ("agency", asked.agency), ("return", asked.return_code)]
    only = "".join(f", {name} {code} only" for name, code in narrowed if code)
    yield f"Periods that end from {format_date(asked.start)} to {format_date(asked.end)}{only}"


def _headline(answer: BurdenReport) -> Iterator[str]:
    counts, work = answer.ledger.count(), answer.ledger.estimate_work()
    n = {code: f"{number:,}" for code, number in counts.items()}
    made = answer.ledger.cells.select("place", "return", "owner", "for_period").unique()
    yield from wrap_lines(
        f"Returns ask for {format_count(counts['cells'], 'cell')}, in {format_count(made['return'].n_unique(), 'return')} made "
        f"{format_count(made.height, 'time')}. Somebody would key "
        f"{n['keyed_cells']} of them, were each return made by itself: {n['central']} are compiled by a department, "
        f"{n['other_return']} are made by another return, and {n['left_out']} are in doubt and asked of nobody."
        + _reading(counts)
    )
    yield from wrap_lines(
        f"Given once, they take {format_count(counts['keyed_figures'], 'keyed figure')}: {n['rekeying_avoided']} fewer."
    )
    yield from _chain(counts)
    if counts["same_line_again"]:
        yield from wrap_lines(
            "That a year's return shows its quarters again is how the editions here are laid out; that each recipient "
            f"asked so is not established. Without those, {counts['rekeying_avoided'] - counts['same_line_again']:,} "
            f"keyings are spared, and {format_hours(_again(answer))} hours fewer are the work of each return made by itself."
        )
    if counts["taken_over_figures"]:
        yield from wrap_lines(
            f"A further {format_count(counts['taken_over_figures'], 'figure')} that nobody would key for these returns are "
            "asked for as well, copied from the returns that hold them. That is work which reuse adds, until the "
            "records behind those returns are sent here and the figures derived."
        )
    if counts["record_sets"]:
        yield from wrap_lines(
            f"Besides these, {format_count(counts['record_returns'], 'return')} made of records fall due, for which "
            f"agencies send {format_count(counts['record_sets'], 'set')} of records. {n['derived_not_copied']} more "
            "figures are derived from them that would else be copied. The work on records is not in the hours."
        )
    saved, gain = work.calculate_saving("minutes"), work.calculate_saving("pounds")
    yield from wrap_lines(
        f"Work: {format_hours(work.minutes['without'])} hours and {format_money(work.pounds['without'])} with each return made by "
        f"itself; {format_hours(work.minutes['with'])} hours and {format_money(work.pounds['with'])} with each figure given once: "
        f"{'saved' if saved >= 0 else 'added'} {format_hours(abs(saved))} hours and {format_money(abs(gain))}. "
        f"{summarise_assumptions(answer)}"
    )


def _again(answer: BurdenReport) -> Fraction:
    """Minutes spent on cells in which the same line shows a figure again."""
    told = answer.ledger.cells.filter(again="same_line_again").group_by("place").len()
    each = {place: assumed.sum_minutes("item") for place, assumed in answer.ledger.assumptions.items()}
    return sum((each[place] * number for place, number in told.iter_rows()), Fraction(0))


def _reading(counts: dict[str, int]) -> str:
    """A sentence on how many keyed cells have an uncertain route; empty where none has."""
    unsure = counts["keyed_cells_unsure"]
    of_them = "all" if unsure == counts["keyed_cells"] else f"{unsure:,}"
    return f" Who keys a line is our own reading, of low confidence, for {of_them} of the first." if unsure else ""


def _chain(counts: dict[str, int]) -> Iterator[str]:
    """The steps from cells that somebody would key to figures keyed."""
    named = load_count_definitions().by_code
    shown = (
        ("", "keyed_cells", "cells that somebody would key"),
        ("less", "same_line_again", named["same_line_again"].title + " shows the figure again"),
        ("less", "twice_in_a_return", named["twice_in_a_return"].title + " asks for it too"),
        ("less", "in_another_return", named["in_another_return"].title + " asked for it already"),
        ("less", "worked_out", named["worked_out"].title),
        ("less", "derived", named["derived"].title),
        ("plus", "asked_for_parts", named["asked_for_parts"].title),
        ("are", "keyed_figures", "figures keyed, each once"),
    )
    for sign, code, words in (each for each in shown if counts[each[1]] or each[0] in {"", "are"}):
        yield f"{INDENT}{sign:<5}{counts[code]:>7,}  {words}"


def _came(answer: BurdenReport) -> Iterator[str]:
    yield "WHAT CAME"
    if answer.stored_figures is None:
        yield from wrap_lines("There is no store here, so that what was collected is not known.")
        return
    counts, named = answer.stored_figures.count(), load_count_definitions().by_code
    for one in load_count_definitions().collected:
        yield f"{INDENT}{counts[one.code]:>7,}  {named[one.code].title}"


def _by(answer: BurdenReport, name: str) -> Iterator[str]:
    its_parts = [part for part in list_parts(answer.ledger, name, answer.ruleset) if _is_something(part)]
    if name in {"area", "period"} and len(its_parts) < 2:
        return
    yield f"BY {name.upper()}"
    yield table(_HEADINGS[name], [*map(_row, its_parts), _row(total_part(answer.ledger))])
    if any(part.work.calculate_saving("pounds") < 0 for part in its_parts) and name == "agency":
        yield from wrap_lines(
            "Saved is less than nothing where an agency gives what others' figures are worked out from, an earlier "
            "year to compare with, or a copy of what stands in another return."
        )


def _is_something(part: BurdenPart) -> bool:
    """False for a part that has only record sets."""
    return bool(part.counts["cells"] or part.counts["asked_figures"] or any(part.work.minutes.values()))


_COUNTED = ("cells", "would key", "keyed once", "copied", "avoided", "hours each", "hours once", "saved")
_SHOWN = ("cells", "keyed_cells", "keyed_figures", "taken_over_figures", "rekeying_avoided")
_HEADINGS = {name: (name, *_COUNTED) for name in ("return", "agency", "area", "period", "place")}


def _row(part: BurdenPart) -> Sequence[object]:
    counts, work = part.counts, part.work
    numbers = (counts[code] for code in _SHOWN)
    return (
        part.title, *(f"{number:,}" for number in numbers), format_hours(work.minutes["without"]),
        format_hours(work.minutes["with"]), format_money(work.calculate_saving("pounds")),
    )  # fmt: skip


def _lenses(answer: BurdenReport) -> Iterator[str]:
    yield "HOURS UNDER SIX LENSES (assumed)"
    known = {str(lens.code): lens for assumed in answer.ledger.assumptions.values() for lens in assumed.lenses}
    rows = [
        (known[code].title, known[code].means, format_hours(minutes["without"]), format_hours(minutes["with"]))
        for code, minutes in answer.ledger.sum_minutes_by_lens().items()
    ]
    yield table(("lens", "is", "each by itself", "given once"), rows)


def _model(answer: BurdenReport) -> Iterator[str]:
    yield "THE STANDARD COST MODEL: (hours x tariff + fixed) x population x frequency (assumed)"
    rows = [
        (one.title, one.bodies, _times(one.times), format_hours(one.minutes_each["without"]), format_money(one.pounds("without")),
         format_hours(one.minutes_each["with"]), format_money(one.pounds("with")))
        for one in list_information_obligations(answer.ledger, answer.ruleset)
    ]  # fmt: skip
    yield table(("return", "bodies", "times", "hours each", "cost by itself", "hours each", "cost given once"), rows)


def _times(times: Fraction) -> str:
    return str(times) if times.denominator == 1 else format_hours(times * 60)
