"""The upgrade report: everything that one ruleset changes against another, for a store, its places and its packs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from indicators.period.arithmetic import Period
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.definition_differences import DefinitionDifference, compare_rulesets
from mappings.upgrade.figure_fates import FigureFate, list_figure_fates
from mappings.upgrade.own_definitions import TouchedDefinition, list_touched_definitions
from mappings.upgrade.ruleset_versions import RulesetVersion
from mappings.upgrade.workload import WorkloadChange, compare_workload
from returnonce.clock import LONDON, today
from returnonce.db import reading
from upkeep.upgrade.changed_editions import EditionFooting, list_changed_editions
from upkeep.upgrade.received_files import ReceivedFiles, judge_received_files

#: Files of last year that are judged anew, the newest first.
MOST_FILES = 500
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class UpgradeQuestion:
    """``period``: whose work is compared. ``most_files``: of the last 365 days that are judged anew; none where 0.
    ``opens_records``: those of records too, for which whoever asks has a purpose."""

    before: RulesetVersion
    after: RulesetVersion
    period: Period
    most_files: int = MOST_FILES
    opens_records: bool = False


@dataclass(frozen=True)
class UpgradeReport:
    """``has_store``: False where there is none, so that nothing is said of figures, editions and files."""

    question: UpgradeQuestion
    differences: list[DefinitionDifference]
    workload: list[WorkloadChange]
    touched: list[TouchedDefinition]
    fates: list[FigureFate]
    editions: list[EditionFooting]
    files: ReceivedFiles | None
    has_store: bool

    @property
    def misfits(self) -> tuple[str, ...]:
        """What of one's own packs would not fit any more."""
        known = self.question.before.misfits
        return tuple(each for each in self.question.after.misfits if each not in known)

    def as_json(self) -> dict[str, Any]:
        """The whole report as JSON can hold it."""
        question = self.question
        return {
            "before": {"name": question.before.name, "ruleset": question.before.ruleset.hash},
            "after": {"name": question.after.name, "ruleset": question.after.ruleset.hash},
            "period": question.period.code,
            "misfits": list(self.misfits),
            "differences": [each.as_json() for each in self.differences],
            "workload": [each.as_json() for each in self.workload],
            "touched": [each.as_json() for each in self.touched],
            "figures": [each.as_json() for each in self.fates],
            "editions": [each.as_json() for each in self.editions],
            "received_files": self.files.as_json() if self.files is not None else None,
        }


def make_report(context: AppContext, question: UpgradeQuestion) -> UpgradeReport:
    """Compare; nothing is stored.

    Raises:
        Unavailable: the store cannot be reached, or a child process cannot be started.
    """
    before, after, period = question.before.ruleset, question.after.ruleset, question.period
    day = today(context.clock)
    differences = compare_rulesets(before, after, day)
    has_store = context.store_exists
    with _session(context) as session:
        workload = compare_workload(before, after, session, start=period.start, end=period.end) if differences else []
        fates = list_figure_fates(session, before, after) if session else []
        editions = list_changed_editions(context, session, after) if session else []
    files = None
    if has_store and question.most_files and differences:
        until = datetime.combine(day, time(), LONDON) + timedelta(days=1)
        files = judge_received_files(
            context, (before, after), since=until - YEAR, until=until, most=question.most_files,
            opens_records=question.opens_records,
        )  # fmt: skip
    touched = list_touched_definitions(after, differences)
    return UpgradeReport(question, differences, workload, touched, fates, editions, files, has_store)


@contextmanager
def _session(context: AppContext) -> Iterator[Session | None]:
    if not context.store_exists:
        yield None
        return
    with reading(context.engine) as session:
        yield session
