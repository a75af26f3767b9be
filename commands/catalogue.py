"""``returnonce catalogue list | show | check | verify-published`` and ``mapping show``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from collectors.published.verify import LEVELS, FileVerification, verify_folder
from commands.context import AsOfOption, CommandContext, JsonOption, open_context, say_rules
from mappings.checks.catalogue_checks import check_catalogue
from mappings.definitions.published_sources import load_sources
from mappings.ruleset.definitions_as_of import Describer, describe_as_of, describe_indicator_use, describe_lines
from returnonce.console import table
from returnonce.errors import NotFound


def list_indicators(
    text: Annotated[str, typer.Argument(help="Only those with this in their code or title.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Every indicator, or those that hold a text."""
    context = open_context(as_json)
    words = text.lower()
    matches = [i for i in context.ruleset.catalogue.values() if words in i.code or words in i.title.lower()]
    context.console.data(
        [{"code": i.code, "title": i.title, "unit": i.unit, "confidence": i.confidence} for i in matches]
    )
    context.console.table(
        ["code", "title", "unit", "confidence"], [(i.code, i.title, i.unit, i.confidence) for i in matches]
    )
    context.console.say(f"{len(matches)} indicators.")


def show_indicator(code: str, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """Everything the catalogue says of one indicator, and the lines that use it."""
    context = open_context(as_json)
    told = _describe(context, as_of, describe_indicator_use, code=code)
    context.console.data(told)
    describer, lines = told, told.pop("lines")
    context.console.table(
        ["field", "says"], [(key, _plain(value)) for key, value in describer.items() if value not in (None, [])]
    )
    context.console.text("\n" + table(["return", "line", "match", "transform"], lines))


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


def show_mapping(return_code: str, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """Every line of a return: what it is, how alike, how computed, who keys it."""
    context = open_context(as_json)
    told = _describe(context, as_of, describe_lines, return_code=return_code)
    context.console.data(told["lines"])
    shown = ("subject_id", "subject_label", "predicate_id", "object_id", "transform", "route")
    rows = [[line[name] for name in shown] for line in told["lines"]]
    context.console.table(
        ["line", "label", "match", "indicator", "transform", "route"],
        [(line, label, match[5:], *rest) for line, label, match, *rest in rows],
    )


def _describe(context: CommandContext, as_of: str | None, describer: Describer, **arguments: str) -> dict[str, Any]:
    """What a function of :mod:`mappings.ruleset.definitions_as_of` says, by the rules of now or of an instant."""
    if (instant := context.parse_as_of(as_of)) is None:
        return describer(context.ruleset, **arguments)
    told, rules = describe_as_of(context, instant, describer, **arguments)
    say_rules(context, rules)
    return told


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {_plain(part)}" for key, part in value.items() if part is not None)
    if isinstance(value, list | tuple):
        return " | ".join(map(_plain, value))
    return str(value)


def _row(verification: FileVerification) -> list[str]:
    return [
        verification.file,
        *(f"{verification.agree[x]:,} of {verification.compared[x]:,}" for x in LEVELS),
        f"{verification.not_compared:,}",
    ]


def _verification_data(verification: FileVerification) -> dict[str, object]:
    return vars(verification) | {"disagreements": [vars(slip) for slip in verification.disagreements]}
