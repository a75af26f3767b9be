"""Checks of mapping rows, lines, line pairs and editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

from indicators.areas.area_files import AreaKind
from indicators.catalogue.indicator import Indicator
from indicators.figures.figure_schema import SYMBOLS
from indicators.period.codes import parse_period
from mappings.calendar.due_dates import find_timetable_faults
from mappings.calendar.due_rules import DueRule
from mappings.calendar.event_kinds import EventKinds
from mappings.checks.problems import DefinitionProblem, make_error
from mappings.checks.worked_examples import find_example_problem
from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import Return
from mappings.transforms import Transform, parse_transform
from returnonce.errors import Refused
from returnonce.numbers import PLACES

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Row = tuple[str, Line]
AREA_KINDS = frozenset(get_args(AreaKind))


def find_line_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Every problem of every return's lines."""
    for return_ in ruleset.returns.values():
        rows = [(f"{return_.code}/lines.tsv row {at}", row) for at, row in enumerate(return_.lines, start=2)]
        for where, row in rows:
            yield from _row_problems(where, row, ruleset)
        yield from _check_single_exact_row(rows)


def _row_problems(where: str, row: Line, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    indicator = ruleset.catalogue.get(row.object_id)
    if indicator is None:
        yield make_error(
            where, f"{row.subject_id} is mapped to {row.object_id}, which is no indicator.", "Correct object_id."
        )
        return
    yield from _dates(where, row)
    yield from _breakdown(where, row, indicator, ruleset)
    if not 0 <= row.decimals <= PLACES:
        yield make_error(where, f"{row.decimals} decimals.", f"Write 0 to {PLACES}.")
    if row.predicate_id == EXACT and row.population_base != indicator.population_base:
        yield make_error(
            where,
            f"{row.subject_id} is said to be {indicator.code} exactly, but its population base is "
            f"{row.population_base} and the indicator's is {indicator.population_base}.",
            "Map it to an indicator of its own base, or say closeMatch.",
        )
    yield from _transform(where, row, indicator, ruleset)


def _dates(where: str, row: Line) -> Iterator[DefinitionProblem]:
    start, end = row.valid_from, row.valid_to
    if isinstance(start, date) and isinstance(end, date) and start >= end:
        yield make_error(
            where, f"valid_to {end} is not after valid_from {start}.", "Correct the dates; valid_to is left out."
        )


def _breakdown(where: str, row: Line, indicator: Indicator, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    pairs = [] if row.breakdown == "total" else row.breakdown.split(";")
    if pairs != sorted(pairs):
        yield make_error(where, f"The breakdown {row.breakdown} is not in order.", f"Write {';'.join(sorted(pairs))}.")
    for pair in pairs:
        code, _, member = pair.partition("=")
        breakdown = ruleset.breakdowns.get(code)
        if breakdown is None or member not in breakdown.members:
            yield make_error(where, f"There is no breakdown {pair}.", f"See breakdowns/{code}.yaml.")
        elif code not in indicator.breakdowns:
            yield make_error(
                where, f"{indicator.code} is not split by {code}.", "Add it to the indicator's breakdowns."
            )


def _transform(where: str, row: Line, indicator: Indicator, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    try:
        transform = parse_transform(row.transform)
        if transform.baseline:
            parse_period(transform.baseline)
    except Refused as refused:
        yield make_error(where, refused.what, refused.mend or "")
        return
    if transform.name == "part" and not indicator.parts:
        yield make_error(where, f"{indicator.code} has no numerator and denominator to take a part of.", "Use copy.")
    for code in transform.others:
        if code not in ruleset.catalogue:
            yield make_error(where, f"The transform reads {code}, which is no indicator.", "Correct the transform.")
    yield from _example(where, row, indicator, transform)


def _example(where: str, row: Line, indicator: Indicator, transform: Transform) -> Iterator[DefinitionProblem]:
    message = find_example_problem(row, indicator, transform)
    if message is not None:
        yield make_error(
            where, f"{row.subject_id}: {message}", "Work the example again by hand; correct it or the transform."
        )


def _check_single_exact_row(rows: Sequence[Row]) -> Iterator[DefinitionProblem]:
    """On any day a line has at most one exact row, and a line without one has a close one to choose."""
    lines: dict[str, list[Row]] = {}
    for where, row in rows:
        lines.setdefault(row.subject_id, []).append((where, row))
    for its_rows in lines.values():
        exact = sorted((r for r in its_rows if r[1].predicate_id == EXACT), key=lambda r: _start(r[1]))
        for (_, earlier), (where, later) in pairwise(exact):
            if _end(earlier) > _start(later):
                yield make_error(
                    where,
                    f"{later.subject_id} has two exact rows at one time, {earlier.object_id} and {later.object_id}.",
                    "Keep one, or end the first when the second begins.",
                )


def _start(row: Line) -> date:
    return row.valid_from if isinstance(row.valid_from, date) else date.min


def _end(row: Line) -> date:
    return row.valid_to if isinstance(row.valid_to, date) else date.max


def find_pair_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """Twins share one indicator; look-alikes never do."""
    for at, pair in enumerate(ruleset.pairs, start=2):
        where = f"look_alikes.tsv row {at}"
        ends = [_indicators(ruleset, name) for name in (pair.line_a, pair.line_b)]
        for name, codes in zip((pair.line_a, pair.line_b), ends, strict=True):
            if not codes:
                yield make_error(where, f"{name} is no line with an exact row.", "Correct the line's code.")
        common = ends[0] & ends[1]
        if pair.share == "never" and common:
            pair_words = f"{pair.line_a} and {pair.line_b}"
            message = f"{pair_words} look alike and are not ({pair.why}), yet both are {min(common)}."
            yield make_error(where, message, "Give each its own indicator.")
        if pair.share == "always" and all(ends) and not common:
            message = f"{pair.line_a} and {pair.line_b} are one measure ({pair.why}), yet have two indicators."
            yield make_error(where, message, "Map both to one.")


def _indicators(ruleset: Ruleset, name: str) -> set[str]:
    line = ruleset.line_index.find(name)
    return {row.object_id for row in line.rows if row.predicate_id == EXACT} if line else set()


def find_edition_problems(definition: Return, kinds: EventKinds) -> Iterator[DefinitionProblem]:
    """Editions say everything a filled return needs, and their dates are in order."""
    for edition in definition.editions:
        where = f"{definition.code}/{edition.edition}.yaml"
        missing = [name for name in SYMBOLS if name not in edition.symbols]
        if missing:
            yield make_error(where, f"No sign for {', '.join(missing)}.", "Say in symbols how each is printed.")
        unknown = [kind for kind in edition.area_kinds if kind.replace("-", "_") not in AREA_KINDS]
        if unknown:
            yield make_error(
                where, f"{', '.join(unknown)} is no kind of area.", f"Kinds are {', '.join(sorted(AREA_KINDS))}."
            )
        start, end = edition.in_force.start, edition.in_force.end
        if isinstance(start, date) and isinstance(end, date) and start >= end:
            yield make_error(where, f"It ends on {end}, before it begins.", "Correct in_force; to is left out.")
        rule = edition.due
        if isinstance(rule, DueRule) and rule.anchor == "period_end" and not _says_how_long(rule):
            yield make_error(
                where, "The due rule does not say how long after the period.", "Give working_days, days or months."
            )
        yield from (
            make_error(where, message, mend) for message, mend in find_timetable_faults(edition.timetable, kinds)
        )


def _says_how_long(rule: DueRule) -> bool:
    counts = (rule.working_days, rule.days, rule.months)
    return any(counts) or any(day is not None for day in (rule.on, rule.nth, rule.last_working_day_of))
