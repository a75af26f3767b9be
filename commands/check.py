"""``returnonce check FILE``: what collecting it would say, by as little of the program as that needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.check_upload import check_here, check_upload_for, was_received
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import UploadedFile, copy_upload
from collectors.submissions.verdict import UploadVerdict
from commands.context import CommandContext, JsonOption, open_context
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
    say_verdict,
)
from returnonce.blobs import write_atomic
from returnonce.errors import WrongUsage


def check(
    file: FileArgument,
    agency: MaybeAgency = None,
    source: SourceOption = None,
    mapping: MappingOption = None,
    period: RecordPeriod = None,
    version: RecordVersion = None,
    last_year: LastYear = None,
    sent_under: SentUnder = None,
    findings: Annotated[
        Path | None,
        typer.Option("--findings", help="A workbook to write: the findings on records, with the rows that they name."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Everything that collecting the file would say; nothing is stored. Works without a store."""
    context = open_context(as_json)
    published_source = find_source(context, source, mapping)
    if findings is not None:
        _require_own_place(findings, file, published=published_source is not None)
    if published_source is not None:
        from collectors.published.accept import check_published

        data = file.read_bytes() if file.is_file() else b""
        verdict = check_published(CheckContext(context), data, published_source)
    else:
        with copy_upload(
            file, agency, period=period, version=version, last_year=last_year, sent_under=sent_under
        ) as upload:
            if findings is None and was_received(context, upload) and _tell_received(context, upload):
                raise typer.Exit(0)
            verdict = check_upload_for(context, upload) if findings is None else _list(context, upload, findings)
    say_verdict(context, verdict)
    raise typer.Exit(0 if verdict.accepted else 1)


def _tell_received(context: CommandContext, upload: UploadedFile) -> bool:
    """Where the agency's same bytes were received before: what collecting them again says. False where they were not.

    Raises:
        Conflict: as collecting them does.
    """
    from collectors.receive_upload import find_received

    receipt = find_received(context, upload, check_here(context, upload))
    if receipt is not None:
        say_receipt(context, receipt)
    return receipt is not None


def _list(context: CommandContext, upload: UploadedFile, out: Path) -> UploadVerdict:
    """The verdict on a file of records, with the workbook of its findings written."""
    from collectors.records.check import RecordVerdict
    from collectors.records.finding_rows import list_findings
    from exports.records.findings_workbook import render_findings

    result = check_here(context, upload)
    if not isinstance(result, RecordVerdict):
        raise _no_records()
    definitions, agency = context.ruleset.records, result.verdict.agency or ""
    lists = list_findings(upload, result, definitions)
    title = definitions.record_set(result.record_set, result.version).title
    data = render_findings(lists, title=title, agency=agency, period=result.period.code)
    write_atomic(out, data, private=True)
    context.console.say(f"{out} has the findings with the rows that they name; it is for {agency} only.")
    return result.verdict


def _require_own_place(out: Path, file: Path, *, published: bool) -> None:
    """The workbook replaces no record, and is not read as one the next time."""
    if published:
        raise _no_records()
    if file.resolve() in {out.resolve(), *out.resolve().parents}:
        raise WrongUsage("The workbook would be among the records.", where="--findings", mend="Name another place.")


def _no_records() -> WrongUsage:
    return WrongUsage(
        "This is no file of records.", where="--findings", mend="Leave the option out: the findings are printed."
    )
