"""``returnonce progress``: who is late, what comes next, and which way it goes."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Annotated, Any

import polars as pl
import typer

from commands.context import CommandContext, JsonOption, open_context, say_rules
from commands.date_arguments import parse_day
from commands.returns_of_year import tell_returns
from mappings.plan.plan_scope import PlanScope
from mappings.plan.scheduled_collections import find_stage, is_scheduled_row
from mappings.progress.board import build_board
from mappings.progress.board_as_of import read_board_as_of
from mappings.progress.board_filters import DEFAULT_BEFORE, BoardFilter, find_span, sort_board
from mappings.progress.states import format_days_late, format_instant
from mappings.progress.trend import calculate_trend, format_shares
from returnonce.clock import LONDON, parse_instant
from returnonce.count_text import format_count, format_days_from_today
from returnonce.db import reading

#: What each state is called in a sentence, in the order in which an officer asks.
WORDS = {
    "late": "late", "needs_fixing": "to be mended", "part_received": "in part", "not_started": "not begun",
    "not_yet_open": "not open yet", "received": "in time", "received_late": "received late",
    "nothing_owed": "with nothing owed",
}  # fmt: skip
NEXT = ("needs_fixing", "part_received", "not_started", "not_yet_open")
#: Rows shown of a table; --json has them all. With more than a few late, agencies come first.
SHOWN, FEW = 30, 10
NOBODY = "(nobody of record)"
TREND_YEARS = 5


def progress(
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Only what is asked of this agency.")] = None,
    return_code: Annotated[str | None, typer.Option("--return", help="Only what this return waits for.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day on which a period may end.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day on which a period may end.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="How it stood then: 2026-04-01T00:00:00Z.")] = None,
    with_trend: Annotated[bool, typer.Option("--trend", help="Also how complete and in time it was before.")] = False,
    of_year: Annotated[bool, typer.Option("--returns", help="The year: one row for each return.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Who is late, what comes next, and how complete everything is. Without dates: periods that ended in the last
    twelve months or end in the next three."""
    context = open_context(as_json)
    now = parse_instant(as_of, where="--as-of") if as_of else context.clock.now()
    choice = BoardFilter(agency, return_code)
    choice.check(context.ruleset)
    before = DEFAULT_BEFORE * TREND_YEARS if with_trend else DEFAULT_BEFORE
    span = find_span(
        now.astimezone(LONDON).date(),
        parse_day(start, "--from") if start else None,
        parse_day(end, "--to") if end else None,
        before=before,
    )
    board_rows = choice.apply(_board(context, PlanScope(*span, place), now, as_of))
    if of_year:
        tell_returns(context, board_rows)
        return
    shares = format_shares(calculate_trend(board_rows, now=now)) if with_trend else None
    _data(context, span, now, board_rows, shares)
    _late(context, board_rows)
    _next(context, board_rows)
    if shares is not None:
        _trend(context, shares)
    context.console.say(_summary(board_rows, now))


def _board(context: CommandContext, scope: PlanScope, now: datetime, as_of: str | None) -> pl.DataFrame:
    """The board of now, or of an instant by the rules of then."""
    if as_of is not None:
        board_rows, rules = read_board_as_of(context, scope, now)
        say_rules(context, rules)
        return board_rows
    with reading(context.engine) as session:
        return build_board(context.ruleset, session, start=scope.start, end=scope.end, now=now, place=scope.place)


def _data(
    context: CommandContext,
    span: tuple[date, date],
    now: datetime,
    board_rows: pl.DataFrame,
    shares: pl.DataFrame | None,
) -> None:
    answer: dict[str, Any] = {"from": span[0], "to": span[1], "as_of": now, "collections": board_rows.to_dicts()}
    context.console.data(answer | ({"trend": shares.to_dicts()} if shares is not None else {}))


