"""``returnonce answer``: the queries on a submission, and answers to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from commands.acting_account import ByOption, who
from commands.context import Door, JsonOption, enter
from exports.editions.queries.answers import find_submission
from exports.editions.queries.answers import record_answers as give_answer
from exports.editions.queries.submission_queries import Query, read_queries
from returnonce.db import reading


def answer(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help="Name of the submission, or its beginning.")],
    text: Annotated[str | None, typer.Option("--text", help="The answer; without it the queries are listed.")] = None,
    position: Annotated[int | None, typer.Option("--query", help="Number of one query; all that are open.")] = None,
    code: Annotated[str | None, typer.Option("--code", help="All open queries of this rule.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer queries on a submission. An answer stays with a row for as long as the row says the same."""
    door = enter(as_json)
    if text is None:
        with reading(door.engine) as session:
            name, _ = find_submission(session, submission)
            return _say(door, read_queries(session, name))
    done = give_answer(
        door.engine, door.ruleset, door.clock, submission=submission, by=who(door, by), text=text, position=position,
        code=code,
    )  # fmt: skip
    return _say(door, done)


def _say(door: Door, found: list[Query]) -> None:
    door.talk.data([asdict(one) for one in found])
    rows = [
        (one.position, one.code, one.row, one.message, one.answers[-1].text if one.answers else "") for one in found
    ]
    door.talk.table(["no.", "rule", "row", "query", "answer"], rows)
    waiting = sum(not one.answers for one in found)
    door.talk.say(f"{len(found)} queries; {waiting} without an answer.")
