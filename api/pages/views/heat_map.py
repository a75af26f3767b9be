"""Agencies by months: how the collections of each stand, in words and in colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from api.pages.wording import SETTLED

#: Agencies on one picture; the list has its own pages.
MOST_AGENCIES = 60
NO_MONTH = "none"
#: Width and height of a cell of the picture, of its names, and of its heading, in pixels.
CELL, ROW, NAMES, HEAD = 62, 26, 230, 30
#: What a colour means, worst first.
LEVELS: Mapping[str, str] = {
    "late": "Something is late",
    "part": "Something is to be mended, or came in part",
    "owed": "Something is still to come",
    "done": "All came",
    "none": "Nothing is asked",
}


@dataclass(frozen=True)
class HeatCell:
    """One agency in one month. ``short`` stands in the picture and ``text`` in the table."""

    level: str
    short: str
    text: str
    href: str
    x: int
    y: int


@dataclass(frozen=True)
class HeatRow:
    agency: str
    y: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """``columns``: text and left edge of each month."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[HeatRow, ...]
    levels: tuple[tuple[str, str], ...]
    width: int
    height: int
    left_out: int


def month_expr() -> pl.Expr:
    """The month of the day to send by, such as ``2010-06``; ``none`` without a day."""
    return pl.col("due").dt.strftime("%Y-%m").fill_null(NO_MONTH)


def months(board: pl.DataFrame) -> dict[str, str]:
    """The months of a board in words, by code."""
    codes = sorted(set(board.select(month_expr())["due"]), key=lambda code: (code == NO_MONTH, code))
    return {code: month_words(code) for code in codes}


def month_words(code: str) -> str:
    """``June 2010``."""
    return "No date" if code == NO_MONTH else f"{date.fromisoformat(f'{code}-01'):%B %Y}"


def make_heat_map(board: pl.DataFrame, link: Callable[..., str]) -> HeatMap:
    """The map of a board (``BOARD_SCHEMA``), agencies with something late first. ``link``: to the list, filtered."""
    cells = board.with_columns(month=month_expr(), agency=pl.col("agency").fill_null("")).group_by("agency", "month")
    counts = cells.agg(
        pl.col("agency_name").first(),
        all=pl.len(),
        late=(pl.col("state") == "late").sum(),
        part=pl.col("state").is_in(["needs_fixing", "part_received"]).sum(),
        done=pl.col("state").is_in(sorted(SETTLED)).sum(),
    )
    by_agency: dict[str, dict[str, dict[str, int]]] = {}
    names: dict[str, str] = {}
    for row in counts.iter_rows(named=True):
        names[row["agency"]] = row["agency_name"] or "Nobody is of record"
        by_agency.setdefault(row["agency"], {})[row["month"]] = row
    order = sorted(
        by_agency, key=lambda code: (-sum(one["late"] for one in by_agency[code].values()), names[code], code)
    )
    columns = list(months(board)) if board.height else []
    rows = [
        _row(names[code], code, number, columns, by_agency[code], link)
        for number, code in enumerate(order[:MOST_AGENCIES])
    ]
    return HeatMap(
        columns=tuple((_short_month(code), NAMES + number * CELL) for number, code in enumerate(columns)),
        rows=tuple(rows), levels=tuple(LEVELS.items()), width=NAMES + len(columns) * CELL,
        height=HEAD + len(rows) * ROW, left_out=max(0, len(order) - MOST_AGENCIES),
    )  # fmt: skip


def _short_month(code: str) -> str:
    return "No date" if code == NO_MONTH else f"{date.fromisoformat(f'{code}-01'):%b %Y}"


def _row(
    name: str, code: str, number: int, columns: list[str], counts: Mapping[str, Mapping[str, int]],
    link: Callable[..., str],
) -> HeatRow:  # fmt: skip
    y = HEAD + number * ROW
    cells = tuple(
        _cell(counts.get(month), link(agency=code, month=month) if code else "", NAMES + position * CELL, y)
        for position, month in enumerate(columns)
    )
    return HeatRow(name, y, cells)


def _cell(count: Mapping[str, int] | None, href: str, x: int, y: int) -> HeatCell:
    if count is None:
        return HeatCell("none", "", "", "", x, y)
    open_count = count["all"] - count["done"]
    if count["late"]:
        return HeatCell("late", f"{count['late']} late", f"{count['late']:,} of {count['all']:,} late", href, x, y)
    if count["part"]:
        return HeatCell("part", f"{count['part']} part", f"{count['part']:,} of {count['all']:,} in part", href, x, y)
    if open_count:
        return HeatCell("owed", f"{open_count} to come", f"{open_count:,} of {count['all']:,} to come", href, x, y)
    return HeatCell("done", "all in", f"{count['done']:,} of {count['all']:,} came", href, x, y)
