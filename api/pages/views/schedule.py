"""The schedule as its page shows it: counts, filters, sorted rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.period_spans import PeriodSpan
from api.pages.rendering import collection_path, page_path
from api.pages.views.heat_map import HeatMap, make_heat_map, month_expr, months
from api.pages.wording import NO_DAY, SETTLED, STATES, date_words, due_words, title_with_period
from indicators.period.codes import parse_period
from mappings.plan.scheduled_collections import is_scheduled_row
from mappings.reminders.chases import LastChase, row_subject
from returnonce.access.principals import PolicySubject
from returnonce.clock import LONDON
from returnonce.count_text import format_count

PAGE = 50
#: What a table can be sorted by: the column that is clicked, and the columns of the board that it means.
SORTS: Mapping[str, tuple[str, ...]] = {
    "": ("_settled", "due", "_urgency", "agency_name", "title", "period", "key"),
    "due": ("due", "_urgency", "agency_name", "title", "period", "key"),
    "agency": ("agency_name", "due", "title", "period", "key"),
    "collection": ("title", "due", "agency_name", "period", "key"),
    "state": ("_urgency", "due", "agency_name", "title", "key"),
}
HEADINGS = {"due": "Send by", "collection": "Return and period", "agency": "Agency", "state": "State"}
FILTERS = ("place", "agency", "return", "state", "month")
#: States whose tag and date need no explanation.
SELF_EXPLANATORY = frozenset({"not_started", "received", "late"})
_RANK = {state: rank for state, (_, _, rank) in STATES.items()}


@dataclass(frozen=True)
class FilterOption:
    """One option of a filter."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    choices: tuple[FilterOption, ...]


@dataclass(frozen=True)
class SortHeading:
    """A column's heading as a link that sorts by it; ``order`` as ``aria-sort`` says it, None where it does not."""

    text: str
    href: str
    order: str | None


@dataclass(frozen=True)
class StateCount:
    """How many collections are in a state, and the path that lists them."""

    number: str
    label: str
    href: str


@dataclass(frozen=True)
class ViewLink:
    """A way to look at the schedule; ``href`` is empty for the one that is shown."""

    text: str
    href: str


@dataclass(frozen=True)
class ScheduleRow:
    href: str
    title: str
    place: str
    agency: str
    state: str
    colour: str
    why_state: str
    due: str
    why: str
    assumed: bool
    figures: str
    queries: str
    acts: tuple[RowAct, ...]
    chased: str


@dataclass(frozen=True)
class RowAct:
    """What can be done about a row, in one click."""

    text: str
    href: str


@dataclass(frozen=True)
class ScheduleActs:
    """What the caller may do about rows. ``chase`` and ``grant`` ask the policy of a row's subject; ``chases``: when
    each collection was last chased, by key."""

    chase: Callable[[PolicySubject], bool]
    grant: Callable[[PolicySubject], bool]
    chases: Mapping[str, LastChase]


@dataclass(frozen=True)
class SchedulePage:
    counts: tuple[StateCount, ...]
    filters: tuple[Filter, ...]
    headings: tuple[SortHeading, ...]
    heat_map: HeatMap | None
    views: tuple[ViewLink, ...]
    chase_all: str
    rows: tuple[ScheduleRow, ...]
    total: int
    shown: str
    between: str
    order: str
    filtered: bool
    clear: str
    previous: str | None
    following: str | None
    page: int
    pages: int


NO_ACTS = ScheduleActs(lambda _: False, lambda _: False, {})


