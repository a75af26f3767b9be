"""Where a figure goes: lines of returns, reports, and cells of published editions; exact uses apart from others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.pages.figure_editions import CellUse
from api.pages.rendering import page_path
from api.pages.views.edition import edition_page_path, edition_state
from api.pages.views.edition_numbers import EditionPlace, cell_path
from api.pages.views.line_transforms import describe_line_transform, title_of
from api.pages.views.proposal import return_title, where_words
from api.pages.wording import PREDICATES, SYMBOLS, date_words, figure_words
from exports.editions.return_key import ReturnKey
from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Line
from mappings.fill.line_uses import NamedFigure, explain_unfilled, list_lines_of, split_lines
from mappings.ruleset.ruleset import Ruleset
from mappings.transforms import parse_transform
from returnonce.clock import LONDON

WITHHELD = "Withheld in this edition"


@dataclass(frozen=True)
class LineUse:
    """One line of a return that takes the figure, or one made from it. ``href``: the return as it stands."""

    title: str
    line: str
    likeness: str
    how: str
    href: str


@dataclass(frozen=True)
class EditionUse:
    """One cell of an edition that shows the figure, or one made from it. ``cell_href``: that cell's own page."""

    title: str
    href: str
    cell_href: str
    line: str
    value: str
    state: str
    colour: str
    published: str
    how: str


@dataclass(frozen=True)
class FigureUses:
    """``exact``: lines filled from this very figure; ``made``: lines that are worked out from it and others;
    ``related``: lines that come near it and are not filled from it. ``reports``: their titles."""

    exact: tuple[LineUse, ...]
    made: tuple[LineUse, ...]
    related: tuple[LineUse, ...]
    reports: tuple[str, ...]
    cells: tuple[EditionUse, ...]
    other_cells: tuple[EditionUse, ...]


def list_uses(
    ruleset: Ruleset,
    address: NamedFigure,
    uses: Iterable[CellUse],
    *,
    newest: Mapping[ReturnKey, int],
    may_read_draft: Callable[[str], bool],
    names: Mapping[str, str],
) -> FigureUses:
    """Every use. ``newest``: number of each return's edition that counts; ``names``: titles of accounts."""
    own, other = split_lines(ruleset, address)
    all_made = _list_made_lines(ruleset, address.indicator.code)
    made_from = [pair for pair in all_made if not explain_unfilled(ruleset, address, *pair)]
    other += [pair for pair in all_made if pair not in made_from]
    written = [(use.is_exact, _write_cell(ruleset, use, newest.get(use.edition.key, 0), names)) for use in uses]

    def write(pairs: Iterable[tuple[str, Line]], *, linked: bool) -> tuple[LineUse, ...]:
        return tuple(
            dict.fromkeys(
                _write_line(ruleset, address, code, line, linked=linked and may_read_draft(code))
                for code, line in pairs
            )
        )

    return FigureUses(
        write(own, linked=True), write(made_from, linked=False),
        write(other, linked=False), _list_reports(ruleset, address),
        tuple(cell for is_exact, cell in written if is_exact),
        tuple(cell for is_exact, cell in written if not is_exact),
    )  # fmt: skip


def list_returns_using(ruleset: Ruleset, code: str) -> set[str]:
    """The returns that have a line mapped to an indicator, or to one that is made from it."""
    return {return_code for return_code, _ in (*list_lines_of(ruleset, code), *_list_made_lines(ruleset, code))}


def _list_made_lines(ruleset: Ruleset, code: str) -> list[tuple[str, Line]]:
    """The lines of indicators that are made from an indicator, and those that add or take away its figure."""
    made = [pair for each in list_made_from(ruleset, code) for pair in list_lines_of(ruleset, each)]
    operands = [
        (return_code, line)
        for return_code, return_ in ruleset.returns.items()
        for line in return_.lines
        if code in parse_transform(line.transform).others
    ]
    return [pair for pair in (*made, *operands) if pair[1].predicate_id == EXACT]


def list_made_from(ruleset: Ruleset, code: str) -> tuple[str, ...]:
    """The indicators whose formulas read an indicator, directly or not."""

    def build() -> dict[str, set[str]]:
        readers: dict[str, set[str]] = {}
        for indicator in ruleset.catalogue.values():
            for term in indicator.formula.terms if indicator.formula else ():
                readers.setdefault(term.indicator, set()).add(indicator.code)
        return readers

    readers = ruleset.derived("indicators by what their formulas read", build)
    reached: dict[str, None] = {}
    waiting = [code]
    while waiting:
        for reader in sorted(readers.get(waiting.pop(), ())):
            if reader not in reached and reader != code:
                reached[reader] = None
                waiting.append(reader)
    return tuple(reached)


def _write_line(ruleset: Ruleset, address: NamedFigure, code: str, line: Line, *, linked: bool) -> LineUse:
    return_ = ruleset.returns[code]
    likeness = PREDICATES[line.predicate_id.removeprefix("skos:")]
    if line.predicate_id == EXACT and line.object_id != address.indicator.code:
        likeness = "made from it"
    elif line.predicate_id == EXACT and line.breakdown != address.breakdown:
        likeness = "another part of the same measure"
    if why := explain_unfilled(ruleset, address, code, line):
        likeness += f", and {why}"
    return LineUse(
        return_.title, f"{line.subject_id}: {line.subject_label}", likeness[0].upper() + likeness[1:],
        describe_line_transform(ruleset, line),
        _draft_path(ruleset, address, code, line) if linked else "",
    )  # fmt: skip


def _draft_path(ruleset: Ruleset, address: NamedFigure, code: str, line: Line) -> str:
    """The return for this area and period, searched for the line; empty where it is not made for such a one."""
    edition = ruleset.returns[code].edition_for(address.period)
    fits = (
        edition is not None
        and address.period.kind in edition.period_kinds
        and ruleset.areas.get(address.area).kind in edition.area_kinds
    )
    here = page_path("returns", code, address.area, address.period.code)
    return f"{here}?{urlencode({'q': line.subject_id})}" if fits else ""


def _list_reports(ruleset: Ruleset, address: NamedFigure) -> tuple[str, ...]:
    return tuple(
        report.title
        for report in ruleset.reports.values()
        if any(
            (row.indicator, row.breakdown) == (address.indicator.code, address.breakdown)
            for section in report.sections
            for row in section.indicators
        )
    )


def _write_cell(ruleset: Ruleset, use: CellUse, newest: int, names: Mapping[str, str]) -> EditionUse:
    edition, cell = use.edition, use.cell
    words, colour = edition_state(edition, newest)
    by = names[edition.published_by]
    day = date_words(edition.published_at.astimezone(LONDON).date())
    here = edition_page_path(edition)
    return EditionUse(
        f"{return_title(ruleset, edition.return_code)}, {where_words(ruleset, edition.area, edition.period)}: "
        f"edition {edition.number}",
        here, cell_path(EditionPlace(here, edition.area, use.audience), cell),
        f"{cell['line']}: {cell['label']}", write_cell_value(cell), words, colour,
        f"{day}, by {by}", "" if use.is_exact else f"Made from it: {title_of(ruleset, cell['indicator'] or '')}",
    )  # fmt: skip


def write_cell_value(cell: Mapping[str, Any]) -> str:
    """A cell's value in words; of one that is withheld, that it is."""
    if cell["withheld"]:
        symbol = SYMBOLS.get(cell["symbol"] or "", "")
        return f"{WITHHELD}: {symbol[0].lower()}{symbol[1:]}" if symbol else WITHHELD
    return figure_words(cell, "%" if cell["unit"] == "percentage" else "")
