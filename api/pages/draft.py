"""``/returns/…``: a return as figures stand, line by line, and putting it up for approval from there."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.corrections import find_undecided
from api.pages.draft_data import DraftFacts, find_draft_key, read_draft
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.period_spans import NOW, current_span, parse_span
from api.pages.rendering import page_path, render_page
from api.pages.schedule import years
from api.pages.views.account import office_words
from api.pages.views.draft import draft_page, fill_words
from api.pages.views.edition import edition_page_path
from api.pages.views.proposal import change_counts, change_row
from api.pages.views.returns import returns_page
from api.pages.visitor import caller
from api.pages.wording import PROPOSAL_STATES, due_words, instant_words, period_words
from exports.editions.changes.corrections import leave_edition, load_leave_reasons
from exports.editions.proposals.propose import propose
from exports.editions.return_key import ReturnKey
from mappings.access.policy_subject import filter_own_rows
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_propose, can_read_draft, check_somewhere
from returnonce.errors import Conflict, Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/returns")
#: Changed cells that are listed before a return is published again.
SHOWN = 60
WHERE = "/{return_code}/{area}/{period}"


@router.get("")
def get_returns(request: Request) -> Response:
    """Every return that the caller may read as figures stand, and how far each is."""
    sources = PageData(request)
    check_somewhere(sources.principal, "read_draft")
    span = parse_span(request.query_params.get("span", NOW), sources.today)
    spans = {NOW: current_span(sources.today).label} | years(sources.today)
    spans.setdefault(span.code, span.label)
    rows = filter_own_rows(sources.returns(span), sources.principal, can_read_draft)
    present = set(rows["place"])
    places = {name: place.title for name, place in sources.context.ruleset.places.items() if name in present}
    page = returns_page(rows, request.query_params, spans=spans, span=span.code, places=places, today=sources.today)
    return render_page(request, "returns.html", title="Returns", section="returns", page=page)


@router.get(WHERE)
def get_draft(request: Request, return_code: str, area: str, period: str) -> Response:
    """A return as figures stand."""
    return _page(request, *find_draft_key(request, return_code, area, period))


@router.post(WHERE)
async def post_draft(request: Request, return_code: str, area: str, period: str) -> Response:
    """Freeze it and put it up for approval."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_propose, request, return_code, area, period, fields)


def _propose(request: Request, return_code: str, area: str, period: str, fields: Mapping[str, str]) -> Response:
    key, about = find_draft_key(request, return_code, area, period)
    check_token(request, fields.get("token", ""))
    reason, note = fields.get("reason", "").strip(), fields.get("note", "").strip()
    if fields.get("act") == "leave":
        return _leave(request, key, about, fields)
    try:
        proposal = propose(app_state(request).context, key, by=caller(request), reason=reason or None, note=note)
    except (Refused, Conflict, WrongUsage) as error:
        return _page(request, key, about, error, fields)
    return RedirectResponse(page_path("approvals", proposal.name), 303)


def _leave(request: Request, key: ReturnKey, about: object, fields: Mapping[str, str]) -> Response:
    """Decide that the last edition stays as it is, whatever came since."""
    own = [one for one in find_undecided(request) if one.edition.key == key]
    try:
        if not own:
            raise Conflict(
                "Nothing is left to decide.", mend="Somebody decided, or the figures are as published again."
            )
        leave_edition(app_state(request).context, own[0], by=caller(request), reason=fields.get("leave", ""))
    except (Refused, Conflict) as error:
        return _page(request, key, about, error, fields)
    return RedirectResponse("/schedule", 303)


def _page(
    request: Request, key: ReturnKey, about: object, fault: ReturnOnceError | None = None,
    fields: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    context, principal = app_state(request).context, caller(request)
    ruleset, facts = context.ruleset, read_draft(request, key, about)  # type: ignore[arg-type]
    here = page_path("returns", *facts.key)
    page = draft_page(facts.lines, here, request.query_params, changed=facts.last is not None)
    words, colour, sentence = fill_words(facts.lines)
    return render_page(
        request, "draft.html", title=ruleset.returns[key.return_code].title, section="returns", page=page, here=here,
        where=f"{facts.filled.area.name}, {period_words(facts.filled.period)}", state=words, colour=colour,
        sentence=sentence, about=_facts(ruleset, facts, context.clock.now().date()), last=_last(facts),
        proposal=_open_proposal(facts), changes=_changes(facts), queries=facts.queries,
        summed=change_counts(facts.changes), more=max(0, facts.changes.height - SHOWN),
        may_propose=can_propose(principal, facts.subject),
        leave_reasons=load_leave_reasons(), reasons=ruleset.edition_reasons, entered=fields or {}, fault=fault,
        asked=request.query_params, error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


def _facts(ruleset: Ruleset, facts: DraftFacts, today: object) -> list[tuple[str, str]]:
    edition = facts.filled.edition
    row = facts.obligation or {}
    days = (row["due"] - today).days if row.get("due") else None  # type: ignore[operator]
    due = due_words(row["due"], row["at"], days, settled=facts.last is not None) if row else ""  # type: ignore[arg-type]
    office = edition.sign_off.office if edition.sign_off else ""
    pairs = [
        ("Due", due), ("More time", row.get("grant") or ""), ("Recipient", edition.recipient),
        ("Signed off by", f"the {office_words(office).lower()}" if office else ""),
        ("Made up", "the figures that ship for it" if facts.filled.illustrative else ""),
        ("Sample", ruleset.describe_sample(facts.key.return_code) or ""),
        ("Changed here", " ".join(facts.filled.changes)),
    ]  # fmt: skip
    return [(name, str(text)) for name, text in pairs if text]


def _last(facts: DraftFacts) -> dict[str, str] | None:
    if facts.last is None:
        return None
    readers = sorted({row.by for row in facts.acknowledgements})
    return {
        "number": str(facts.last.number), "href": edition_page_path(facts.last),
        "when": instant_words(facts.last.published_at), "acknowledged": ", ".join(readers),
    }  # fmt: skip


def _open_proposal(facts: DraftFacts) -> dict[str, str] | None:
    one = facts.open_proposal
    if one is None:
        return None
    words, colour = PROPOSAL_STATES[one.state]
    return {"href": page_path("approvals", one.name), "state": words, "colour": colour,
            "when": instant_words(one.proposed_at)}  # fmt: skip


def _changes(facts: DraftFacts) -> list[object]:
    marks = {row["line"]: "%" for row in facts.filled.cells.filter(unit="percentage").iter_rows(named=True)}
    return [change_row(row, marks.get(row["line"], "")) for row in facts.changes.head(SHOWN).iter_rows(named=True)]
