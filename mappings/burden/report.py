"""The burden report: ledger, stored figures, lists of redundant lines, and a what-if scenario beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.counted_rows import arrange_rows
from mappings.burden.ledger import GROUP_COLUMNS, BurdenLedger, make_ledger
from mappings.burden.ledger_lines import ListRow
from mappings.burden.redundant_lines import list_duplicate_lines, list_kept_lines, list_unneeded_measures
from mappings.burden.scenarios import ScenarioChange, apply_changes, restrict_to_area
from mappings.burden.shared_lines import list_shared_lines
from mappings.burden.stored_figures import COUNTED_ROWS as STORED_COUNTS
from mappings.burden.stored_figures import StoredFigures, read_stored_figures
from mappings.definitions.returns import find_return
from returnonce.errors import NotFound

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class BurdenQuestion:
    """What the report is about. ``area`` (code or name): its returns, those of areas in it and of bodies on its ground.
    ``folders``: a change may name a folder of the caller's own machine."""

    start: date
    end: date
    place: str | None = None
    area: str | None = None
    agency: str | None = None
    return_code: str | None = None
    changes: tuple[ScenarioChange, ...] = ()
    folders: bool = False


@dataclass(frozen=True)
class BurdenReport:
    """Both ledgers are narrowed to the question. ``stored_figures`` is None where no store was read,
    ``scenario_ledger`` where no change was asked for. ``lists``: ``kept``, ``twice``, ``shared``, ``not_needed``."""

    question: BurdenQuestion
    ruleset: Ruleset
    ledger: BurdenLedger
    stored_figures: StoredFigures | None
    lists: dict[str, list[ListRow]]
    scenario_ledger: BurdenLedger | None = None


def assess_burden(ruleset: Ruleset, session: Session | None, question: BurdenQuestion) -> BurdenReport:
    """Make the report. A scenario is worked out on a copy of the ruleset; nothing is changed.

    Raises:
        NotFound: no such place, area, agency, return or line.
        Refused: a change cannot be applied.
    """
    _check_question(ruleset, question)
    rules = restrict_to_area(ruleset, question.area, question.end) if question.area else ruleset
    scenario = _make_scenario(ruleset, question)
    whole_ledger = _make_ledger(rules, session, question)
    narrowed_ledger = _narrow_ledger(whole_ledger, question)
    stored_figures = read_stored_figures(rules, session, whole_ledger.obligations) if session is not None else None
    return BurdenReport(
        question=question,
        ruleset=ruleset,
        ledger=narrowed_ledger,
        stored_figures=_narrow_stored_figures(stored_figures, question),
        lists=_make_lists(rules, whole_ledger, session, question),
        scenario_ledger=_narrow_ledger(_make_ledger(scenario, session, question), question) if scenario else None,
    )


def imagine_changes(report: BurdenReport, session: Session | None, changes: tuple[ScenarioChange, ...]) -> BurdenReport:
    """A report without changes, and what these would make of it beside it.

    Raises:
        NotFound: no such return or line.
        Refused: a change cannot be applied.
    """
    question = replace(report.question, changes=changes)
    scenario = _make_scenario(report.ruleset, question)
    ledger = _narrow_ledger(_make_ledger(scenario, session, question), question) if scenario else None
    return replace(report, question=question, scenario_ledger=ledger)


def narrow_report(report: BurdenReport, name: str, code: str | None) -> BurdenReport:
    """The report with one part of its ledger and of what is stored; None is the part of nobody.

    Raises:
        NotFound: there is no such part, or no such way to part a ledger.
    """
    known = report.ledger.list_codes(name) if name in GROUP_COLUMNS else []
    if code not in known:
        raise NotFound(f"There is no part {code!r} by {name!r}.", mend="Open a number from the burden's own page.")
    stored = report.stored_figures.select_part(name, code) if report.stored_figures is not None else None
    return replace(report, ledger=report.ledger.select_part(name, code), stored_figures=stored)


def open_number(report: BurdenReport, code: str) -> pl.DataFrame:
    """The rows behind one of the report's numbers: of the waterfall, of any other count, of the reconciliation, or of
    what came.

    As ``BurdenLedger.open_count`` has them; rows of the store lack what only a cell has.

    Raises:
        NotFound: no such number, or one that has no rows of its own.
    """
    if report.stored_figures is not None and code in STORED_COUNTS:
        return arrange_rows(report.stored_figures.open_count(code), code, 1)
    counted = next((row for row in reconcile_counts(report.ledger, report.stored_figures) if row.code == code), None)
    if counted is None or counted.rows is None:
        return report.ledger.open_count(code)
    return arrange_rows(counted.rows, code, counted.sign)


def _check_question(ruleset: Ruleset, question: BurdenQuestion) -> None:
    if question.place is not None and question.place not in ruleset.places:
        raise NotFound(f"There is no place {question.place!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")
    code = question.return_code
    if code is not None and code not in {*ruleset.record_returns, *ruleset.scheduled_returns}:
        find_return(ruleset.returns, code)
    places = [ruleset.places[question.place]] if question.place is not None else list(ruleset.places.values())
    if question.agency is not None and not any(question.agency in place.agencies for place in places):
        places[0].agency(question.agency)


def _make_ledger(rules: Ruleset, session: Session | None, question: BurdenQuestion) -> BurdenLedger:
    return make_ledger(rules, session, start=question.start, end=question.end, place=question.place)


def _narrow_ledger(whole_ledger: BurdenLedger, question: BurdenQuestion) -> BurdenLedger:
    return whole_ledger.narrow(agency=question.agency, **{"return": question.return_code})


def _narrow_stored_figures(stored_figures: StoredFigures | None, question: BurdenQuestion) -> StoredFigures | None:
    for name, code in (("agency", question.agency), ("return", question.return_code)):
        stored_figures = (
            stored_figures.select_part(name, code)
            if stored_figures is not None and code is not None
            else stored_figures
        )
    return stored_figures


def _make_scenario(ruleset: Ruleset, question: BurdenQuestion) -> Ruleset | None:
    """The ruleset with the changes applied; None where no change is asked for."""
    if not question.changes:
        return None
    rules = apply_changes(
        ruleset, question.changes, start=question.start, end=question.end, place=question.place,
        folders=question.folders,
    )  # fmt: skip
    # The scenario may leave no return for the area; that is a result too.
    return restrict_to_area(rules, question.area, question.end, empty=True) if question.area else rules


def _make_lists(
    rules: Ruleset, whole_ledger: BurdenLedger, session: Session | None, question: BurdenQuestion
) -> dict[str, list[ListRow]]:
    code = question.return_code
    return {
        "kept": _select_return(list_kept_lines(rules, whole_ledger), code),
        "twice": _select_return(list_duplicate_lines(rules, whole_ledger), code),
        "shared": _select_return(list_shared_lines(rules, whole_ledger), code),
        "not_needed": list_unneeded_measures(rules, whole_ledger, session),
    }


def _select_return(rows: Iterable[ListRow], code: str | None) -> list[ListRow]:
    return [row for row in rows if code is None or code in (row["return"], row.get("other_return"))]
