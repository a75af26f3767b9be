"""A portal's own report as the body of a request, and what the API says of reports that were loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from fastapi import Request

from api.app_state import app_state
from api.schemas.portal_reports import PortalFindingShown, ReportShown
from api.uploads.file_name import upload_file_name
from api.uploads.upload_body import check_content_type, receive_body
from collectors.portal_report import read_portal_report
from exports.editions.recipients.portal_reports import PortalReport
from mappings.definitions.portals import NewPortalReport, find_portal
from returnonce.scratch import scratch

T = TypeVar("T")
#: What limits how many of them are read at once.
PORTAL_REPORTS = "portal reports"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
REPORT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The portal's report, as it gives it.",
        "content": {
            "text/csv": _BINARY,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _BINARY,
            "application/octet-stream": _BINARY,
        },
    }
}


async def receive_portal_report(
    request: Request, file_name: str | None, find_portal_code: Callable[[], str], load: Callable[[NewPortalReport], T]
) -> T:
    """Read the body as the report of the sending's portal, and ``load`` it.

    Raises:
        Unsupported, TooLarge, Refused: it is no file, too large, or no report that can be read.
    """
    check_content_type(request)
    context = app_state(request).context
    with scratch() as folder:
        body = await receive_body(request, folder / "sent", limit=context.settings.upload_bytes)
        name = upload_file_name(request, file_name)

        def read_and_load() -> T:
            ruleset = context.ruleset
            portal = find_portal(ruleset.portals, find_portal_code())
            return load(read_portal_report(body.path, portal, ruleset.finding_kinds, name=name))

        loaded: T = await app_state(request).upload_queue.run(request, PORTAL_REPORTS, lambda _: read_and_load())
        return loaded


def reports_shown(reports: Iterable[PortalReport]) -> list[ReportShown]:
    """What portals said, as the API shows it."""
    return [
        ReportShown(
            sha256=report.file, file_name=report.file_name, loaded_by=report.loaded_by, loaded_at=report.loaded_at,
            findings=[PortalFindingShown(**vars(finding)) for finding in report.findings],
        )
        for report in reports
    ]  # fmt: skip
