"""``/administration/places``: the places, their agencies and mailboxes, and adding or changing one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.administration.effects import do_change, effects_page
from api.pages.administration.place_forms import read_agency_row, read_contact_row
from api.pages.administration.reach import (
    check_administrator,
    check_manages_all,
    check_manages_place,
    list_own_places,
    manages_all,
)
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.rendering import page_path, render_page
from api.pages.views.faults import FormFault, describe_fault
from api.pages.views.places import (
    AGENCY_KINDS,
    agency_rows,
    contact_rows,
    place_facts,
    place_rows,
    return_rows,
)
from indicators.period.arithmetic import financial_year_of
from indicators.period.printed import read_period
from mappings.checks.catalogue_checks import check_places
from returnonce.access.policy import can_manage_service, missing
from returnonce.access.principals import PolicySubject
from returnonce.errors import Conflict, NotFound, Refused
from upkeep.workspace.place_changes import PlaceChange, find_place_folder, read_place_texts
from upkeep.workspace.place_edits import (
    AGENCIES_FILE,
    add_place,
    drop_contact,
    list_rows,
    save_agency,
    save_contact,
)
from upkeep.workspace.suggestions import read_role_titles

router = APIRouter(prefix="/administration/places")
HERE = "/administration/places"
Mistake = (Refused, Conflict, NotFound)


@router.get("")
def get_places(request: Request) -> Response:
    """The places that the caller keeps."""
    return _list_page(request)


@router.post("")
async def post_places(request: Request) -> Response:
    """Show what a further place would mean, or add it."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_add, request, fields)


@router.get("/{name}")
def get_place(request: Request, name: str) -> Response:
    """One place."""
    return _place_page(request, name)


@router.post("/{name}")
async def post_place(request: Request, name: str) -> Response:
    """Save an agency or a mailbox, or drop a mailbox."""
    fields = await read_form_fields(request, most=50)
    return await run_in_threadpool(_change, request, name, fields)


def _add(request: Request, fields: Mapping[str, str]) -> Response:
    check_manages_all(request)
    check_token(request, fields.get("token", ""))
    context = app_state(request).context
    offered = sorted({pack for place in context.ruleset.places.values() for pack in place.packs or ()})
    try:
        year = read_period(fields.get("year", ""))
        if year.kind != "financial_year":
            raise Refused("That is no financial year.", where="year", mend="Write it like 2026-27.")
        change = add_place(context, fields.get("council", ""), year, offered)
        if (answer := _look_or_apply(request, change, fields, HERE, "Places")) is not None:
            return answer
    except Mistake as error:
        where = {"year": "year", "--first-year": "year"}
        return _list_page(request, describe_fault(error, where, "council"), fields, error.status)
    return RedirectResponse(page_path("administration", "places", change.place), 303)


def _look_or_apply(
    request: Request, change: PlaceChange, fields: Mapping[str, str], here: str, title: str
) -> Response | None:
    """The page of effects; None once it was done."""
    if fields.get("act") == "apply":
        if fields.get("before") != change.before:
            raise Conflict("The definitions were changed meanwhile.", mend="Look at what would happen again.")
        do_change(request, change)
        return None
    shown = {**fields, "kind-of-change": fields.get("act", "")} if "kind-of-change" not in fields else fields
    return effects_page(request, change, title=title, here=here, fields=shown)


def _change(request: Request, name: str, fields: Mapping[str, str]) -> Response:
    ruleset = app_state(request).context.ruleset
    check_manages_place(request, name)
    if name not in ruleset.places:
        raise missing()
    check_token(request, fields.get("token", ""))
    context, here = app_state(request).context, page_path("administration", "places", name)
    kind = fields.get("kind-of-change") or fields.get("act", "")
    changes: dict[str, Callable[[], PlaceChange]] = {
        "agency": lambda: save_agency(context, name, read_agency_row(ruleset, fields)),
        "contact": lambda: save_contact(context, name, read_contact_row(name, fields)),
        "drop-contact": lambda: drop_contact(context, name, fields.get("code", "")),
    }
    if kind not in changes:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        change = changes[kind]()
        if kind == "agency":
            answer = _look_or_apply(request, change, fields, here, ruleset.places[name].title)
            if answer is not None:
                return answer
        else:
            # A mailbox changes nothing that falls due.
            do_change(request, change)
    except Mistake as error:
        field = f"contact-{error.where}" if kind == "contact" else error.where or ""
        fault = describe_fault(error, {error.where or "": field}, "agency-form" if kind == "agency" else "contacts")
        return _place_page(request, name, fault, fields, error.status)
    return RedirectResponse(f"{here}#{'agencies' if kind == 'agency' else 'contacts'}", 303)


def _list_page(
    request: Request, fault: FormFault | None = None, fields: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    principal, context = check_administrator(request), app_state(request).context
    own, problems = list_own_places(principal, context.ruleset), check_places(context.ruleset)
    year = financial_year_of(PageData(request).today).label().partition(" ")[0]
    may_add = manages_all(principal, context.ruleset) and context.settings.places is not None
    return render_page(
        request, "places.html", title="Places", section="administration",
        rows=place_rows(context.ruleset, own, problems),
        left_out=[str(one) for one in problems if one.file == "places"], may_add=may_add, year=year,
        entered=fields or {}, fault=fault, error=fault is not None, status=status,
    )  # fmt: skip


def _place_page(
    request: Request, name: str, fault: FormFault | None = None, fields: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    principal, context = check_administrator(request), app_state(request).context
    ruleset = context.ruleset
    if name not in list_own_places(principal, ruleset):
        raise missing()
    place = ruleset.places[name]
    roles: dict[str, str] = {one.role: one.title for one in read_role_titles()}
    is_own = _is_own(request, name) and can_manage_service(principal, PolicySubject(place=name))
    problems = [one for one in check_places(ruleset) if one.file.partition("/")[0] == name]
    return render_page(
        request, "place.html", title=place.title, section="administration", place=place,
        here=page_path("administration", "places", name), about=place_facts(ruleset, place), is_own=is_own,
        problems=problems, agencies=agency_rows(ruleset, place, roles), contacts=contact_rows(place),
        returns=return_rows(ruleset, place), kinds=AGENCY_KINDS, roles=roles,
        whom=[(name, f"Officers of {place.title}")] + [(code, one.name) for code, one in place.agencies.items()],
        entered=fields or _find_agency(request, name, is_own=is_own), fault=fault, error=fault is not None,
        status=status,
    )  # fmt: skip


def _is_own(request: Request, name: str) -> bool:
    try:
        find_place_folder(app_state(request).context, name)
    except Conflict:
        return False
    return True


def _find_agency(request: Request, name: str, *, is_own: bool) -> Mapping[str, str]:
    """The cells of the agency that the address asks to change, as its form has them."""
    code = request.query_params.get("agency", "")
    if not code or not is_own:
        return {}
    files = app_state(request).context.read_definition_files()
    row = next((row for row in list_rows(read_place_texts(files, name), AGENCIES_FILE) if row["code"] == code), {})
    roles = {f"role-{role}": "yes" for role in row.get("roles", "").split("|") if role}
    return row | roles | {"areas": row.get("areas", "").replace("|", ", ")}
