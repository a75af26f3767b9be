"""A plan and its changes as rows of tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from mappings.plan.plan import Plan
from mappings.plan.scheduled_collections import find_stage, is_scheduled_row
from returnonce.definition_files.base import NOT_ESTABLISHED

if TYPE_CHECKING:
    from mappings.plan.plan_differences import PlanDifferences

#: Lines named beside a figure; --json has them all, and why.
SHOWN_LINES = 4
SHOWN_NAMES = 5
UNDATED = "after an event"
Row = tuple[Any, ...]


def list_agency_rows(plan: Plan) -> list[Row]:
    """One row for each collection, by agency and day; an agency is named once."""
    rows, last = [], ""
    for row in plan.collections.iter_rows(named=True):
        name, request = row["agency"] or "(nobody of record)", _describe_request(row)
        others = ", ".join(code for code in row["returns"] if code != row["return"]) or "that alone"
        shown = "" if name == last else name
        rows.append((shown, _name(row), row["period"], _due(row), request, _share(row), others))
        last = name
    return rows


def _name(row: dict[str, Any]) -> str:
    """The return's code; ``school-census, autumn``, where one that is made elsewhere is sent in several stages."""
    stage = find_stage(row["key"]) if is_scheduled_row(row) else ""
    return f"{row['return']}, {stage}" if stage else str(row["return"])


def _due(row: dict[str, Any]) -> object:
    """The day; or why there is none: it comes with an event, or no source gives it."""
    return row["due"] or (NOT_ESTABLISHED if is_scheduled_row(row) else UNDATED)


def _describe_request(row: dict[str, Any]) -> str:
    if is_scheduled_row(row):
        return "to be sent"
    return f"{row['record_set']} records" if row["record_set"] else f"{row['figures']:,}"


def _share(row: dict[str, Any]) -> str:
    return "" if row["record_set"] or is_scheduled_row(row) else f"{row['given']:,}"


def list_collection_rows(plan: Plan) -> Iterator[Row]:
    """The collections of one agency, with why each is due on its day."""
    for row in plan.collections.iter_rows(named=True):
        assumed = " (assumed)" if row["assumed"] else ""
        why = f"{row['explanation']}{assumed}"
        yield _due(row), _name(row), row["period"], _describe_request(row), _share(row), why


def list_figure_rows(plan: Plan) -> Iterator[Row]:
    """The figures asked of one agency."""
    columns = plan.figure_requests.select("due", "title", "area_name", "period", "breakdown", "given", "returns")
    for due, title, area, period, split, given, lines in columns.iter_rows():
        yield due or UNDATED, f"{title}{_split(split)}", area, period, "yes" if given else "no", _first(lines)


def _split(breakdown: str) -> str:
    return "" if breakdown == "total" else f" ({breakdown})"


def _first(lines: list[str]) -> str:
    """Line codes without their return's, since no two returns share one."""
    codes = [line.split(" ", 1)[1] for line in lines]
    more = f" and {len(codes) - SHOWN_LINES} more" if len(codes) > SHOWN_LINES else ""
    return ", ".join(codes[:SHOWN_LINES]) + more


def list_change_rows(differences: PlanDifferences) -> Iterator[Row]:
    """Each sort of change, how often, and of which returns, lines or agencies."""
    for what, count in differences.count().items():
        rows = differences.changes.filter(what=what)
        yield what, f"{count:,}", _of(rows)


def _of(rows: pl.DataFrame) -> str:
    lines = pl.concat_str("return", "line", separator=" ", ignore_nulls=True)
    names = rows.select(pl.coalesce(lines.replace("", None), "title")).to_series().unique(maintain_order=True).to_list()
    days = rows.select("before", "after").unique(maintain_order=True).rows()
    move = (
        f" (from {_day_in_words(days[0][0])} to {_day_in_words(days[0][1])})" if len(days) == 1 and all(days[0]) else ""
    )
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more + move


def _day_in_words(moment: str) -> str:
    """``14 April 2010``, and the hour where the change tells it."""
    day, _, hour = moment.partition(" ")
    return date.fromisoformat(day).strftime("%-d %B %Y") + (f", {hour}" if hour else "")
