"""Editions that a person uploaded to a portal: by whom, when, with which receipt, and the portal's reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from exports.editions.models import EditionWithdrawalRow, PortalFindingRow, PortalReportRow, PortalSubmissionRow
from exports.editions.published_editions import PublishedEdition
from exports.editions.storage.edition_blobs import EDITIONS, read_edition_cells
from mappings.definitions.portals import PortalFinding, find_portal
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_load_portal_report, check_mark_sent
from returnonce.access.principals import Principal
from returnonce.blobs import BlobStore, sha256
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound, Refused


@dataclass(frozen=True)
class NewPortalReport:
    """A portal's report as it came: its bytes, and the findings that ``collectors.portal_report`` reads in them."""

    file_name: str
    data: bytes
    findings: Sequence[PortalFinding]


@dataclass(frozen=True)
class PortalReport:
    """A portal's report: its findings, and the hash under which its file is stored."""

    file: str
    file_name: str
    loaded_by: str
    loaded_at: datetime
    findings: tuple[PortalFinding, ...]


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
    blobs, lines = context.blobs, _lines(context.blobs, edition)
    name = sha256(report.data)
    blobs.keep(EDITIONS, report.data)
    with transaction(context.engine) as session:
        sending = _read_portal_submission(session, edition, number)
        if all(earlier.file != name for earlier in sending.reports):
            # A sweep may have come between: what is named in a row must be there.
            blobs.keep(EDITIONS, report.data)
            row = PortalReportRow(
                sending=sending.id, file=name, file_name=report.file_name, loaded_by=by.name,
                loaded_at=context.clock.now(),
            )  # fmt: skip
            _add_report(session, row, report.findings, lines)
            details = {"by": by.name, "file": name, "number": number, "findings": len(report.findings)}
            audit.record(session, context.clock, act="load portal report", subject=edition.name, details=details)
        return _read_portal_submission(session, edition, number)


def _add_report(
    session: Session, row: PortalReportRow, findings: Sequence[PortalFinding], lines: dict[str | None, str]
) -> None:
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(
        PortalFindingRow(
            report=row.id, position=position, severity=one.severity, code=one.code, row_number=one.row,
            line=lines.get(_fold(one.line)), message=_message(one, lines),
        )
        for position, one in enumerate(findings)
    )  # fmt: skip
    session.flush()


def read_portal_submissions(session: Session, edition: PublishedEdition) -> list[PortalSubmission]:
    """Every portal submission of an edition, in order, with its reports."""
    rows = session.exec(
        select(PortalSubmissionRow)
        .where(PortalSubmissionRow.edition == edition.id)
        .order_by(col(PortalSubmissionRow.number))
    )
    return [_portal_submission(session, row) for row in rows]


def _read_portal_submission(session: Session, edition: PublishedEdition, number: int) -> PortalSubmission:
    for submission in read_portal_submissions(session, edition):
        if submission.number == number:
            return submission
    raise NotFound(f"The edition has no sending {number}.", mend="Say first that it was sent.")


def _portal_submission(session: Session, row: PortalSubmissionRow) -> PortalSubmission:
    assert row.id is not None
    report_rows = session.exec(
        select(PortalReportRow).where(PortalReportRow.sending == row.id).order_by(col(PortalReportRow.id))
    )
    reports = tuple(
        PortalReport(row.file, row.file_name, row.loaded_by, row.loaded_at, _findings(session, row.id or 0))
        for row in report_rows
    )
    return PortalSubmission(
        row.id, row.number, row.portal, row.receipt, row.sent_at, row.recorded_by, row.recorded_at, reports
    )  # fmt: skip


def _findings(session: Session, report: int) -> tuple[PortalFinding, ...]:
    rows = session.exec(
        select(PortalFindingRow).where(PortalFindingRow.report == report).order_by(col(PortalFindingRow.position))
    )
    return tuple(
        PortalFinding(row.severity, row.code, row.line, row.row_number, row.message)  # type: ignore[arg-type]
        for row in rows
    )


def _lines(blobs: BlobStore, edition: PublishedEdition) -> dict[str | None, str]:
    """The edition's lines by their folded names, with and without blanks: ``NI 62`` and ``ni62``."""
    names = read_edition_cells(blobs, edition, "regulator")["line"].unique()
    return {_fold(name): name for name in names}


def _fold(text: str | None) -> str | None:
    return "".join(text.split()).casefold() if text is not None else None


def _message(portal_finding: PortalFinding, lines: dict[str | None, str]) -> str:
    """The portal's message, with the line it names where that is no line of the edition."""
    if portal_finding.line is None or _fold(portal_finding.line) in lines:
        return portal_finding.message
    return f"{portal_finding.line}: {portal_finding.message}"
