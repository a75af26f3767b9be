"""The audit trail for auditors: all of it, or the rows that belong to their place."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session, col, func, select

from api.dependencies import RulesetDep, SessionDep, SignedInDep
from api.http.paging import Page, PageRequestDep
from api.http.responses import model_response
from api.schemas.audit import AuditRowShown, AuditTrail
from exports.editions.models import ProposalRow
from indicators.figures.models import BatchRow
from mappings.access.place_of_act import find_place_of_act
from mappings.access.policy_subject import list_reachable_places
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import ANYTHING, can_read_audit, check_somewhere
from returnonce.access.principals import Principal
from returnonce.audit import AuditRow

router = APIRouter(tags=["audit"])


@router.get("/audit", operation_id="readAudit", summary="The audit trail", response_model=AuditTrail)
def read_audit(
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
    act: Annotated[str | None, Query(max_length=100, description="Only these acts, such as publish.")] = None,
    subject: Annotated[str | None, Query(max_length=300, description="Only what was done to this.")] = None,
) -> Response:
    """Oldest first. An auditor of a place sees the rows that name the place, an agency, an area or an edition of it;
    their hashes still chain to rows that are not shown."""
    check_somewhere(who, "read_audit")
    pinned = page_request.pin(session.exec(select(func.max(AuditRow.id))).one() or 0)
    query = select(AuditRow).where(col(AuditRow.id) <= pinned.position.top).order_by(col(AuditRow.id))
    for column, value in ((AuditRow.act, act), (AuditRow.subject, subject)):
        query = query if value is None else query.where(column == value)
    whole = can_read_audit(who, ANYTHING)
    if whole:
        page: Page[AuditRow] = pinned.fetch(lambda start, count: session.exec(query.offset(start).limit(count)).all())
    else:
        page = pinned.slice(_select_own_rows(session, ruleset, who, list(session.exec(query))))
    content = AuditTrail(head=audit.read_head(session), whole=whole, rows=[_audit_row(row) for row in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


def _select_own_rows(session: Session, ruleset: Ruleset, principal: Principal, rows: list[AuditRow]) -> list[AuditRow]:
    places = set(list_reachable_places(ruleset, principal, can_read_audit))
    owners = dict(session.exec(select(BatchRow.name, BatchRow.agency)).all())
    owners |= dict(session.exec(select(ProposalRow.name, ProposalRow.area)).all())
    return [row for row in rows if find_place_of_act(ruleset, row.subject, json.loads(row.details), owners) in places]


def _audit_row(row: AuditRow) -> AuditRowShown:
    return AuditRowShown(
        number=row.id or 0, at=row.at, act=row.act, subject=row.subject, details=json.loads(row.details),
        previous=row.previous, hash=row.hash,
    )  # fmt: skip
