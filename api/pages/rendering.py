"""Jinja templates rendered into pages; everything is escaped."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from api.app_state import app_state
from api.pages.forms.csrf import form_token, set_form_cookie
from api.pages.page_state import page_state
from api.pages.upkeep_notices import list_upkeep_notices
from api.pages.views.faults import fault_in_words, mend_for_people
from api.pages.visitor import home_path, navigation, visitor_of
from api.pages.wording import day_words
from returnonce.clock import today
from returnonce.count_text import format_count

_NUMBER = re.compile("[\u2212]?£?[0-9][0-9,]*([.][0-9]+)?")
TEMPLATES = Path(__file__).parent / "templates"


@cache
def template_environment() -> Environment:
    """The template environment. GOV.UK's macros read unset values, so undefined values must chain."""
    loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    environment = Environment(
        loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["counted"] = format_count
    environment.filters["in_words"] = fault_in_words
    environment.filters["for_people"] = mend_for_people
    environment.tests["number_text"] = lambda text: _NUMBER.fullmatch(str(text)) is not None
    return environment


def render_page(
    request: Request,
    template: str,
    *,
    title: str,
    section: str = "",
    error: bool = False,
    status: int = 200,
    **values: Any,
) -> HTMLResponse:
    """A page. ``title`` is its heading, ``section`` the entry of the navigation that it belongs to.

    What answers a form has no address, so that Back would lead to an empty page of the browser's: the browser keeps it,
    with what was typed. Signing out clears what is kept. A secret is shown by no such answer (see ``shown_once``).
    """
    pages, settings = page_state(request), app_state(request).context.settings
    token, visitor_id = form_token(request)
    visitor = visitor_of(request)
    about = {
        "title": f"Error: {title}" if error else title, "heading": title, "at": section, "token": token,
        "styled": pages.assets is not None, "gov_uk_service": settings.gov_uk_service,
        "demo": bool(pages.samples), "help_pages": True,
        "demo_day": day_words(today(app_state(request).context.clock)) if pages.samples else "",
        "visitor": visitor, "places": navigation(visitor.principal, section), "home": home_path(visitor.principal),
        "upkeep": list_upkeep_notices(request),
    }  # fmt: skip
    assert not about.keys() & values.keys(), "the layout's own values are not a page's to change"
    text = template_environment().get_template(template).render(about | values)
    headers = {"Cache-Control": "private, no-cache" if request.method == "POST" else "private, no-store"}
    response = HTMLResponse(text, status_code=status, headers=headers)
    set_form_cookie(request, response, visitor_id)
    return response


def page_path(*parts: str) -> str:
    """A path of ours; each part is quoted, slashes within it too."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def collection_path(key: str) -> str:
    """The path of a collection's page; slashes in its key separate parts."""
    return "/collections/" + quote(key, safe="/")
