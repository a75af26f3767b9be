"""A year as performance officers see it: who is asked by when, what that saves, and the dates as a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from demo.demo_store import DemoStore
from demo.stories import DemoStory
from exports.feeds import render_feed
from indicators.period.codes import parse_period
from mappings.burden.headline import describe_hours, describe_saving, describe_what_is_apart
from mappings.burden.report import BurdenQuestion, BurdenReport, assess_burden
from mappings.burden.tables import total_part
from mappings.burden.waterfall import make_waterfall
from mappings.calendar.deadlines import format_date
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.reminders.planned_dates import record_planned_dates
from returnonce.blobs import write_atomic
from returnonce.count_text import format_count
from returnonce.db import reading, transaction


@dataclass(frozen=True)
class ReportingYear:
    """One year's plan and burden; which indicators are records of energy; calendar files, with how many dates."""

    period: str
    plan: Plan
    burden: BurdenReport
    energy: frozenset[str]
    calendars: dict[Path, int]


def run_year(period: str, store: DemoStore) -> ReportingYear:
    """Plan a year for every place, reckon its burden, and write a calendar for each place."""
    year = parse_period(period)
    plan_ = make_plan(store.ruleset, PlanScope(year.start, year.end))
    with reading(store.engine) as session:
        reckoned = assess_burden(store.ruleset, session, BurdenQuestion(year.start, year.end))
    return ReportingYear(period, plan_, reckoned, _energy(store), _calendars(store))


def _energy(store: DemoStore) -> frozenset[str]:
    return frozenset(factors.energy_indicator for factors in store.ruleset.factor_sets.values())


def _calendars(store: DemoStore) -> dict[Path, int]:
    """The dates that stand today: who opens a calendar looks forward."""
    with transaction(store.engine) as session:
        record_planned_dates(session, store.clock, store.ruleset)
    files = {}
    with reading(store.engine) as session:
        for place in store.ruleset.places:
            data = render_feed(session, store.ruleset, audience="officer", scope=place)
            path = store.out / "calendars" / f"{place}.ics"
            write_atomic(path, data)
            files[path] = data.count(b"BEGIN:VEVENT")
    return files


def year_stories(year: ReportingYear) -> Iterator[DemoStory]:
    """What is asked by when, what it saves, and where the calendars are."""
    yield DemoStory(f"The year's schedule: who sends what by when ({year.period})", tuple(_schedule(year)))
    yield DemoStory("The burden before and after", tuple(_describe_savings(year)))
    yield DemoStory("Dates as calendars", tuple(_files(year)))


def _schedule(year: ReportingYear) -> Iterator[str]:
    dated = year.plan.collections.filter(pl.col("due").is_not_null() & pl.col("agency").is_not_null())
    figures = year.plan.figure_requests.join(dated.select(collection="key"), on="collection")
    energy = pl.col("indicator").is_in(list(year.energy))
    requests = figures.group_by("collection").agg(figures=(~energy).sum(), records=energy.any())
    grouped = (
        dated.drop("figures")
        .join(requests, left_on="key", right_on="collection")
        .group_by("due", "title", "period")
        .agg(pl.col("agency").n_unique(), pl.col("figures", "records").sum(), pl.col("explanation").sort().first())
    )
    rows = grouped.sort("due", "title", "period").to_dicts()
    yield (
        f"{dated.height} collections from {dated['agency'].n_unique()} agencies, each one upload. The day to send by "
        "is some days before the return falls due. No source gives the due rules: they are assumed, and say so."
    )
    for row in rows:
        yield f"  {format_date(row['due'])}: {row['title']}, {row['period']}: {_count_requests(row)}"
    yield f"Why that date, for the last of them: {rows[-1]['explanation']}"


def _count_requests(row: dict[str, Any]) -> str:
    agencies = format_count(row["agency"], "agency", "agencies")
    energy = f", and the energy records of {row['records']} councils" if row["records"] else ""
    return f"{format_count(row['figures'], 'figure')} of {agencies}{energy}"


def _describe_savings(year: ReportingYear) -> Iterator[str]:
    ledger = year.burden.ledger
    counts = ledger.count()
    yield describe_saving(counts)
    yield from describe_what_is_apart(counts)
    rows = make_waterfall(counts, ledger.count_definitions)
    yield f"The steps, of {rows[0].left:,} cells that returns ask for:"
    for row in rows[1:]:
        if row.change:
            yield f"  {row.change:>+7,}  {row.title}"
    yield f"  {rows[-1].left:>7,}  {rows[-1].title[0].lower()}{rows[-1].title[1:]}"
    yield describe_hours(total_part(ledger).range)
    yield (
        "Every number can be opened: returnonce burden --open in_another_return, and so on. The same year with records "
        "instead of keyed figures: returnonce burden --records."
    )


def _files(year: ReportingYear) -> Iterator[str]:
    yield "What falls due from today on, and what did in the year before, each date with its reason and reminders:"
    for path in year.calendars:
        yield f"  {path.as_posix()}"
    yield "returnonce feed add gives out a private address instead, which follows when a date moves."


def year_data(year: ReportingYear) -> dict[str, Any]:
    """The year for programs."""
    columns = ("key", "agency", "return", "period", "due", "needed_by", "figures", "assumed")
    rows = [{**row, "due": str(row["due"]), "needed_by": str(row["needed_by"])} for row in
            year.plan.collections.select(columns).to_dicts()]  # fmt: skip
    return {
        "period": year.period,
        "collections": rows,
        "burden": year.burden.ledger.count(),
        "calendars": {path.as_posix(): dates for path, dates in year.calendars.items()},
    }
