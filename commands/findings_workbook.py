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
    from collectors.records.finding_rows import list_findings
    from exports.records.findings_workbook import render_findings

    definitions, agency = context.ruleset.records, result.verdict.agency or ""
    verdict = result.verdict
    lists = list_findings(upload.path, upload.name, verdict.table, verdict.letters, result.read_as, definitions)
    title = definitions.record_set(result.record_set, result.version).title
    data = render_findings(lists, title=title, agency=agency, period=result.period.code)
    write_atomic(out, data, private=True)
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
