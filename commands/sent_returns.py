"""``returnonce sent`` of a return that stands in the schedule alone: sent, taken back, or the portal's report on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from commands.context import CommandContext
from commands.portal_report import read_own_report
from exports.sent_returns.schedule_keys import find_schedule_key
from exports.sent_returns.sent_returns import (
    ScheduleKey,
    SendingDetails,
    SentReturn,
    end_sent_return,
    find_sent_return,
    load_sent_return_report,
    mark_return_sent,
    read_sent_returns,
)
from mappings.obligations.event_ledger import read_events
from returnonce.access.principals import Principal
from returnonce.clock import parse_instant
from returnonce.db import reading
from returnonce.errors import WrongUsage

SHOWN = 20


@dataclass(frozen=True)
class SendingRequest:
    """What is asked of ``returnonce sent`` about a return of the schedule."""

    portal: str | None
    receipt: str | None
    at: str | None
    sent_by: str | None
    report: Path | None
    sending: int | None
    mistaken: str | None
    stage: str | None


def note_sent_return(
    context: CommandContext, return_code: str, area: str, period: str, options: SendingRequest, by: Principal
) -> None:
    """Do what the options say, and tell all that is known of the return's sending. Raises as what it calls does."""
    with reading(context.engine) as session:
        events = read_events(session)
    key = find_schedule_key(context.ruleset, return_code, area, period, stage=options.stage, events=events)
    if options.report is not None:
        _load_report(context, key, options.report, options.sending, by)
    elif options.mistaken is not None:
        with reading(context.engine) as session:
            number = find_sent_return(session, key, options.sending).number
        end_sent_return(context, key, number, reason=options.mistaken, by=by)
    elif options.receipt is not None:
        when = parse_instant(options.at, where="--at") if options.at else None
        sending = SendingDetails(options.receipt, options.portal, options.sent_by, when)
        mark_return_sent(context, key, sending, by=by)
    elif options.portal is not None:
        raise WrongUsage("The portal's receipt is missing.", where="--receipt", mend="Give it, or how it was told.")
    with reading(context.engine) as session:
        _say(context, key, read_sent_returns(session, key))


def _load_report(context: CommandContext, key: ScheduleKey, report: Path, number: int | None, by: Principal) -> None:
    with reading(context.engine) as session:
        sent = find_sent_return(session, key, number)
    new_report = read_own_report(context.ruleset, report, sent.portal)
    load_sent_return_report(context, key, sent.number, new_report, by=by)


def _say(context: CommandContext, key: ScheduleKey, sent_returns: list[SentReturn]) -> None:
    context.console.data({"return": key.name, "sendings": [_as_data(sent) for sent in sent_returns]})
    if not sent_returns:
        context.console.text(f"{key.name} was not sent yet, as far as is known here.")
        return
    rows = [
        (sent.number, sent.sent_at, sent.sent_by, sent.portal, sent.receipt, _count_findings(sent), sent.ended or "")
        for sent in sent_returns
    ]
    context.console.table(["number", "sent", "by", "portal", "receipt", "findings", "taken back"], rows)
    last = next((sent for sent in reversed(sent_returns) if sent.ended is None and sent.reports), None)
    if last is not None:
        findings = last.reports[-1].findings
        table = [(one.severity, one.row, one.line, one.code, one.message) for one in findings[:SHOWN]]
        context.console.table(["severity", "row", "line", "code", "message"], table)
        if len(findings) > SHOWN:
            context.console.say(f"And {len(findings) - SHOWN:,} more; --json has them all.")


def _count_findings(sent_return: SentReturn) -> str:
    return f"{len(sent_return.reports[-1].findings):,}" if sent_return.reports else "no report"


def _as_data(sent_return: SentReturn) -> dict[str, object]:
    reports = [
        {"file": one.file, "file_name": one.file_name, "findings": [vars(each) for each in one.findings]}
        for one in sent_return.reports
    ]
    told = {name: value for name, value in vars(sent_return).items() if name not in {"id", "key", "reports"}}
    return {**told, "reports": reports}
