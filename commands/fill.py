"""``returnonce fill RETURN``: a return, a framework of outcomes or a report of chosen indicators, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.context import CommandContext, JsonOption, PurposeOption, open_context, require_area, say_area, say_rules
from indicators.areas.area_reading import read_area
from indicators.period.arithmetic import Period
from indicators.period.printed import read_period
from returnonce.clock import parse_instant, today
from returnonce.errors import WrongUsage

_MORE = "returnonce fill --help says more."
FORMATS = ("xlsx", "csv", "json")
#: After a framework or a report, which nobody proposes.
_LOOK_AT_ONE = "returnonce figure INDICATOR --area AREA --period PERIOD"
#: After a file of records, which is no edition either.
_RECORDS_KEPT = "returnonce records --agency AGENCY"


def fill(
    return_code: Annotated[
        str,
        typer.Argument(
            metavar="RETURN",
            help="Such as vital-signs; or local-outcomes; or board-report.",
        ),
    ],
    period: Annotated[
        str | None, typer.Option("--period", help="Period code, such as FY2009-10; local-outcomes needs none.")
    ] = None,
    area: Annotated[
        str | None, typer.Option("--area", help="Area code or name, such as E09000023 or Lewisham.")
    ] = None,
    form: Annotated[
        list[str] | None, typer.Option("--format", help="xlsx, csv, json (or xml); may be given more than once.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the files.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="An instant, such as 2026-04-01T00:00:00Z.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Whose records, for a return made of records.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="Version of a return made of records.")] = None,
    purpose: PurposeOption = None,
    as_json: JsonOption = False,
) -> str | None:
    """Fill a return from figures in the store or records that are kept, or compile a framework or report; write it."""
    context = open_context(as_json)
    folder = out or context.settings.home / "exports"
    if return_code in context.ruleset.frameworks:
        from commands.fill_framework import fill_framework

        until = read_period(period) if period else None
        context.console.data(
            fill_framework(
                context, return_code, area=area, until=until, formats=_formats(form), folder=folder, as_of=as_of
            )
        )
        return _LOOK_AT_ONE
    if period is not None and return_code in context.ruleset.reports:
        from commands.fill_report import fill_report

        context.console.data(
            fill_report(
                context, return_code, area=area, when=read_period(period), formats=_formats(form), folder=folder,
                as_of=as_of,
            )
        )  # fmt: skip
        return _LOOK_AT_ONE
    if period is None:
        raise WrongUsage(
            "For which period is not said.", where="--period", mend=f"Give --period, such as FY2024-25. {_MORE}"
        )
    when = read_period(period)
    if return_code not in context.ruleset.record_returns or (return_code in context.ruleset.returns and agency is None):
        context.console.data(_fill_figures(context, return_code, area, when, _formats(form), folder, as_of))
        return None
    # Only now: most returns are filled from figures, without what opens and writes records.
    from commands.fill_records import area_supplied, fill_records

    code = context.ruleset.areas.find(area, on=when.end).code if area else None
    told = fill_records(
        context, return_code, area=code, agency=agency, period=when, forms=tuple(dict.fromkeys(form or ())),
        version=version, purpose=purpose, out=folder,
    )  # fmt: skip
    if return_code in context.ruleset.returns and agency is not None:
        # The performance figures of the area stand beside the file of records that they rest on.
        ground = code or area_supplied(context, agency, when)
        told |= {"figures": _fill_figures(context, return_code, ground, when, FORMATS, folder, as_of)}
    context.console.data(told)
    return None if return_code in context.ruleset.returns else _RECORDS_KEPT


def _fill_figures(
    context: CommandContext,
    return_code: str,
    area: str | None,
    when: Period,
    formats: tuple[str, ...],
    folder: Path,
    as_of: str | None,
) -> dict[str, Any]:
    """Fill and write a return of figures; what a program is told of it."""
    area = require_area(area)
    # Only now: the help needs none of the formats and layouts.
    from exports.as_of import DraftRequest, write_draft_as_of

    area_reading = read_area(context.ruleset.areas, area, when)
    say_area(context, area_reading)
    instant = parse_instant(as_of, where="--as-of") if as_of else None
    draft_request = DraftRequest(return_code, area, when.code, instant, today=None if instant else today(context.clock))
    told, rules = write_draft_as_of(context, draft_request, folder, formats)
    context.console.table(["what", "cells"], list(told["cells"].items()))
    for each in told["files"]:
        context.console.text(f"{each['path']}  sha256 {each['sha256'][:12]}")
    say_rules(context, rules)
    return told | {"area_note": area_reading.note}


def _formats(formats: list[str] | None) -> tuple[str, ...]:
    wrong = sorted(set(formats or ()) - set(FORMATS))
    if wrong:
        raise WrongUsage(f"There is no format {wrong[0]!r}.", where="--format", mend="Formats are xlsx, csv and json.")
    return tuple(dict.fromkeys(formats)) if formats else FORMATS
