"""The register of data-sharing agreements: who gives what to whom, for what, until when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.dependencies import ClockDep, RulesetDep, SignedInDep
from api.http.paging import PageRequestDep
from api.http.responses import model_response
from api.schemas.instants import Day
from api.schemas.sharing_agreements import SharingAgreements, SharingAgreementShown
from indicators.period.codes import check_days
from mappings.obligations.lookups import find_place
from mappings.place.sharing_register import SharingEntry, find_sharing_entries
from returnonce.access.policy import can_read_sharing, check_somewhere
from returnonce.access.principals import PolicySubject
from returnonce.clock import today

router = APIRouter(prefix="/sharing-agreements", tags=["agencies"])


@router.get(
    "", operation_id="listSharingAgreements", summary="Data-sharing agreements", response_model=SharingAgreements
)
def list_sharing_agreements(
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    clock: ClockDep,
    who: SignedInDep,
    place: Annotated[str | None, Query(description="Only of this place.")] = None,
    what: Annotated[str | None, Query(description="Only for this record set, or figures.")] = None,
    on: Annotated[Day | None, Query(description="As they stand on this day; today without it.")] = None,
) -> Response:
    """Each agreement of the places' registers, and what a place says needs one and has none. Warnings come first."""
    check_somewhere(who, "read_sharing")
    if place is not None:
        find_place(ruleset, place)
    day = on or today(clock)
    check_days({"on": day})
    places = [
        one
        for one in ruleset.places.values()
        if place in (None, one.name) and can_read_sharing(who, PolicySubject(place=one.name))
    ]
    entries = find_sharing_entries(places, day, what=[what] if what else [])
    page = page_request.slice(entries)
    content = SharingAgreements(on=str(day), agreements=[agreement_shown(entry) for entry in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


def agreement_shown(entry: SharingEntry) -> SharingAgreementShown:
    """One entry of a register."""
    agreement, parties = entry.agreement, entry.parties
    return SharingAgreementShown(
        place=entry.place,
        state=entry.state,
        warning=entry.is_warning,
        agreement=agreement.code if agreement else None,
        title=agreement.title if agreement else None,
        what=parties.what,
        discloser=parties.discloser,
        recipient=parties.recipient,
        purpose=agreement.purpose if agreement else None,
        legal_basis=agreement.legal_basis if agreement else None,
        start=str(agreement.start) if agreement else None,
        end=str(agreement.end) if agreement and agreement.end else None,
        source=agreement.source if agreement else None,
        says=entry.describe(),
    )
