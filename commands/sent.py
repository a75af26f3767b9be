"""``returnonce sent``: an edition was taken to a portal that only takes uploads; and what the portal said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.acting_account import ByOption, find_acting_by_rules
from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, ReturnArgument, open_context
from commands.editions import NumberOption, edition_named
from commands.portal_report import read_own_report
from commands.sent_returns import SendingRequest, note_sent_return
from exports.editions.published_editions import PublishedEdition
from exports.editions.recipients.portal_submissions import (
    PortalSubmission,
    find_portal_submission,
    load_portal_report,
    mark_sent,
)
from exports.sent_returns.schedule_keys import is_made_elsewhere
from returnonce.access.principals import Principal
from returnonce.clock import parse_instant
from returnonce.db import reading
from returnonce.errors import WrongUsage

SHOWN = 20


def sent(
    return_code: ReturnArgument,
    area: AreaOption,
    period: PeriodOption,
    number: NumberOption = None,
    portal: Annotated[str | None, typer.Option("--portal", help="Such as collect, dams or other.")] = None,
    receipt: Annotated[str | None, typer.Option("--receipt", help="What the portal gave as receipt.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="When; now without it.")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="The portal's own report (.csv or .xlsx).")] = None,
    sending: Annotated[int | None, typer.Option("--sending", help="Which sending the report is on; the last.")] = None,
    sent_by: Annotated[str | None, typer.Option("--sent-by", help="Who sent it, if not who notes it.")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="Of a return that is sent in several, which.")] = None,
    mistaken: Annotated[str | None, typer.Option("--mistaken", help="Why a sending counts no more.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note that an edition, or a return that is made elsewhere, was sent; or load what the portal said of it."""
    context = open_context(as_json)
    if is_made_elsewhere(context.ruleset, return_code, area, period):
        options = SendingRequest(portal, receipt, at, sent_by, report, sending, mistaken, stage)
        note_sent_return(context, return_code, area, period, options, find_acting_by_rules(context, by))
        return
    one, person = edition_named(context, return_code, area, period, number), find_acting_by_rules(context, by)
    if report is not None:
        _say(context, one, _load(context, one, person, report, sending))
        return
    if portal is None or receipt is None:
        raise WrongUsage("Where it was sent is not said.", mend="Give --portal and --receipt; or --report FILE.")
    when = parse_instant(at, where="--at") if at else None
    new_sending = mark_sent(context, one, by=person, portal=portal, receipt=receipt, sent_at=when)
    _say(context, one, new_sending)


def _load(
    context: CommandContext, edition: PublishedEdition, by: Principal, report: Path, number: int | None
) -> PortalSubmission:
    with reading(context.engine) as session:
        sending = find_portal_submission(session, edition, number)
    new_report = read_own_report(context.ruleset, report, sending.portal)
    return load_portal_report(context, edition, sending.number, new_report, by=by)


def _say(context: CommandContext, edition: PublishedEdition, sending: PortalSubmission) -> None:
    findings = [finding for report in sending.reports for finding in report.findings]
    context.console.data(
        {
            "edition": edition.name, "sending": sending.number, "portal": sending.portal, "receipt": sending.receipt,
            "sent_at": sending.sent_at, "by": sending.recorded_by,
            "findings": [vars(finding) for finding in findings],
        }
    )  # fmt: skip
    rows = [(finding.severity, finding.line, finding.code, finding.message) for finding in findings[:SHOWN]]
    if rows:
        context.console.table(["severity", "line", "code", "message"], rows)
    things = f"{len(findings)} things" if len(findings) != 1 else "one thing"
    portal_words = f"; the portal found {things}" if sending.reports else ""
    context.console.text(f"{edition.name} was sent to {sending.portal}, receipt {sending.receipt}{portal_words}.")
