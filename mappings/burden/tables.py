"""The burden ledger in tables: total, parts by return, agency, area, period or place, and information obligations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mappings.burden.ledger import BurdenLedger
from mappings.burden.saving_range import SavingRange, estimate_range
from mappings.burden.work_cost import WorkEstimate, sum_minutes_by_lens

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What each code of a group is called where it is nobody's.
NOBODY_TITLES = {"agency": "(no agency: compiled elsewhere, in doubt, or nobody is of record)"}
#: Stands instead of a verdict where the row is in the table only so that the rows add up.
NOBODY_VERDICT = "is nobody's: here so that the rows add up"


@dataclass(frozen=True)
class BurdenPart:
    """The part of a ledger of one return, agency, area, period or place; ``code`` None is nobody's."""

    code: str | None
    title: str
    counts: Mapping[str, int]
    range: SavingRange

    @property
    def work(self) -> WorkEstimate:
        """The work with every rate at its central value."""
        return self.range.cases["central"]

    @property
    def loses(self) -> bool:
        """Whether somebody has more to do at the central rates; a part that is nobody's cannot lose."""
        return self.code is not None and self.work.calculate_saving("minutes") < 0

    @property
    def verdict(self) -> str:
        """Who gains, said so strongly as the ranges allow; nobody neither gains nor loses."""
        return NOBODY_VERDICT if self.code is None else self.range.verdict


@dataclass(frozen=True)
class BurdenTable:
    """The parts of a ledger in one group, and the whole. Numbers are exact; who writes them rounds them, once."""

    group: str
    rows: tuple[BurdenPart, ...]
    total: BurdenPart


@dataclass(frozen=True)
class LensWork:
    """Exact minutes under one lens, without and with reuse of figures."""

    code: str
    title: str
    means: str
    minutes: Mapping[str, Fraction]


@dataclass(frozen=True)
class InformationObligation:
    """The Standard Cost Model for one return: ``bodies`` make it ``times`` a body, at so much each."""

    code: str
    title: str
    bodies: int
    times: Fraction
    minutes_each: Mapping[str, Fraction]
    pounds_each: Mapping[str, Fraction]

    def calculate_cost(self, reuse: str) -> Fraction:
        """Pounds for one, times population, times frequency."""
        return self.pounds_each[reuse] * self.bodies * self.times


def total_part(ledger: BurdenLedger) -> BurdenPart:
    """The whole ledger as one part."""
    return BurdenPart(None, "All", ledger.count(), estimate_range(ledger.units, ledger.assumptions))


def make_table(ledger: BurdenLedger, name: str, ruleset: Ruleset) -> BurdenTable:
    """``name``: ``return``, ``agency``, ``area``, ``period`` or ``place``; the rows add up to the total."""
    rows = [make_part(ledger.select_part(name, code), name, code, ruleset) for code in ledger.list_codes(name)]
    return BurdenTable(name, tuple(rows), total_part(ledger))


def make_part(ledger: BurdenLedger, name: str, code: str | None, ruleset: Ruleset) -> BurdenPart:
    """What is counted of one part, and the work that it takes."""
    return BurdenPart(
        code, find_title(ruleset, name, code), ledger.count(), estimate_range(ledger.units, ledger.assumptions)
    )


def list_lenses(ledger: BurdenLedger) -> list[LensWork]:
    """The work under each lens, in the order of the assumptions."""
    lens_by_code = {str(lens.code): lens for assumptions in ledger.assumptions.values() for lens in assumptions.lenses}
    return [
        LensWork(code, lens_by_code[code].title, lens_by_code[code].means, minutes)
        for code, minutes in sum_minutes_by_lens(ledger.units, ledger.assumptions).items()
    ]


def find_title(ruleset: Ruleset, name: str, code: str | None) -> str:
    """Title of a return, agency, area or place; the code itself where there is none."""
    if code is None:
        return NOBODY_TITLES.get(name, "(none)")
    if name == "return":
        return _find_return_title(ruleset, code)
    if name == "agency":
        return next((p.agencies[code].name for p in ruleset.places.values() if code in p.agencies), code)
    if name == "area" and code in ruleset.areas:
        return ruleset.areas.get(code).name
    return ruleset.places[code].title if name == "place" and code in ruleset.places else code


def _find_return_title(ruleset: Ruleset, code: str) -> str:
    if code in ruleset.returns:
        return ruleset.returns[code].title
    return ruleset.unfilled_titles().get(code, code)


def list_information_obligations(ledger: BurdenLedger, ruleset: Ruleset) -> list[InformationObligation]:
    """Each return with its population, frequency, and the work of making it once."""
    return [
        _make_information_obligation(ledger.select_part("return", code), code, ruleset)
        for code in ledger.list_codes("return")
        if code
    ]


def _make_information_obligation(return_ledger: BurdenLedger, code: str, ruleset: Ruleset) -> InformationObligation:
    obligations = return_ledger.obligations
    bodies = obligations.select("place", "owner").n_unique() if obligations.height else 0
    share = Fraction(1, obligations.height) if obligations.height else Fraction(0)
    work = return_ledger.estimate_work()
    return InformationObligation(
        code=code,
        title=find_title(ruleset, "return", code),
        bodies=bodies,
        times=Fraction(obligations.height, bodies) if bodies else Fraction(0),
        minutes_each={reuse: minutes * share for reuse, minutes in work.minutes.items()},
        pounds_each={reuse: pounds * share for reuse, pounds in work.pounds.items()},
    )


def list_gains(ledger: BurdenLedger, name: str, ruleset: Ruleset) -> list[BurdenPart]:
    """The agencies or returns for which reuse changes the work: who gains most first, who loses most last."""
    parts = [part for part in make_table(ledger, name, ruleset).rows if part.range.least or part.range.most]
    return sorted(parts, key=lambda part: (-part.work.calculate_saving("minutes"), part.code is None, part.code or ""))


def list_combined_parts(ledger: BurdenLedger, ruleset: Ruleset) -> list[tuple[BurdenPart, BurdenPart]]:
    """Each agency's part of each return: the agency's part narrowed to the return, beside the return's code and title.

    Pairs of an agency and one of its returns, in the order of their codes; both carry the same counts.
    """
    pairs = []
    for agency in ledger.list_codes("agency"):
        own = ledger.select_part("agency", agency)
        for code in own.list_codes("return"):
            both = own.select_part("return", code)
            pairs.append((make_part(both, "agency", agency, ruleset), make_part(both, "return", code, ruleset)))
    return pairs
