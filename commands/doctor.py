"""``returnonce doctor``: what is wrong with a store, its files and its settings, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from returnonce.count_text import format_count
from returnonce.errors import NotFound
from upkeep.doctor.check_definitions import load_checks
from upkeep.doctor.examination import CheckResult, examine


def doctor(
    only: Annotated[str | None, typer.Option("--only", metavar="CHECK", help="Make this check alone.")] = None,
    checks: Annotated[bool, typer.Option("--checks", help="Only say what is checked; look at nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Look at store, files and settings, change nothing, and say what is wrong and how to mend it."""
    context = open_context(as_json)
    if only is not None and only not in {check.code for check in load_checks()}:
        raise NotFound(f"There is no check {only!r}.", where="--only", mend="returnonce doctor --checks lists them.")
    if checks:
        return _say_checks(context)
    results = examine(context, only=only)
    _say_results(context, results)
    raise typer.Exit(1 if any(result.is_bad for result in results) else 0)


def _say_checks(context: CommandContext) -> None:
    context.console.data(
        [check.model_dump(include={"code", "area", "severity", "title", "means", "mend"}) for check in load_checks()]
    )
    context.console.table(
        ["check", "severity", "what is checked"], [(c.code, c.severity, c.title) for c in load_checks()]
    )


def _say_results(context: CommandContext, results: list[CheckResult]) -> None:
    context.console.data([
        {
            "check": result.check.code, "severity": result.check.severity, "state": result.state,
            "title": result.check.title,
            "count": result.count, "places": list(result.faults),
        } | ({"means": result.check.means, "mend": result.check.mend} if result.state == "fault" else {})
        for result in results
    ])  # fmt: skip
    for one in (result for result in results if result.state == "fault"):
        more = f"\n  and {one.count - len(one.faults):,} more" if one.count > len(one.faults) else ""
        context.console.text(f"{one.check.severity.upper()} {one.check.code}: not so: {one.check.title}")
        context.console.text("".join(f"  {place}\n" for place in one.faults).rstrip() + more)
        context.console.text(f"  What it means: {one.check.means}\n  How to mend it: {one.check.mend}\n")
    counts = {state: sum(result.state == state for result in results) for state in ("sound", "fault", "not-made")}
    bad = sum(result.is_bad for result in results)
    context.console.text(
        f"{format_count(len(results), 'check')}: {counts['sound']} sound, {counts['fault']} not "
        f"({bad} of them errors), {counts['not-made']} could not be made."
    )
