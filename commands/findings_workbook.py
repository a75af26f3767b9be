"""``--findings OUT``: a workbook of the findings on a file of records, with the rows that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.context import CommandContext
from returnonce.blobs import write_atomic
from returnonce.errors import WrongUsage

if TYPE_CHECKING:
    from collectors.records.check import RecordVerdict
    from collectors.submissions.uploaded_file import UploadedFile

FindingsOption = Annotated[
    Path | None,
    typer.Option("--findings", help="A workbook to write: the findings on records, with the rows that they name."),
]


def write_findings(context: CommandContext, upload: UploadedFile, result: RecordVerdict, out: Path) -> None:
    """Write the workbook, which is for the agency alone."""
    save_findings(context, render_findings_of(context, upload, result), out, agency=result.verdict.agency or "")


def render_findings_of(context: CommandContext, upload: UploadedFile, result: RecordVerdict) -> bytes:
    """The workbook of what a check found in a file, with the rows that the findings name."""
    from collectors.records.finding_rows import list_findings
    from exports.records.findings_workbook import render_findings

    definitions, verdict = context.ruleset.records, result.verdict
    lists = list_findings(upload.path, upload.name, verdict.table, verdict.letters, result.read_as, definitions)
    title = definitions.record_set(result.record_set, result.version).title
    return render_findings(lists, title=title, agency=verdict.agency or "", period=result.period.code)


def save_findings(context: CommandContext, workbook: bytes, out: Path, *, agency: str) -> None:
    """Write a workbook of findings where the agency alone reads it, and say so."""
    write_atomic(out, workbook, private=True)
    context.console.text(f"{out} has the findings with the rows that they name; it is for {agency} only.")


def require_own_place(out: Path, *others: Path) -> None:
    """The workbook replaces no record, and is not read as one the next time.

    Raises:
        WrongUsage: it would lie among the records, or where another file is written.
    """
    for other in others:
        if other.resolve() in {out.resolve(), *out.resolve().parents}:
            raise WrongUsage("The workbook would be among the records.", where="--findings", mend="Name another place.")


def no_records() -> WrongUsage:
    """What is said where a file has no such rows."""
    return WrongUsage(
        "This is no file of records.", where="--findings", mend="Leave the option out: the findings are printed."
    )