def _late(context: CommandContext, board_rows: pl.DataFrame) -> None:
    late = sort_board(board_rows.filter(state="late"), "-late_by")
    if late.is_empty():
        context.console.text("Nobody is late.")
        return
    if late.height > FEW:
        context.console.text("Late, by agency")
        context.console.table(["agency", "collections", "longest", "missing"], _by_agency(late))
        context.console.text("")
    rows = [
        (
            *_row_heading(row),
            f"{format_instant(row['deadline'])}{_assumed_note(row)}",
            format_days_late(row["late_by"]),
            _came(row),
            _open(row),
        )
        for row in late.head(SHOWN).iter_rows(named=True)
    ]
    context.console.text("Late, the longest first")
    context.console.table(["agency", "return", "period", "was due", "late by", "came", "queries"], rows)
    _and_more(context, late.height)


def _by_agency(late: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Those who are late with most come first."""
    grouped = late.group_by("agency_name").agg(
        pl.len().alias("late"), pl.col("late_by").max(), (pl.col("owed") - pl.col("accepted")).sum().alias("missing")
    )
    ordered = grouped.sort("late", "late_by", "agency_name", descending=[True, True, False], nulls_last=True)
    return [
        (name or NOBODY, many, format_days_late(days), missing) for name, many, days, missing in ordered.iter_rows()
    ]


def _and_more(context: CommandContext, height: int) -> None:
    if height > SHOWN:
        context.console.text(f"And {height - SHOWN} more; narrow them with --agency or --return, or see --json.")


def _open(row: dict[str, Any]) -> str:
    return str(row["findings"] or "")


def _next(context: CommandContext, board_rows: pl.DataFrame) -> None:
    coming = sort_board(board_rows.filter(pl.col("state").is_in(list(NEXT))), "due")
    if coming.is_empty():
        return
    rows = [
        (*_row_heading(row), _due(row), WORDS[row["state"]], _came(row))
        for row in coming.head(SHOWN).iter_rows(named=True)
    ]
    context.console.text("\nNext")
    context.console.table(["agency", "return", "period", "due", "state", "came"], rows)
    _and_more(context, coming.height)


def _trend(context: CommandContext, shares: pl.DataFrame) -> None:
    rows = [
        (row["agency"] or NOBODY, row["return"], row["period"], row["owed"], row["accepted"],
         _share(row, "complete"), _share(row, "on_time"))
        for row in shares.iter_rows(named=True)
    ]  # fmt: skip
    context.console.text("\nTrend")
    context.console.table(["agency", "return", "period", "owed", "accepted", "complete", "in time"], rows)


def _share(row: dict[str, Any], what: str) -> str:
    share, direction = row[f"{what}_share"], row[f"{what}_direction"] or ""
    return f"{share}% {direction}".rstrip() if share is not None else row["said"]


def _row_heading(row: dict[str, Any]) -> tuple[str, str, str]:
    part = row["record_set"] or (find_stage(row["key"]) if is_scheduled_row(row) else "")
    what = f"{row['return']} ({part})" if part else row["return"]
    return row["agency_name"] or NOBODY, what, row["period"]


def _due(row: dict[str, Any]) -> str:
    if row["deadline"] is None:
        return "not established" if is_scheduled_row(row) else "after an event"
    return f"{format_instant(row['deadline'])} ({format_days_from_today(row['days_left'])}){_assumed_note(row)}"


def _assumed_note(row: dict[str, Any]) -> str:
    """A date that rests on a rule nobody has published says so wherever it shows."""
    return ", assumed" if row["assumed"] else ""


def _came(row: dict[str, Any]) -> str:
    if is_scheduled_row(row):
        return "sent" if row["accepted"] else "not sent"
    if row["record_set"]:
        return "records" if row["accepted"] else "no records"
    return f"{row['accepted']} of {row['owed']}"


def _summary(board_rows: pl.DataFrame, now: datetime) -> str:
    counts = Counter(board_rows["state"])
    parts = [f"{counts[state]} {words}" for state, words in WORDS.items() if counts[state]]
    return f"{format_count(board_rows.height, 'collection')} on {format_instant(now)}: {', '.join(parts) or 'none'}."
