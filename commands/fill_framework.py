"""``returnonce fill`` of a framework of outcomes: its sheet for an area, as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commands.context import CommandContext, require_area, say_area, say_rules
from exports.filled_returns.framework_files import write_framework
from exports.filled_returns.render import parse_format
from indicators.areas.area_reading import read_area
from indicators.period.arithmetic import Period
from mappings.fill.framework_sheet import compile_framework
from mappings.ruleset.as_of import as_of_instant
from returnonce.clock import parse_instant


def fill_framework(
    context: CommandContext,
    code: str,
    *,
    area: str | None,
    until: Period | None,
    formats: Sequence[str],
    folder: Path,
    as_of: str | None,
) -> dict[str, Any]:
    """Compile and write a framework; what a program is told of it.

    Raises:
        WrongUsage: no area.
    """
    instant = parse_instant(as_of, where="--as-of") if as_of else None
    with as_of_instant(context, instant) as then:
        reading = read_area(then.ruleset.areas, require_area(area), until)
        sheet = compile_framework(then.ruleset, then.store, code, reading.area, until=until, as_of=instant)
    files = write_framework(sheet, folder, [parse_format(form) for form in formats])
    say_area(context, reading)
    counts = {
        "metrics": sheet.metrics["metric"].count(),
        "with a published figure": sheet.metrics["period"].count(),
        "with a figure of the council's own": sheet.own.filter(sheet.own["period"].is_not_null())["metric"].n_unique(),
    }
    context.console.table(["what", "metrics"], list(counts.items()))
    for file in files:
        context.console.text(f"{file.path}  sha256 {file.sha256[:12]}")
    for row in sheet.metrics.iter_rows(named=True):
        if row["indicator"] and not row["period"]:
            context.console.say(f"{row['title']}: {row['note']}")
    say_rules(context, then.rules)
    return {
        "framework": code, "area": sheet.area.code, "ruleset": sheet.ruleset, "counts": counts,
        "files": [{"path": str(file.path), "sha256": file.sha256} for file in files],
    }  # fmt: skip
