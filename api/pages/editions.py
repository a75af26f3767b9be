"""``/editions``: published editions that the reader may see, as they are now or as they were at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.edition_data import account_titles
from api.pages.forms.day_field import end_of, read_day
from api.pages.readable_editions import list_audiences
from api.pages.rendering import render_page
from api.pages.views.edition import edition_list_item, newest_standing
from api.pages.views.paging import cut_page
from api.pages.views.proposal import return_title, where_words
from api.pages.visitor import caller
from api.pages.wording import day_words
from exports.editions.published_editions import PublishedEdition, read_editions
from mappings.definitions.word_search import has_words, split_words
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import check_somewhere
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.errors import Refused

router = APIRouter(prefix="/editions")
PAGE = 50
DAY = "at"


@router.get("")
def get_editions(request: Request) -> Response:
    """Editions that the caller may read, newest first."""
    principal, context, query = caller(request), app_state(request).context, request.query_params
    check_somewhere(principal, "read_edition")
    day, fault = _read_day(query)
    with reading(context.engine) as session:
        editions = [edition for edition in read_editions(session) if list_audiences(principal, edition)]
        names = account_titles(session)
    if day is not None:
        editions = list_as_at(editions, end_of(day))
    newest, text = newest_standing(editions), query.get("q", "").strip()
    found = [edition for edition in reversed(editions) if _has_words(context.ruleset, edition, text)]
    chosen = {name: query[name] for name in ("q", f"{DAY}-day", f"{DAY}-month", f"{DAY}-year") if query.get(name)}
    page = cut_page(
        found, query.get("page", ""), PAGE, format_count(len(found), "edition"),
        lambda number: f"/editions?{urlencode(chosen | {'page': str(number)})}",
    )  # fmt: skip
    rows = [edition_list_item(context.ruleset, one, newest.get(one.key, 0), names) for one in page.rows]
    return render_page(
        request, "editions.html", title="Editions", section="editions", page=page, rows=rows, asked=query, fault=fault,
        when=f"as they stood at the end of {day_words(day)}" if day else "newest first", filtered=bool(chosen),
        error=fault is not None,
        status=fault.status if fault else 200,
    )  # fmt: skip


def _read_day(query: Mapping[str, str]) -> tuple[date | None, Refused | None]:
    try:
        return read_day(query, DAY), None
    except Refused as error:
        return None, error


def list_as_at(editions: Sequence[PublishedEdition], instant: datetime) -> list[PublishedEdition]:
    """The editions that were published by an instant; one that was withdrawn later had not been by then."""
    return [
        replace(one, withdrawn_at=None, withdrawn_by=None, withdrawn_why=None)
        if one.withdrawn_at is not None and one.withdrawn_at > instant
        else one
        for one in editions
        if one.published_at <= instant
    ]


def _has_words(ruleset: Ruleset, edition: PublishedEdition, text: str) -> bool:
    where = where_words(ruleset, edition.area, edition.period)
    return has_words(split_words(text), return_title(ruleset, edition.return_code), where, *edition.key)
