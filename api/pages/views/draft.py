"""A return as figures stand: how full it is, and each line with what stands beside it or why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.rendering import collection_path, page_path
from api.pages.views.count_tiles import CountTile
from api.pages.views.figure_beside import NEIGHBOURS
from api.pages.views.linked_table import LinkedCell
from api.pages.views.proposal import CHANGES, cell_figure_path, make_flags, part_words, value_words
from api.pages.wording import STATES, figure_words, number_words, period_words, round_to
from exports.editions.queries.submission_queries import Query, list_source_rows
from exports.presentation.words import breakdown_words
from indicators.evaluation.comparators import ENGLAND
from indicators.period.codes import parse_period
from mappings.plan.line_requirements import REQUESTED
from returnonce.count_text import format_count

PAGE = 50
#: What a list can be limited to, as an address says it, and in words.
FILTERS: Mapping[str, str] = {
    "": "All lines",
    "filled": "Filled",
    "waiting": "An agency owes it",
    "empty": "Empty, and nobody owes it",
    "queries": "With an open query",
    "changed": "Changed since the last edition",
}
CELL_KEY = ("line", "area", "period", "breakdown", "indicator")


@dataclass(frozen=True)
class OwedBy:
    """Who owes figures that a line waits for; ``href``: the collection, by which they are chased."""

    agency: str
    state: str
    colour: str
    href: str


@dataclass(frozen=True)
class DraftLine:
    """One cell. ``why``: of an empty one, in words; ``kind`` is a filter of ``FILTERS``."""

    name: str
    label: str
    about: str
    href: str
    value: str
    kind: str
    why: str
    owed_by: tuple[OwedBy, ...]
    last: LinkedCell
    england: LinkedCell
    neighbours: LinkedCell
    targets: tuple[str, ...]
    commentary: str
    change: str
    colour: str
    before: str
    flags: tuple[str, ...]
    queries: tuple[tuple[str, str], ...]

    def matches(self, show: str, words: Collection[str]) -> bool:
        """True where the line is in the list that is asked for."""
        kinds = {"queries": bool(self.queries), "changed": bool(self.change)}
        text = f"{self.name} {self.label} {self.about}".casefold()
        return kinds.get(show, show in {"", self.kind}) and all(word in text for word in words)


@dataclass(frozen=True)
class DraftSources:
    """What lines are explained by. ``requests``: of the return's plan, with ``state`` of each collection (see
    ``join_states``); ``outcomes``: why nobody is asked, by line, area, period and breakdown."""

    requests: pl.DataFrame
    outcomes: Mapping[tuple[Any, ...], str]
    changes: Mapping[tuple[Any, ...], Mapping[str, Any]]
    queries: Iterable[Query]
    area: str


@dataclass(frozen=True)
class DraftPage:
    """The lines that are shown, and where the others are."""

    tiles: tuple[CountTile, ...]
    lines: tuple[DraftLine, ...]
    caption: str
    total: int
    previous: str | None
    following: str | None


def join_states(requests: pl.DataFrame, board: pl.DataFrame, return_code: str, period: str) -> pl.DataFrame:
    """One row for each line (``line``) and figure that it waits for, not given yet, with the state of the collection.

    ``requests``: ``FIGURE_REQUEST_SCHEMA``; ``board``: ``BOARD_SCHEMA``.
    """
    waiting = requests.filter(~pl.col("given") & pl.col("for_periods").list.contains(period)).explode("returns")
    own = waiting.filter(pl.col("returns").str.starts_with(f"{return_code} ")).with_columns(
        line=pl.col("returns").str.strip_prefix(f"{return_code} ")
    )
    states = board.select(collection="key", state="state")
    return own.select("line", "agency", "agency_name", "area", "period", "collection").join(
        states, on="collection", how="left", maintain_order="left"
    )


def list_outcomes(plan_cells: pl.DataFrame) -> dict[tuple[Any, ...], str]:
    """Why nobody is asked on account of a line, by line, area, period and breakdown; what is asked is left out."""
    silent = plan_cells.filter(pl.col("outcome") != REQUESTED)
    rows = silent.select("line", "area", "period", "breakdown", "outcome").unique().iter_rows()
    return {tuple(key): outcome for *key, outcome in rows}


def list_draft_lines(cells: pl.DataFrame, sources: DraftSources) -> list[DraftLine]:
    """Every cell (``CELL_SCHEMA``) as a line of the page, in the order of the return."""
    owed: dict[str, list[Mapping[str, Any]]] = {}
    for row in sources.requests.iter_rows(named=True):
        owed.setdefault(row["line"], []).append(row)
    queries = _index_queries(sources.queries)
    return [_line(row, sources, owed.get(row["line"], []), queries) for row in cells.iter_rows(named=True)]


def _line(
    row: Mapping[str, Any],
    sources: DraftSources,
    owed: list[Mapping[str, Any]],
    queries: Callable[[Mapping[str, Any]], tuple[tuple[str, str], ...]],
) -> DraftLine:
    change = sources.changes.get(tuple(row[key] for key in CELL_KEY))
    words, colour = CHANGES[change["change"]] if change else ("", "")
    mark = "%" if row["unit"] == "percentage" else ""
    is_filled = row["value"] is not None or row["numerator"] is not None
    who = () if is_filled else _owed_by(owed, row)
    return DraftLine(
        name=row["line"], label=row["label"], about=_about(row, sources.area), href=cell_figure_path(row),
        value=figure_words(row, mark) if is_filled else "", kind=_kind(row, is_filled=is_filled, owes=bool(who)),
        why="" if is_filled else _why_empty(row, sources, owes=bool(who)), owed_by=who,
        last=_beside(row, "previous", mark), england=_beside(row, "england", mark),
        neighbours=_beside(row, "neighbours", mark), targets=_targets(row, mark), commentary=row["commentary"] or "",
        change=words, colour=colour, before=value_words(change, "old_", mark) if change else "",
        flags=tuple(make_flags(row)) if is_filled else (), queries=queries(row),
    )  # fmt: skip


def _kind(row: Mapping[str, Any], *, is_filled: bool, owes: bool) -> str:
    # A symbol that an agency gave is its answer: nothing is waited for.
    if is_filled or (row["symbol"] is not None and row["agency"] is not None):
        return "filled"
    return "waiting" if owes else "empty"


def _why_empty(row: Mapping[str, Any], sources: DraftSources, *, owes: bool) -> str:
    if row["agency"] is not None:
        return figure_words(row)
    outcome = sources.outcomes.get((row["line"], row["area"], row["period"], row["breakdown"]), "")
    words = f"{outcome[0].upper()}{outcome[1:]}." if outcome else ""
    reason = row["reason"] or ""
    return "" if owes else words or reason or figure_words(row)


def _owed_by(owed: Iterable[Mapping[str, Any]], row: Mapping[str, Any]) -> tuple[OwedBy, ...]:
    same = [one for one in owed if one["period"] == row["period"]] or list(owed)
    here = [one for one in same if one["area"] == row["area"]] or same
    by_collection = {one["collection"]: one for one in here}
    return tuple(
        OwedBy(
            one["agency_name"] or "Nobody is of record", *STATES.get(one["state"], ("", "grey", 0))[:2],
            collection_path(key),
        )
        for key, one in by_collection.items()
    )  # fmt: skip


def _about(row: Mapping[str, Any], area: str) -> str:
    parts = [breakdown_words(part_words(row["breakdown"]))] + ([row["area_name"]] if row["area"] != area else [])
    return ", ".join(filter(None, parts))


def _beside(row: Mapping[str, Any], name: str, mark: str) -> LinkedCell:
    """A value that stands beside the line's, and the page that says where it comes from."""
    value, period = row[name], row[f"{name}_period"]
    if value is None:
        return LinkedCell("")
    of = "" if period in {None, row["period"]} else f" ({period_words(parse_period(period))})"
    count = f", mean of {row['neighbours_n']}" if name == "neighbours" and row["neighbours_n"] else ""
    words = f"{number_words(round_to(value, row['decimals']))}{mark}{of}{count}"
    # A mean has no page of its own: the page of the figure names those that are in it.
    if name == "neighbours":
        return LinkedCell(words, f"{href}{NEIGHBOURS}" if (href := cell_figure_path(row)) else "")
    area = ENGLAND if name == "england" else row["area"]
    return LinkedCell(words, cell_figure_path({**row, "area": area, "period": period or row["period"]}))


