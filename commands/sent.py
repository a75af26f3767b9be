"""``returnonce sent``: an edition was taken to a portal that only takes uploads; and what the portal said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.portal_report import read_portal_report
from collectors.readers.file_names import safe_name
from commands.acting_account import ByOption, who
from commands.approvals import ReturnArgument
from commands.context import AreaOption, Door, JsonOption, PeriodOption, enter
from commands.editions import NumberOption, edition_named
from exports.editions.published_editions import PublishedEdition
from exports.editions.recipients.portal_submissions import (
    PortalSubmission,
    load_portal_report,
    mark_sent,
    read_portal_submissions,
)
from mappings.definitions.portals import get_portal
from returnonce.access.principals import Principal
from returnonce.clock import parse_instant
from returnonce.db import reading
from returnonce.errors import NotFound, WrongUsage

SHOWN = 20


def sent(
    return_code: ReturnArgument,
    area: AreaOption,
    period: PeriodOption,
    number: NumberOption = None,
    portal: Annotated[str | None, typer.Option("--portal", help="collect, dams, hub or unify2.")] = None,
    receipt: Annotated[str | None, typer.Option("--receipt", help="What the portal gave as receipt.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="When; now without it.")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="The portal's own report (.csv or .xlsx).")] = None,
    sending: Annotated[int | None, typer.Option("--sending", help="Which sending the report is on; the last.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note that an edition was sent, or load the portal's report of errors on what was sent."""
    door = enter(as_json)
    one, person = edition_named(door, return_code, area, period, number), who(door, by)
    if report is not None:
        _say(door, one, _load(door, one, person, report, sending))
        return
    if portal is None or receipt is None:
        raise WrongUsage("Where it was sent is not said.", mend="Give --portal and --receipt; or --report FILE.")
    when = parse_instant(at, where="--at") if at else None
    made = mark_sent(door.engine, door.clock, edition=one, by=person, portal=portal, receipt=receipt, sent_at=when)
    _say(door, one, made)


def _load(door: Door, one: PublishedEdition, by: Principal, report: Path, number: int | None) -> PortalSubmission:
    with reading(door.engine) as session:
        had = read_portal_submissions(session, one)
    chosen = next((each for each in reversed(had) if number in {None, each.number}), None)
    if chosen is None:
        raise NotFound("The edition was not sent yet, as far as is known.", mend="Say so first: --portal, --receipt.")
    data, findings = read_portal_report(report, get_portal(chosen.portal))
    return load_portal_report(
        door.engine, door.settings.home, door.clock, edition=one, number=chosen.number, by=by, data=data,
        file_name=safe_name(report.name), findings=findings,
    )  # fmt: skip


def _say(door: Door, one: PublishedEdition, made: PortalSubmission) -> None:
    findings = [finding for report in made.reports for finding in report.findings]
    door.talk.data(
        {
            "edition": one.name, "sending": made.number, "portal": made.portal, "receipt": made.receipt,
            "sent_at": made.sent_at, "by": made.recorded_by,
            "findings": [vars(finding) for finding in findings],
        }
    )  # fmt: skip
    rows = [(finding.severity, finding.line, finding.code, finding.message) for finding in findings[:SHOWN]]
    if rows:
        door.talk.table(["severity", "line", "code", "message"], rows)
    things = f"{len(findings)} things" if len(findings) != 1 else "one thing"
    said = f"; the portal found {things}" if made.reports else ""
    door.talk.say(f"{one.name} was sent to {made.portal}, receipt {made.receipt}{said}.")
