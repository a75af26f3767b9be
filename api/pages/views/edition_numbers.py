"""An edition's numbers: its cells as one audience has them, searched, filtered, and counted by what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.views.count_tiles import CountTile
from api.pages.views.paging import ListPage, cut_page
from api.pages.views.proposal import CHANGES, make_flags, part_words, value_words
from api.pages.wording import SYMBOLS, figure_words
from exports.presentation.words import breakdown_words
from mappings.definitions.word_search import has_words, split_words
from returnonce.count_text import format_count

PAGE = 50
#: What the numbers can be limited to, as an address says it, and in words.
FILTERS: Mapping[str, str] = {
    "": "All lines",
    "given": "With a number",
    "empty": "Without a number",
    "withheld": "Withheld",
    "changed": "Changed since the edition before",
}
CELL_KEY = ("line", "area", "period", "breakdown", "indicator")
NOT_SENT = "Not sent"
Key = tuple[Any, ...]


@dataclass(frozen=True)
class NumberRow:
    """One cell. ``href``: where it comes from; ``kinds``: the filters that list it."""

    name: str
    label: str
    about: str
    href: str
    value: str
    change: str
    colour: str
    before: str
    flags: tuple[str, ...]
    kinds: frozenset[str]
    searched: str


@dataclass(frozen=True)
class NumbersPage:
    """The numbers that are shown; ``q`` and ``show``: what was asked for."""

    tiles: tuple[CountTile, ...]
    list: ListPage[NumberRow]
    q: str
    show: str


@dataclass(frozen=True)
class EditionPlace:
    """Where the rows are: the path of the edition, its area, and the audience that was asked for, if any."""

    here: str
    area: str
    audience: str = ""


def number_rows(cells: pl.DataFrame, changes: Mapping[Key, Mapping[str, Any]], place: EditionPlace) -> list[NumberRow]:
    """Cells (``CELL_SCHEMA``) in the order of the return. ``changes``: rows of ``CHANGE_SCHEMA`` by ``CELL_KEY``."""
    return [_row(row, changes.get(tuple(row[name] for name in CELL_KEY)), place) for row in cells.iter_rows(named=True)]


def _row(row: Mapping[str, Any], change: Mapping[str, Any] | None, place: EditionPlace) -> NumberRow:
    words, colour = CHANGES[change["change"]] if change else ("", "")
    mark = "%" if row["unit"] == "percentage" else ""
    about = describe_part(row, place.area)
    return NumberRow(
        row["line"], row["label"], about, cell_path(place, row), sent_words(row, mark), words, colour,
        value_words(change, "old_", mark) if change else "", tuple(make_flags(row)), _kinds(row, change),
        f"{row['line']}\n{row['label']}\n{about}\n{row['section']}\n{row['indicator_title']}",
    )  # fmt: skip


def is_sent(row: Mapping[str, Any]) -> bool:
    """Whether the cell's value went out; a value beside a symbol, or under a code in doubt, is known only here."""
    return row["symbol"] is None and not row["withheld"]


def sent_words(row: Mapping[str, Any], mark: str) -> str:
    """What the cell says to its recipient: its figure, or why there is none."""
    if is_sent(row):
        return figure_words(row, mark)
    return SYMBOLS.get(row["symbol"], row["symbol"]) if row["symbol"] else NOT_SENT


def describe_part(row: Mapping[str, Any], area: str) -> str:
    """Which part of its line a cell is: its breakdown, and its area where that is another than the return's."""
    parts = [breakdown_words(part_words(row["breakdown"]))] + ([row["area_name"]] if row["area"] != area else [])
    return ", ".join(filter(None, parts))


def cell_path(place: EditionPlace, row: Mapping[str, Any]) -> str:
    """Where one cell of an edition is shown with what it rests on."""
    named = {name: row[name] for name in CELL_KEY if row[name] is not None and row[name] != "total"}
    return f"{place.here}/cell?{urlencode(named | ({'audience': place.audience} if place.audience else {}))}"


def _kinds(row: Mapping[str, Any], change: Mapping[str, Any] | None) -> frozenset[str]:
    given = is_sent(row) and (row["value"] is not None or row["numerator"] is not None)
    kinds = {"", "given" if given else "empty"}
    if row["symbol"] == "confidential" or row["withheld"]:
        kinds.add("withheld")
    return frozenset(kinds | ({"changed"} if change else set()))


def numbers_page(rows: Sequence[NumberRow], here: str, query: Mapping[str, str], *, has_earlier: bool) -> NumbersPage:
    """Tiles, and one page of the rows; each tile counts what its list shows."""
    show = query.get("show", "") if query.get("show", "") in FILTERS else ""
    text = query.get("q", "").strip()
    words = split_words(text)
    # Whoever writes a line's whole code wants that line.
    found = [row for row in rows if row.name.casefold() == text.casefold()]
    found = found or [row for row in rows if not words or has_words(words, row.searched)]

    def link(**values: str) -> str:
        chosen = {"show": show, "q": text, "audience": query.get("audience", "")} | values
        named = urlencode({name: value for name, value in chosen.items() if value})
        return f"{here}?{named}#numbers" if named else f"{here}#numbers"

    kinds = [kind for kind in FILTERS if kind != "changed" or has_earlier]
    tiles = tuple(
        CountTile(f"{sum(kind in row.kinds for row in found):,}", FILTERS[kind], link(show=kind)) for kind in kinds
    )
    listed = [row for row in found if show in row.kinds]
    counted = format_count(len(listed), "line") + (f", {FILTERS[show].lower()}" if show else "")
    shown = cut_page(listed, query.get("page", ""), PAGE, counted, lambda number: link(page=str(number)))
    return NumbersPage(tiles, shown, text, show)
