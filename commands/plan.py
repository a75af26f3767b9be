"""``returnonce plan``: what is asked of whom, by when, and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import polars as pl
import typer

from commands.door import Door, JsonOption, enter
from indicators.periods import financial_year
from mappings.plan import Plan
from mappings.plan import plan as make_plan
from returnonce.clock import today
from returnonce.db import reading
from returnonce.errors import WrongUsage

#: Lines named beside a figure; --json has them all, and why.
SHOWN_LINES = 4


def plan(
    agency: Annotated[str | None, typer.Option("--agency", help="Only what is asked of this agency.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day on which a period may end.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day on which a period may end.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The least set of figures that meets every return, by agency. Without dates: this financial year."""
    door = enter(as_json)
    first, last = _span(door, start, end)
    made = _made(door, first, last, place=place, agency=agency)
    asked = made.collections
    door.talk.data({"from": first, "to": last, "collections": asked.to_dicts(), "obligations": made.obligations.height})
    if agency:
        door.talk.table(["due", "figure", "area", "period", "given", "lines that wait"], _figures(asked))
    else:
        door.talk.table(["agency", "figures", "given", "first due", "returns that wait"], _agencies(asked))
    door.talk.say(
        f"{made.obligations.height} returns fall due for periods that end from {first} to {last}. They hold "
        f"{made.cells.height:,} cells; {asked.height:,} figures are asked for."
    )


def _span(door: Door, start: str | None, end: str | None) -> tuple[date, date]:
    now = today(door.clock)
    year = financial_year(now.year if now.month >= 4 else now.year - 1)
    first = _day(start, "--from") if start else year.start
    last = _day(end, "--to") if end else year.end
    if first > last:
        raise WrongUsage(f"{first} is after {last}.", where="--from", mend="Give the earlier day first.")
    return first, last


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"{text!r} is not a date.", where=where, mend="Write it like 2010-03-31.") from error


def _made(door: Door, first: date, last: date, **narrow: Any) -> Plan:
    if not door.store_exists:
        return make_plan(door.ruleset, None, start=first, end=last, **narrow)
    with reading(door.engine) as session:
        return make_plan(door.ruleset, session, start=first, end=last, **narrow)


def _agencies(asked: pl.DataFrame) -> list[tuple[Any, ...]]:
    grouped = asked.group_by("agency", maintain_order=True).agg(
        pl.len(),
        pl.col("given").sum(),
        pl.col("due").min(),
        pl.col("returns").list.explode().str.split(" ").list.first().unique().sort().str.join(", "),
    )
    return [(agency or "(nobody of record)", *rest) for agency, *rest in grouped.iter_rows()]


def _figures(asked: pl.DataFrame) -> list[tuple[Any, ...]]:
    columns = asked.select("due", "title", "area_name", "period", "breakdown", "given", "returns").iter_rows()
    return [
        (due or "after an event", f"{title}{_split(split)}", area, period, "yes" if given else "no", _first(lines))
        for due, title, area, period, split, given, lines in columns
    ]


def _split(breakdown: str) -> str:
    return "" if breakdown == "total" else f" ({breakdown})"


def _first(lines: list[str]) -> str:
    """Line codes without their return's, since no two returns share one."""
    codes = [line.split(" ", 1)[1] for line in lines]
    more = f" and {len(codes) - SHOWN_LINES} more" if len(codes) > SHOWN_LINES else ""
    return ", ".join(codes[:SHOWN_LINES]) + more
