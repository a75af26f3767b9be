"""``returnonce template | check | collect | withdraw``: the single upload, before, during and after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from collectors.published.accept import accept_published, check_published
from collectors.receive_upload import check_upload, receive
from collectors.submissions.check_context import CheckContext
from collectors.submissions.findings import group_findings
from collectors.submissions.receipts import SubmissionReceipt, list_submissions, withdraw_submission
from collectors.submissions.uploaded_file import UploadedFile, copy_upload
from collectors.submissions.verdict import UploadVerdict
from collectors.template.workbook import make_template
from commands.context import AgencyOption, CommandContext, JsonOption, PeriodOption, open_context
from mappings.definitions.published_sources import Source, get_source, read_source
from returnonce.blobs import write_atomic
from returnonce.db import reading
from returnonce.errors import WrongUsage

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Figures (.csv, .xlsx) or records (.csv, .zip, .xml, .xlsx or a folder).")
]
SourceOption = Annotated[str | None, typer.Option("--source", help="A published file's source, instead of --agency.")]
MappingOption = Annotated[Path | None, typer.Option("--mapping", help="A mapping file of one's own for --source.")]
RecordPeriod = Annotated[
    str | None, typer.Option("--period", help="Period that records are of, such as FY2024-25; the file may tell it.")
]
RecordVersion = Annotated[
    str | None, typer.Option("--version", help="Version of the record set, such as K; the period or file tells it.")
]
MaybeAgency = Annotated[str | None, typer.Option("--agency", help="Code of the agency that sends it.")]


def template(
    agency: AgencyOption,
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    as_json: JsonOption = False,
) -> None:
    """A workbook of what an agency owes for a period and nobody has given."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        data = make_template(context.ruleset, session, agency=agency, period=period, clock=context.clock)
    write_atomic(out, data)
    context.console.data({"file": str(out), "agency": agency, "period": period})
    context.console.say(f"{out} asks {agency} for what it owes for {period} and nobody has given yet.")


def check(
    file: FileArgument,
    agency: MaybeAgency = None,
    source: SourceOption = None,
    mapping: MappingOption = None,
    period: RecordPeriod = None,
    version: RecordVersion = None,
    as_json: JsonOption = False,
) -> None:
    """Everything that collecting the file would say; nothing is stored. Works without a store."""
    context = open_context(as_json)
    published_source = _source(context, source, mapping)
    if published_source is not None:
        data = file.read_bytes() if file.is_file() else b""
        verdict = check_published(CheckContext(context), data, published_source)
    else:
        with copy_upload(file, agency, period=period, version=version) as upload:
            verdict = _check_file(context, upload)
    say_verdict(context, verdict)
    raise typer.Exit(0 if verdict.accepted else 1)


def collect(
    file: FileArgument,
    agency: MaybeAgency = None,
    source: SourceOption = None,
    mapping: MappingOption = None,
    period: RecordPeriod = None,
    version: RecordVersion = None,
    as_json: JsonOption = False,
) -> None:
    """Take an agency's figures or records, or a publisher's file: whole, or not at all."""
    context = open_context(as_json)
    published_source = _source(context, source, mapping)
    if published_source is not None:
        receipt = accept_published(context, file, published_source)
    elif agency is not None:
        with copy_upload(file, agency, period=period, version=version) as upload:
            receipt = receive(context, upload)
    else:
        raise WrongUsage("Who sends this file is not said.", mend="Give --agency CODE, or --source NAME.")
    context.console.data(
        _receipt_data(receipt) | {"submission": receipt.name, "repeated": receipt.repeated, "file": receipt.file}
    )
    _say_groups(context, receipt.table)
    context.console.say(_conclusion(receipt.counts, _fate(receipt)))
    raise typer.Exit(0 if receipt.accepted else 1)


def withdraw(
    submission: Annotated[str, typer.Argument(help="Name of the submission, or its first figures.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is withdrawn; kept in the audit trail.")],
    as_json: JsonOption = False,
) -> None:
    """Take a submission back: the version before it counts again."""
    context = open_context(as_json)
    row = withdraw_submission(context, submission, reason=reason)
    context.console.data({"submission": row.name, "agency": row.agency, "file_name": row.file_name, "reason": reason})
    context.console.say(f"Submission {row.name[:12]} of {row.agency} ({row.file_name}) is withdrawn.")


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


def say_verdict(context: CommandContext, verdict: UploadVerdict) -> None:
    """What a judgement found, for programs and for people."""
    context.console.data(_receipt_data(verdict))
    _say_groups(context, verdict.table)
    for what in verdict.comparisons_not_made:
        context.console.say(f"Not compared: {what}.")
    context.console.say(_conclusion(verdict.counts, "would be accepted" if verdict.accepted else "would be refused"))


def _check_file(context: CommandContext, upload: UploadedFile) -> UploadVerdict:
    if not context.store_exists:
        return check_upload(CheckContext(context), upload)
    with reading(context.engine) as session:
        return check_upload(CheckContext(context, session), upload)


def _source(context: CommandContext, name: str | None, mapping: Path | None) -> Source | None:
    if mapping is not None:
        source = read_source(mapping)
        if name not in {None, source.source}:
            raise WrongUsage(f"The mapping is for {source.source!r}, not {name!r}.", where="--source")
        return source
    return get_source(context.ruleset.sources, name) if name is not None else None


def _receipt_data(result: UploadVerdict | SubmissionReceipt) -> dict[str, Any]:
    findings = [finding._asdict() for finding in result.findings]
    return {"accepted": result.accepted, "agency": result.agency, "counts": result.counts, "findings": findings}


def _say_groups(context: CommandContext, table: pl.DataFrame) -> None:
    for group in group_findings(table, context.ruleset.finding_kinds):
        more = (
            f" ({group.total:,} times; the first {len(group.first_findings)})"
            if group.total > len(group.first_findings)
            else ""
        )
        context.console.text(f"{group.kind.severity.upper()} {group.code}{more}: {group.kind.why}")
        for finding in group.first_findings:
            where = [finding.sheet, f"row {finding.row}" if finding.row else None, finding.column]
            place = ", ".join(part for part in where if part) or "the file"
            context.console.text(f"  {place}: {finding.message} {finding.mend}")
        context.console.text("")


def _fate(receipt: SubmissionReceipt) -> str:
    if not receipt.accepted:
        return "refused; nothing was stored"
    name = (receipt.name or "")[:12]
    return f"received before, as submission {name}" if receipt.repeated else f"accepted as submission {name}"


def _conclusion(counts: dict[str, int], fate: str) -> str:
    named = (("error", "errors"), ("query", "queries"), ("note", "notes"))
    kinds = ", ".join(f"{counts.get(one, 0):,} {one if counts.get(one) == 1 else many}" for one, many in named)
    return f"{counts.get('rows', 0):,} rows, {counts.get('figures', 0):,} figures; {kinds}: {fate}."
