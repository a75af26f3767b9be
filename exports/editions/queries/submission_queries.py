"""Reads queries on submissions with their answers, and stops a return whose queries wait for one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, table
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exports.editions.models import AnswerRow
from exports.editions.queries.query_keys import make_query_keys
from mappings.fill.cells import FilledReturn
from returnonce.errors import Refused

#: Tables of a room beside this one, by their names.
SUBMISSION = table("submission", *map(column, ("id", "name", "batch", "agency", "file", "file_name")))
FINDING = table("finding", *map(column, ("submission", "position", "severity", "code", "sheet", "row_number",
                                         "column_name", "value", "message", "mend")))  # fmt: skip
SHOWN = 5
#: The rows that a locator names: ``Figures!row 12`` or ``rows 12, 15``.
ROWS = re.compile(r"\brows? (\d+(?:, \d+)*)")


@dataclass(frozen=True)
class QueryAnswer:
    """One answer to a query."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Query:
    """One query on a submission. ``key`` names the rule and what it was said of; ``row`` is as the sender sees it."""

    key: str
    submission: str
    position: int
    agency: str
    file_name: str
    code: str
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    answers: tuple[QueryAnswer, ...] = ()


def read_queries(session: Session, submission: str) -> list[Query]:
    """Every query on a submission, with its answers, in order."""
    return _queries(session, [submission])


def find_unanswered(session: Session, filled: FilledReturn) -> list[Query]:
    """The queries without an answer that touch a return: on rows that feed it, or on a whole file that does."""
    feeding = _rows(filled)
    names = _submissions(session, feeding)
    open_now = [query for query in _queries(session, list(names)) if not query.answers]
    return [
        one for one in open_now if one.row is None or not (rows := feeding[names[one.submission]]) or one.row in rows
    ]


def read_answered(session: Session, filled: FilledReturn) -> dict[tuple[Source, int], list[Query]]:
    """By source and row, the queries with an answer on rows that feed the return."""
    names = _submissions(session, _rows(filled))
    answered: dict[tuple[Source, int], list[Query]] = {}
    for query in _queries(session, list(names)):
        if query.answers and query.row is not None:
            answered.setdefault((names[query.submission], query.row), []).append(query)
    return answered


def refuse_unanswered(session: Session, filled: FilledReturn) -> None:
    """Stop where a query on what feeds the return waits for an answer.

    Raises:
        Refused: names how many, and the first few of them.
    """
    open_queries = find_unanswered(session, filled)
    if not open_queries:
        return
    first = "; ".join(
        f"{query.agency}, {query.file_name}{_place(query)}: {query.message}" for query in open_queries[:SHOWN]
    )
    many = f"{len(open_queries)} queries wait" if len(open_queries) > 1 else "One query waits"
    raise Refused(
        f"{many} for an answer: {first}{' …' if len(open_queries) > SHOWN else ''}",
        where=filled.return_code,
        mend="Answer each, or send a corrected file: returnonce answer SUBMISSION shows them.",
    )


def _place(query: Query) -> str:
    return f" row {query.row}" if query.row else ""


Source = tuple[str, str]


def _rows(filled: FilledReturn) -> dict[Source, set[int]]:
    """By agency and file, the rows that cells rest on; none where records made the figures."""
    rows_by_source: dict[Source, set[int]] = {}
    for lineage in filled.cells["lineage"].drop_nulls():
        for figure in lineage["figures"]:
            if figure["file"] is None:
                continue
            rows = rows_by_source.setdefault((figure["agency"], figure["file"]), set())
            rows.update(list_source_rows(figure["locator"]))
    return rows_by_source


def list_source_rows(locator: str | None) -> set[int]:
    """The rows of its file that a figure rests on; none where its locator names none."""
    match = ROWS.search(locator or "")
    return set(map(int, match[1].split(","))) if match else set()


def _submissions(session: Session, sources: Iterable[Source]) -> dict[str, Source]:
    source_set = set(sources)
    query = select_columns(SUBMISSION.c.name, SUBMISSION.c.agency, SUBMISSION.c.file).where(
        SUBMISSION.c.file.in_(sorted({file for _, file in source_set}))
    )
    return {name: (agency, file) for name, agency, file in session.execute(query) if (agency, file) in source_set}


def _queries(session: Session, submissions: list[str]) -> list[Query]:
    joined = SUBMISSION.join(FINDING, FINDING.c.submission == SUBMISSION.c.id)
    query = (
        select_columns(SUBMISSION, FINDING)
        .select_from(joined)
        .where(SUBMISSION.c.name.in_(submissions), FINDING.c.severity == "query")
        .order_by(SUBMISSION.c.id, FINDING.c.position)
    )
    rows = [dict(row._mapping) for row in session.execute(query)]
    keys = make_query_keys(session, rows)
    answers = _answers(session, keys)
    return [
        Query(
            key=key, submission=row["name"], position=row["position"], agency=row["agency"],
            file_name=row["file_name"], code=row["code"], sheet=row["sheet"], row=row["row_number"],
            column=row["column_name"], message=row["message"], answers=answers.get(key, ()),
        )
        for key, row in zip(keys, rows, strict=True)
    ]  # fmt: skip


def _answers(session: Session, keys: list[str]) -> dict[str, tuple[QueryAnswer, ...]]:
    rows = session.exec(select(AnswerRow).where(col(AnswerRow.key).in_(keys)).order_by(col(AnswerRow.id)))
    answers: dict[str, tuple[QueryAnswer, ...]] = {}
    for row in rows:
        answers[row.key] = (*answers.get(row.key, ()), QueryAnswer(row.text, row.by, row.at))
    return answers
