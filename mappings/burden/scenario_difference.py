"""The difference that a change would make: cells, figures, hours and money, and who gains."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mappings.burden.ledger import REUSE_CASES, BurdenLedger, WorkEstimate
from mappings.burden.report import BurdenReport
from mappings.burden.tables import find_title, format_hours, format_pounds, total_part

#: What is shown of each agency and return.
SHOWN = ("cells", "keyed_cells", "keyed_figures", "taken_over_figures", "asked_figures", "rekeying_avoided")
FIGURE = ("place", "agency", "indicator", "area", "period", "breakdown")


def compare_scenario(answer: BurdenReport) -> dict[str, Any] | None:
    """What the changes would make of it; None where nothing was imagined."""
    if answer.scenario_ledger is None:
        return None
    now, then = answer.ledger, answer.scenario_ledger
    return {
        "changes": [change.says for change in answer.question.changes],
        "all": _beside(now, then) | {"code": None, "title": "All"},
        "agencies": _parts(answer, "agency"),
        "returns": _parts(answer, "return"),
        "no_longer_asked": _figures(now, then),
        "newly_asked": _figures(then, now),
    }


def _parts(answer: BurdenReport, name: str) -> list[dict[str, Any]]:
    """Each agency or return that the change touches, who gains most first."""
    assert answer.scenario_ledger is not None
    codes = dict.fromkeys([*answer.ledger.values(name), *answer.scenario_ledger.values(name)])
    rows = []
    for code in codes:
        now, then = answer.ledger.part(name, code), answer.scenario_ledger.part(name, code)
        if not _same(now, then):
            title = find_title(answer.ruleset, name, code)
            rows.append((_gain(now, then), {"code": code, "title": title} | _beside(now, then)))
    return [row for _, row in sorted(rows, key=lambda pair: (-pair[0], str(pair[1]["code"])))]


def _same(now: BurdenLedger, then: BurdenLedger) -> bool:
    return now.counts() == then.counts() and now.work() == then.work()


def _gain(now: BurdenLedger, then: BurdenLedger) -> Fraction:
    return now.work().pounds["with"] - then.work().pounds["with"]


def _beside(now: BurdenLedger, then: BurdenLedger) -> dict[str, Any]:
    before, after = total_part(now), total_part(then)
    counts = {
        code: {"now": before.counts[code], "then": after.counts[code],
               "difference": after.counts[code] - before.counts[code]}
        for code in before.counts
    }  # fmt: skip
    gain = _gain(now, then)
    verdict = "gains" if gain > 0 else "has more to do" if gain < 0 else "as before"
    return {"counts": counts, "work": _work(before.work, after.work), "who": verdict}


def _work(now: WorkEstimate, then: WorkEstimate) -> dict[str, Any]:
    told = {}
    for world in REUSE_CASES:
        told[world] = {
            "hours": _three(format_hours, now.minutes[world], then.minutes[world]),
            "pounds": _three(format_pounds, now.pounds[world], then.pounds[world]),
        }
    return told


def _three(shown: Callable[[Fraction], str], now: Fraction, then: Fraction) -> dict[str, str]:
    return {"now": shown(now), "then": shown(then), "difference": shown(then - now)}


def _figures(one: BurdenLedger, other: BurdenLedger) -> list[dict[str, Any]]:
    """Figures that agencies are asked for in one world and not in the other."""
    gone = one.figures.join(other.figures, on=["place", *FIGURE[2:]], how="anti")
    return gone.select(FIGURE).sort(FIGURE).to_dicts()
