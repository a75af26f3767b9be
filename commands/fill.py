"""``returnonce fill RETURN``: a return for an area and a period, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.door import Door, JsonOption, PeriodOption, enter
from commands.fill_records import PurposeOption, area_supplied, fill_records
from exports.write import write_filled
from indicators.periods import Period, parse_period
from mappings.cells import Filled
from mappings.fill import fill as fill_return
from mappings.record_returns import load_record_returns
from returnonce.clock import parse_instant
from returnonce.db import reading
from returnonce.errors import WrongUsage

FORMATS = ("xlsx", "csv", "json")


def fill(
    return_code: Annotated[str, typer.Argument(metavar="RETURN", help="Such as vital-signs or core-data-set.")],
    period: PeriodOption,
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
) -> None:
    """Fill a return from the figures that are in the store, or from the records that are kept, and write it."""
    door = enter(as_json)
    folder = out or door.settings.home / "exports"
    when = parse_period(period)
    code = door.ruleset.areas.find(area, on=when.end).code if area else None
    if return_code not in load_record_returns() or (return_code in door.ruleset.returns and agency is None):
        door.talk.data(_fill_figures(door, return_code, code, when, _formats(form), folder, as_of))
        return
    told = fill_records(
        door, return_code, area=code, agency=agency, period=when, forms=tuple(dict.fromkeys(form or ())),
        version=version, purpose=purpose, out=folder,
    )  # fmt: skip
    if return_code in door.ruleset.returns and agency is not None:
        # The performance figures of the area stand beside the file of records that they rest on.
        ground = code or area_supplied(door, agency, when)
        told |= {"figures": _fill_figures(door, return_code, ground, when, FORMATS, folder, as_of)}
    door.talk.data(told)


def _fill_figures(
    door: Door,
    return_code: str,
    area: str | None,
    when: Period,
    formats: tuple[str, ...],
    folder: Path,
    as_of: str | None,
) -> dict[str, Any]:
    """Fill and write a return of figures; what a program is told of it."""
    if area is None:
        raise WrongUsage("For which area is not said.", where="--area", mend="Give --area, such as E09000023.")
    instant = parse_instant(as_of, where="--as-of") if as_of else None
    with reading(door.engine) as session:
        filled = fill_return(door.ruleset, session, return_code=return_code, area=area, period=when, as_of=instant)
    files = write_filled(filled, folder, formats)
    cells = _counted(filled)
    door.talk.table(["what", "cells"], list(cells.items()))
    for each in files:
        door.talk.say(f"{each.path}  sha256 {each.sha256[:12]}")
    written = [{"path": str(f.path), "sha256": f.sha256} for f in files]
    told = {"return": return_code, "edition": filled.edition.edition, "area": area, "period": when.code}
    return told | {"cells": cells, "files": written}


def _formats(given: list[str] | None) -> tuple[str, ...]:
    wrong = sorted(set(given or ()) - set(FORMATS))
    if wrong:
        raise WrongUsage(f"There is no format {wrong[0]!r}.", where="--format", mend="Formats are xlsx, csv and json.")
    return tuple(dict.fromkeys(given)) if given else FORMATS


def _counted(filled: Filled) -> dict[str, int]:
    cells = filled.cells
    empty = cells["value"].is_null() | cells["withheld"]
    return {
        "all": cells.height,
        "filled": int((~empty).sum()),
        "with a symbol": int(empty.sum()),
        "of these held back": int(cells["withheld"].sum()),
    }
