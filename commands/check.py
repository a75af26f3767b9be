"""``returnonce check FILE``: what collecting it would say, by as little of the program as that needs."""

from __future__ import annotations

import typer

from collectors.check_upload import check_upload_for
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from commands.context import JsonOption, open_context
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
    as_json: JsonOption = False,
) -> None:
    """Everything that collecting the file would say; nothing is stored. Works without a store."""
    context = open_context(as_json)
    published_source = find_source(context, source, mapping)
    if published_source is not None:
        from collectors.published.accept import check_published

        data = file.read_bytes() if file.is_file() else b""
        verdict = check_published(CheckContext(context), data, published_source)
    else:
        with copy_upload(
            file, agency, period=period, version=version, last_year=last_year, sent_under=sent_under
        ) as upload:
            verdict = check_upload_for(context, upload)
    say_verdict(context, verdict)
    raise typer.Exit(0 if verdict.accepted else 1)
