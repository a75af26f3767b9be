"""``returnonce fill RETURN``: a return for an area and a period, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.door import AreaOption, JsonOption, PeriodOption, enter
from exports.write import write_filled
from indicators.periods import parse_period
from mappings.cells import Filled
from mappings.fill import fill as fill_return
from returnonce.clock import parse_instant
from returnonce.db import reading
from returnonce.errors import WrongUsage

FORMATS = ("xlsx", "csv", "json")


def fill(
    return_code: Annotated[str, typer.Argument(metavar="RETURN", help="Such as vital-signs or core-data-set.")],
    area: AreaOption,
    period: PeriodOption,
    form: Annotated[
        list[str] | None, typer.Option("--format", help="xlsx, csv or json; may be given more than once.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the files.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="An instant, such as 2026-04-01T00:00:00Z.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Fill a return from the figures that are in the store, and write it."""
    door = enter(as_json)
    formats = _formats(form)
    when, instant = parse_period(period), parse_instant(as_of, where="--as-of") if as_of else None
    code = door.ruleset.areas.find(area, on=when.end).code
    with reading(door.engine) as session:
        filled = fill_return(door.ruleset, session, return_code=return_code, area=code, period=when, as_of=instant)
    files = write_filled(filled, out or door.settings.home / "exports", formats)
    cells = _counted(filled)
    written = [{"path": str(f.path), "sha256": f.sha256} for f in files]
    door.talk.data(
        {"return": return_code, "edition": filled.edition.edition, "area": code, "period": when.code}
        | {"cells": cells, "files": written}
    )
    door.talk.table(["what", "cells"], list(cells.items()))
    for each in files:
        door.talk.say(f"{each.path}  sha256 {each.sha256[:12]}")


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
