"""``returnonce burden``: what returns ask for, what anybody has to key, what is saved, and what a change would save."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_span
from indicators.period.codes import parse_period
from mappings.burden.report import BurdenQuestion, BurdenReport
from mappings.burden.report import assess_burden as reckon
from mappings.burden.scenarios import build_changes
from mappings.burden.serialization import to_data
from mappings.burden.text_report import write_report
from returnonce.db import reading
from returnonce.errors import WrongUsage

Texts = list[str] | None


def burden(
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    area: Annotated[
        str | None, typer.Option("--area", help="Only returns for this area, for areas in it and bodies on its ground.")
    ] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Only this agency's part.")] = None,
    return_code: Annotated[
        str | None, typer.Option("--return", help="Only this return's part, such as vital-signs.")
    ] = None,
    period: Annotated[str | None, typer.Option("--period", help="Periods that end in it, such as FY2009-10.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day on which a period may end.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day on which a period may end.")] = None,
    drop: Annotated[Texts, typer.Option("--drop", help="What if this return went? May be repeated.")] = None,
    drop_line: Annotated[Texts, typer.Option("--drop-line", help='What if this line went? Such as "NI 62".')] = None,
    add: Annotated[
        Texts,
        typer.Option("--add", help="What if this return came? RETURN, RETURN@EDITION or a folder: ./my-return/."),
    ] = None,
    merge: Annotated[
        Texts, typer.Option("--merge", help='What if? Such as "vital-signs into national-indicators".')
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """What returns ask for, who keys what, and what giving each figure once saves. Without dates: this financial year.

    What is imagined is told beside what is, and changes nothing.
    """
    context = open_context(as_json)
    first, last = _span(context, period, start, end)
    imagined = build_changes(drop=drop or (), drop_line=drop_line or (), add=add or (), merge=merge or ())
    answer = _compute_report(
        context, BurdenQuestion(first, last, place, area, agency, return_code, imagined, folders=True)
    )
    context.console.data(to_data(answer) if as_json else None)
    if not as_json:
        context.console.text(write_report(answer).rstrip())


def _compute_report(context: CommandContext, question: BurdenQuestion) -> BurdenReport:
    if not context.store_exists:
        return reckon(context.ruleset, None, question)
    with reading(context.engine) as session:
        return reckon(context.ruleset, session, question)


def _span(context: CommandContext, period: str | None, start: str | None, end: str | None) -> tuple[date, date]:
    if period and (start or end):
        raise WrongUsage("Both a period and dates are given.", where="--period", mend="Give one or the other.")
    if period:
        named = parse_period(period)
        return named.start, named.end
    return parse_span(context.clock, start, end)