def schedule_page(
    board: pl.DataFrame,
    query_texts: Mapping[str, str],
    *,
    spans: Mapping[str, str],
    span: PeriodSpan,
    places: Mapping[str, str],
    acts: ScheduleActs = NO_ACTS,
) -> SchedulePage:
    """The page of a board (``BOARD_SCHEMA``) of a span.

    ``query_texts``: what the address says (place, agency, return, state, sort, page).
    ``spans``: those that can be chosen, by code. ``places``: their titles by name. What is not known is not applied.
    """
    query_texts = {
        name: query_texts[name] for name in ("span", *FILTERS, "view", "sort", "page") if query_texts.get(name)
    }
    titles = board.with_columns(
        pl.col("state").replace_strict(_RANK, return_dtype=pl.Int64).alias("_urgency"),
        pl.col("state").is_in(sorted(SETTLED)).alias("_settled"),
    )
    in_place = _filter_board(titles, query_texts, but="state")
    found = _sort_board(_filter_board(titles, query_texts), query_texts.get("sort", ""))
    pages = max(1, -(-found.height // PAGE))
    page = min(max(1, _parse_page(query_texts.get("page", "1"))), pages)
    rows = found.slice((page - 1) * PAGE, PAGE)
    return SchedulePage(
        counts=_counts(in_place, query_texts),
        filters=_filters(titles, query_texts, spans, span.code, places),
        heat_map=make_heat_map(found, lambda **more: _link(query_texts, view="", page="", **more))
        if query_texts.get("view") == "months"
        else None,
        views=_views(query_texts),
        chase_all=_chase_all(in_place, span.code, query_texts, acts),
        headings=tuple(_heading(name, query_texts) for name in HEADINGS),
        rows=tuple(_row(row, places, span.code, acts) for row in rows.iter_rows(named=True)),
        total=found.height,
        shown=_count_shown(found.height, page, rows.height),
        between=f"for periods that end from {date_words(span.start)} to {date_words(span.end)}",
        order="" if query_texts.get("sort") else ", those still waited for first",
        filtered=any(name in query_texts for name in FILTERS),
        clear=_link({"span": span.code}),
        previous=_link(query_texts, page=str(page - 1)) if page > 1 else None,
        following=_link(query_texts, page=str(page + 1)) if page < pages else None,
        page=page,
        pages=pages,
    )


def _filter_board(board: pl.DataFrame, query_texts: Mapping[str, str], but: str = "") -> pl.DataFrame:
    for name in FILTERS:
        if name in query_texts and name != but:
            wanted = query_texts[name]
            soon = name == "state" and wanted == "soon"
            column = month_expr() if name == "month" else pl.col(name)
            board = board.filter(_soon() if soon else column.fill_null("") == wanted)
    return board


def _soon() -> pl.Expr:
    return pl.col("days_left").is_between(0, 7) & ~pl.col("state").is_in(sorted(SETTLED))


def _sort_board(board: pl.DataFrame, sort: str) -> pl.DataFrame:
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    columns = SORTS.get(name, SORTS[""])
    downwards = [backwards and n == 0 for n in range(len(columns))]
    return board.sort(columns, descending=downwards, nulls_last=True)


def _counts(board: pl.DataFrame, query_texts: Mapping[str, str]) -> tuple[StateCount, ...]:
    states = board["state"]
    told = [
        ("late", "Late", states.eq("late").sum()),
        ("soon", "Due within 7 days", board.filter(_soon()).height),
        ("needs_fixing", "Needs fixing", states.eq("needs_fixing").sum()),
        ("part_received", "Part received", states.eq("part_received").sum()),
        ("not_started", "Not started", states.eq("not_started").sum()),
        ("received", "Received", states.eq("received").sum()),
    ]
    return tuple(
        StateCount(f"{number:,}", label, _link(query_texts, state=state, page="")) for state, label, number in told
    )


def _filters(
    board: pl.DataFrame, query_texts: Mapping[str, str], spans: Mapping[str, str], span: str, places: Mapping[str, str]
) -> tuple[Filter, ...]:
    agencies = _pairs(board, "agency", "agency_name")
    returns = _pairs(board, "return", "title")
    states = {state: words for state, (words, _, _) in STATES.items()} | {"soon": "Due within 7 days"}
    present = {name: places.get(name, name) for name in sorted(set(board["place"].drop_nulls()))}
    return (
        Filter("span", "Periods ending", tuple(FilterOption(code, text, code == span) for code, text in spans.items())),
        _filter("place", "Place", "All places", present, query_texts),
        _filter("agency", "Agency", "All agencies", agencies, query_texts),
        _filter("return", "Return", "All returns", returns, query_texts),
        _filter("state", "State", "All states", states, query_texts),
        _filter("month", "Send by in", "All months", months(board), query_texts),
    )


def _filter(
    name: str, label: str, everything: str, titles: Mapping[str, str], query_texts: Mapping[str, str]
) -> Filter:
    chosen = query_texts.get(name, "")
    first = FilterOption("", everything, chosen not in titles)
    return Filter(name, label, (first, *(FilterOption(code, text, code == chosen) for code, text in titles.items())))


def _pairs(board: pl.DataFrame, code: str, name: str) -> dict[str, str]:
    rows = board.select(code, name).drop_nulls(code).unique(code, keep="first", maintain_order=True).sort(name, code)
    return dict(rows.iter_rows())


def _heading(name: str, query_texts: Mapping[str, str]) -> SortHeading:
    now = query_texts.get("sort", "")
    order = {name: "ascending", f"-{name}": "descending"}.get(now)
    following = f"-{name}" if order == "ascending" else name
    return SortHeading(HEADINGS[name], _link(query_texts, sort=following, page=""), order)


def _row(row: Mapping[str, Any], places: Mapping[str, str], span: str, acts: ScheduleActs) -> ScheduleRow:
    words, colour, _ = STATES[row["state"]]
    query = "" if span == "now" else f"?{urlencode({'span': span})}"
    return ScheduleRow(
        href=collection_path(row["key"]) + query,
        title=title_with_period(row["title"] or row["return"], parse_period(row["period"])),
        place=places.get(row["place"], row["place"]),
        agency=row["agency_name"] or "Nobody is of record",
        state=words,
        colour=colour,
        why_state="" if row["state"] in SELF_EXPLANATORY else row["why_state"] or "",
        due=send_by_words(row),
        why=row["explanation"] or "",
        assumed=bool(row["assumed"]),
        figures=figures_words(row),
        queries=_queries(row),
        acts=tuple(_acts(row, acts)),
        chased=f"Chased {date_words(acts.chases[row['key']].at.astimezone(LONDON).date())}"
        if row["key"] in acts.chases
        else "",
    )


def _acts(row: Mapping[str, Any], acts: ScheduleActs) -> Iterator[RowAct]:
    about, is_owed = row_subject(row), row["agency"] is not None and row["state"] not in SETTLED
    if is_owed and row["due"] is not None and acts.chase(about):
        yield RowAct("Chase", f"/chase?{urlencode({'key': row['key']})}")
    if is_owed and row["due"] is not None and acts.grant(about):
        yield RowAct("Give more time", collection_path(row["key"]).replace("/collections/", "/more-time/", 1))
    if row["last_submission"]:
        yield RowAct("See what came", page_path("submissions", row["last_submission"]))


def _views(query_texts: Mapping[str, str]) -> tuple[ViewLink, ...]:
    """As a list, and as agencies by months; the one that is shown has no address."""
    now = query_texts.get("view", "")
    titles = {"": "As a list", "months": "Agencies by months"}
    return tuple(
        ViewLink(text, "" if name == now else _link(query_texts, view=name, page="")) for name, text in titles.items()
    )


def _chase_all(board: pl.DataFrame, span: str, query_texts: Mapping[str, str], acts: ScheduleActs) -> str:
    """Where all that are late are chased; empty where nothing is late that the caller may chase."""
    late = board.filter((pl.col("state") == "late") & pl.col("agency").is_not_null())
    subjects = late.select("place", "agency", "return").unique().iter_rows(named=True)
    if not any(acts.chase(row_subject(row)) for row in subjects):
        return ""
    query = {"span": "" if span == "now" else span, "place": query_texts.get("place", "")}
    texts = {name: text for name, text in query.items() if text}
    return f"/chase?{urlencode(texts)}" if texts else "/chase"


def send_by_words(row: Mapping[str, Any]) -> str:
    """The day and how far off it is, or why there is none."""
    if row["due"] is None and is_scheduled_row(row):
        return NO_DAY
    return due_words(row["due"], row["at"], row["days_left"], settled=row["state"] in SETTLED)


def _queries(row: Mapping[str, Any]) -> str:
    if not row["findings"]:
        return ""
    if is_scheduled_row(row):
        return f"{format_count(row['findings'], 'finding')} of the portal"
    return format_count(row["findings"], "open query", "open queries")


def figures_words(row: Mapping[str, Any]) -> str:
    """``3 of 12``; records are not counted as figures, nor is a return that is only sent."""
    if is_scheduled_row(row):
        return "sent" if row["accepted"] else "not sent"
    return "records" if row["record_set"] else f"{row['accepted'] or 0:,} of {row['figures'] or 0:,}"


def _count_shown(total: int, page: int, height: int) -> str:
    if total <= PAGE:
        return format_count(total, "collection")
    first = (page - 1) * PAGE + 1
    return f"{first:,} to {first + height - 1:,} of {format_count(total, 'collection')}"


def _link(query_texts: Mapping[str, str], **changes: str) -> str:
    values_by_name = {name: value for name, value in (dict(query_texts) | changes).items() if value}
    return "/schedule" + (f"?{urlencode(values_by_name)}" if values_by_name else "")


def _parse_page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
