"""``/figures/…/sources/…``: the file that a figure came in, opened at its cell, for those who may see it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.app_state import app_state
from api.dependencies import SessionDep
from api.http.content_disposition import attachment
from api.pages.figure_address import find_figure_address
from api.pages.figure_facts import read_facts
from api.pages.figure_rows import read_source_rows
from api.pages.figure_sources import TracedSource, list_figure_sources
from api.pages.rendering import render_page
from api.pages.views.collection import figure_path
from api.pages.views.edition import size_words
from api.pages.views.figure import agency_name, where_words
from api.pages.views.figure_rows import received_rows_view
from api.pages.views.figure_uses import list_returns_using
from api.pages.visitor import caller
from api.pages.wording import figure_words, instant_words, period_words
from indicators.period.codes import parse_period
from returnonce.access.policy import missing

router = APIRouter(prefix="/figures")
WHERE = "/{indicator}/{area}/{period}/sources/{number}"


@router.get(WHERE)
def get_source(
    request: Request, session: SessionDep, indicator: str, area: str, period: str, number: int,
    breakdown: str = "total",
) -> Response:  # fmt: skip
    """The rows of the received file around the figure's cell."""
    source, back = _find_source(request, session, (indicator, area, period, breakdown), number)
    submission, figure, ruleset = source.submission, source.figure, app_state(request).context.ruleset
    assert submission is not None
    title = ruleset.catalogue[figure["indicator"]].title
    rows = read_source_rows(request, source)
    size = app_state(request).context.blobs.size("received", submission.file)
    return render_page(
        request, "figure_source.html", title=submission.file_name, section="figure", back_href=back,
        what=f"{title}, {ruleset.areas.get(figure['area']).name}, {period_words(parse_period(figure['period']))}",
        value=figure_words(figure), where=where_words(figure["locator"]),
        received=f"{instant_words(submission.received_at)}, from {agency_name(ruleset, submission.agency)}",
        sha256=submission.file, size=size_words(size) if size else "",
        rows=received_rows_view(rows) if rows is not None else None,
        download=_download_path(request),
    )  # fmt: skip


@router.get(WHERE + "/file")
def get_source_file(
    request: Request, session: SessionDep, indicator: str, area: str, period: str, number: int,
    breakdown: str = "total",
) -> Response:  # fmt: skip
    """The file as it was received.

    Raises:
        Unavailable: its bytes are gone, or are not what they were.
    """
    source, _ = _find_source(request, session, (indicator, area, period, breakdown), number)
    assert source.submission is not None
    data = app_state(request).context.blobs.read("received", source.submission.file)
    headers = {
        "Content-Disposition": attachment(source.submission.file_name), "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return Response(data, media_type="application/octet-stream", headers=headers)


def _download_path(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}/file{query}"


def _find_source(
    request: Request, session: Session, name: tuple[str, str, str, str], number: int
) -> tuple[TracedSource, str]:
    """A source by its number, once the caller may open its file, and the path of the figure's page.

    Raises:
        Unauthenticated, NotFound, Forbidden: as of the figure; also where it has no such source, or it is closed.
    """
    ruleset = app_state(request).context.ruleset
    address, _ = find_figure_address(request, *name)
    facts = read_facts(request, session, address, list_returns_using(ruleset, address.indicator.code))
    lineage = () if facts.restricted else facts.result["lineage"] or ()
    sources = list_figure_sources(session, ruleset, caller(request), lineage)
    if not 0 < number <= len(sources) or sources[number - 1].why_closed:
        raise missing()
    here = figure_path(address.indicator.code, address.area, address.period.code, address.breakdown)
    return sources[number - 1], here
