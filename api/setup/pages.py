"""The pages of a setup, one after the other: code, council, year, who answers, people, what would be made, made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from api.app_state import app_state
from api.auth.cookies import set_cookie
from api.pages.forms.csrf import check_origin, check_token
from api.pages.forms.multipart import read_upload_form
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import render_page
from api.setup.form_answers import PACK, FieldFault, list_people_fields, read_people_form, read_year_form
from api.setup.journey import SetupJourney
from indicators.areas.area_files import Area
from returnonce.access.sign_in_links import PATH
from returnonce.errors import Forbidden, ReturnOnceError, TooLarge, TooMany
from returnonce.scratch import scratch
from upkeep.workspace.answers import SetupAnswers
from upkeep.workspace.councils import KINDS, find_council
from upkeep.workspace.make_workspace import SHEET
from upkeep.workspace.setup_sheet import list_years, write_setup_sheet
from upkeep.workspace.setup_sheet_reading import SheetRefused, read_setup_sheet
from upkeep.workspace.sheet_layout import QUESTIONS, SETTINGS
from upkeep.workspace.suggestions import SOURCE, find_financial_year, read_offered_packs, suggest_answers

Answer = Callable[[Request, Mapping[str, str]], Response]
#: Councils that a search shows at most, and letters that it needs.
MOST_MATCHES, FEWEST_LETTERS = 20, 3
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SetupElsewhere(Exception):
    """A page that is asked for first."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


async def go_elsewhere(_request: Request, error: Exception) -> Response:
    """To that page."""
    assert isinstance(error, SetupElsewhere)
    return RedirectResponse(error.path, 303)


def journey_of(request: Request) -> SetupJourney:
    """The setup of this process."""
    journey: SetupJourney = request.app.state.setup
    return journey


def check_visit(request: Request) -> None:
    """Only who brought the code sees anything.

    Raises:
        SetupElsewhere: to the page that asks for it.
    """
    if not journey_of(request).is_open_to(request):
        raise SetupElsewhere("/setup")


entry = APIRouter()
router = APIRouter(prefix="/setup", dependencies=[Depends(check_visit)])


@entry.get("/")
def get_home() -> Response:
    """Where there is no store, everything begins with the setup."""
    return RedirectResponse("/setup", 303)


@entry.get("/setup")
def get_code(request: Request) -> Response:
    """Ask for the code of the terminal, once."""
    journey = journey_of(request)
    return RedirectResponse("/setup/council", 303) if journey.is_open_to(request) else _code_page(request)


@entry.post("/setup")
async def post_code(request: Request) -> Response:
    """Take the code."""
    return await _answer_form(request, _take_code)


@router.get("/council")
def get_council(request: Request) -> Response:
    """Which council."""
    return _council_page(request)


@router.post("/council")
async def post_council(request: Request) -> Response:
    """Find it by its name, or show those whose names hold the text."""
    return await _answer_form(request, _take_council)


@router.get("/year")
def get_year(request: Request) -> Response:
    """What the areas know of it; first year and packs."""
    return _year_page(request, _answers(request))


@router.post("/year")
async def post_year(request: Request) -> Response:
    """Take year and packs."""
    return await _answer_form(request, _take_year)


@router.get("/who")
def get_who(request: Request) -> Response:
    """Who answers for what, as it stands."""
    return _who_page(request, _answers(request))


@router.get(f"/{SHEET}")
def get_sheet(request: Request) -> Response:
    """The sheet with everything that is answered so far."""
    journey, answers = journey_of(request), _answers(request)
    areas = journey.ruleset.areas
    data = write_setup_sheet(find_council(areas, answers.council), answers, areas)
    headers = {"Content-Disposition": f'attachment; filename="{SHEET}"', "Cache-Control": "private, no-store"}
    return Response(data, media_type=WORKBOOK, headers=headers)


@router.post("/who")
async def post_who(request: Request) -> Response:
    """Take a filled sheet whole, or none of it."""
    check_origin(request)
    answers = _answers(request)
    with scratch() as folder:
        try:
            upload = await read_upload_form(request, folder, limit=app_state(request).context.settings.upload_bytes)
        except TooLarge as error:
            return _who_page(request, answers, faults=[str(error)])
        check_token(request, upload.fields.get("token", ""))
        if not upload.first.name or not upload.first.size:
            return _who_page(request, answers, faults=["Choose the sheet that you filled in."])
        return await run_in_threadpool(_take_sheet, request, upload.first.path.rename(folder / SHEET))


