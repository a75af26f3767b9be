"""``returnonce catalogue check | verify-published``: whether definitions are sound, and published files add up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.published.verify import LEVELS, FileVerification, verify_folder
from commands.context import JsonOption, open_context
from mappings.checks.catalogue_checks import check_catalogue
from mappings.definitions.published_sources import load_sources
from returnonce.errors import NotFound


def check(as_json: JsonOption = False) -> None:
    """Prove the definitions sound: no orphan, no cycle, every line matched, every example true."""
    context = open_context(as_json)
    problems = check_catalogue(context.ruleset)
    lines = sum(len(return_.lines) for return_ in context.ruleset.returns.values())
    describer = {"indicators": len(context.ruleset.catalogue), "mapping_rows": lines, "ruleset": context.ruleset.hash}
    context.console.data(describer | {"problems": [vars(p) for p in problems]})
    if problems:
        context.console.table(["file", "what", "mend"], [(p.file, p.what, p.mend) for p in problems])
    context.console.say(
        f"{describer['indicators']} indicators, {lines} mapping rows in {len(context.ruleset.returns)} returns, "
        f"{lines} examples worked: {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}."
    )
    raise typer.Exit(1 if any(p.severity == "error" for p in problems) else 0)


def verify_published(
    folder: Annotated[Path, typer.Argument(help="Folder of published CSV files.")],
    mappings: Annotated[Path | None, typer.Option("--mappings", help="Folder of further mapping files.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Recompute each published percentage and rate from its own counts."""
    context = open_context(as_json)
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", mend="Give a folder that holds published CSV files.")
    sources = {**context.ruleset.sources, **(load_sources(mappings) if mappings else {})}
    verified, unknown = verify_folder(folder, sources, areas=context.ruleset.areas, catalogue=context.ruleset.catalogue)
    context.console.data({"files": [_verification_data(each) for each in verified], "no_mapping": unknown})
    context.console.table(["file", *LEVELS, "not compared"], map(_row, verified))
    for each in verified:
        for slip in each.disagreements:
            context.console.text(
                f"\n{each.file}, {slip.rows}: {slip.area_name} {slip.period}, {slip.what}: "
                f"printed {slip.printed}, its parts give {slip.recomputed}."
            )
    context.console.say("Each level: how many agree, of those that are published with their counts.")
    context.console.say(
        "Regional and national counts are published rounded, so their percentages can differ by a little."
    )
    for name in unknown:
        context.console.say(f"{name}: no mapping describes this file, so nothing in it was compared.")


def _row(verification: FileVerification) -> list[str]:
    return [
        verification.file,
        *(f"{verification.agree[x]:,} of {verification.compared[x]:,}" for x in LEVELS),
        f"{verification.not_compared:,}",
    ]


def _verification_data(verification: FileVerification) -> dict[str, object]:
    return vars(verification) | {"disagreements": [vars(slip) for slip in verification.disagreements]}
