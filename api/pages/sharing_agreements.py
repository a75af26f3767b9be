"""``/sharing-agreements``: the register of data-sharing agreements, with what ended or is missing first."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.page_data import PageData
from api.pages.rendering import render_page
from api.pages.views.sharing_agreements import register_of
from api.pages.wording import day_words
from mappings.place.sharing_register import find_sharing_entries
from returnonce.access.policy import can_read_sharing, check_somewhere
from returnonce.access.principals import PolicySubject

router = APIRouter()


@router.get("/sharing-agreements")
def get_sharing_agreements(request: Request) -> Response:
    """The registers of the places within the caller's reach, as they stand today."""
    data = PageData(request)
    check_somewhere(data.principal, "read_sharing")
    places = [
        place
        for place in data.context.ruleset.places.values()
        if can_read_sharing(data.principal, PolicySubject(place=place.name))
    ]
    entries = find_sharing_entries(places, data.today)
    return render_page(
        request, "sharing_agreements.html", title="Data-sharing agreements", section="sharing",
        warnings=[entry.describe() for entry in entries if entry.is_warning],
        registers=[register_of(data.context.ruleset, place, data.today) for place in places],
        today=day_words(data.today),
    )  # fmt: skip
