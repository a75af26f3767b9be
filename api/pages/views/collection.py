"""One collection as its page shows it: owed figures, due date and why, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl

from api.pages.rendering import page_path
from api.pages.views.collection_head import CollectionHead, collection_head
from api.pages.views.schedule import PAGE, figures_words, send_by_words
from api.pages.wording import (
    STATES,
    day_words,
    instant_words,
    line_words,
    period_words,
)
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.codes import parse_period
from returnonce.count_text import format_count


@dataclass(frozen=True)
class OwedFigure:
    """One figure: what it is, whether it was given, and the lines that wait for it."""

    title: str
    href: str
    area: str
    period: str
    breakdown: str
    given: bool
    last_period: str
    waiting: tuple[str, ...]
    confirm: str


@dataclass(frozen=True)
class CollectionFact:
    name: str
    value: str


@dataclass(frozen=True)
class CollectionPage(CollectionHead):
    state: str
    colour: str
    why_state: str
    due: str
    why: str
    assumed: bool
    facts: tuple[CollectionFact, ...]
    owed: tuple[OwedFigure, ...]
    owed_shown: str
    previous: str | None
    following: str | None
    waiting_figures: int
    template: str | None
    receipt: str | None
    span: str


def collection_page(
    row: Mapping[str, Any],
    figures: pl.DataFrame,
    *,
    page: int = 1,
    span: str = "now",
    place: str = "",
    titles: Mapping[str, str] | None = None,
    last_period: Callable[[pl.DataFrame], Mapping[tuple[str, ...], str]] = lambda _shown: {},
) -> CollectionPage:
    """The page of one row of the board, and its figures (``FIGURE_REQUEST_SCHEMA``), those not given first.

    ``place`` is the title of its place, ``titles`` are those of the returns by code. ``last_period`` is asked for the
    figures that are shown, and says in words what the period before had, by ``FIGURE_KEY``.
    """
    words, colour, _ = STATES[row["state"]]
    ordered = figures.sort("given", "title", "area_name", "period", "breakdown", nulls_last=True)
    pages = max(1, -(-ordered.height // PAGE))
    page = min(max(1, page), pages)
    shown = ordered.slice((page - 1) * PAGE, PAGE)
    last = last_period(shown)
    head, more = collection_head(row), "" if span == "now" else f"span={span}&"
    where = head.href
    height = figures.filter(~pl.col("given")).height
    first = (page - 1) * PAGE + 1
    return CollectionPage(
        **vars(head),
        state=words,
        colour=colour,
        why_state=row["why_state"] or "",
        due=send_by_words(row),
        why=row["explanation"] or "",
        assumed=bool(row["assumed"]),
        facts=_facts(row, place, titles or {}),
        owed=tuple(_owed_figure(each, titles or {}, last) for each in shown.iter_rows(named=True)),
        owed_shown=f"{first:,} to {first + shown.height - 1:,} of {ordered.height:,}" if pages > 1 else "",
        previous=f"{where}?{more}page={page - 1}#owed" if page > 1 else None,
        following=f"{where}?{more}page={page + 1}#owed" if page < pages else None,
        waiting_figures=height,
        template=f"{where}/template.xlsx" if row["agency"] and height and not row["record_set"] else None,
        receipt=page_path("submissions", row["last_submission"]) if row["last_submission"] else None,
        span=span,
    )


def _facts(row: Mapping[str, Any], place: str, titles: Mapping[str, str]) -> tuple[CollectionFact, ...]:
    told = (
        ("Place", place),
        ("Returns that wait", ", ".join(line_words(each, titles) for each in row["returns"] or ())),
        ("Opens", _day(row["opens"])),
        ("First needed by", _day(row["needed_by"])),
        ("Accepted so far", f"{figures_words(row)} figures" if not row["record_set"] else ""),
        ("Records", row["record_set"] or ""),
        ("Last received", instant_words(row["received_at"]) if row["received_at"] else ""),
        ("Complete since", instant_words(row["completed_at"]) if row["completed_at"] else ""),
        ("Late by", format_count(row["late_by"], "day") if row["late_by"] else ""),
        ("Queries to explain", f"{row['findings']:,}" if row["findings"] else ""),
    )
    return tuple(CollectionFact(name, value) for name, value in told if value)


def _day(day: date | None) -> str:
    return day_words(day) if day else ""


def _owed_figure(row: Mapping[str, Any], titles: Mapping[str, str], last: Mapping[tuple[str, ...], str]) -> OwedFigure:
    return OwedFigure(
        title=row["title"],
        href=figure_path(row["indicator"], row["area"], row["period"], row["breakdown"]),
        area=row["area_name"],
        period=period_words(parse_period(row["period"])),
        breakdown="" if row["breakdown"] == "total" else row["breakdown"],
        given=bool(row["given"]),
        last_period=last.get(tuple(row[name] for name in FIGURE_KEY), ""),
        waiting=tuple(line_words(each, titles) for each in row["returns"] or ()),
        confirm=", ".join(day_words(day) for day in row["confirm_by"] or ()),
    )


def figure_path(indicator: str, area: str, period: str, breakdown: str = "total") -> str:
    """Where a figure is shown."""
    return page_path("figures", indicator, area, period) + (
        "" if breakdown == "total" else f"?{urlencode({'breakdown': breakdown})}"
    )
