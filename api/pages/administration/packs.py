"""``/administration/packs``: the packs that there are, where each is switched on, and switching one on or off."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.administration.effects import do_change, effects_page
from api.pages.administration.reach import check_administrator, check_manages_place, list_own_places
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.rendering import page_path, render_page
from api.pages.views.faults import FormFault, describe_fault
from api.pages.views.packs import PackPlace, pack_facts, pack_rows
from indicators.period.arithmetic import financial_year_of
from indicators.period.printed import read_period
from mappings.packs.pack_definitions import BASE
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Conflict, NotFound, Refused
from upkeep.workspace.place_changes import PlaceChange, find_place_folder
from upkeep.workspace.place_packs import switch_pack_off, switch_pack_on
from upkeep.workspace.suggestions import read_offered_packs

router = APIRouter(prefix="/administration/packs")


@router.get("")
def get_packs(request: Request) -> Response:
    """Every pack, those that are switched on first."""
    principal, context = check_administrator(request), app_state(request).context
    offered = {offer.pack: offer for offer in read_offered_packs()}
    rows = pack_rows(context.ruleset, offered, list_own_places(principal, context.ruleset))
    return render_page(
        request, "packs.html", title="Packs", section="administration", rows=rows, left_out=context.ruleset.left_out
    )


@router.get("/{name}")
def get_pack(request: Request, name: str) -> Response:
    """One pack, and the places at which it may be switched on."""
    return _page(request, name)


@router.post("/{name}")
async def post_pack(request: Request, name: str) -> Response:
    """Show what switching it on or off would do, or do it."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_act, request, name, fields)


def _act(request: Request, name: str, fields: Mapping[str, str]) -> Response:
    place = fields.get("place", "")
    check_manages_place(request, place)
    check_token(request, fields.get("token", ""))
    if fields.get("act") not in {"look", "apply"}:
        raise HTTPException(400, "The form does not say what to do.")
    here = page_path("administration", "packs", name)
    try:
        change = _read_change(request, place, name, fields)
        if fields["act"] == "look":
            title = app_state(request).context.ruleset.places[place].title
            return effects_page(request, change, title=title, here=here, fields=fields)
        do_change(request, change)
    except (Refused, Conflict, NotFound) as error:
        field = "off-place" if fields.get("switch") == "off" else "year"
        return _page(request, name, describe_fault(error, {}, field), fields, error.status)
    return RedirectResponse(here, 303)


def _read_change(request: Request, place: str, name: str, fields: Mapping[str, str]) -> PlaceChange:
    context = app_state(request).context
    if place not in context.ruleset.places:
        raise Refused("Choose a place.", where="place")
    change = _make_change(context, place, name, fields)
    if fields["act"] == "apply" and fields.get("before") != change.before:
        raise Conflict("The definitions were changed meanwhile.", mend="Look at what would happen again.")
    return change


def _make_change(context: AppContext, place: str, name: str, fields: Mapping[str, str]) -> PlaceChange:
    if fields.get("switch") == "off":
        return switch_pack_off(context, place, name)
    year = read_period(fields.get("year", ""))
    if year.kind != "financial_year":
        raise Refused("That is no financial year.", where="year", mend="Write it like 2026-27.")
    return switch_pack_on(context, place, name, year)


def _page(
    request: Request, name: str, fault: FormFault | None = None, fields: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    principal, context = check_administrator(request), app_state(request).context
    ruleset = context.ruleset
    if name not in ruleset.packs:
        raise NotFound("There is no such pack.", mend="Choose one of the list.")
    own = list_own_places(principal, ruleset)
    places = [_place(request, ruleset, name, code, title) for code, title in own.items()]
    year = financial_year_of(PageData(request).today).label()
    return render_page(
        request, "pack.html", title=ruleset.packs[name].manifest.title, section="administration",
        here=page_path("administration", "packs", name), about=pack_facts(ruleset, ruleset.packs[name]),
        own_places=places, is_base=name == BASE, year=year.partition(" ")[0], entered=fields or {}, fault=fault,
        error=fault is not None, status=status,
    )  # fmt: skip


def _place(request: Request, ruleset: Ruleset, pack: str, code: str, title: str) -> PackPlace:
    try:
        find_place_folder(app_state(request).context, code)
    except Conflict:
        return PackPlace(code, title, pack in ruleset.packs_of(ruleset.places[code]), is_own=False)
    return PackPlace(code, title, pack in ruleset.packs_of(ruleset.places[code]), is_own=True)
