"""Days to the next date on which a return falls due; worked out once an hour, since that is a plan of two years."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.app_context import AppContext
from returnonce.clock import LONDON

#: What falls due next is of a period that ends within so many days of now.
VIEW = timedelta(days=400)
GOOD_FOR = timedelta(hours=1)


@dataclass
class NextDeadline:
    """The date, and when it was worked out."""

    context: AppContext
    _worked_out: tuple[datetime, date | None] | None = field(default=None)

    def read_days(self, session: Session) -> int | None:
        """Days from today, in London; None where nothing falls due."""
        now = self.context.clock.now()
        today = now.astimezone(LONDON).date()
        at, due = self._worked_out or (None, None)
        if at is None or not at <= now < at + GOOD_FOR or (due is not None and due < today):
            due = self._find(session, today)
            self._worked_out = now, due
        return None if due is None else (due - today).days

    def _find(self, session: Session, today: date) -> date | None:
        scope = PlanScope(today - VIEW, today + VIEW)
        ruleset = self.context.current.ruleset or self.context.ruleset
        dates = make_plan(ruleset, scope, session, today=today, mark_given=False).obligations["due"]
        due = dates.filter(dates >= today).min()
        return due if isinstance(due, date) else None
