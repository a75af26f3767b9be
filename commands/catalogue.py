"""``returnonce catalogue list | show`` and ``mapping show``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands.context import AsOfOption, CommandContext, JsonOption, open_context, say_rules
from mappings.ruleset.definitions_as_of import Describer, describe_as_of, describe_indicator_use, describe_lines
from returnonce.count_text import format_count


def list_indicators(
    text: Annotated[str, typer.Argument(help="Only those with this in their code or title.")] = "",
    place: Annotated[str | None, typer.Option("--place", help="Only those of packs that this place uses.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every indicator, or those that hold a text."""
    context = open_context(as_json)
    words = text.lower()
    ruleset = context.ruleset
    matches = [i for i in ruleset.catalogue.values() if words in i.code or words in i.title.lower()]
    if place is not None:
        matches = [i for i in matches if ruleset.sees_indicator(place, i.code)]
    context.console.data(
        [{"code": i.code, "title": i.title, "unit": i.unit, "confidence": i.confidence} for i in matches]
    )
    context.console.table(
        ["code", "title", "unit", "confidence"], [(i.code, i.title, i.unit, i.confidence) for i in matches]
    )
    context.console.say(f"{format_count(len(matches), 'indicator')}.")


def show_indicator(code: str, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """Everything the catalogue says of one indicator, and the lines that use it."""
    context = open_context(as_json)
    told = _describe(context, as_of, describe_indicator_use, code=code)
    context.console.data(told)
    describer, lines = told, told.pop("lines")
    context.console.table(
        ["field", "says"], [(key, _plain(value)) for key, value in describer.items() if value not in (None, [])]
    )
    context.console.text("")
    context.console.table(["return", "line", "match", "transform"], lines)


def show_mapping(
    return_code: Annotated[str, typer.Argument(metavar="RETURN", help="Code of the return, such as core-data-set.")],
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
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
    for words in (*told["changed_here"], *filter(None, [told.get("sample")])):
        context.console.say(words)


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
