"""``returnonce check FILE``: what collecting it would say, by as little of the program as that needs."""

from __future__ import annotations

from pathlib import Path

import typer

from collectors.check_upload import check_here, check_upload_for, was_received
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import UploadedFile, copy_upload
from collectors.submissions.verdict import UploadVerdict
from commands.context import CommandContext, JsonOption, open_context
from commands.findings_workbook import FindingsOption, no_records, require_own_place, write_findings
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


def check(
    file: FileArgument,
    agency: MaybeAgency = None,
    source: SourceOption = None,
    mapping: MappingOption = None,
    period: RecordPeriod = None,
    version: RecordVersion = None,
    last_year: LastYear = None,
    sent_under: SentUnder = None,
    findings: FindingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Everything that collecting the file would say; nothing is stored. Works without a store."""
    context = open_context(as_json)
    published_source = find_source(context, source, mapping)
    if findings is not None:
        if published_source is not None:
            raise no_records()
        require_own_place(findings, file)
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

    result = check_here(context, upload)
    if not isinstance(result, RecordVerdict):
        raise no_records()
    write_findings(context, upload, result, out)
    return result.verdict
