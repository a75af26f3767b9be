"""What a scenario would change: cells, figures, hours and money now and then, and which agencies gain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mappings.burden.ledger import BurdenLedger
from mappings.burden.report import BurdenReport
from mappings.burden.tables import BurdenPart, make_part, total_part

FIGURE_COLUMNS = ("place", "agency", "indicator", "area", "period", "breakdown")


@dataclass(frozen=True)
class PartChange:
    """One part of the ledger, or all of it, as it is and as it would be."""

    now: BurdenPart
    then: BurdenPart

    def compare_counts(self, code: str) -> dict[str, int]:
        """Now, then, and by how much more."""
        now, then = self.now.counts[code], self.then.counts[code]
        return {"now": now, "then": then, "difference": then - now}

    def compare_work(self, measure: str, reuse: str) -> dict[str, Fraction]:
        """Exact ``minutes`` or ``pounds`` now, then, and by how much more."""
        amounts: list[Mapping[str, Fraction]] = [getattr(part.work, measure) for part in (self.now, self.then)]
        now, then = (each[reuse] for each in amounts)
        return {"now": now, "then": then, "difference": then - now}

    @property
    def gain(self) -> Fraction:
        """Pounds that need not be spent any more."""
        return -self.compare_work("pounds", "with")["difference"]

    @property
    def verdict(self) -> str:
        """``gains``, ``has more to do`` or ``as before``."""
        return "gains" if self.gain > 0 else "has more to do" if self.gain < 0 else "as before"

    @property
    def is_empty(self) -> bool:
        """True where nothing changes."""
        return (self.now.counts, self.now.work) == (self.then.counts, self.then.work)


@dataclass(frozen=True)
class ScenarioDifference:
    """The whole, and each agency and return that changes, the largest gain first. ``changes`` are in words."""

    changes: tuple[str, ...]
    whole: PartChange
    agencies: tuple[PartChange, ...]
    returns: tuple[PartChange, ...]
    no_longer_asked: list[dict[str, Any]]
    newly_asked: list[dict[str, Any]]


def compare_scenario(report: BurdenReport) -> ScenarioDifference | None:
    """Current and changed ledger side by side; None where the report has no scenario."""
    if report.scenario_ledger is None:
        return None
    current, changed = report.ledger, report.scenario_ledger
    return ScenarioDifference(
        changes=tuple(change.description for change in report.question.changes),
        whole=PartChange(total_part(current), total_part(changed)),
        agencies=_compare_parts(report, changed, "agency"),
        returns=_compare_parts(report, changed, "return"),
        no_longer_asked=_list_figures_missing(current, changed),
        newly_asked=_list_figures_missing(changed, current),
    )


def _compare_parts(report: BurdenReport, scenario_ledger: BurdenLedger, name: str) -> tuple[PartChange, ...]:
    ledgers = (report.ledger, scenario_ledger)
    codes = dict.fromkeys(code for ledger in ledgers for code in ledger.list_codes(name))
    parts = (
        PartChange(*(make_part(ledger.select_part(name, code), name, code, report.ruleset) for ledger in ledgers))
        for code in codes
    )
    changed_parts = [part for part in parts if not part.is_empty]
    return tuple(sorted(changed_parts, key=lambda part: (-part.gain, str(part.now.code))))


def _list_figures_missing(ledger: BurdenLedger, other_ledger: BurdenLedger) -> list[dict[str, Any]]:
    """Figures that agencies are asked for in one ledger and not in the other."""
    missing = ledger.figures.join(other_ledger.figures, on=["place", *FIGURE_COLUMNS[2:]], how="anti")
    return missing.select(FIGURE_COLUMNS).sort(FIGURE_COLUMNS).to_dicts()
