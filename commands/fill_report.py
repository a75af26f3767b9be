"""``returnonce fill`` of a report of chosen indicators: as files, with what its rule holds back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commands.context import CommandContext, require_area, say_area, say_rules
from exports.as_of import count_cells
from exports.editions.snapshots.released_tables import read_released_tables
from exports.filled_returns.write import write_filled
from exports.reports.compile_report import ReportRequest, compile_report, find_report
from indicators.areas.area_reading import read_area
from indicators.period.arithmetic import Period
from mappings.ruleset.as_of import as_of_instant
from returnonce.clock import parse_instant, today
from returnonce.db import reading


def fill_report(
    context: CommandContext,
    code: str,
    *,
    area: str | None,
    when: Period,
    formats: Sequence[str],
    folder: Path,
    as_of: str | None,
) -> dict[str, Any]:
    """Compile and write a report; what a program is told of it.

    Raises:
        WrongUsage: no area.
    """
    instant = parse_instant(as_of, where="--as-of") if as_of else None
    audience = find_report(context.ruleset, code).audience
    with reading(context.engine) as session:
        released = read_released_tables(session, context.blobs, context.ruleset.former_codes).get(audience, ())
    with as_of_instant(context, instant) as then:
        area_reading = read_area(then.ruleset.areas, require_area(area), when)
        request = ReportRequest(
            code, area_reading.area.code, when.code, instant, None if instant else today(context.clock)
        )
        gated = compile_report(then.ruleset, then.store, request, released)
    files = write_filled(gated.filled, folder, formats)
    say_area(context, area_reading)
    counts = count_cells(gated.filled.cells)
    context.console.table(["what", "cells"], [*counts.items(), ("held back by the rule", gated.hidden.height)])
    for file in files:
        context.console.text(f"{file.path}  sha256 {file.sha256[:12]}")
    say_rules(context, then.rules)
    return {
        "report": code, "area": gated.filled.area.code, "period": when.code, "audience": audience,
        "rule": gated.rule, "version": gated.version, "ruleset": gated.filled.ruleset, "cells": counts,
        "held_back": gated.hidden.height,
        "files": [{"path": str(file.path), "sha256": file.sha256} for file in files],
    }  # fmt: skip
