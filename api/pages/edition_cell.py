"""``/editions/…/cell``: one number of an edition, and where it comes from as far as its reader may know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.readable_editions import WHERE, AddressDep, choose_audience, find_edition_in
from api.pages.rendering import page_path, render_page
from api.pages.views.collection import figure_path
from api.pages.views.edition import edition_page_path, newest_standing
from api.pages.views.edition_cell import cell_page, find_cell
from api.pages.views.proposal import return_title, where_words
from api.pages.visitor import caller
from exports.editions.published_editions import PublishedEdition, read_editions_of
from exports.editions.storage.edition_blobs import read_edition_cells
from mappings.access.policy_subject import build_subject
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_audit, can_read_draft, can_read_figures
from returnonce.access.principals import Principal
from returnonce.blobs import BlobStore
from returnonce.db import reading
from returnonce.errors import NotFound

router = APIRouter(prefix="/editions")


@router.get(WHERE + "/cell")
def get_cell(request: Request, address: AddressDep, audience: str = "") -> Response:
    """The cell that ``line``, ``area``, ``period``, ``breakdown`` and ``indicator`` name."""
    context, principal, asked = app_state(request).context, caller(request), request.query_params
    with reading(context.engine) as session:
        edition = find_edition_in(session, principal, address)
        editions = read_editions_of(session, edition.key)
    shown_as = choose_audience(principal, edition, audience)
    row = find_cell(read_edition_cells(context.blobs, edition, shown_as), asked)
    released = [one for one in editions if shown_as in one.cells]
    others = [(one, _find_same(context.blobs, one, shown_as, asked)) for one in reversed(released)]
    newest = newest_standing(released).get(edition.key, 0)

    def may_open(figure: Mapping[str, Any]) -> bool:
        return can_read_figures(principal, build_subject(context.ruleset, area=figure["area"]))

    page = cell_page(context.ruleset, edition, shown_as, row, others, newest, may_open)
    here = edition_page_path(edition)
    return render_page(
        request, "edition_cell.html", title=f"{page.line}: {page.label}", section="editions", page=page, here=here,
        number=edition.number, of=return_title(context.ruleset, edition.return_code),
        where=where_words(context.ruleset, edition.area, edition.period),
        links=_list_links(context.ruleset, principal, row),
    )  # fmt: skip


def _find_same(
    blobs: BlobStore, edition: PublishedEdition, audience: str, names: Mapping[str, str]
) -> dict[str, Any] | None:
    try:
        return find_cell(read_edition_cells(blobs, edition, audience), names)
    except NotFound:
        return None


def _list_links(ruleset: Ruleset, principal: Principal, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where the reader can go on from here: the figure as it is now, its audit trail, and what it measures."""
    if row["indicator"] is None or row["period"] is None:
        return []
    key = (row["indicator"], row["area"], row["period"])
    about = build_subject(ruleset, area=row["area"])
    links = []
    if can_read_figures(principal, about):
        links.append(("The figure as it is now, with its versions", figure_path(*key, row["breakdown"] or "total")))
    if can_read_draft(principal, about) or can_read_audit(principal, about):
        trail = page_path("figures", *key, "trail")
        breakdown = "" if row["breakdown"] in {None, "total"} else f"?breakdown={row['breakdown']}"
        links.append(("Its audit trail, from upload to publication", trail + breakdown))
    if row["indicator"] in ruleset.catalogue and principal.kind != "anonymous":
        links.append(("What the measure means", page_path("catalogue", row["indicator"])))
    return links
