"""``returnonce answer``: the queries on a submission, and answers to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from commands.acting_account import ByOption, find_acting_by_rules
from commands.context import CommandContext, JsonOption, open_context
from exports.editions.queries.answers import find_submission
from exports.editions.queries.answers import record_answers as give_answer
from exports.editions.queries.submission_queries import Query, read_queries
from returnonce.count_text import format_count
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
    context = open_context(as_json)
    if text is None:
        with reading(context.engine) as session:
            name, _ = find_submission(session, submission)
            return _say(context, read_queries(session, name))
    done = give_answer(context, submission, text, by=find_acting_by_rules(context, by), position=position, code=code)
    return _say(context, done)


def _say(context: CommandContext, queries: list[Query]) -> None:
    context.console.data([asdict(query) for query in queries])
    rows = [
        (query.position, query.code, query.row, query.message, query.answers[-1].text if query.answers else "")
        for query in queries
    ]
    context.console.table(["no.", "rule", "row", "query", "answer"], rows)
    total = sum(not query.answers for query in queries)
    context.console.say(f"{format_count(len(queries), 'query', 'queries')}; {total} without an answer.")
