"""``--findings OUT``: a workbook of the findings on a file of records, with the rows that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.context import CommandContext
from mappings.definitions.finding_kinds import SEVERITIES
from returnonce.blobs import write_atomic
from returnonce.errors import WrongUsage

if TYPE_CHECKING:
    import polars as pl

    from collectors.records.check import RecordVerdict
    from collectors.submissions.uploaded_file import UploadedFile
    from indicators.records.finding_lists import FindingLists

#: What is printed of each rule that rows break.
RULE_HEADINGS = ("severity", "rule", "table", "what", "rows")
FindingsOption = Annotated[
    Path | None,
    typer.Option("--findings", help="A workbook to write: the findings on records, with the rows that they name."),
]


def write_findings(context: CommandContext, upload: UploadedFile, result: RecordVerdict, out: Path) -> None:
    """Write the workbook, which is for the agency alone."""
    lists, workbook = list_findings_of(context, upload, result)
    save_findings(context, lists, workbook, out, agency=result.verdict.agency or "")


def list_findings_of(
    context: CommandContext, upload: UploadedFile, result: RecordVerdict
) -> tuple[FindingLists, bytes]:
    """What a check found in a file, by rule and by team; and as a workbook, with the rows that the findings name."""
    from collectors.records.finding_rows import list_findings
    from exports.records.findings_workbook import render_findings

    definitions, verdict = context.ruleset.records, result.verdict
    lists = list_findings(upload.path, upload.name, verdict.table, verdict.letters, result.read_as, definitions)
    title = definitions.record_set(result.record_set, result.version).title
    return lists, render_findings(lists, title=title, agency=verdict.agency or "", period=result.period.code)


def save_findings(context: CommandContext, lists: FindingLists, workbook: bytes, out: Path, *, agency: str) -> None:
    """Write a workbook of findings where the agency alone reads it; say so, and how many are of which team."""
    write_atomic(out, workbook, private=True)
    if lists.teams is not None and not lists.teams.is_empty():
        from exports.records.findings_workbook import NO_TEAM

        context.console.table(("team", *SEVERITIES), count_by_team(lists.teams, unnamed=NO_TEAM))
    context.console.text(f"{out} has the findings with the rows that they name; it is for {agency} only.")


def print_rules(context: CommandContext, lists: FindingLists) -> None:
    """How many rows break which rule, worst first."""
    if not lists.rules.is_empty():
        context.console.table(RULE_HEADINGS, lists.rules.select(RULE_HEADINGS).rows())


def count_findings(lists: FindingLists) -> dict[str, list[dict[str, object]]]:
    """What is printed of them, for programs: ``rules``, worst first, and ``teams``, none where the file has no column.

    A rule has ``severity``, ``rule``, ``table``, ``what`` and ``rows``; a team its name, null where a row names none,
    and how many times its rows break a rule of each severity.
    """
    teams = [] if lists.teams is None else count_by_team(lists.teams, unnamed=None)
    headings = ("team", *SEVERITIES)
    return {
        "rules": lists.rules.select(RULE_HEADINGS).to_dicts(),
        "teams": [dict(zip(headings, row, strict=True)) for row in teams],
    }


def count_by_team(teams: pl.DataFrame, *, unnamed: str | None) -> list[tuple[object, ...]]:
    """Each team, those without one last, and how many times its rows break a rule of each severity."""
    counted = {team: [0] * len(SEVERITIES) for team in teams["team"].unique(maintain_order=True)}
    for team, severity, rows in teams.select("team", "severity", "rows").iter_rows():
        counted[team][SEVERITIES.index(severity)] += rows
    return [(unnamed if team is None else team, *rows) for team, rows in counted.items()]


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
