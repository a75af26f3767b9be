"""Indicators as pages show them: found by words, with lines, look-alikes and values; and a pasted list beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.rendering import page_path
from api.pages.views.collection import figure_path
from api.pages.views.line_transforms import describe_line_transform
from api.pages.views.pasted_codes import find_by_codes, fold_code, list_rows_left_out, list_unknown_codes
from api.pages.wording import PREDICATES, figure_words, period_words
from collectors.measure_lists.columns import is_code
from collectors.measure_lists.pasted import read_pasted_list
from indicators.catalogue.indicator import Indicator
from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT
from mappings.definitions.overlap_vocabulary import OverlapVocabulary
from mappings.definitions.return_definitions import Line
from mappings.definitions.word_search import join_plain
from mappings.overlap.comparison import OverlapReport
from mappings.overlap.profiles import Measure
from mappings.overlap.proposals import IndicatorProposal, MeasureMatches
from mappings.overlap.repeats import RepeatedMeasure
from mappings.overlap.similarity_words import PROPOSAL_LABELS, REPEAT_LABELS
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.errors import Refused

#: Measures of a list that is pasted; longer lists are compared as a file.
MOST_PASTED, MOST_TITLE = 200, 500
#: Width and height of a trend, in pixels.
WIDTH, HEIGHT = 120, 32
BANDS = {"high": ("Very likely", "green"), "medium": ("Perhaps", "yellow"), "low": ("Unlikely", "grey")}
#: What a measure is that is named by a code alone.
BY_CODE = "By its code"


@dataclass(frozen=True)
class CatalogueRow:
    href: str
    title: str
    code: str
    definition: str
    lines: str


@dataclass(frozen=True)
class IndicatorLine:
    """A line that is mapped onto the indicator. ``likeness``: how near it is; ``why``: it is not the same."""

    title: str
    line: str
    likeness: str
    transform: str
    why: str


@dataclass(frozen=True)
class LookAlike:
    """Two lines that look alike and never share a figure; ``href``: the other one's indicator, where it has one."""

    lines: str
    why: str
    href: str


@dataclass(frozen=True)
class IndicatorView:
    definition: str
    facts: tuple[tuple[str, str], ...]
    exact: tuple[IndicatorLine, ...]
    related: tuple[IndicatorLine, ...]
    look_alikes: tuple[LookAlike, ...]


@dataclass(frozen=True)
class AreaValues:
    """One area's values, oldest first: period, value, address. ``points``: of its trend, empty under three values."""

    area: str
    cells: tuple[tuple[str, str, str], ...]
    points: str
    trend: str


@dataclass(frozen=True)
class ProposalView:
    title: str
    href: str
    sure: str
    colour: str
    likeness: str
    reason: str
    lines: str


@dataclass(frozen=True)
class MeasureRow:
    """A measure of a list, what it may be, and what it only looks like."""

    number: int
    title: str
    proposals: tuple[ProposalView, ...]
    look_alikes: tuple[ProposalView, ...]


@dataclass(frozen=True)
class OverlapView:
    """``summary`` counts; ``repeats``: what the list itself has twice. ``unknown``: codes that nothing here has.
    ``left_out``: rows that hold no measure."""

    summary: str
    measures: tuple[MeasureRow, ...]
    repeats: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def list_catalogue_entries(ruleset: Ruleset) -> list[tuple[str, CatalogueRow]]:
    """Every indicator by title: the texts in which words are looked for (``join_plain``), and its row of the search."""
    labels: dict[str, list[str]] = {}
    exact: dict[str, dict[str, None]] = {}
    for return_ in ruleset.returns.values():
        for line in return_.lines:
            labels.setdefault(line.object_id, []).append(f"{line.subject_id} {line.subject_label}")
            if line.predicate_id == EXACT:
                exact.setdefault(line.object_id, {})[line.subject_id] = None
    by_title = sorted(ruleset.catalogue.values(), key=lambda one: (one.title.casefold(), one.code))
    return [
        (
            join_plain(one.code, one.title, one.definition, ruleset.themes.get(one.code), *labels.get(one.code, ())),
            CatalogueRow(
                page_path("catalogue", one.code), one.title, one.code, one.definition,
                ", ".join(exact.get(one.code, ())),
            ),
        )
        for one in by_title
    ]  # fmt: skip


