"""Keeps a portal's report of errors on a return that was made and sent elsewhere."""

from __future__ import annotations

from sqlmodel import Session

from exports.editions.recipients.portal_submissions import NewPortalReport
from exports.editions.storage.edition_blobs import EDITIONS
from exports.sent_returns.models import SentReturnFindingRow, SentReturnReportRow
from exports.sent_returns.sent_returns import ScheduleKey, SentReturn, find_sent_return
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_load_portal_report
from returnonce.access.principals import Principal
from returnonce.blobs import sha256
from returnonce.db import transaction


def load_sent_return_report(
    context: AppContext, key: ScheduleKey, number: int, report: NewPortalReport, *, by: Principal
) -> SentReturn:
    """Keep a portal's report with its findings, as the portal names lines: none of the return's are known here.

    The same file again changes nothing. ``number``: of the sending.

    Raises:
        NotFound, Forbidden: as the policy says; or there is no such sending.
    """
    check_load_portal_report(by, key.subject)
    name = sha256(report.data)
    context.blobs.keep(EDITIONS, report.data)
    with transaction(context.engine) as session:
        sent = find_sent_return(session, key, number)
        if all(earlier.file != name for earlier in sent.reports):
            # A sweep may have come between: what is named in a row must be there.
            context.blobs.keep(EDITIONS, report.data)
            row = SentReturnReportRow(
                sent_return=sent.id, file=name, file_name=report.file_name, loaded_by=by.name,
                loaded_at=context.clock.now(),
            )  # fmt: skip
            _add_report(session, row, report)
            details = {"by": by.name, "file": name, "number": number, "findings": len(report.findings)}
            audit.record(session, context.clock, act="load return report", subject=key.name, details=details)
        return find_sent_return(session, key, number)


def _add_report(session: Session, row: SentReturnReportRow, report: NewPortalReport) -> None:
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(
        SentReturnFindingRow(
            report=row.id, position=position, severity=one.severity, code=one.code, row_number=one.row, line=one.line,
            message=one.message,
        )
        for position, one in enumerate(report.findings)
    )  # fmt: skip
    session.flush()
