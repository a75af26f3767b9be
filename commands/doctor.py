"""``returnonce doctor``: what is wrong with a store, its files and its settings, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
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
    results = examine(context.settings, context.clock, context.ruleset, only=only)
    _say_results(context, results)
    raise typer.Exit(1 if any(one.is_bad for one in results) else 0)


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
            "check": one.check.code, "severity": one.check.severity, "state": one.state, "title": one.check.title,
            "count": one.count, "places": list(one.faults),
        } | ({"means": one.check.means, "mend": one.check.mend} if one.state == "fault" else {})
        for one in results
    ])  # fmt: skip
    for one in (one for one in results if one.state == "fault"):
        more = f"\n  and {one.count - len(one.faults):,} more" if one.count > len(one.faults) else ""
        context.console.text(f"{one.check.severity.upper()} {one.check.code}: not so: {one.check.title}")
        context.console.text("".join(f"  {place}\n" for place in one.faults).rstrip() + more)
        context.console.text(f"  What it means: {one.check.means}\n  How to mend it: {one.check.mend}\n")
    counts = {state: sum(one.state == state for one in results) for state in ("sound", "fault", "not-made")}
    bad = sum(one.is_bad for one in results)
    context.console.text(
        f"{len(results)} checks: {counts['sound']} sound, {counts['fault']} not ({bad} of them errors), "
        f"{counts['not-made']} could not be made."
    )