@router.get("/people")
def get_people(request: Request) -> Response:
    """Who signs in first, drug services, mail and folders."""
    return _people_page(request, list_people_fields(_answers(request)))


@router.post("/people")
async def post_people(request: Request) -> Response:
    """Take them."""
    return await _answer_form(request, _take_people)


@router.get("/check")
def get_check(request: Request) -> Response:
    """Every file that would be made, and what would be open: nothing is made yet."""
    return _check_page(request)


@router.post("/check")
async def post_check(request: Request) -> Response:
    """Make it, and lead to the sign-in."""
    return await _answer_form(request, _make)


async def _answer_form(request: Request, answer: Answer) -> Response:
    fields = await read_form_fields(request)
    check_token(request, fields.get("token", ""))
    return await run_in_threadpool(answer, request, fields)


def _answers(request: Request) -> SetupAnswers:
    """The answers so far; to the first page where no council is chosen."""
    answers = journey_of(request).answers
    if answers is None:
        raise SetupElsewhere("/setup/council")
    return answers


def _page(request: Request, template: str, title: str, faults: Sequence[FieldFault] = (), **values: Any) -> Response:
    status = values.pop("status", 422 if faults else 200)
    errors = [{"text": fault.what, "href": f"#{fault.field}"} for fault in faults]
    by_field = {fault.field: {"text": fault.what} for fault in faults}
    return render_page(
        request, template, title=title, section="sign-in", error=bool(faults), errors=errors, by_field=by_field,
        status=status, **values,
    )  # fmt: skip


def _code_page(request: Request, fault: ReturnOnceError | None = None) -> Response:
    faults = [FieldFault("code", f"{fault.what} {fault.mend or ''}")] if fault else []
    status = fault.status if isinstance(fault, TooMany) else 422 if fault else 200
    return _page(request, "setup_code.html", "Set up Return Once", faults, status=status)


def _take_code(request: Request, fields: Mapping[str, str]) -> Response:
    attempt = app_state(request).rate_limits.sign_in_attempt("setup", request.client.host if request.client else "")
    try:
        attempt.count()
        visit = journey_of(request).enter(fields.get("code", ""))
        if visit is None:
            raise Forbidden("That is not the code.", mend="It stands in the window in which the service was started.")
    except (Forbidden, TooMany) as error:
        return _code_page(request, error)
    attempt.give_back()
    response = RedirectResponse("/setup/council", 303)
    set_cookie(request, response, "setup", visit)
    return response


def _council_page(
    request: Request, text: str = "", fault: ReturnOnceError | None = None, matches: Sequence[Area] = ()
) -> Response:
    faults = [FieldFault("council", f"{fault.what} {fault.mend or ''}")] if fault and not matches else []
    rows = [{"value": area.code, "text": f"{area.name}, {KINDS[area.kind]}"} for area in matches]
    return _page(request, "setup_council.html", "Which council is this?", faults, entered=text, matches=rows)


def _take_council(request: Request, fields: Mapping[str, str]) -> Response:
    journey, text = journey_of(request), (fields.get("choice") or fields.get("council", "")).strip()
    try:
        council = find_council(journey.ruleset.areas, text)
    except ReturnOnceError as error:
        return _council_page(request, text, error, _list_matches(journey, text))
    if journey.answers is None or journey.answers.council != council.area.code:
        journey.answers = suggest_answers(council, find_financial_year(journey.clock.now().date()))
    return RedirectResponse("/setup/year", 303)


def _list_matches(journey: SetupJourney, text: str) -> list[Area]:
    """Councils of now whose names hold a text."""
    areas, part = journey.ruleset.areas, text.casefold()
    named = (area for area in areas.all() if area.kind in KINDS and part in area.name.casefold())
    if len(part) < FEWEST_LETTERS:
        return []
    return [area for area in named if area.exists_on(None) and areas.history.ended(area.code) is None][:MOST_MATCHES]


