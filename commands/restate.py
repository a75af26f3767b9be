"""``returnonce restate``: what a file, or taking one back, would change in what is published. Nothing is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectors.check_upload import check_upload
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from commands.context import CommandContext, JsonOption, open_context
from commands.uploads import MaybeAgency, say_verdict
from exports.editions.changes.change_files import NUMBERS
from exports.editions.changes.impact import Impact, find_impacts, find_withdrawal_impacts
from exports.editions.queries.answers import find_submission
from returnonce.db import reading
from returnonce.errors import WrongUsage
from returnonce.numbers import format_shortest

SHOWN = 40


def restate(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The file that corrects figures.")] = None,
    agency: MaybeAgency = None,
    withdrawal: Annotated[
        str | None, typer.Option("--withdrawal", help="Instead of a file: the submission to be taken back.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Every edition that a correction would change, cell by cell and by how much, before anyone confirms it."""
    context = open_context(as_json)
    if withdrawal is not None and file is None:
        with reading(context.engine) as session:
            name, _ = find_submission(session, withdrawal)
        return _say(context, find_withdrawal_impacts(context, name))
    if file is None or withdrawal is not None:
        raise WrongUsage("What would be corrected is not said.", mend="Give FILE and --agency, or --withdrawal NAME.")
    return _say(context, _of_file(context, file, agency))


def _of_file(context: CommandContext, file: Path, agency: str | None) -> list[Impact]:
    with copy_upload(file, agency) as upload, reading(context.engine) as session:
        verdict = check_upload(CheckContext(context, session), upload)
    if not verdict.accepted or verdict.agency is None:
        say_verdict(context, verdict)
        raise typer.Exit(1)
    return find_impacts(context, verdict.figures, agency=verdict.agency, file=upload.sha256, file_name=upload.name)


def _say(context: CommandContext, impacts: list[Impact]) -> None:
    context.console.data(
        [{"edition": one.edition.name, "cells": [_cell_data(row) for row in _rows(one)]} for one in impacts]
    )
    for impact in impacts:
        cells = f"{impact.cells.height} cells" if impact.cells.height > 1 else "one cell"
        context.console.text(f"{impact.edition.name}: {cells} would change")
        rows = [_cell_data(row) for row in _rows(impact)[:SHOWN]]
        table_rows = [
            (row["line"], row["label"], row["change"], row["old_value"] or row["old_symbol"],
             row["new_value"] or row["new_symbol"], row["difference"])
            for row in rows
        ]  # fmt: skip
        context.console.table(["line", "label", "change", "published", "would be", "by"], table_rows)
    many = (
        "No published edition" if not impacts else f"{len(impacts)} published edition{'s' if len(impacts) > 1 else ''}"
    )
    context.console.text(f"{many} would change. Nothing was stored.")


def _rows(impact: Impact) -> list[dict[str, Any]]:
    return impact.cells.to_dicts()


def _cell_data(row: dict[str, Any]) -> dict[str, Any]:
    numbers = (*NUMBERS, "difference")
    return {
        name: format_shortest(value) if name in numbers and value is not None else value for name, value in row.items()
    }
