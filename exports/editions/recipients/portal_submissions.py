"""Editions that a person uploaded to a portal: by whom, when, with which receipt, and the portal's reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from exports.editions.models import EditionWithdrawalRow, PortalFindingRow, PortalReportRow, PortalSubmissionRow
from exports.editions.published_editions import PublishedEdition
from exports.editions.recipients.portal_reports import PortalReport, ReportTables, add_report, read_reports
from exports.editions.storage.edition_blobs import EDITIONS, read_edition_cells
from mappings.definitions.portals import NewPortalReport, PortalFinding, find_portal
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_load_portal_report, check_mark_sent
from returnonce.access.principals import Principal
from returnonce.blobs import BlobStore
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound, Refused

#: A submission's reports.
REPORTS = ReportTables(PortalReportRow, PortalFindingRow, sending="sending")


@dataclass(frozen=True)
class PortalSubmission:
    """One upload of an edition to a portal; ``number`` counts them."""

    id: int
    number: int
    portal: str
    receipt: str
    sent_at: datetime
    recorded_by: str
    recorded_at: datetime
    reports: tuple[PortalReport, ...] = ()


def mark_sent(
    context: AppContext,
    edition: PublishedEdition,
    *,
    by: Principal,
    portal: str,
    receipt: str,
    sent_at: datetime | None = None,
) -> PortalSubmission:
    """Note that an edition was sent, and the portal's receipt. The same receipt again is the same sending.

    Raises:
        NotFound, Forbidden: as the policy says; or there is no such portal.
        Refused: no receipt is given, or it was sent before it was published, or in time to come.
        Conflict: the edition is withdrawn.
    """
    check_mark_sent(by, edition.subject)
    code, text, now = find_portal(context.ruleset.portals, portal).portal, receipt.strip(), context.clock.now()
    at = sent_at or now
    if not text:
        raise Refused("The portal's receipt is missing.", where="receipt", mend="Give its number, or how it was told.")
    if not edition.published_at <= at <= now:
        raise Refused(
            "It cannot have been sent then.", where="sent_at", mend="Give an instant between its publication and now."
        )
    with transaction(context.engine) as session:
        earlier = read_portal_submissions(session, edition)
        same = next((one for one in earlier if (one.portal, one.receipt) == (code, text)), None)
        if same is not None:
            return same
        if session.get(EditionWithdrawalRow, edition.id) is not None:
            raise Conflict("This edition is withdrawn.", mend="Send the one that stands.")
        session.add(
            PortalSubmissionRow(
                edition=edition.id, number=len(earlier) + 1, portal=code, receipt=text, sent_at=at,
                recorded_by=by.name, recorded_at=now,
            )
        )  # fmt: skip
        details = {"by": by.name, "portal": code, "number": len(earlier) + 1}
        audit.record(session, context.clock, act="mark sent", subject=edition.name, details=details)
        return read_portal_submissions(session, edition)[-1]


def load_portal_report(
    context: AppContext, edition: PublishedEdition, number: int, report: NewPortalReport, *, by: Principal
) -> PortalSubmission:
    """Keep a portal's report on a sending, each finding on the line of the edition that it names, where it is one.

    The same file again changes nothing. ``number``: of the sending.

    Raises:
        NotFound, Forbidden: as the policy says; or there is no such sending.
    """
    check_load_portal_report(by, edition.subject)
    lines = _lines(context.blobs, edition)
    report = replace(report, findings=[_resolve_line(finding, lines) for finding in report.findings])
    context.blobs.keep(EDITIONS, report.data)
    with transaction(context.engine) as session:
        sending = find_portal_submission(session, edition, number).id
        details = add_report(context, session, REPORTS, sending, report, by=by)
        if details is not None:
            details["number"] = number
            audit.record(session, context.clock, act="load portal report", subject=edition.name, details=details)
        return find_portal_submission(session, edition, number)


def read_portal_submissions(session: Session, edition: PublishedEdition) -> list[PortalSubmission]:
    """Every portal submission of an edition, in order, with its reports."""
    rows = session.exec(
        select(PortalSubmissionRow)
        .where(PortalSubmissionRow.edition == edition.id)
        .order_by(col(PortalSubmissionRow.number))
    )
    return [_portal_submission(session, row) for row in rows]


def find_portal_submission(session: Session, edition: PublishedEdition, number: int | None = None) -> PortalSubmission:
    """A sending by its number; without one, the last. Raises ``NotFound``."""
    for submission in reversed(read_portal_submissions(session, edition)):
        if number in (None, submission.number):
            return submission
    which = "was not sent yet, as far as is known" if number is None else f"has no sending {number}"
    raise NotFound(f"The edition {which}.", mend="Say first that it was sent, to which portal and with which receipt.")


def _portal_submission(session: Session, row: PortalSubmissionRow) -> PortalSubmission:
    assert row.id is not None
    return PortalSubmission(
        row.id, row.number, row.portal, row.receipt, row.sent_at, row.recorded_by, row.recorded_at,
        read_reports(session, REPORTS, row.id),
    )  # fmt: skip


def _lines(blobs: BlobStore, edition: PublishedEdition) -> dict[str | None, str]:
    """The edition's lines by their folded names, with and without blanks: ``NI 62`` and ``ni62``."""
    names = read_edition_cells(blobs, edition, "regulator")["line"].unique()
    return {_fold(name): name for name in names}


def _fold(text: str | None) -> str | None:
    return "".join(text.split()).casefold() if text is not None else None


def _resolve_line(finding: PortalFinding, lines: dict[str | None, str]) -> PortalFinding:
    """The finding on the edition's line; where it names none of them, what it names goes before its message."""
    line = lines.get(_fold(finding.line))
    lost = finding.line is not None and line is None
    return replace(finding, line=line, message=f"{finding.line}: {finding.message}" if lost else finding.message)
