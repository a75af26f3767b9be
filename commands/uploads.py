"""What verbs that take or check a file share: its options, and how a verdict on it is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
import typer

from collectors.submissions.column_letters import ColumnLetters, find_letter
from collectors.submissions.findings import group_findings, place_words
from collectors.submissions.verdict import UploadVerdict
from commands.context import CommandContext
from mappings.definitions.published_sources import Source, get_source, read_source
from returnonce.count_text import format_count
from returnonce.errors import WrongUsage

if TYPE_CHECKING:
    from collectors.submissions.receipts import SubmissionReceipt

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
LastYear = Annotated[
    Path | None, typer.Option("--last-year", help="Return of the year before, for the rules that compare the two.")
]
SentUnder = Annotated[
    str | None,
    typer.Option(
        "--sent-under", help="A code by which the records name their sender, where it is right and not the agency's."
    ),
]
MaybeAgency = Annotated[str | None, typer.Option("--agency", help="Code of the agency that sends it.")]


def say_verdict(context: CommandContext, verdict: UploadVerdict) -> None:
    """What a judgement found, for programs and for people."""
    context.console.data(receipt_data(verdict))
    say_groups(context, verdict.table, verdict.letters)
    for what in verdict.comparisons_not_made:
        context.console.say(f"Not compared: {what}.")
    context.console.text(conclude(verdict.counts, "would be accepted" if verdict.accepted else "would be refused"))


def find_source(context: CommandContext, name: str | None, mapping: Path | None) -> Source | None:
    """The published source that was named, or that of a mapping file of one's own; None where neither was given."""
    if mapping is not None:
        source = read_source(mapping)
        if name not in {None, source.source}:
            raise WrongUsage(f"The mapping is for {source.source!r}, not {name!r}.", where="--source")
        return source
    return get_source(context.ruleset.sources, name) if name is not None else None


def receipt_data(result: UploadVerdict | SubmissionReceipt) -> dict[str, Any]:
    """What a program is told of a file."""
    findings = [
        finding._asdict() | {"column_letter": find_letter(result.letters, finding.sheet, finding.column)}
        for finding in result.findings
    ]
    return {"accepted": result.accepted, "agency": result.agency, "counts": result.counts, "findings": findings}


def say_receipt(context: CommandContext, receipt: SubmissionReceipt) -> None:
    """What became of a file that was collected, or what would of one that was received before."""
    context.console.data(
        receipt_data(receipt) | {"submission": receipt.name, "repeated": receipt.repeated, "file": receipt.file}
    )
    say_groups(context, receipt.table, receipt.letters)
    context.console.text(conclude(receipt.counts, _fate(receipt)))


def _fate(receipt: SubmissionReceipt) -> str:
    if not receipt.accepted:
        return "refused; nothing was stored"
    name = (receipt.name or "")[:12]
    return f"received before, as submission {name}" if receipt.repeated else f"accepted as submission {name}"


def say_groups(context: CommandContext, table: pl.DataFrame, letters: ColumnLetters) -> None:
    """The findings, those of one kind together, each with its column's letter."""
    for group in group_findings(table, context.ruleset.finding_kinds):
        more = (
            f" ({group.total:,} times; the first {len(group.first_findings)})"
            if group.total > len(group.first_findings)
            else ""
        )
        context.console.text(f"{group.kind.severity.upper()} {group.code}{more}: {group.kind.why}")
        for finding in group.first_findings:
            context.console.text(f"  {place_words(finding, letters)}: {finding.message} {finding.mend}")
        context.console.text("")


def conclude(counts: dict[str, int], fate: str) -> str:
    """One sentence: how many rows, figures and findings, and what becomes of the file."""
    named = (("error", "errors"), ("query", "queries"), ("note", "notes"))
    kinds = ", ".join(format_count(counts.get(one, 0), one, many) for one, many in named)
    size = f"{format_count(counts.get('rows', 0), 'row')}, {format_count(counts.get('figures', 0), 'figure')}"
    return f"{size}; {kinds}: {fate}."
