"""``returnonce disclosure RETURN``: what an audience would see of a draft, and why not the rest. Publishes nothing."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
import typer

from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, open_context
from exports.disclosure.gate import GatedReturn, apply_gate
from exports.editions.snapshots.released_tables import read_released_tables
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from returnonce.count_text import format_count
from returnonce.db import reading

HEADINGS = ("line", "area", "period", "breakdown", "what", "why", "protects")


def disclosure(
    return_code: Annotated[str, typer.Argument(metavar="RETURN", help="Code of the return, such as core-data-set.")],
    area: AreaOption,
    period: PeriodOption,
    audience: Annotated[str, typer.Option("--audience", help="public, council or regulator.")] = "public",
    as_json: JsonOption = False,
) -> None:
    """What an audience would see of a return as it stands now, judged with all that it had before."""
    context = open_context(as_json)
    filled, seen = _apply_rule(context, return_code, area, period, audience)
    shown, held = _figures(seen.filled), _figures(filled)
    context.console.data(
        {
            "return": return_code,
            "audience": audience,
            "rule": seen.rule,
            "version": seen.version,
            "figures": held,
            "shown": shown,
            "hidden": seen.hidden.to_dicts(),
        }
    )
    context.console.text(
        f"{seen.filled.edition.title}, {filled.area.name}, {filled.period.label()}, for the {audience}"
    )
    context.console.text(
        f"Rule {seen.rule}, version {seen.version}: {shown} of {format_count(held, 'figure')} would be shown.\n"
    )
    context.console.table(list(HEADINGS), [tuple(row[name] or "" for name in HEADINGS) for row in _short(seen.hidden)])


def _apply_rule(
    context: CommandContext, return_code: str, area: str, period: str, audience: str
) -> tuple[FilledReturn, GatedReturn]:
    with reading(context.engine) as session:
        filled = fill(context.ruleset, session, FillRequest(return_code, area, period))
        history = read_released_tables(session, context.blobs, context.ruleset.former_codes).get(audience, ())
    return filled, apply_gate(filled, audience, ruleset=context.ruleset, history=history)


def _figures(filled: FilledReturn) -> int:
    return filled.cells.filter(pl.col("symbol").is_null()).height


def _short(hidden: pl.DataFrame) -> list[dict[str, Any]]:
    """Earlier years of one row as one line."""
    keys = [name for name in HEADINGS if name != "what"]
    return hidden.group_by(keys, maintain_order=True).agg(pl.col("what").str.join(", ")).to_dicts()
