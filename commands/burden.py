"""``returnonce burden``: what returns ask for, what anybody has to key, what is saved, and what a change would save."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from commands.date_arguments import parse_span
from exports.burden_workbook import write_burden_workbook
from indicators.period.printed import read_period
from mappings.burden.measure_table import to_csv
from mappings.burden.report import BurdenQuestion, BurdenReport, open_number
from mappings.burden.report import assess_burden as reckon
from mappings.burden.scenarios import build_changes
from mappings.burden.serialization import to_data
from mappings.burden.text_report import write_report
from returnonce.blobs import write_atomic
from returnonce.count_text import format_count
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
    records: Annotated[
        bool, typer.Option("--records", help="What if record sets were sent that fill returns, instead of figures?")
    ] = False,
    event: Annotated[
        Texts, typer.Option("--event", help="What if this happened? Such as inspection-notice. May be repeated.")
    ] = None,
    number: Annotated[
        str | None, typer.Option("--open", help="Only the rows behind this number, such as in_another_return.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A .xlsx, .csv or .json file to write.")] = None,
    as_json: JsonOption = False,
) -> None:
    """What returns ask for, who keys what, and what giving each figure once saves. Without dates: this financial year.

    What is imagined is told beside what is, and changes nothing. Every number can be opened by its code: a step of the
    waterfall, one of the reconciled counts, or any other that --json names.
    """
    context = open_context(as_json)
    first, last = _span(context, period, start, end)
    imagined = build_changes(
        drop=drop or (), drop_line=drop_line or (), add=add or (), merge=merge or (), records=records,
        event=event or (),
    )  # fmt: skip
    answer = _compute_report(
        context, BurdenQuestion(first, last, place, area, agency, return_code, imagined, folders=True)
    )
    if out is not None:
        _write_file(context, answer, out)
    if number is not None:
        _print_rows(context, answer, number, as_json)
    elif as_json:
        context.console.data(to_data(answer))
    elif out is None:
        for part in write_report(answer):
            context.console.text(part)


def _print_rows(context: CommandContext, report: BurdenReport, code: str, as_json: bool) -> None:
    rows = open_number(report, code)
    total = int(rows["sign"].sum())
    if as_json:
        context.console.data({"number": code, "comes_to": total, "rows": rows.to_dicts()})
        return
    shown = [name for name in rows.columns if rows[name].null_count() < rows.height]
    context.console.text(
        f"{code}: {format_count(rows.height, 'row')}, which {'comes' if rows.height == 1 else 'come'} to {total:,}"
    )
    context.console.table(shown, rows.select(shown).iter_rows())


def _write_file(context: CommandContext, report: BurdenReport, out: Path) -> None:
    writers: dict[str, Callable[[BurdenReport], bytes]] = {
        ".xlsx": write_burden_workbook, ".csv": to_csv,
        ".json": lambda each: json.dumps(to_data(each), ensure_ascii=False, indent=1).encode(),
    }  # fmt: skip
    if out.suffix not in writers:
        raise WrongUsage(f"{out.name} is none of {', '.join(writers)}.", where="--out", mend="Name such a file.")
    write_atomic(out, writers[out.suffix](report))
    context.console.text(f"Written: {out.name}")


def _compute_report(context: CommandContext, question: BurdenQuestion) -> BurdenReport:
    if not context.store_exists:
        return reckon(context.ruleset, None, question)
    with reading(context.engine) as session:
        return reckon(context.ruleset, session, question)


def _span(context: CommandContext, period: str | None, start: str | None, end: str | None) -> tuple[date, date]:
    if period and (start or end):
        raise WrongUsage("Both a period and dates are given.", where="--period", mend="Give one or the other.")
    if period:
        named = read_period(period)
        return named.start, named.end
    return parse_span(context.clock, start, end)
