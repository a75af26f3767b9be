"""``returnonce template | collect | withdraw``: the single upload, before, during and after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.published.accept import accept_published
from collectors.receive_upload import receive
from collectors.submissions.receipts import list_submissions, withdraw_submission
from collectors.submissions.uploaded_file import copy_upload
from collectors.template.workbook import make_template
from commands.context import AgencyOption, CommandContext, JsonOption, PeriodOption, open_context
from commands.sharing import say_sharing
from commands.uploads import (
    FileArgument,
    LastYear,
    MappingOption,
    MaybeAgency,
    RecordPeriod,
    RecordVersion,
    SentUnder,
    SourceOption,
    find_source,
    say_receipt,
)
from indicators.period.printed import read_period
from indicators.records.sealed_records import find_record_set_of
from returnonce.blobs import write_atomic
from returnonce.db import reading
from returnonce.errors import WrongUsage


def template(
    agency: AgencyOption,
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    return_code: Annotated[
        str | None, typer.Option("--return", help="Only what this return waits for, such as vital-signs.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """A workbook of what an agency owes for a period and nobody has given."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        data = make_template(
            context.ruleset,
            session,
            agency=agency,
            period=read_period(period).code,
            clock=context.clock,
            return_code=return_code,
        )
    write_atomic(out, data)
    context.console.data({"file": str(out), "agency": agency, "period": period, "return": return_code})
    whom = f"{agency} owes to {return_code}" if return_code else f"{agency} owes"
    context.console.text(f"{out} asks for what {whom} for {period} and nobody has given yet.")


def collect(
    file: FileArgument,
    agency: MaybeAgency = None,
    source: SourceOption = None,
    mapping: MappingOption = None,
    period: RecordPeriod = None,
    version: RecordVersion = None,
    last_year: LastYear = None,
    sent_under: SentUnder = None,
    as_json: JsonOption = False,
) -> None:
    """Take an agency's figures or records, or a publisher's file: whole, or not at all."""
    context = open_context(as_json)
    published_source = find_source(context, source, mapping)
    if published_source is not None:
        receipt = accept_published(context, file, published_source)
    elif agency is not None:
        with copy_upload(
            file, agency, period=period, version=version, last_year=last_year, sent_under=sent_under
        ) as upload:
            receipt = receive(context, upload)
    else:
        raise WrongUsage("Who sends this file is not said.", mend="Give --agency CODE, or --source NAME.")
    say_receipt(context, receipt)
    if receipt.name is not None and agency is not None:
        _say_sharing(context, receipt.name, agency)
    raise typer.Exit(0 if receipt.accepted else 1)


def _say_sharing(context: CommandContext, submission: str, agency: str) -> None:
    """Of records, what the registers of data-sharing agreements say."""
    with reading(context.engine) as session:
        record_set = find_record_set_of(session, submission)
    if record_set is not None:
        say_sharing(context, what=[record_set], discloser=agency)


def withdraw(
    submission: Annotated[str, typer.Argument(help="Name of the submission, or its first figures.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is withdrawn; kept in the audit trail.")],
    as_json: JsonOption = False,
) -> None:
    """Take a submission back: the version before it counts again."""
    context = open_context(as_json)
    row, repeated = withdraw_submission(context, submission, reason=reason)
    context.console.data({"submission": row.name, "agency": row.agency, "file_name": row.file_name, "reason": reason,
                          "repeated": repeated})  # fmt: skip
    state = "was withdrawn before, for this reason; nothing more is to be done" if repeated else "is withdrawn"
    context.console.text(f"Submission {row.name[:12]} of {row.agency} ({row.file_name}) {state}.")


def submissions(agency: MaybeAgency = None, as_json: JsonOption = False) -> None:
    """What was accepted, newest first."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        rows = [
            (row.name[:12], row.received_at.date(), row.agency, row.file_name, "withdrawn" if gone else "")
            for row, gone in list_submissions(session, agency=agency)
        ]
    headings = ["submission", "received", "agency", "file", ""]
    context.console.data(
        [dict(zip(["submission", "received", "agency", "file", "state"], row, strict=True)) for row in rows]
    )
    context.console.table(headings, rows)