def _targets(row: Mapping[str, Any], mark: str) -> tuple[str, ...]:
    pairs = (("Target", row["target"]), ("Planned", row["trajectory"]))
    return tuple(f"{name} {number_words(value)}{mark}" for name, value in pairs if value is not None)


def _index_queries(queries: Iterable[Query]) -> Callable[[Mapping[str, Any]], tuple[tuple[str, str], ...]]:
    by_file: dict[tuple[str, str], list[Query]] = {}
    for query in queries:
        by_file.setdefault((query.agency, query.file_name), []).append(query)

    def find(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        if not by_file or not row["lineage"]:
            return ()
        found: dict[str, tuple[str, str]] = {}
        for figure in row["lineage"]["figures"] or ():
            rows = list_source_rows(figure["locator"])
            for query in by_file.get((figure["agency"], figure["file_name"]), ()):
                if query.row is None or not rows or query.row in rows:
                    found[query.key] = (query.message, page_path("submissions", query.submission))
        return tuple(found.values())

    return find


def draft_page(lines: list[DraftLine], here: str, query_texts: Mapping[str, str], *, changed: bool) -> DraftPage:
    """Tiles, and one page of the lines; each tile counts what its list shows. ``changed``: there is a last edition."""
    show = query_texts.get("show", "") if query_texts.get("show", "") in FILTERS else ""
    text = query_texts.get("q", "").strip()
    words = text.casefold().split()
    listed = [line for line in lines if line.matches(show, words)]
    pages = max(1, -(-len(listed) // PAGE))
    number = query_texts.get("page", "1")
    page = min(max(1, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1), pages)

    def link(**values: str) -> str:
        chosen = {name: value for name, value in ({"show": show, "q": text} | values).items() if value}
        return f"{here}?{urlencode(chosen)}#lines" if chosen else f"{here}#lines"

    kinds = [kind for kind in FILTERS if kind != "changed" or changed]
    tiles = tuple(
        CountTile(f"{sum(line.matches(kind, words) for line in lines):,}", FILTERS[kind], link(show=kind))
        for kind in kinds
    )
    of = f", {FILTERS[show].lower()}" if show else ""
    first = (page - 1) * PAGE + 1
    shown = listed[first - 1 : first - 1 + PAGE]
    count = format_count(len(listed), "line") + of
    caption = count if pages == 1 else f"{first:,} to {first + len(shown) - 1:,} of {count}"
    return DraftPage(
        tiles, tuple(shown), caption, len(listed), link(page=str(page - 1)) if page > 1 else None,
        link(page=str(page + 1)) if page < pages else None,
    )  # fmt: skip


def fill_words(lines: Iterable[DraftLine]) -> tuple[str, str, str]:
    """How full it is: words and colour of its tag, and a sentence that counts."""
    kinds = [line.kind for line in lines]
    filled, waiting, empty = (kinds.count(kind) for kind in ("filled", "waiting", "empty"))
    tag = (
        ("Full", "green") if not waiting + empty else ("Nothing yet", "red") if not filled else ("Part full", "yellow")
    )
    sentence = f"{filled:,} of {format_count(len(kinds), 'line')} filled"
    more = [f"agencies owe {waiting:,}" if waiting else "", f"nobody owes {empty:,}, which are empty" if empty else ""]
    return (*tag, "; ".join(filter(None, (sentence, *more))) + ".")
