"""``returnonce plan``: what is asked of whom, by when, and why; and what changed since another plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.context import AsOfOption, CommandContext, JsonOption, open_context, say_rules
from commands.date_arguments import parse_span
from commands.plan_tables import list_agency_rows, list_change_rows, list_collection_rows, list_figure_rows
from mappings.plan.plan import Plan, count_energy_records, make_plan
from mappings.plan.plan_file import SavedPlan, plan_to_data, read_plan, save_plan
from mappings.plan.plan_scope import PlanScope
from returnonce.clock import today
from returnonce.count_text import format_count
from returnonce.errors import WrongUsage

if TYPE_CHECKING:
    from mappings.plan.plan_differences import PlanDifferences


def plan(
    agency: Annotated[str | None, typer.Option("--agency", help="Only what is asked of this agency.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day on which a period may end.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day on which a period may end.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Save the plan as a file, to be compared later.")] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="What changed since this saved plan, and whom to tell what.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """The least set of figures that meets every return, by agency. Without dates: this financial year."""
    context = open_context(as_json)
    before = read_plan(against) if against else None
    scope = _scope(context, before, start=start, end=end, place=place, agency=agency)
    saved = _make_saved_plan(context, scope, as_of)
    loaded_plan = saved.plan
    if out is not None:
        save_plan(out, saved)
    if before is not None:
        # Only now: most plans are set against none.
        from mappings.plan.plan_differences import compare_plans

        _tell_changes(context, scope, compare_plans(before.plan, loaded_plan), before)
    else:
        _tell_plan(context, scope, loaded_plan)
    if out is not None:
        context.console.text(f"The plan is saved in {out}.")


def _tell_plan(context: CommandContext, scope: PlanScope, plan_: Plan) -> None:
    talk = context.console
    talk.data(_about(scope) | plan_to_data(plan_))
    if scope.agency:
        talk.table(["send by", "for", "period", "asked for", "given", "why that day"], list_collection_rows(plan_))
        talk.text("")
        talk.table(["send by", "figure", "area", "period", "given", "lines that wait"], list_figure_rows(plan_))
    else:
        talk.table(
            ["agency", "for", "period", "send by", "asked for", "given", "returns that wait"], list_agency_rows(plan_)
        )
    rows, records = count_energy_records(plan_, context.ruleset)
    energy = f" and {format_count(records, 'energy record')}" if records else ""
    talk.say(
        f"{format_count(plan_.obligations.height, 'return falls', 'returns fall')} due for periods that end from "
        f"{scope.start} to {scope.end}, with {format_count(plan_.cells.height, 'cell')}; "
        f"{format_count(plan_.figure_requests.height - rows, 'figure')}{energy} to be given, in "
        f"{format_count(plan_.collections.height, 'collection')}."
    )
    talk.say("No smaller set of figures would do." if plan_.proved else "A smaller set of figures may exist.")


def _tell_changes(context: CommandContext, scope: PlanScope, differences: PlanDifferences, before: SavedPlan) -> None:
    from mappings.reminders.change_notices import write_change_notices

    notices = write_change_notices(differences)
    since = {"made_on": str(before.made_on), "ruleset": before.ruleset}
    rows = differences.changes.with_columns(differences.changes.select("before", "after")).to_dicts()
    context.console.data(
        _about(scope) | {"against": since, "counts": differences.count(), "changes": rows, "tell": notices}
    )
    if not notices and differences.changes.is_empty():
        context.console.text(f"Nothing has changed since the plan of {before.made_on}.")
        return
    context.console.table(["change", "how many", "of"], list_change_rows(differences))
    for text in notices.values():
        context.console.text(f"\n{text}")


def _about(scope: PlanScope) -> dict[str, Any]:
    return {"from": scope.start, "to": scope.end, "place": scope.place, "agency": scope.agency}


def _scope(
    context: CommandContext,
    before: SavedPlan | None,
    *,
    start: str | None,
    end: str | None,
    place: str | None,
    agency: str | None,
) -> PlanScope:
    """What was said; else, set against a saved plan, what that was made for."""
    if before is not None and not any((start, end, place, agency)):
        return before.scope
    scope = PlanScope(*parse_span(context.clock, start, end), place, agency)
    if before is not None and scope != before.scope:
        was = before.scope
        narrowed = "".join(f" --{name} {told}" for name, told in (("place", was.place), ("agency", was.agency)) if told)
        mend = f"Leave the options out, or give --from {was.start} --to {was.end}{narrowed}."
        raise WrongUsage("The saved plan was made for something else.", where="--against", mend=mend)
    return scope


def _make_saved_plan(context: CommandContext, scope: PlanScope, as_of: str | None) -> SavedPlan:
    """The plan of now, or of an instant by the rules of then."""
    if (instant := context.parse_as_of(as_of)) is None:
        return SavedPlan(scope, context.ruleset.hash, today(context.clock), _make_current_plan(context, scope))
    from mappings.plan.plan_as_of import read_plan_as_of

    saved, rules = read_plan_as_of(context, scope, instant)
    say_rules(context, rules)
    return saved


def _make_current_plan(context: CommandContext, scope: PlanScope) -> Plan:
    day = today(context.clock)
    if not context.store_exists:
        return make_plan(context.ruleset, scope, today=day)
    with context.reading() as store:
        return make_plan(context.ruleset, scope, store, today=day)
