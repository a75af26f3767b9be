"""The agencies that give figures: who they are and what they answer for. Nobody's address is told here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import RulesetDep, SearchParam, SignedInDep
from api.http.paging import PageRequestDep
from api.http.responses import model_response
from api.schemas.definitions import Agencies, AgencyListed, AgencyShown
from mappings.definitions.word_search import has_words, split_words
from mappings.obligations.lookups import find_place
from mappings.place.place_definitions import Agency
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_agencies, check_somewhere, missing
from returnonce.access.principals import PolicySubject, Principal

router = APIRouter(prefix="/agencies", tags=["agencies"])


@router.get("", operation_id="listAgencies", summary="Agencies", response_model=Agencies)
def list_agencies(
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    who: SignedInDep,
    place: Annotated[str | None, Query(description="Only of this place.")] = None,
    q: SearchParam = None,
) -> Response:
    """By place and code; those that ended too."""
    check_somewhere(who, "read_agencies")
    if place is not None:
        find_place(ruleset, place)
    words = split_words(q)
    agencies = [
        (home, one)
        for home, one in _list_readable(ruleset, who)
        if place in (None, home.name) and has_words(words, one.code, one.name)
    ]
    page = page_request.slice(agencies)
    content = Agencies(agencies=[AgencyListed(**_agency_fields(home, one)) for home, one in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


@router.get("/{code}", operation_id="getAgency", summary="One agency", response_model=AgencyShown)
def get_agency(
    request: Request, ruleset: RulesetDep, who: SignedInDep, code: Annotated[str, Path(max_length=200)]
) -> Response:
    """Its roles, areas, days and successors, as its place's files say them."""
    check_somewhere(who, "read_agencies")
    pair = next(((home, one) for home, one in _list_readable(ruleset, who) if one.code == code), None)
    if pair is None:
        raise missing()
    home, one = pair
    content = AgencyShown(
        **_agency_fields(home, one), successors=[str(successor) for successor in one.successors], source=one.source
    )
    return model_response(request, content)


def _list_readable(ruleset: Ruleset, principal: Principal) -> list[tuple[Place, Agency]]:
    pairs = ((home, agency) for home in ruleset.places.values() for agency in home.agencies.values())
    ordered = sorted(pairs, key=lambda pair: (pair[0].name, pair[1].code))
    return [
        (home, one)
        for home, one in ordered
        if can_read_agencies(principal, PolicySubject(place=home.name, agency=one.code))
    ]


def _agency_fields(home: Place, agency: Agency) -> dict[str, Any]:
    return {
        "code": agency.code, "name": agency.name, "kind": agency.kind, "place": home.name, "roles": list(agency.roles),
        "areas": list(agency.areas), "start": str(agency.start), "end": None if agency.end is None else str(agency.end),
    }  # fmt: skip