def _year_page(request: Request, answers: SetupAnswers, faults: Sequence[FieldFault] = ()) -> Response:
    council = find_council(journey_of(request).ruleset.areas, answers.council)
    about = [("Council", council.describe())]
    if council.neighbours:
        about.append(("Statistical neighbours", ", ".join(area.name for area in council.neighbours)))
    about += [("Planned", words) for words in council.planned]
    years = [
        {"value": code, "text": code, "selected": code == answers.first_year.code}
        for code in list_years(answers.first_year.start.year)
    ]
    packs = [
        {"name": PACK + each.pack, "value": "yes", "text": each.pack, "hint": {"text": each.note},
         "checked": each.pack in answers.packs}
        for each in read_offered_packs()
    ]  # fmt: skip
    return _page(request, "setup_year.html", council.title, faults, about=about, years=years, packs=packs)


def _take_year(request: Request, fields: Mapping[str, str]) -> Response:
    answers = _answers(request)
    try:
        journey_of(request).answers = read_year_form(answers, fields)
    except ReturnOnceError as error:
        return _year_page(request, answers, [FieldFault("first_year", f"{error.what} {error.mend or ''}")])
    return RedirectResponse("/setup/who", 303)


def _who_page(request: Request, answers: SetupAnswers, faults: Sequence[str] = ()) -> Response:
    areas = journey_of(request).ruleset.areas
    rows = [
        (each.name, ", ".join(each.roles) or "nothing yet", ", ".join(areas.get(code).name for code in each.areas))
        for each in answers.agencies
    ]
    suggested = all(each.source == SOURCE for each in answers.agencies)
    found = [FieldFault("file", fault) for fault in faults]
    return _page(request, "setup_who.html", "Who answers for what", found, rows=rows, suggested=suggested, sheet=SHEET)


def _take_sheet(request: Request, path: Path) -> Response:
    journey, answers = journey_of(request), _answers(request)
    try:
        taken = read_setup_sheet(path, journey.ruleset.areas)
    except SheetRefused as refused:
        return _who_page(request, answers, [str(fault) for fault in refused.faults])
    if taken.council != answers.council:
        name = journey.ruleset.areas.get(taken.council).name
        return _who_page(request, answers, [f"The sheet is of {name}. Choose that council, or correct the sheet."])
    journey.answers = taken
    return RedirectResponse("/setup/people", 303)


def _people_page(request: Request, fields: Mapping[str, str], faults: Sequence[FieldFault] = ()) -> Response:
    questions = [each for each in QUESTIONS if each.key in {"mailbox", *SETTINGS}]
    return _page(request, "setup_people.html", "People, services and mail", faults, fields=fields, questions=questions)


def _take_people(request: Request, fields: Mapping[str, str]) -> Response:
    taken, faults = read_people_form(_answers(request), fields)
    if faults:
        return _people_page(request, fields, faults)
    journey_of(request).answers = taken
    return RedirectResponse("/setup/check", 303)


def _check_page(request: Request, fault: ReturnOnceError | None = None) -> Response:
    _answers(request)
    try:
        draft, gaps = journey_of(request).draft()
    except ReturnOnceError as error:
        return _page(request, "setup_check.html", "What would be made", [_name_fault(error)], draft=None, gaps=[])
    faults = [_name_fault(fault)] if fault else []
    return _page(request, "setup_check.html", "What would be made", faults, draft=draft, gaps=gaps, sheet=SHEET)


def _name_fault(error: ReturnOnceError) -> FieldFault:
    return FieldFault("main-content", f"{error.what} {error.mend or ''}")


def _make(request: Request, _fields: Mapping[str, str]) -> Response:
    journey = journey_of(request)
    try:
        report = journey.make()
    except ReturnOnceError as error:
        return _check_page(request, error)
    # The product is served at the same address as the setup; where it has one of its own, the link names that.
    has_address = "base_url" in report.draft.settings
    links = {
        account: address if has_address else f"{PATH}#{address.partition('#')[2]}"
        for account, address in report.links.items()
    }
    response = _page(request, "setup_made.html", "The workspace is made", report=report, links=links)
    response.background = BackgroundTask(journey.stop)
    return response
