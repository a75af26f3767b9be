"""``returnonce areas import``: a list of the Office for National Statistics beside the areas that are known here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.published.area_list import AreaListComparison, compare_area_list, pack_files
from commands.context import CommandContext, JsonOption, open_context
from returnonce.blobs import write_atomic
from returnonce.count_text import format_count
from returnonce.errors import NotFound, WrongUsage


def import_areas(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list or lookup of the ONS: CSV, XLSX or ODS.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the new rows: a pack's indicators/areas.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what a new list of areas changes, and write the new areas as rows for a pack."""
    context = open_context(as_json)
    if out is None and not dry_run:
        raise WrongUsage(
            "Where the rows are to go is not said.", mend="Give --out FOLDER, or --dry-run for a report only."
        )
    if not file.is_file():
        raise NotFound(f"There is no file {file.name}.", mend="Give the path of a list of areas.")
    comparison = compare_area_list(file.read_bytes(), context.ruleset.areas)
    _report(context, comparison)
    context.console.data(vars(comparison))
    if out is None or dry_run or not comparison.new:
        context.console.say("Nothing was written.")
        return
    files = pack_files(comparison, f"Office for National Statistics, {file.name}")
    if taken := [name for name in files if (out / name).exists()]:
        raise WrongUsage(f"{out} has {' and '.join(taken)} already.", mend="Give an empty folder, and merge by hand.")
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_atomic(out / name, content.encode())
    context.console.text(f"{len(comparison.new)} areas were written to {out}, for a pack of your own.")


def _report(context: CommandContext, comparison: AreaListComparison) -> None:
    say = context.console
    rows = [("new", code, name, kind.replace("_", " ")) for code, name, kind in comparison.new]
    rows += [("gone", code, name, "stands here, and is not in the list") for code, name in comparison.gone]
    rows += [("renamed", code, ours, f"in the list: {name}") for code, ours, name in comparison.renamed]
    say.table(["", "code", "name", "what"], rows)
    say.say(
        f"{format_count(comparison.listed, 'area')} listed, {comparison.other_countries:,} outside England: "
        f"{len(comparison.new)} new, {len(comparison.gone)} gone, {len(comparison.renamed)} under another name."
    )
    if comparison.gone:
        say.say(
            "A list does not say what followed an area, or on which day: add that to successors.csv from the order."
        )
    if comparison.without_region:
        say.say(
            f"The list gives no region or county for {', '.join(comparison.without_region)}: add it to parents.csv."
        )
