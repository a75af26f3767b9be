"""``returnonce collect``: the single upload."""

from __future__ import annotations

import typer

from collectors.published.accept import accept_published
from collectors.receive_upload import receive
from collectors.submissions.uploaded_file import copy_upload
from commands.context import CommandContext, JsonOption, open_context
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
from indicators.records.sealed_records import find_record_set_of
from returnonce.db import reading
from returnonce.errors import WrongUsage


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
