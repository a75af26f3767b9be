"""``returnonce records explain``: how overlapping submissions are joined, with the counts of every step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from collectors.records.joining_explained import CODE, ExplainedJoining, JoiningRequest, explain_joining
from commands.context import CommandContext, JsonOption, open_context
from commands.uploads import RecordPeriod, RecordVersion
from indicators.records.views.client_level_data.joining_steps import JoiningStep
from returnonce.clock import today
from returnonce.count_text import format_count

#: So many rows of a step are named.
MOST_ROWS = 10
#: What is printed of a step: its columns, in this order.
STEP_HEADINGS = ["step", "what", "rows left", "rows concerned"]
#: What no file of a council gives.
NOT_HERE = "2D is worked out centrally alone: it needs hospital records. Waiting times lack conversations."


def explain(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Files of Client Level Data, the oldest first."),
    ],
    period: RecordPeriod = None,
    version: RecordVersion = None,
    single: Annotated[bool, typer.Option("--single", help="The newest file that covers the period alone.")] = False,
    measures_of: Annotated[
        str | None,
        typer.Option("--measures-of", help="The period whose measures are explained, if not the newest file's."),
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Whose files they are: with the settings of its place.")
    ] = None,
    person_free: Annotated[
        bool, typer.Option("--person-free", help="Counts alone; no row of a file is named.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """How events of adult social care are joined from files that overlap, and counted: what each step left."""
    context = open_context(as_json)
    settings = context.ruleset.record_settings(agency, CODE) if agency else {}
    request = JoiningRequest(
        today(context.clock), period, version, single=single, measures_of=measures_of, settings=settings
    )
    explained = explain_joining(files, context.ruleset.records, request)
    context.console.data([_describe_data(explained, person_free=person_free)])
    _say(context, explained, person_free=person_free)


def _say(context: CommandContext, explained: ExplainedJoining, *, person_free: bool) -> None:
    console = context.console
    console.table(
        ["submission", "rows", "states", "covers by its events", "counts for"], list_submission_rows(explained)
    )
    steps = [(step.name, step.what, step.rows, step.touched.height) for step in explained.steps]
    console.table(STEP_HEADINGS, steps)
    for step in explained.steps if not person_free else ():
        if step.touched.height:
            console.say(f"{step.name}: {name_rows(step)}.")
    fields = explained.fields.select("column", "state", "standing", "cells").rows()
    console.table(["column", "state", "standing", "cells"], fields)
    people = format_count(explained.people, "person", "people")
    console.say(f"{format_count(explained.events, 'event')} of {people} up to {explained.reach.end}.")
    console.say(f"Measures of {explained.measured.code}:")
    console.table(["measure", "step", "left"], [(each.measure, each.step, each.count) for each in explained.measures])
    console.say(NOT_HERE)


def list_submission_rows(explained: ExplainedJoining) -> Iterable[tuple[Any, ...]]:
    """What is said of each submission, the oldest first."""
    counted = {each.submission.number: each for each in explained.reference_periods}
    for submission, span in zip(explained.submissions, explained.covered, strict=True):
        taken = counted.get(submission.number)
        states = f"{submission.stated_start} to {submission.stated_end}"
        covers = f"{span[0]} to {span[1]}" if span else "no month"
        counts = f"{taken.start} to {taken.end}{'' if taken.covered else ', as it says'}" if taken else "nothing"
        yield submission.number, submission.events.height, states, covers, counts


def name_rows(step: JoiningStep) -> str:
    """``submission 1 row 14, submission 2 row 3 and 20 more``."""
    named = [f"submission {number} row {row}" for number, row in step.touched.head(MOST_ROWS).iter_rows()]
    more = step.touched.height - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more else "")


def _describe_data(explained: ExplainedJoining, *, person_free: bool) -> dict[str, Any]:
    headings = ("submission", "rows", "states", "covers", "counts_for")
    steps = [
        {"step": step.name, "what": step.what, "rows": step.rows, "concerned": step.touched.height}
        | ({} if person_free else {"named": step.touched.head(MOST_ROWS).to_dicts()})
        for step in explained.steps
    ]
    return {
        "period": explained.period.code,
        "submissions": [dict(zip(headings, row, strict=True)) for row in list_submission_rows(explained)],
        "steps": steps,
        "fields": explained.fields.to_dicts(),
        "measured": explained.measured.code,
        "measures": [asdict(each) for each in explained.measures],
        "events": explained.events,
        "people": explained.people,
    }
