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

from api.pages.forms.csrf import form_token, set_form_cookie
from api.pages.services import PageServices
from api.pages.visitor import home_of, places, visitor_of
from api.pages.wording import count_words

_NUMBER = re.compile("[\u2212]?£?[0-9][0-9,]*([.][0-9]+)?")
TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The template environment. GOV.UK's macros read unset values, so undefined values must chain."""
    loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    made = Environment(
        loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["counted"] = count_words
    made.tests["number_text"] = lambda text: _NUMBER.fullmatch(str(text)) is not None
    return made


def show(
    request: Request, template: str, *, title: str, at: str = "", error: bool = False, status: int = 200, **shown: Any
) -> HTMLResponse:
    """A page. ``title`` is its heading, ``section`` the entry of the navigation that it belongs to."""
    site: PageServices = request.app.state.page_services
    token, mark = form_token(request, site)
    visitor = visitor_of(request)
    about = {
        "title": f"Error: {title}" if error else title, "heading": title, "at": at, "token": token,
        "styled": site.assets is not None, "gov_uk_service": site.gov_uk_service, "demo": bool(site.samples),
        "visitor": visitor, "places": places(visitor.who, at), "home": home_of(visitor.who),
    }  # fmt: skip
    text = environment().get_template(template).render(about | shown)
    response = HTMLResponse(text, status_code=status, headers={"Cache-Control": "private, no-store"})
    set_form_cookie(request, response, mark)
    return response


def href(*parts: str) -> str:
    """A path of ours; each part is quoted, slashes within it too."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def collection_href(key: str) -> str:
    """The path of a collection's page; slashes in its key separate parts."""
    return "/collections/" + quote(key, safe="/")
