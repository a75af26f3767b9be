"""Answers queries: a row for each answer, never changed. An answer holds as long as its row of figures is unchanged."""

from __future__ import annotations

from sqlmodel import Session, select

from exports.editions.models import AnswerRow
from exports.editions.queries.submission_queries import SUBMISSION, Query, read_queries
from exports.editions.required_text import require_text
from mappings.access.policy_subject import build_subject
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_answer_query, missing
from returnonce.access.principals import Principal
from returnonce.db import transaction
from returnonce.errors import Refused

LONGEST = 2_000


def record_answers(
    context: AppContext,
    submission: str,
    text: str,
    *,
    by: Principal,
    position: int | None = None,
    code: str | None = None,
) -> list[Query]:
    """Answer one query of a submission by its position, all of one rule by its ``code``, or every open one.

    ``submission``: its name, or its first eight characters. Gives back what was answered.

    Raises:
        NotFound, Forbidden: as the policy says.
        Refused: nothing is said, or there is no such query, or none without an answer.
    """
    answer_text = require_text(text, what="An answer", where="text")[:LONGEST]
    with transaction(context.engine) as session:
        name, agency = find_submission(session, submission)
        check_answer_query(by, build_subject(context.ruleset, agency=agency))
        selected = _select(read_queries(session, name), position=position, code=code)
        at = context.clock.now()
        for key, one in {one.key: one for one in selected}.items():
            session.add(AnswerRow(key=key, code=one.code, submission=name, text=answer_text, by=by.name, at=at))
        details = {"by": by.name, "answered": len(selected), "codes": sorted({one.code for one in selected})}
        audit.record(session, context.clock, act="answer queries", subject=name, details=details)
        session.flush()
        positions = {one.position for one in selected}
        return [query for query in read_queries(session, name) if query.position in positions]


def find_submission(session: Session, short: str) -> tuple[str, str]:
    """Name and agency of the one submission whose name begins so.

    Raises:
        NotFound: there is none, or more than one.
    """
    lowered = short.strip().lower()
    query = select(SUBMISSION.c.name, SUBMISSION.c.agency)
    matches = session.execute(query.where(SUBMISSION.c.name.startswith(lowered, autoescape=True)).limit(2)).all()
    if len(lowered) < 8 or len(matches) != 1:
        raise missing()
    return matches[0][0], matches[0][1]


def _select(all_queries: list[Query], *, position: int | None, code: str | None) -> list[Query]:
    if position is not None:
        selected = [query for query in all_queries if query.position == position]
    elif code is not None:
        selected = [query for query in all_queries if query.code == code and not query.answers]
    else:
        selected = [query for query in all_queries if not query.answers]
    if not selected:
        raise Refused("There is no such query without an answer.", where="submission", mend="See its findings.")
    return selected