def indicator_page(ruleset: Ruleset, indicator: Indicator) -> IndicatorView:
    """What the definitions say of an indicator."""
    lines = [
        (line.predicate_id == EXACT, _line(ruleset, return_.title, line))
        for return_ in ruleset.returns.values()
        for line in return_.lines
        if line.object_id == indicator.code
    ]
    return IndicatorView(
        indicator.definition, _facts(ruleset, indicator),
        tuple(dict.fromkeys(line for is_exact, line in lines if is_exact)),
        tuple(dict.fromkeys(line for is_exact, line in lines if not is_exact)),
        _look_alikes(ruleset, indicator),
    )  # fmt: skip


def _line(ruleset: Ruleset, title: str, line: Line) -> IndicatorLine:
    likeness = PREDICATES[line.predicate_id.removeprefix("skos:")]
    return IndicatorLine(
        title, f"{line.subject_id}: {line.subject_label}", likeness[0].upper() + likeness[1:],
        describe_line_transform(ruleset, line),
        "" if line.predicate_id == EXACT else line.comment or "",
    )  # fmt: skip


def _facts(ruleset: Ruleset, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    unit = indicator.unit.replace("_", " ")
    pairs = (
        ("Unit", f"{unit}, per {indicator.per:,}" if indicator.per > 100 else unit),
        ("Counted", indicator.numerator), ("Out of", indicator.denominator if indicator.parts else ""),
        ("People", indicator.population_base.replace("_", " ")),
        ("Good is", indicator.polarity.replace("_is_good", "").replace("_", " ")),
        ("Given for each", indicator.period_kind.replace("_", " ")),
        ("Given by", indicator.agency_of_record.replace("-", " ")),
        ("Made from", "other figures, by a formula" if indicator.formula else "records" if indicator.derive else ""),
        ("Breaks in the series", "; ".join(f"{one.period}: {one.note}" for one in indicator.series_breaks)),
        ("Restricted", "Its figures are shown to officers and approvers alone"
         if indicator.access == "restricted" else ""),
        ("Confidence in the definition", indicator.confidence),
        ("Note", indicator.notes if indicator.notes not in {None, NOT_ESTABLISHED} else ""),
        ("Sources", "; ".join(source.text for source in indicator.sources)), ("Code", indicator.code),
        ("Changed here", " ".join(ruleset.changes_of_indicator(indicator.code))),
    )  # fmt: skip
    return tuple((name, str(text)) for name, text in pairs if text)


def _look_alikes(ruleset: Ruleset, indicator: Indicator) -> tuple[LookAlike, ...]:
    """The pairs of lines that never share a figure, of which one is exactly this indicator."""
    exact = {
        line.subject_id: line.object_id
        for return_ in ruleset.returns.values()
        for line in return_.lines
        if line.predicate_id == EXACT
    }
    pairs = [
        (other, pair)
        for pair in ruleset.pairs
        if pair.share == "never"
        for own, other in ((pair.line_a, pair.line_b), (pair.line_b, pair.line_a))
        if exact.get(own) == indicator.code and exact.get(other) != indicator.code
    ]
    return tuple(
        LookAlike(f"{pair.line_a} and {pair.line_b}", pair.why,
                  page_path("catalogue", exact[other]) if other in exact else "")
        for other, pair in pairs
    )  # fmt: skip


def area_values(
    ruleset: Ruleset, indicator: Indicator, rows: Iterable[Mapping[str, Any]], periods: Sequence[str]
) -> tuple[AreaValues, ...]:
    """Results (``RESULT_SCHEMA`` with their keys) by area; an area without any value is left out."""
    mark = "%" if indicator.unit == "percentage" else ""
    by_area: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        by_area.setdefault(row["area"], {})[row["period"]] = row
    return tuple(
        _area(ruleset.areas.get(area).name, indicator.code, area, own, periods, mark)
        for area, own in by_area.items()
        if any(row["value"] is not None or row["numerator"] is not None for row in own.values())
    )


def _area(
    name: str, code: str, area: str, own: Mapping[str, Mapping[str, Any]], periods: Sequence[str], mark: str
) -> AreaValues:
    cells = tuple(
        (period_words(parse_period(period)), figure_words(own[period], mark) if period in own else "",
         figure_path(code, area, period))
        for period in periods
    )  # fmt: skip
    values = [own[period]["value"] if period in own else None for period in periods]
    hidden = any(period in own and own[period]["symbol"] == "confidential" for period in periods)
    given = [text for (_, text, _), value in zip(cells, values, strict=True) if value is not None]
    # A line through what is withheld would give it away.
    points = "" if hidden or len(given) < 3 else draw_points(values)
    return AreaValues(name, cells, points, f"From {given[0]} to {given[-1]}" if points else "")


def draw_points(values: Sequence[int | None]) -> str:
    """The points of a line through values from left to right, for an SVG polyline; gaps are drawn through."""
    known = [(position, value) for position, value in enumerate(values) if value is not None]
    low, high = min(value for _, value in known), max(value for _, value in known)
    step, scale = WIDTH / max(1, len(values) - 1), (HEIGHT - 6) / (high - low or 1)
    return " ".join(f"{position * step:.1f},{HEIGHT - 3 - (value - low) * scale:.1f}" for position, value in known)


def read_pasted_measures(text: str, vocabulary: OverlapVocabulary) -> list[Measure]:
    """One measure a line: its title alone, or columns as they come from a spreadsheet, with headings or without.

    Raises:
        Refused: there is none, or there are too many, or one is too long.
    """
    measures = read_pasted_list(text, vocabulary)
    if not measures:
        raise Refused("Paste at least one measure.", where="list", mend="One on each row, its title or code and title.")
    for measure in measures:
        if len(measure.title) > MOST_TITLE:
            raise Refused(f"Row {measure.row} is longer than {MOST_TITLE} characters.", where="list",
                          mend="Put one measure on each row.")  # fmt: skip
    if len(measures) > MOST_PASTED:
        raise Refused(f"That is {len(measures):,} measures; the most is {MOST_PASTED}.", where="list",
                      mend="Paste them in parts.")  # fmt: skip
    return measures


def measure_rows(ruleset: Ruleset, report: OverlapReport, pasted: str = "") -> OverlapView:
    """The outcome of a comparison of a pasted text."""
    titles = [one.measure.title for one in report.measures]
    alike = [one for one in report.repeats if not _is_of_other_codes(one, titles)]
    rows = tuple(_measure_row(ruleset, one) for one in report.measures)
    sure = {BANDS["high"][0], BY_CODE}
    likely = sum(any(one.sure in sure for one in row.proposals) for row in rows)
    unmatched = sum(not row.proposals for row in rows)
    summary = (
        f"{format_count(len(rows), 'measure')}: {likely:,} very likely in the catalogue already, "
        f"{unmatched:,} like nothing in it, {format_count(len(alike), 'repeat')} in the list."
    )
    repeats = tuple(
        f"{' and '.join(titles[int(row)] for row in repeat.rows)}: {REPEAT_LABELS[repeat.kind]}"
        for repeat in alike[:40]
    )
    measures = [one.measure for one in report.measures]
    unknown, left_out = list_unknown_codes(ruleset, measures), list_rows_left_out(pasted, measures)
    return OverlapView(summary, rows, repeats, unknown, left_out)


def _is_of_other_codes(repeat: RepeatedMeasure, titles: Sequence[str]) -> bool:
    """Two codes such as NI 62 and NI 999 are alike in their letters, which says nothing of what they measure."""
    texts = [titles[int(row)] for row in repeat.rows]
    return all(map(is_code, texts)) and len({*map(fold_code, texts)}) > 1


def _measure_row(ruleset: Ruleset, one: MeasureMatches) -> MeasureRow:
    by_code = () if one.proposals else tuple(_list_of_code(ruleset, one.measure.title))
    proposals = by_code or tuple(map(_proposal, one.proposals))
    return MeasureRow(one.measure.row, one.measure.title, proposals, tuple(map(_proposal, one.lookalikes)))


def _list_of_code(ruleset: Ruleset, text: str) -> Iterator[ProposalView]:
    """What a code alone stands for; several, where returns gave one code to different measures."""
    for code, lines in find_by_codes(ruleset).get(fold_code(text), {}).items():
        yield ProposalView(
            ruleset.catalogue[code].title, page_path("catalogue", code), BY_CODE, BANDS["high"][1],
            "called so", "A code alone says nothing of its words." if lines else "", "; ".join(lines),
        )  # fmt: skip


def _proposal(one: IndicatorProposal) -> ProposalView:
    sure, colour = BANDS[one.band]
    return ProposalView(
        one.title, page_path("catalogue", one.indicator), sure, colour, PROPOSAL_LABELS[one.proposal], one.reason,
        ", ".join(one.lines),
    )  # fmt: skip
