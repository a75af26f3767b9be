"""``returnonce catalogue check | verify-published``: whether definitions are sound, and published files add up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectors.published.left_out import name_rows
from collectors.published.verify import LEVELS, FileVerification, Halves, RowsLeftOut, verify_folder
from commands.context import CommandContext, JsonOption, open_context
from mappings.checks.catalogue_checks import check_catalogue
from mappings.definitions.published_sources import load_sources
from returnonce.errors import NotFound

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset
    from mappings.upgrade.figure_fates import FigureFate

#: Characters of a list of rows that are shown.
MOST_SHOWN = 160


def check(as_json: JsonOption = False) -> None:
    """Prove the definitions sound: no orphan, no cycle, every line matched, every example true."""
    context = open_context(as_json)
    problems = check_catalogue(context.ruleset)
    lines = sum(len(return_.lines) for return_ in context.ruleset.returns.values())
    describer = {"indicators": len(context.ruleset.catalogue), "mapping_rows": lines, "ruleset": context.ruleset.hash}
    unseen = list_unseen(context, context.ruleset)
    context.console.data(
        describer | {"problems": [vars(p) for p in problems], "unseen_figures": [each.as_json() for each in unseen]}
    )
    if problems:
        context.console.table(["file", "what", "mend"], [(p.file, p.what, p.mend) for p in problems])
    context.console.text(
        f"{describer['indicators']} indicators, {lines} mapping rows in {len(context.ruleset.returns)} returns, "
        f"{lines} examples worked: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}."
    )
    for each in unseen:
        context.console.say(each.describe(), level="warning")
    raise typer.Exit(1 if any(p.severity == "error" for p in problems) else 0)


def list_unseen(context: CommandContext, ruleset: Ruleset) -> list[FigureFate]:
    """Figures of the store that no indicator of a ruleset has; the store is neither changed nor brought up to date."""
    from sqlmodel import Session

    from mappings.upgrade.figure_fates import list_unseen_figures
    from upkeep.doctor.health_context import open_store_to_read

    if not context.store_exists:
        return []
    with open_store_to_read(context.settings) as connection:
        return list_unseen_figures(Session(connection), ruleset)


def verify_published(
    folder: Annotated[Path, typer.Argument(help="Folder of published files: CSV, XLSX or ODS.")],
    mappings: Annotated[Path | None, typer.Option("--mappings", help="Folder of further mapping files.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Recompute each published percentage and rate from its own counts."""
    context = open_context(as_json)
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", mend="Give a folder that holds published files.")
    sources = {**context.ruleset.sources, **(load_sources(mappings) if mappings else {})}
    verified, unread = verify_folder(folder, sources, areas=context.ruleset.areas, catalogue=context.ruleset.catalogue)
    context.console.data(
        {"files": [_verification_data(each) for each in verified], "no_mapping": [vars(each) for each in unread]}
    )
    context.console.table(["file", *LEVELS, "not compared"], map(_row, verified))
    for each in verified:
        _say_file(context, each)
    context.console.say("Each level: how many agree, of those that are published with their counts.")
    context.console.say(
        "Regional and national counts are published rounded, so their percentages can differ by a little."
    )
    for file in unread:
        nearest = f" Nearest is {file.nearest}: {'; '.join(file.why)}." if file.nearest else ""
        context.console.say(f"{file.file}: no mapping describes this file, so nothing in it was compared.{nearest}")


def _row(verification: FileVerification) -> list[str]:
    return [
        verification.file,
        *(f"{verification.agree[x]:,} of {verification.compared[x]:,}" for x in LEVELS),
        f"{verification.not_compared:,}",
    ]


def _say_file(context: CommandContext, verification: FileVerification) -> None:
    for slip in verification.disagreements:
        half = " It lies half-way, and is rounded to the even neighbour." if slip.is_half else ""
        context.console.text(
            f"\n{verification.file}, {slip.rows}: {slip.area_name} {slip.period}, {slip.what}: "
            f"printed {slip.printed}, its parts give {slip.recomputed}.{half}"
        )
    within = sum(verification.within_rounding.values())
    if within:
        context.console.text(f"{verification.file}: {within:,} differ by no more than the rounding of their counts.")
    for halves in verification.halves:
        if halves.even:
            context.console.text(f"{verification.file}, {halves.what}: {_halves_words(halves)}")
    if up := sum(halves.up for halves in verification.halves):
        context.console.text(f"{verification.file}: {up:,} numbers that lie half-way are rounded up.")
    for rows in verification.left_out:
        context.console.text(
            f"{verification.file}, {len(rows.cells or rows.rows):,} left out: {rows.why}: {_name_rows(rows)}."
        )


def _halves_words(halves: Halves) -> str:
    counts = f"of the numbers that lie half-way {halves.up:,} are rounded up and {halves.even:,} to the even neighbour"
    advice = "; halves: even in the mapping says so" if halves.habit == "even" else ""
    return f"{counts}{advice}."


def _name_rows(rows: RowsLeftOut) -> str:
    named = ", ".join(rows.cells) or name_rows(rows.rows)
    if len(named) > MOST_SHOWN:
        named = f"{named[:MOST_SHOWN].rpartition(',')[0]} … (--json lists all)"
    count, word = (len(rows.cells), "cell") if rows.cells else (len(rows.rows), "row")
    return f"{word} {named}" if count == 1 else f"{word}s {named}"


def _verification_data(verification: FileVerification) -> dict[str, object]:
    return vars(verification) | {
        "disagreements": [vars(slip) for slip in verification.disagreements],
        "halves": [vars(halves) | {"habit": halves.habit} for halves in verification.halves],
        "left_out": [
            {"rows": name_rows(rows.rows), "count": len(rows.rows), "why": rows.why} | (
                {"cells": list(rows.cells)} if rows.cells else {}
            )
            for rows in verification.left_out
        ],
    }  # fmt: skip
