"""What happens to an edition once it is published: acknowledged, sent to a portal, reported on, withdrawn."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.editions.serializers import edition_details
from api.editions.visibility import VisibleEdition, edition_subject, readable_audiences
from api.http.responses import model_response
from api.routes.editions import EDITION_PATH, EditionRequest, EditionRequestDep
from api.schemas.edition_acts import (
    Acknowledgements,
    AcknowledgementShown,
    NewAcknowledgement,
    NewSending,
    Sendings,
    SendingShown,
)
from api.schemas.editions import EditionShown
from api.schemas.submissions import Withdrawal
from api.schemas.text_types import SingleLine
from api.uploads.portal_report import REPORT_BODY, receive_portal_report, reports_shown
from exports.editions.publication.withdraw import withdraw_edition
from exports.editions.recipients.acknowledgements import acknowledge, read_acknowledgements
from exports.editions.recipients.portal_submissions import (
    PortalSubmission,
    find_portal_submission,
    load_portal_report,
    mark_sent,
    read_portal_submissions,
)
from mappings.definitions.portals import NewPortalReport
from returnonce.access.policy import (
    can_read_edition,
    check_load_portal_report,
    check_read_edition,
)
from returnonce.db import reading

router = APIRouter(prefix="/editions", tags=["editions"])


@router.post(
    f"{EDITION_PATH}/acknowledgements", operation_id="acknowledge", summary="Say that you have it", status_code=201
)
def add_acknowledgement(one: EditionRequestDep, content: NewAcknowledgement) -> AcknowledgementShown:
    """By the recipient, with the hash of the bytes that it has; the council sees it. The same again is the same."""
    visible = _visible_edition(one)
    recorded = acknowledge(one.context, visible.edition, by=one.principal, sha256=content.sha256)
    return AcknowledgementShown(**vars(recorded))


@router.get(f"{EDITION_PATH}/acknowledgements", operation_id="listAcknowledgements", summary="Who has it",
            response_model=Acknowledgements)  # fmt: skip
def list_acknowledgements(one: EditionRequestDep) -> Response:
    """All of them for whoever works on the return; a recipient sees its own."""
    visible = one.visible_edition()
    whole = can_read_edition(one.principal, edition_subject(one.context.ruleset, visible.edition), audience="council")
    readable = [
        acknowledgement
        for acknowledgement in read_acknowledgements(one.session, visible.edition)
        if whole or acknowledgement.by == one.principal.name
    ]
    recorded = Acknowledgements(acknowledgements=[AcknowledgementShown(**vars(each)) for each in readable])
    return model_response(one.request, recorded)


@router.post(
    f"{EDITION_PATH}/withdrawal", operation_id="withdrawEdition", summary="Withdraw", response_model=EditionShown
)
def withdraw(one: EditionRequestDep, why: Withdrawal) -> Response:
    """With the reason. Its bytes stay where they are, and say that it is withdrawn; recipients are told."""
    context = one.context
    visible = _visible_edition(one)
    gone = withdraw_edition(context, visible.edition, by=one.principal, reason=why.reason)
    now = VisibleEdition(gone, visible.audience, visible.latest if visible.latest != gone.number else None)
    return model_response(one.request, edition_details(now, readable_audiences(context.ruleset, one.principal, gone)))


@router.post(f"{EDITION_PATH}/sendings", operation_id="markSent", summary="Note that it was sent", status_code=201)
def add_sending(one: EditionRequestDep, content: NewSending) -> SendingShown:
    """To a portal that only takes uploads: when, and with which receipt. The same receipt again is the same sending."""
    visible = _visible_edition(one)
    recorded = mark_sent(
        one.context, visible.edition, by=one.principal, portal=content.portal, receipt=content.receipt,
        sent_at=content.sent_at,
    )  # fmt: skip
    return _sending_shown(recorded)


@router.get(
    f"{EDITION_PATH}/sendings", operation_id="listSendings", summary="Where it was sent", response_model=Sendings
)
def list_sendings(one: EditionRequestDep) -> Response:
    """With what each portal said of it; for whoever works on the return."""
    visible = one.visible_edition()
    check_read_edition(one.principal, edition_subject(one.context.ruleset, visible.edition), audience="council")
    return model_response(
        one.request,
        Sendings(
            sendings=[
                _sending_shown(submission) for submission in read_portal_submissions(one.session, visible.edition)
            ]
        ),
    )


@router.post(f"{EDITION_PATH}/sendings/{{sending}}/report", operation_id="loadPortalReport",
             summary="Load a portal's report", status_code=201, response_model=SendingShown,
             openapi_extra=REPORT_BODY)  # fmt: skip
async def add_report(
    one: EditionRequestDep,
    sending: Annotated[int, Path(ge=1, le=1_000_000, description="The number of the sending.")],
    file_name: Annotated[SingleLine | None, Query(description="Its name; else from Content-Disposition.")] = None,
) -> SendingShown:
    """The report as the portal gives it, CSV or XLSX; each row becomes a finding on the line that it names."""
    visible = await run_in_threadpool(_visible_edition, one)
    check_load_portal_report(one.principal, visible.edition.subject)

    def find_portal_code() -> str:
        with reading(one.context.engine) as session:
            return find_portal_submission(session, visible.edition, sending).portal

    def load(report: NewPortalReport) -> SendingShown:
        return _sending_shown(load_portal_report(one.context, visible.edition, sending, report, by=one.principal))

    return await receive_portal_report(one.request, file_name, find_portal_code, load)


def _visible_edition(request: EditionRequest) -> VisibleEdition:
    """The edition; the view of the store is given up, since it would hold up the writing that follows."""
    visible = request.visible_edition()
    request.session.close()
    return visible


def _sending_shown(submission: PortalSubmission) -> SendingShown:
    return SendingShown(
        number=submission.number, portal=submission.portal, receipt=submission.receipt, sent_at=submission.sent_at,
        recorded_by=submission.recorded_by, recorded_at=submission.recorded_at,
        reports=reports_shown(submission.reports),
    )  # fmt: skip
