"""How far a return for one period is, area by area, as its recipient may know it: states and days, never a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.rendering import page_path
from api.pages.views.count_tiles import CountTile
from api.pages.views.paging import ListPage, cut_page
from api.pages.wording import NO_DAY, date_words, day_words, hour_words
from exports.editions.return_states import RETURN_STATES
from mappings.definitions.word_search import has_words, split_words
from returnonce.clock import LONDON
from returnonce.count_text import format_count

PAGE = 200
#: What is said of each state, and the colour of its tag.
STATES: Mapping[str, tuple[str, str]] = {
    "nothing_owed": ("Nothing owed", "grey"),
    "not_yet_open": ("Not yet open", "grey"),
    "not_started": ("Not started", "blue"),
    "part_received": ("Part received", "yellow"),
    "received": ("Received", "turquoise"),
    "proposed": ("Put up for approval", "purple"),
    "approved": ("Approved", "purple"),
    "signed_off": ("Signed off", "purple"),
    "published": ("Published", "green"),
    "withdrawn": ("Withdrawn", "red"),
}
LATE = "late"


@dataclass(frozen=True)
class AreaState:
    """One area. ``href``: the edition that counts, where there is one; ``draft``: the return as its figures stand."""

    area: str
    stage: str
    state: str
    colour: str
    late: str
    due: str
    received: str
    draft: str
    edition: str
    href: str


@dataclass(frozen=True)
class StatesPage:
    tiles: tuple[CountTile, ...]
    list: ListPage[AreaState]
    download: str
    filtered: bool


def states_page(
    rows: pl.DataFrame, here: str, query: Mapping[str, str], find_figures: Callable[[Mapping[str, Any]], str]
) -> StatesPage:
    """One page of the rows (``RETURN_STATE_SCHEMA``); each tile counts what its list shows. ``find_figures``: the
    address of what a row counts, empty where the reader may not see it."""
    words = split_words(query.get("q", ""))
    by_name = rows.sort("area_name", "area", "stage", nulls_last=True)
    found = [
        row for row in by_name.iter_rows(named=True) if not words or has_words(words, row["area_name"], row["area"])
    ]
    show = query.get("state", "") if query.get("state") in {*STATES, LATE} else ""
    counts = Counter(row["state"] for row in found)
    late = sum(row["late_by"] is not None for row in found)

    def link(**values: str) -> str:
        chosen = {"state": show, "q": query.get("q", "")} | values
        named = urlencode({name: value for name, value in chosen.items() if value})
        return f"{here}?{named}#areas" if named else f"{here}#areas"

    tiles = [CountTile(f"{len(found):,}", "All", link(state="")), CountTile(f"{late:,}", "Late", link(state=LATE))]
    tiles += [
        CountTile(f"{counts[name]:,}", STATES[name][0], link(state=name)) for name in RETURN_STATES if counts[name]
    ]
    listed = [row for row in found if show in {"", row["state"]} or (show == LATE and row["late_by"] is not None)]
    counted = format_count(len(listed), "area") + (f", {_words_of(show).lower()}" if show else "")
    page = cut_page(
        [_area(row, find_figures(row)) for row in listed],
        query.get("page", ""),
        PAGE,
        counted,
        lambda number: link(page=str(number)),
    )
    return StatesPage(tuple(tiles), page, f"{here}/state.csv", bool(show or words))


def _words_of(show: str) -> str:
    return "Late" if show == LATE else STATES[show][0]


def _area(row: Mapping[str, Any], figures: str) -> AreaState:
    words, colour = STATES[row["state"]]
    edition = row["edition"]
    href = page_path("editions", row["return"], row["area"], row["period"], str(edition)) if edition else ""
    published = row["published_at"]
    day = f", {date_words(published.astimezone(LONDON).date())}" if published is not None else ""
    return AreaState(
        row["area_name"] or row["area"], row["stage"] or "", words, colour, _late_words(row["late_by"]), _due(row),
        f"{row['received']:,} of {row['needed']:,}" if row["needed"] else "",
        figures,
        f"Edition {edition}{day}" if edition else "", href,
    )  # fmt: skip


def _late_words(days: int | None) -> str:
    if days is None:
        return ""
    return f"{format_count(days, 'day')} late" if days else "Late on the day itself"


def _due(row: Mapping[str, Any]) -> str:
    if row["due"] is None:
        return NO_DAY
    deadline = row["deadline"]
    hour = f", {hour_words(deadline.astimezone(LONDON).time())}" if deadline is not None else ""
    return f"{day_words(row['due'])}{hour}"
