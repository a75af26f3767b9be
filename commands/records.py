"""``returnonce derive | records | purge``: records at home, what is kept of those that were sent, and its end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from collectors.recognise_record_set import recognise_record_set
from collectors.records.check import check_record_file
from collectors.records.local_derivation import write_local_derivation
from collectors.records.purge import PurgeItem, find_named, list_due, purge
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from commands.context import AgencyOption, CommandContext, JsonOption, open_context
from commands.findings_workbook import FindingsOption, require_own_place, write_findings
from commands.uploads import LastYear, RecordPeriod, RecordVersion, SentUnder, say_verdict
from indicators.figures.models import BatchRow
from indicators.records.models import RecordPurgeRow, RecordSubmissionRow
from mappings.place.sharing_register import find_sharing_entries
from returnonce.blobs import write_atomic
from returnonce.clock import today
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.errors import Refused
from upkeep.unnamed_files import sweep_files


def derive(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The records: a .csv, .zip, .xml or .xlsx, or a folder.")
    ],
    agency: AgencyOption,
    out: Annotated[Path, typer.Option("--out", help="The workbook of figures to write.")],
    period: RecordPeriod = None,
    version: RecordVersion = None,
    last_year: LastYear = None,
    sent_under: SentUnder = None,
    findings: FindingsOption = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option("--earlier", help="A file of adults that was sent before this one; once for each, oldest first."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Work figures out from records that stay here; only figures, findings and the file's hash are written."""
    context = open_context(as_json)
    if findings is not None:
        require_own_place(findings, file, out)
    with copy_upload(
        file,
        agency,
        period=period,
        version=version,
        last_year=last_year,
        sent_under=sent_under,
        earlier=tuple(earlier or ()),
    ) as upload:
        code = recognise_record_set(upload.path, context.ruleset.records, name=upload.name)
        if code is None:
            raise Refused(
                "This is no file of records.", where="FILE", mend="An upload of figures needs no deriving; collect it."
            )
        verdict = check_record_file(CheckContext(context), upload, code)
        written = write_local_derivation(verdict, file_hash=upload.sha256, ruleset=context.ruleset.hash)
        if findings is not None:
            write_findings(context, upload, verdict, findings)
    say_verdict(context, verdict.verdict)
    if verdict.accepted:
        write_atomic(out, written)
        context.console.text(
            f"{out} holds {format_count(verdict.verdict.figures.height, 'figure')} and no row about a person; "
            "send it to be collected."
        )
    raise typer.Exit(0 if verdict.accepted else 1)


def records(
    agency: Annotated[str | None, typer.Option("--agency", help="Of this agency alone.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Which record sets are kept, until when, and which were purged."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        purged = {row.batch: row.at.date() for row in session.exec(select(RecordPurgeRow))}
        query = select(RecordSubmissionRow, BatchRow.name).join(BatchRow, BatchRow.id == RecordSubmissionRow.batch)  # type: ignore[arg-type]
        rows = [
            (name[:12], row.agency, row.record_set, row.version, row.period, row.rows,
             f"purged {purged[row.batch]}" if row.batch in purged else f"kept until {row.keep_until}",
             "" if row.batch in purged else _sharing_words(context, row))
            for row, name in session.exec(query.order_by(col(RecordSubmissionRow.batch).desc()))
            if agency in {None, row.agency}
        ]  # fmt: skip
    headings = ["submission", "agency", "record set", "version", "period", "rows", "state", "data-sharing agreement"]
    context.console.data([dict(zip(headings, row, strict=True)) for row in rows])
    context.console.table(headings, rows)


def _sharing_words(context: CommandContext, row: RecordSubmissionRow) -> str:
    """The agreements under which an agency gave records that are kept, each with its state; empty without any."""
    entries = find_sharing_entries(
        context.ruleset.places.values(), today(context.clock), what=[row.record_set], discloser=row.agency
    )
    return "; ".join(
        f"{entry.agreement.code if entry.agreement else entry.parties.recipient}: {entry.state}" for entry in entries
    )


def purge_verb(
    submission: Annotated[str | None, typer.Option("--submission", help="Only this one, before its time.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why it is destroyed before its time.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be destroyed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Destroy the keys of records and refused uploads that are due; figures, hashes and audit stay."""
    context = open_context(as_json)
    vault = context.vault
    with reading(context.engine) as session:
        items = [find_named(session, submission, reason)] if submission else list_due(session, vault, context.clock)
    if not dry_run:
        purge(context, items)
        sweep_files(context)
    _say_purge(context, items, dry_run)


def _say_purge(context: CommandContext, items: list[PurgeItem], dry_run: bool) -> None:
    headings = ["submission", "what", "agency", "period", "kept until", "why"]
    rows = [((d.submission or d.case_name)[:12], d.what, d.agency, d.period, d.keep_until, d.reason) for d in items]
    context.console.data([dict(zip(headings, row, strict=True)) | {"destroyed": not dry_run} for row in rows])
    context.console.table(headings, rows, none="Nothing is due to be destroyed.")
    participle = "would be destroyed" if dry_run else "destroyed"
    context.console.text(
        f"{len(items)} {'key' if len(items) == 1 else 'keys'} {participle}; figures, hashes and audit stay."
    )
