"""One cell of an edition: what it says, the given figures that it rests on, and what every edition says there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from api.pages.views.edition import edition_page_path, edition_state
from api.pages.views.edition_numbers import CELL_KEY, EditionPlace, cell_path, describe_part, is_sent, sent_words
from api.pages.views.figure import agency_name
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.views.proposal import cell_figure_path, make_flags
from api.pages.wording import PREDICATES, SYMBOLS, date_words, figure_words, number_words, period_words
from exports.editions.published_editions import PublishedEdition
from exports.presentation.words import PROVENANCE, STATUS
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import LONDON
from returnonce.errors import NotFound


@dataclass(frozen=True)
class EditionOfCell:
    """What one edition says in this cell."""

    number: int
    href: str
    cell_href: str
    when: str
    value: str
    state: str
    colour: str
    is_this: bool


@dataclass(frozen=True)
class EditionCellPage:
    """``sources``: of each given figure from whom, in which file, where there, area, period, and the figure;
    ``why_no_sources``: in words, where none are named."""

    line: str
    label: str
    about: str
    value: str
    missing: bool
    facts: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    sources: LinkedTable
    why_no_sources: str
    editions: tuple[EditionOfCell, ...]


def find_cell(cells: pl.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    """The row (``CELL_SCHEMA``) that an address names; what it does not name is the total, or nothing.

    Raises:
        NotFound: there is none.
    """
    rows = cells.filter(pl.col("line") == names.get("line", "")).iter_rows(named=True)
    for row in rows:
        if all(_is_named(row[name], names.get(name)) for name in CELL_KEY):
            return row
    raise NotFound("The edition has no such line.", mend="Look for it among the edition’s numbers.")


def _is_named(value: Any, name: str | None) -> bool:
    return value in {None, "total"} if name is None else value == name


def cell_page(
    ruleset: Ruleset, edition: PublishedEdition, audience: str, row: Mapping[str, Any],
    others: Iterable[tuple[PublishedEdition, Mapping[str, Any] | None]], newest: int,
    may_open: Callable[[Mapping[str, Any]], bool],
) -> EditionCellPage:  # fmt: skip
    """The page of a row (``CELL_SCHEMA``). ``others``: every edition of the audience, with its row;
    ``may_open``: whether the reader may open the page of a given figure."""
    mark = "%" if row["unit"] == "percentage" else ""
    figures = row["lineage"]["figures"] if row["lineage"] else []
    # An audience that may only know which figures they are is not told what they said.
    named = [one for one in figures if one["agency"] is not None or one["file"] is not None]
    return EditionCellPage(
        row["line"], row["label"], describe_part(row, edition.area), sent_words(row, mark),
        not is_sent(row) or (row["value"] is None and row["numerator"] is None), _facts(ruleset, row),
        tuple(make_flags(row)), _table_sources(named, ruleset, may_open, is_told=is_sent(row)),
        _why_no_sources(audience, bool(figures), bool(named)),
        tuple(_edition(one, other, mark, newest, edition.number, audience) for one, other in others),
    )  # fmt: skip


def _facts(ruleset: Ruleset, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    likeness = PREDICATES.get((row["predicate"] or "").removeprefix("skos:"), "")
    symbol, sent = row["symbol"], is_sent(row)
    pairs = (
        ("Why there is no number", (row["reason"] or SYMBOLS.get(symbol or "", "")) if symbol else ""),
        ("Measure", f"{row['indicator_title']} ({likeness})" if likeness else row["indicator_title"]),
        ("Section", row["section"]),
        ("Period", period_words(parse_period(row["period"])) if row["period"] else ""), ("Area", row["area_name"]),
        ("What is counted", number_words(row["numerator"]) if sent else ""),
        ("Out of", number_words(row["denominator"]) if sent else ""),
        ("How the figure came", PROVENANCE.get(row["provenance"] or "", "")),
        ("Given by", agency_name(ruleset, row["agency"])),
        ("Standing", STATUS.get(row["status"] or "", "")),
        ("Rounded to", number_words(row["rounded_to"])), ("Target", number_words(row["target"])),
        ("Commentary", row["commentary"]),
    )  # fmt: skip
    return tuple((name, f"{str(text)[0].upper()}{str(text)[1:]}") for name, text in pairs if text)


def _table_sources(
    figures: Iterable[Mapping[str, Any]], ruleset: Ruleset, may_open: Callable[[Mapping[str, Any]], bool], *,
    is_told: bool,
) -> LinkedTable:  # fmt: skip
    caption = "The given figures that it rests on, down to sheet and row, as this edition records them"
    headings = ("From", "File", "Where", "Area", "Period", "Figure")
    return LinkedTable(caption, headings, tuple(
        _source(one, ruleset, is_told=is_told, opens=may_open(one)) for one in figures
    ))  # fmt: skip


def _source(figure: Mapping[str, Any], ruleset: Ruleset, *, is_told: bool, opens: bool) -> tuple[LinkedCell, ...]:
    """``is_told``: whether the figure may be said; what was not sent could be worked out from it."""
    area = figure["area"]
    texts = (
        agency_name(ruleset, figure["agency"]), figure["file_name"] or "", (figure["locator"] or "").replace("!", ", "),
        ruleset.areas.get(area).name if area in ruleset.areas else area, period_words(parse_period(figure["period"])),
    )  # fmt: skip
    href = cell_figure_path(figure) if opens and is_told else ""
    return (*map(LinkedCell, texts), LinkedCell(figure_words(figure) if is_told else "Not shown", href))


def _why_no_sources(audience: str, has_figures: bool, has_named: bool) -> str:
    if has_named:
        return ""
    if has_figures:
        return f"Which figures it rests on is known, and is not for {'the public' if audience == 'public' else 'you'}."
    return "It rests on no figure: nobody had given one."


def _edition(
    edition: PublishedEdition, row: Mapping[str, Any] | None, mark: str, newest: int, this: int, audience: str
) -> EditionOfCell:
    words, colour = edition_state(edition, newest)
    value = sent_words(row, mark) if row is not None else "It had no such line"
    day = date_words(edition.published_at.astimezone(LONDON).date())
    place = EditionPlace(edition_page_path(edition), edition.area, audience)
    return EditionOfCell(
        edition.number, place.here, cell_path(place, row) if row is not None else "", day, value, words, colour,
        edition.number == this,
    )  # fmt: skip
