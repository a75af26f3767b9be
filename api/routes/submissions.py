"""Accepted uploads: lists, receipts, findings, withdrawal, and answers to queries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import ContextDep, RulesetDep, SessionDep, SignedInDep
from api.http.formats import add_format_paths
from api.http.paging import PageRequestDep
from api.http.responses import MEDIA_TYPES, check_if_match, etag_response, model_etag, model_response, negotiate_format
from api.http.tables import CSV_RESPONSE, FORMATS
from api.schemas.submissions import NAME, Answered, Findings, NewAnswer, Receipt, Submissions, Withdrawal
from api.schemas.text_types import SingleLine
from api.uploads import listing, serializers
from api.uploads.receipts import current_receipt, newest_submission_name, readable_submission
from collectors.submissions.receipts import withdraw_submission
from exports.editions.queries.answers import record_answers
from exports.editions.queries.submission_queries import read_queries
from mappings.access.policy_subject import build_subject
from returnonce.access.policy import (
    check_answer_query,
    check_read_submission,
    check_somewhere,
    check_withdraw_submission,
)
from returnonce.db import reading

router = APIRouter(prefix="/submissions", tags=["submissions"])
Name = Annotated[str, Path(description="The submission's name, as its receipt gives it.", pattern=NAME)]


@router.get("", operation_id="listSubmissions", summary="Accepted uploads", response_model=Submissions)
def list_submissions(
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
    agency: Annotated[SingleLine | None, Query(description="Only this agency's.")] = None,
) -> Response:
    """Newest first, of the agencies that you may read."""
    check_somewhere(who, "read_submission")
    if agency is not None:
        check_read_submission(who, build_subject(ruleset, agency=agency))
    pinned = page_request.pin(listing.newest_submission_id(session))
    agencies = [agency] if agency else listing.readable_agencies(session, ruleset, who)
    top, at = pinned.position.top or 0, pinned.position.as_of
    page = pinned.fetch(
        lambda start, number: listing.list_submissions(session, agencies, top=top, at=at, start=start, number=number)
    )
    head = newest_submission_name(session, agency) if agency else None
    content = Submissions(head=head, submissions=page.rows)
    return model_response(page_request.request, content, headers=page.headers)


@router.get("/{name}", operation_id="getSubmission", summary="One receipt", response_model=Receipt)
def get_submission(
    request: Request, ruleset: RulesetDep, session: SessionDep, who: SignedInDep, name: Name
) -> Response:
    """What was said when it was accepted, and since."""
    return model_response(request, current_receipt(session, readable_submission(session, ruleset, who, name)))


@router.get("/{name}/findings", operation_id="listFindings", summary="Findings on a submission",
            response_model=Findings, responses=CSV_RESPONSE)  # fmt: skip
def list_findings(
    page_request: PageRequestDep, ruleset: RulesetDep, session: SessionDep, who: SignedInDep, name: Name
) -> Response:
    """In the order of the file, then what came to light later; page by page, as JSON or CSV."""
    row = readable_submission(session, ruleset, who, name)
    pinned = page_request.pin(listing.last_finding_position(session, row))
    top = pinned.position.top or 0
    page = pinned.fetch(lambda start, number: listing.list_findings(session, row, top=top, start=start, number=number))
    letters = listing.list_letters(session, row)
    if negotiate_format(page_request.request, ("json", "csv")) == "csv":
        data = serializers.findings_csv(page.rows, letters, row.file_name, ruleset.finding_kinds)
        return etag_response(page_request.request, data, media_type=MEDIA_TYPES["csv"], file_name="findings.csv",
                         headers=page.headers)  # fmt: skip
    findings = serializers.stored_findings(page.rows, letters, read_queries(session, name), ruleset.finding_kinds)
    content = Findings(submission=name, file_name=row.file_name, findings=findings)
    return model_response(page_request.request, content, headers=page.headers)


add_format_paths(router, "/{name}/findings", FORMATS)


@router.post("/{name}/withdrawal", operation_id="withdrawSubmission", summary="Take a submission back",
             response_model=Receipt)  # fmt: skip
def withdraw(request: Request, context: ContextDep, who: SignedInDep, name: Name, why: Withdrawal) -> Response:
    """The figures that it took the place of count again. What was published stays as it is. ``If-Match``, where
    given, must be the receipt's ETag."""
    engine, ruleset = context.engine, context.ruleset
    with reading(engine) as session:
        row = readable_submission(session, ruleset, who, name, may=check_withdraw_submission)
        check_if_match(request, model_etag(current_receipt(session, row)), required=False)
    withdraw_submission(context, name, reason=why.reason, by=who.name)
    with reading(engine) as session:
        return model_response(request, current_receipt(session, readable_submission(session, ruleset, who, name)))


@router.post("/{name}/answers", operation_id="answerQueries", summary="Answer queries", response_model=Answered,
             status_code=201)  # fmt: skip
def answer_queries(context: ContextDep, who: SignedInDep, name: Name, content: NewAnswer) -> Answered:
    """Answer one query, all of one kind, or every open one. A return is put up for approval only once the queries on
    what feeds it are answered."""
    with reading(context.engine) as session:
        row = readable_submission(session, context.ruleset, who, name, may=check_answer_query)
    queries = record_answers(context, name, content.text, by=who, position=content.position, code=content.code)
    positions = {query.position for query in queries}
    with reading(context.engine) as session:
        findings = listing.list_findings(session, row, top=listing.last_finding_position(session, row))
        letters = listing.list_letters(session, row)
    chosen = [finding for finding in findings if finding[0] in positions]
    answered = serializers.stored_findings(chosen, letters, queries, context.ruleset.finding_kinds)
    return Answered(submission=name, answered=answered)
