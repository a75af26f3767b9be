"""The burden report as plain data for JSON. Hours and money are text, so that nobody rounds them again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mappings.burden.count_reconciliation import reconcile_counts
from mappings.burden.event_work import list_event_work
from mappings.burden.headline import describe_saving, describe_what_is_apart
from mappings.burden.ledger import BurdenLedger
from mappings.burden.number_format import format_exact, format_hours, format_pounds
from mappings.burden.record_fills import list_record_fills
from mappings.burden.report import BurdenReport
from mappings.burden.saving_range import SavingRange
from mappings.burden.scenario_difference import PartChange, ScenarioDifference, compare_scenario
from mappings.burden.scheduled_work import list_scheduled_work
from mappings.burden.tables import (
    BurdenPart,
    list_combined_parts,
    list_information_obligations,
    list_lenses,
    make_table,
    total_part,
)
from mappings.burden.waterfall import make_waterfall
from mappings.burden.work_amounts import list_work_amounts
from mappings.burden.work_cost import REUSE_CASES, WorkEstimate
from mappings.definitions.burden_assumptions import Assumptions

GROUPS = {"returns": "return", "agencies": "agency", "areas": "area", "periods": "period", "places": "place"}


def to_data(report: BurdenReport) -> dict[str, Any]:
    """The whole report as plain data."""
    question, difference, counts = report.question, compare_scenario(report), report.ledger.count()
    return {
        "from": question.start.isoformat(),
        "to": question.end.isoformat(),
        "place": question.place,
        "area": question.area,
        "agency": question.agency,
        "return": question.return_code,
        "definitions": {
            code: {"title": definition.title, "means": definition.means}
            for code, definition in report.ruleset.burden.counts.by_code.items()
        },
        "headline": {"saving": describe_saving(counts), "apart": list(describe_what_is_apart(counts))},
        "collected": report.stored_figures.count() if report.stored_figures else None,
        **ledger_to_data(report),
        "lists": report.lists,
        **_scheduled_to_data(report),
        "assumptions": {
            place: _assumptions_to_data(assumption) for place, assumption in report.ledger.assumptions.items()
        },
        "what_if": _difference_to_data(difference) if difference else None,
    }


def _scheduled_to_data(report: BurdenReport) -> dict[str, Any]:
    """Returns that stand in the schedule alone, where there are any."""
    works = [work.as_json() for work in list_scheduled_work(report)]
    return {"scheduled": works} if works else {}


def ledger_to_data(report: BurdenReport) -> dict[str, Any]:
    """The total and its parts by return, agency, area, period and place."""
    ledger = report.ledger
    data: dict[str, Any] = part_to_data(total_part(ledger))
    data |= {
        name: [part_to_data(part) for part in make_table(ledger, by, report.ruleset).rows]
        for name, by in GROUPS.items()
    }
    data |= {
        "waterfall": [asdict(row) for row in make_waterfall(ledger.count(), ledger.count_definitions)],
        "agency_returns": [
            {"agency": agency.code, "return": part.code, "title": f"{agency.title}: {part.title}",
             "counts": dict(part.counts), "range": range_to_data(part.range)}
            for agency, part in list_combined_parts(ledger, report.ruleset)
        ],
        "reconciled": [
            {name: value for name, value in vars(row).items() if name != "rows"}
            for row in reconcile_counts(ledger, report.stored_figures)
        ],
        "record_fills": [
            {"return" if name == "return_code" else name: value for name, value in vars(fill).items()}
            for fill in list_record_fills(report.scenario_ledger or ledger)
        ],
        "events": [work.as_json() for work in list_event_work(report)],
    }  # fmt: skip
    return data | {
        "work_units": _amounts_to_data(ledger),
        "lenses": _lenses_to_data(ledger),
        "information_obligations": _obligations_to_data(report),
    }


def part_to_data(part: BurdenPart) -> dict[str, Any]:
    """Counts and work of one part."""
    return {
        "code": part.code, "title": part.title, "counts": dict(part.counts), "work": work_to_data(part.work),
        "range": range_to_data(part.range),
    }  # fmt: skip


def range_to_data(saved: SavingRange) -> dict[str, Any]:
    """Work with every rate low, central and high; the least and the most hours that reuse saves, and who gains."""
    cases = {case: work_to_data(work) for case, work in saved.cases.items()}
    ends = {"least_hours_saved": format_hours(saved.least), "most_hours_saved": format_hours(saved.most)}
    return {"cases": cases, **ends, "verdict": saved.verdict}


def work_to_data(work: WorkEstimate) -> dict[str, dict[str, str]]:
    """Hours, exact minutes and pounds: without reuse, with it, and saved."""
    data = {reuse: _format_work(work.minutes[reuse], work.pounds[reuse]) for reuse in REUSE_CASES}
    return data | {"saved": _format_work(work.calculate_saving("minutes"), work.calculate_saving("pounds"))}


def _format_work(minutes: Any, money: Any) -> dict[str, str]:
    return {"hours": format_hours(minutes), "minutes": format_exact(minutes), "pounds": format_pounds(money)}


def _amounts_to_data(ledger: BurdenLedger) -> list[dict[str, Any]]:
    return [
        {"code": amount.code, "title": amount.title}
        | {f"counts_{reuse}": amount.counts[reuse] for reuse in REUSE_CASES}
        | {f"number_{reuse}": amount.numbers[reuse] for reuse in REUSE_CASES}
        | {f"minutes_{reuse}": format_exact(amount.minutes[reuse]) for reuse in REUSE_CASES}
        for amount in list_work_amounts(ledger)
    ]


def _lenses_to_data(ledger: BurdenLedger) -> list[dict[str, Any]]:
    return [
        {"code": lens.code, "title": lens.title, "means": lens.means}
        | {f"hours_{reuse}": format_hours(lens.minutes[reuse]) for reuse in REUSE_CASES}
        for lens in list_lenses(ledger)
    ]


def _difference_to_data(difference: ScenarioDifference) -> dict[str, Any]:
    return {
        "changes": list(difference.changes),
        "all": _change_to_data(difference.whole) | {"code": None, "title": "All"},
        "agencies": [_part_change_to_data(part) for part in difference.agencies],
        "returns": [_part_change_to_data(part) for part in difference.returns],
        "no_longer_asked": difference.no_longer_asked,
        "newly_asked": difference.newly_asked,
    }


def _part_change_to_data(part: PartChange) -> dict[str, Any]:
    return {"code": part.now.code, "title": part.now.title} | _change_to_data(part)


def _change_to_data(part: PartChange) -> dict[str, Any]:
    work = {
        reuse: {
            "hours": {name: format_hours(minutes) for name, minutes in part.compare_work("minutes", reuse).items()},
            "pounds": {name: format_pounds(amount) for name, amount in part.compare_work("pounds", reuse).items()},
        }
        for reuse in REUSE_CASES
    }
    return {"counts": {code: part.compare_counts(code) for code in part.now.counts}, "work": work, "who": part.verdict}


def _obligations_to_data(report: BurdenReport) -> list[dict[str, Any]]:
    return [
        {
            "return": obligation.code,
            "title": obligation.title,
            "population": obligation.bodies,
            "frequency": format_exact(obligation.times),
            **{f"hours_each_{reuse}": format_hours(obligation.minutes_each[reuse]) for reuse in REUSE_CASES},
            **{f"pounds_each_{reuse}": format_pounds(obligation.pounds_each[reuse]) for reuse in REUSE_CASES},
            **{f"pounds_{reuse}": format_pounds(obligation.calculate_cost(reuse)) for reuse in REUSE_CASES},
        }
        for obligation in list_information_obligations(report.ledger, report.ruleset)
    ]


def _assumptions_to_data(assumptions: Assumptions) -> dict[str, Any]:
    return assumptions.model_dump(mode="json", by_alias=True)
