"""A plan as known at an earlier instant, by the rules of then."""

from __future__ import annotations

from datetime import datetime

from mappings.plan.plan import make_plan
from mappings.plan.plan_file import SavedPlan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import as_of_instant
from mappings.ruleset.ruleset_history import RulesOfInstant
from returnonce.clock import LONDON


def read_plan_as_of(
    context: AppContext, scope: PlanScope, as_of: datetime, *, mark_given: bool = True
) -> tuple[SavedPlan, RulesOfInstant]:
    """The plan as it would have been made at an instant, and the rules of that instant.

    Raises:
        NotFound, WrongUsage: as :func:`mappings.plan.plan.make_plan`, by the rules of that instant.
        Unavailable: the rules of that instant are not stored, or this release cannot read them.
    """
    on = as_of.astimezone(LONDON).date()
    with as_of_instant(context, as_of) as past:
        plan_then = make_plan(past.ruleset, scope, past.store, today=on, as_of=as_of, mark_given=mark_given)
        return SavedPlan(scope, past.ruleset.hash, on, plan_then), past.rules
