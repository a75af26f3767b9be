"""What a scenario would change: cells, figures, hours and money now and then, and which agencies gain."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mappings.burden.ledger import REUSE_CASES, BurdenLedger, WorkEstimate
from mappings.burden.report import BurdenReport
from mappings.burden.tables import find_title, format_hours, format_pounds, total_part

#: What is shown of each agency and return.
SHOWN = ("cells", "keyed_cells", "keyed_figures", "taken_over_figures", "asked_figures", "rekeying_avoided")
FIGURE_COLUMNS = ("place", "agency", "indicator", "area", "period", "breakdown")


def compare_scenario(report: BurdenReport) -> dict[str, Any] | None:
    """Current and changed ledger side by side, as plain data; None where the report has no scenario."""
    if report.scenario_ledger is None:
        return None
    current, changed = report.ledger, report.scenario_ledger
    return {
        "changes": [change.description for change in report.question.changes],
        "all": _compare_ledgers(current, changed) | {"code": None, "title": "All"},
        "agencies": _compare_parts(report, "agency"),
        "returns": _compare_parts(report, "return"),
        "no_longer_asked": _list_figures_missing(current, changed),
        "newly_asked": _list_figures_missing(changed, current),
    }


def _compare_parts(report: BurdenReport, name: str) -> list[dict[str, Any]]:
    """Each agency or return that the scenario changes; the largest gain first."""
    assert report.scenario_ledger is not None
    codes = dict.fromkeys([*report.ledger.list_codes(name), *report.scenario_ledger.list_codes(name)])
    rows = []
    for code in codes:
        current, changed = report.ledger.select_part(name, code), report.scenario_ledger.select_part(name, code)
        if not _is_unchanged(current, changed):
            title = find_title(report.ruleset, name, code)
            rows.append(
                (_calculate_gain(current, changed), {"code": code, "title": title} | _compare_ledgers(current, changed))
            )
    return [row for _, row in sorted(rows, key=lambda pair: (-pair[0], str(pair[1]["code"])))]


def _is_unchanged(current: BurdenLedger, changed: BurdenLedger) -> bool:
    return current.count() == changed.count() and current.estimate_work() == changed.estimate_work()


def _calculate_gain(current: BurdenLedger, changed: BurdenLedger) -> Fraction:
    return current.estimate_work().pounds["with"] - changed.estimate_work().pounds["with"]


def _compare_ledgers(current: BurdenLedger, changed: BurdenLedger) -> dict[str, Any]:
    before, after = total_part(current), total_part(changed)
    counts = {
        code: {"now": before.counts[code], "then": after.counts[code],
               "difference": after.counts[code] - before.counts[code]}
        for code in before.counts
    }  # fmt: skip
    gain = _calculate_gain(current, changed)
    verdict = "gains" if gain > 0 else "has more to do" if gain < 0 else "as before"
    return {"counts": counts, "work": _compare_work(before.work, after.work), "who": verdict}


def _compare_work(current: WorkEstimate, changed: WorkEstimate) -> dict[str, Any]:
    comparison = {}
    for reuse in REUSE_CASES:
        comparison[reuse] = {
            "hours": _format_comparison(format_hours, current.minutes[reuse], changed.minutes[reuse]),
            "pounds": _format_comparison(format_pounds, current.pounds[reuse], changed.pounds[reuse]),
        }
    return comparison


def _format_comparison(
    format_number: Callable[[Fraction], str], current: Fraction, changed: Fraction
) -> dict[str, str]:
    return {
        "now": format_number(current),
        "then": format_number(changed),
        "difference": format_number(changed - current),
    }


def _list_figures_missing(ledger: BurdenLedger, other_ledger: BurdenLedger) -> list[dict[str, Any]]:
    """Figures that agencies are asked for in one ledger and not in the other."""
    missing = ledger.figures.join(other_ledger.figures, on=["place", *FIGURE_COLUMNS[2:]], how="anti")
    return missing.select(FIGURE_COLUMNS).sort(FIGURE_COLUMNS).to_dicts()
