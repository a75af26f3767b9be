"""The form with a portal's own report on what was sent to it: received, read and kept, or shown again with a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.forms.csrf import check_origin, check_token
from api.pages.forms.multipart import UploadForm, read_upload_form
from collectors.portal_report import read_portal_report
from mappings.definitions.portals import NewPortalReport, find_portal
from returnonce.errors import Refused, ReturnOnceError, TooLarge
from returnonce.scratch import scratch


class ReportForm(NamedTuple):
    """What differs between pages. ``check``: raises where the caller may not see the page, before the file is read.

    ``portal``: the portal's code, that of the sending; ``keep``: keeps the report, and gives the address to go to.
    """

    check: Callable[[], object]
    portal: Callable[[], str]
    keep: Callable[[NewPortalReport], str]
    show_fault: Callable[[ReturnOnceError], Response]


async def receive_portal_report(request: Request, form: ReportForm) -> Response:
    """Keep the report that the form brings, and go to its sending; or the page with what is wrong with it.

    Raises:
        NotFound, Forbidden: there is no such sending for the caller.
    """
    check_origin(request)
    with scratch() as folder:
        try:
            await run_in_threadpool(form.check)
            upload = await read_upload_form(request, folder, limit=app_state(request).context.settings.upload_bytes)
        except TooLarge as error:
            return await run_in_threadpool(form.show_fault, error)
        return await run_in_threadpool(_load, request, form, upload)


def _load(request: Request, form: ReportForm, upload: UploadForm) -> Response:
    check_token(request, upload.fields.get("token", ""))
    if not upload.first.name or not upload.first.size:
        return form.show_fault(Refused("Choose the portal's report.", where="report"))
    ruleset = app_state(request).context.ruleset
    try:
        portal = find_portal(ruleset.portals, form.portal())
        report = read_portal_report(upload.first.path, portal, ruleset.finding_kinds, name=upload.first.name)
        return RedirectResponse(form.keep(report), 303)
    except ReturnOnceError as error:
        if error.status in (401, 403, 404):
            raise
        return form.show_fault(error)
