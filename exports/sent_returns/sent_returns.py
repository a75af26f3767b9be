"""Notes that a return of the schedule was sent and what its portal said, and takes back what was noted by mistake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from exports.editions.recipients.portal_reports import PortalReport, ReportTables, add_report, read_reports
from exports.editions.storage.edition_blobs import EDITIONS
from exports.sent_returns.models import SentReturnEndRow, SentReturnFindingRow, SentReturnReportRow, SentReturnRow
from mappings.definitions.portals import NewPortalReport, find_portal
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_load_portal_report, check_mark_sent
from returnonce.access.principals import PolicySubject, Principal
from returnonce.db import transaction
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.errors import Conflict, NotFound, Refused

REPORTS = ReportTables(SentReturnReportRow, SentReturnFindingRow, sending="sent_return")


@dataclass(frozen=True)
class ScheduleKey:
    """One return of the schedule for one area and period; ``stage`` is empty where it is sent once."""

    place: str
    return_code: str
    area: str
    period: str
    stage: str = ""

    @property
    def name(self) -> str:
        """``kent/sen2/E10000016/FY2026-27``."""
        parts = (self.place, self.return_code, self.area, self.period, self.stage)
        return "/".join(part for part in parts if part)

    @property
    def subject(self) -> PolicySubject:
        """The subject of access checks."""
        return PolicySubject(place=self.place, area=self.area, return_code=self.return_code)


@dataclass(frozen=True)
class SentReturn:
    """A return was sent once; ``number`` counts. ``ended``: why it was taken back, where it was noted by mistake."""

    id: int
    key: ScheduleKey
    number: int
    portal: str
    receipt: str
    sent_by: str
    sent_at: datetime
    recorded_by: str
    recorded_at: datetime
    ended: str | None = None
    reports: tuple[PortalReport, ...] = ()


@dataclass(frozen=True)
class SendingDetails:
    """What is said of a sending. ``portal``: without it, the return's own; ``sent_by``: the person who sent it."""

    receipt: str
    portal: str | None = None
    sent_by: str | None = None
    sent_at: datetime | None = None


def mark_return_sent(context: AppContext, key: ScheduleKey, sending: SendingDetails, *, by: Principal) -> SentReturn:
    """Note that a return was sent. The same portal and receipt again are the same sending.

    Raises:
        NotFound, Forbidden: as the policy says; or there is no such portal.
        Refused: no receipt or no portal is known, or it was sent in time to come.
    """
    check_mark_sent(by, key.subject)
    portal, receipt, now = _find_portal(context, key, sending.portal), sending.receipt.strip(), context.clock.now()
    if not receipt:
        raise Refused("The receipt is missing.", where="receipt", mend="Give its number, or how it was told.")
    sent_at = sending.sent_at or now
    if sent_at > now:
        raise Refused("It cannot have been sent then.", where="sent_at", mend="Give an instant that is not to come.")
    with transaction(context.engine) as session:
        earlier = read_sent_returns(session, key)
        same = next((one for one in earlier if (one.portal, one.receipt, one.ended) == (portal, receipt, None)), None)
        if same is not None:
            return same
        row = SentReturnRow(
            **vars(key), number=len(earlier) + 1, portal=portal, receipt=receipt,
            sent_by=(sending.sent_by or by.name).strip(), sent_at=sent_at, recorded_by=by.name, recorded_at=now,
        )  # fmt: skip
        session.add(row)
        details = {"by": by.name, "portal": portal, "number": row.number}
        audit.record(session, context.clock, act="mark return sent", subject=key.name, details=details)
        return read_sent_returns(session, key)[-1]


def _find_portal(context: AppContext, key: ScheduleKey, portal: str | None) -> str:
    own = context.ruleset.scheduled_returns[key.return_code].portal
    if portal is None and own == NOT_ESTABLISHED:
        mend = f"Name the portal, one of {', '.join(context.ruleset.portals)}."
        raise Refused(f"Through which portal {key.return_code} goes is not established.", where="portal", mend=mend)
    return find_portal(context.ruleset.portals, portal or own).portal


def end_sent_return(context: AppContext, key: ScheduleKey, number: int, *, reason: str, by: Principal) -> SentReturn:
    """Take back a sending that was noted by mistake; it stays in the list with the reason.

    Raises:
        NotFound, Forbidden: as the policy says; or there is no such sending.
        Refused: no reason is given.
        Conflict: it was taken back already.
    """
    check_mark_sent(by, key.subject)
    if not reason.strip():
        raise Refused("No reason is given.", where="reason", mend="Say why it counts as not sent.")
    with transaction(context.engine) as session:
        sent = find_sent_return(session, key, number)
        if sent.ended is not None:
            raise Conflict(f"Sending {number} was taken back already.", mend="Nothing is left to do.")
        now = context.clock.now()
        session.add(SentReturnEndRow(sent_return=sent.id, reason=reason.strip(), by=by.name, at=now))
        details = {"by": by.name, "number": number, "reason": reason.strip()}
        audit.record(session, context.clock, act="end sent return", subject=key.name, details=details)
    return replace(sent, ended=reason.strip())


def load_sent_return_report(
    context: AppContext, key: ScheduleKey, number: int, report: NewPortalReport, *, by: Principal
) -> SentReturn:
    """Keep a portal's report with its findings, as the portal names lines: none of the return's are known here.

    The same file again changes nothing. ``number``: of the sending.

    Raises:
        NotFound, Forbidden: as the policy says; or there is no such sending.
    """
    check_load_portal_report(by, key.subject)
    context.blobs.keep(EDITIONS, report.data)
    with transaction(context.engine) as session:
        details = add_report(context, session, REPORTS, find_sent_return(session, key, number).id, report, by=by)
        if details is not None:
            details["number"] = number
            audit.record(session, context.clock, act="load return report", subject=key.name, details=details)
        return find_sent_return(session, key, number)


def read_sent_returns(session: Session, key: ScheduleKey) -> list[SentReturn]:
    """Every sending of a return for its area, period and stage, in order, with the portal's reports."""
    row = SentReturnRow
    conditions = (getattr(row, name) == value for name, value in vars(key).items())
    rows = session.exec(select(row).where(*conditions).order_by(col(row.number)))
    return [_make_sent_return(session, each, key) for each in rows]


def find_sent_return(session: Session, key: ScheduleKey, number: int | None = None) -> SentReturn:
    """A sending by its number; without one, the last that counts. Raises ``NotFound``."""
    for sent in reversed(read_sent_returns(session, key)):
        if number == sent.number or (number is None and sent.ended is None):
            return sent
    which = f"has no sending {number}" if number else "was not sent yet, as far as is known"
    raise NotFound(f"{key.name} {which}.", mend="Say first that it was sent, and with which receipt.")


def _make_sent_return(session: Session, row: SentReturnRow, key: ScheduleKey) -> SentReturn:
    assert row.id is not None
    end = session.get(SentReturnEndRow, row.id)
    return SentReturn(
        row.id, key, row.number, row.portal, row.receipt, row.sent_by, row.sent_at, row.recorded_by, row.recorded_at,
        end.reason if end else None, read_reports(session, REPORTS, row.id),
    )  # fmt: skip
