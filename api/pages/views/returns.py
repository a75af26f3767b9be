"""The returns of a span of time as their page lists them: due day, how much has come, edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.rendering import page_path
from api.pages.views.count_tiles import CountTile
from api.pages.views.schedule import Filter, FilterOption
from api.pages.wording import NO_DAY, due_words, title_with_period
from exports.editions.proposals.read_proposals import OPEN, Proposal
from exports.editions.published_editions import PublishedEdition
from exports.editions.return_key import ReturnKey
from indicators.period.codes import parse_period
from returnonce.count_text import format_count

PAGE = 50
#: How far a return is: what is said, and the colour of its tag, the most urgent first.
STATES: Mapping[str, tuple[str, str]] = {
    "overdue": ("Overdue", "red"),
    "waits": ("Figures wait", "yellow"),
    "ready": ("Figures are in", "blue"),
    "proposed": ("Put up for approval", "purple"),
    "published": ("Published", "green"),
    "elsewhere": ("Made elsewhere", "grey"),
}


@dataclass(frozen=True)
class ReturnRow:
    """One return for one area and period."""

    href: str
    title: str
    area: str
    due: str
    state: str
    colour: str
    figures: str
    edition: str


@dataclass(frozen=True)
class ReturnsPage:
    tiles: tuple[CountTile, ...]
    filters: tuple[Filter, ...]
    rows: tuple[ReturnRow, ...]
    caption: str
    filtered: bool
    previous: str | None
    following: str | None


def add_return_states(
    obligations: pl.DataFrame,
    requests: pl.DataFrame,
    editions: list[PublishedEdition],
    proposals: list[Proposal],
    today: date,
) -> pl.DataFrame:
    """``OBLIGATION_SCHEMA``, and of each how many figures it asks for (``asked``), how many of them are given
    (``given``), the number of the newest edition that stands (``number``), and ``state``, one of ``STATES``.

    ``requests``: ``FIGURE_REQUEST_SCHEMA`` of the same span. A figure that several areas of a place share counts for
    each of their returns.
    """
    numbers = {edition.key: edition.number for edition in editions if edition.withdrawn_at is None}
    open_keys = {proposal.key for proposal in proposals if proposal.state in OPEN}
    keys = [ReturnKey(*key) for key in obligations.select("return", "area", "period").iter_rows()]
    facts = pl.DataFrame(
        {"number": [numbers.get(key) for key in keys], "proposed": [key in open_keys for key in keys]},
        schema={"number": pl.Int64, "proposed": pl.Boolean},
    )
    joined = pl.concat([obligations, facts], how="horizontal").join(
        _count_requests(requests), on=("place", "return", "period"), how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("asked", "given").fill_null(0)).with_columns(state=_state(today))


def _count_requests(requests: pl.DataFrame) -> pl.DataFrame:
    figure = ("indicator", "area", "asked_period", "breakdown")
    named = requests.rename({"period": "asked_period", "for_periods": "period", "returns": "return"})
    each = named.select("place", *figure, "given", "return", "period").explode("period").explode("return")
    own = each.with_columns(pl.col("return").str.split(" ").list.first())
    return (
        own.unique(["place", "return", "period", *figure])
        .group_by("place", "return", "period")
        .agg(asked=pl.len().cast(pl.Int64), given=pl.col("given").sum().cast(pl.Int64))
    )


def _state(today: date) -> pl.Expr:
    return (
        pl.when(pl.col("number").is_not_null())
        .then(pl.lit("published"))
        .when(pl.col("edition").is_null())
        .then(pl.lit("elsewhere"))
        .when("proposed")
        .then(pl.lit("proposed"))
        .when(pl.col("due") < today)
        .then(pl.lit("overdue"))
        .when(pl.col("given") < pl.col("asked"))
        .then(pl.lit("waits"))
        .otherwise(pl.lit("ready"))
    )


def returns_page(
    rows: pl.DataFrame,
    query_texts: Mapping[str, str],
    *,
    spans: Mapping[str, str],
    span: str,
    places: Mapping[str, str],
    today: date,
) -> ReturnsPage:
    """One page of the rows that ``add_return_states`` gives; each tile counts what its list shows."""
    filters = {name: query_texts[name] for name in ("span", "place", "state") if query_texts.get(name)}
    in_place = rows.filter(pl.col("place") == filters["place"]) if filters.get("place") in places else rows
    listed = in_place.filter(pl.col("state") == filters["state"]) if filters.get("state") in STATES else in_place
    ordered = _sort(listed)
    pages = max(1, -(-ordered.height // PAGE))
    number = query_texts.get("page", "1")
    page = min(max(1, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1), pages)
    counts = dict(in_place.group_by("state").len().iter_rows())
    return ReturnsPage(
        tiles=tuple(
            CountTile(f"{counts.get(state, 0):,}", words, _link(filters, state=state))
            for state, (words, _) in STATES.items()
        ),
        filters=_filters(filters, spans, span, places),
        rows=tuple(_row(row, today) for row in ordered.slice((page - 1) * PAGE, PAGE).iter_rows(named=True)),
        caption=format_count(ordered.height, "return"),
        filtered="state" in filters or "place" in filters,
        previous=_link(filters, page=str(page - 1)) if page > 1 else None,
        following=_link(filters, page=str(page + 1)) if page < pages else None,
    )


def _sort(rows: pl.DataFrame) -> pl.DataFrame:
    ranks = list(range(len(STATES)))
    rank = pl.col("state").replace_strict(list(STATES), ranks, return_dtype=pl.Int64)
    return rows.sort(rank >= ranks[-2], "due", "title", "area_name", "key", nulls_last=True)


def _filters(
    filters: Mapping[str, str], spans: Mapping[str, str], span: str, places: Mapping[str, str]
) -> tuple[Filter, ...]:
    states = {"": "All states"} | {state: words for state, (words, _) in STATES.items()}
    sides = (
        ("span", "Periods ending", spans, span),
        ("place", "Place", {"": "All places", **places}, filters.get("place", "")),
        ("state", "State", states, filters.get("state", "")),
    )
    return tuple(
        Filter(name, label, tuple(FilterOption(code, text, code == selected) for code, text in titles.items()))
        for name, label, titles, selected in sides
    )


def _row(row: Mapping[str, Any], today: date) -> ReturnRow:
    words, colour = STATES[row["state"]]
    days = (row["due"] - today).days if row["due"] else None
    settled = row["state"] == "published"
    due = due_words(row["due"], row["at"], days, settled=settled) if row["due"] else NO_DAY
    return ReturnRow(
        href=page_path("returns", row["return"], row["area"], row["period"]) if row["edition"] else "",
        title=title_with_period(row["title"], parse_period(row["period"])), area=row["area_name"], due=due,
        state=words, colour=colour,
        figures=f"{row['given']:,} of {row['asked']:,}" if row["edition"] and row["asked"] else "",
        edition=str(row["number"] or ""),
    )  # fmt: skip


def _link(filters: Mapping[str, str], **changes: str) -> str:
    return f"/returns?{urlencode(dict(filters) | changes)}"
