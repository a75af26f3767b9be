"""The burden ledger: what returns ask for, what anybody has to key, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from mappings.burden.count_definitions import add_sums
from mappings.burden.plan_cells import REPETITION_COUNTS, make_burden_cells
from mappings.burden.requested_figures import make_burden_figures
from mappings.burden.work_units import count_work_units, find_maker
from mappings.definitions.burden_assumptions import Assumptions, merge_assumptions
from mappings.plan.plan import Plan, plan

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What the ledger can be told apart by. ``area`` and ``period`` are those that a return is made for.
GROUP_COLUMNS = {"place": "place", "return": "return", "agency": "agency", "area": "owner", "period": "for_period"}
REUSE_CASES = ("without", "with")
FRAME_NAMES = ("cells", "figures", "units", "obligations", "sets")


@dataclass(frozen=True)
class WorkEstimate:
    """Work without and with reuse: exact minutes, and exact pounds under the assumptions."""

    minutes: Mapping[str, Fraction]
    pounds: Mapping[str, Fraction]

    def saved(self, what: str) -> Fraction:
        """``minutes`` or ``pounds`` that reuse saves."""
        told: Mapping[str, Fraction] = getattr(self, what)
        return told["without"] - told["with"]


@dataclass(frozen=True)
class BurdenLedger:
    """``cells`` (``BURDEN_CELL_SCHEMA``), ``figures`` (``BURDEN_FIGURE_SCHEMA``), ``units`` (``UNIT_SCHEMA``),
    ``obligations`` (with ``records``) and ``sets`` (of records), each row with one place, agency, return, period
    and area (``owner``), so that all numbers add up over any of them."""

    start: date
    end: date
    plan: Plan
    cells: pl.DataFrame
    figures: pl.DataFrame
    units: pl.DataFrame
    obligations: pl.DataFrame
    sets: pl.DataFrame
    assumptions: Mapping[str, Assumptions]

    def narrowed(self, **only: str | None) -> BurdenLedger:
        """Only one agency's, return's, place's or period's part; None narrows nothing."""
        found = self
        for name, code in only.items():
            found = found if code is None else found.part(name, code)
        return found

    def values(self, name: str) -> list[str | None]:
        """Every place, return, agency or period there is, sorted; None, for nobody, last."""
        found = {code for each in FRAME_NAMES for code in getattr(self, each)[GROUP_COLUMNS[name]].unique().to_list()}
        return sorted(found, key=lambda code: (code is None, code or ""))

    def part(self, name: str, code: str | None) -> BurdenLedger:
        """The part of one of :meth:`values`; None is the part of nobody."""
        own = pl.col(GROUP_COLUMNS[name]).eq_missing(pl.lit(code, pl.String))
        return replace(self, **{each: getattr(self, each).filter(own) for each in FRAME_NAMES})

    def counts(self) -> dict[str, int]:
        """Every count of ``counts.yaml``, by code."""
        found = self.cells.select(**_OF_CELLS).row(0, named=True) | self.figures.select(**_OF_FIGURES).row(
            0, named=True
        )
        records = int(self.obligations["records"].sum())
        found |= {"returns": self.obligations.height - records, "record_returns": records}
        return add_sums({code: int(number) for code, number in found.items()} | {"record_sets": self.sets.height})

    def work(self) -> WorkEstimate:
        """Minutes and pounds of the units, each place's by its own assumptions."""
        minutes, pounds = dict.fromkeys(REUSE_CASES, Fraction(0)), dict.fromkeys(REUSE_CASES, Fraction(0))
        signed: dict[tuple[str, str], int] = {}
        took: dict[tuple[str, str], Fraction] = {}
        for place, world, unit, amount in self._amounts():
            at = place, world
            took[at] = took.get(at, Fraction(0)) + self.assumptions[place].sum_minutes(unit) * amount
            signed[at] = signed.get(at, 0) + (amount if unit == "sign-off" else 0)
        for (place, world), spent in took.items():
            minutes[world] += spent
            pounds[world] += self.assumptions[place].calculate_cost(spent, returns=signed[place, world])
        return WorkEstimate(minutes, pounds)

    def lenses(self) -> dict[str, dict[str, Fraction]]:
        """Minutes under each lens, without and with reuse."""
        every = [lens.code for assumed in self.assumptions.values() for lens in assumed.lenses]
        found: dict[str, dict[str, Fraction]] = {code: dict.fromkeys(REUSE_CASES, Fraction(0)) for code in every}
        for place, world, unit, amount in self._amounts():
            for time in self.assumptions[place].times:
                if time.unit == unit:
                    found[time.lens][world] += Fraction(time.minutes) * amount
        return found

    def _amounts(self) -> Iterator[tuple[str, str, str, int]]:
        """Place, world, unit and how many."""
        return self.units.group_by("place", "world", "unit").agg(pl.col("amount").sum()).iter_rows()


def _is(column: str, value: str) -> pl.Expr:
    return (pl.col(column) == value).fill_null(value=False)


_FIRSTS = pl.col("once") & _is("counted", "keyed_cells")
_OF_CELLS = {
    **{code: _is("counted", code).sum() for code in ("central", "left_out", "other_return")},
    **{code: _is("again", code).sum() for code in REPETITION_COUNTS},
    "distinct_figures": _FIRSTS.sum(),
    "derived": (_FIRSTS & _is("got", "derived")).sum(),
    "worked_out": (_FIRSTS & _is("got", "made")).sum(),
    "keyed_cells_unsure": (_is("counted", "keyed_cells") & pl.col("unsure")).sum(),
    "derived_not_copied": (pl.col("once") & _is("counted", "other_return") & _is("got", "derived")).sum(),
}
_OF_FIGURES = {
    "keyed_figures": pl.col("keyed").sum(),
    "asked_for_parts": (pl.col("keyed") & ~pl.col("in_cells")).sum(),
    "taken_over_figures": (~pl.col("keyed")).sum(),
    "energy_records": pl.col("energy").sum(),
    "confirmations": pl.col("later").sum(),
}


def make_ledger(
    ruleset: Ruleset, session: Session | None = None, *, start: date, end: date, place: str | None = None
) -> BurdenLedger:
    """The ledger for the periods that end from ``start`` to ``end``, of one place or of all.

    ``session`` lets what an event began be counted too.

    Raises:
        NotFound: no such place.
    """
    made = plan(ruleset, session, start=start, end=end, place=place)
    cells, numbers = make_burden_cells(made, ruleset)
    figures = make_burden_figures(made, numbers, cells, ruleset)
    places = [place] if place else sorted(ruleset.places)
    return BurdenLedger(
        start=start,
        end=end,
        plan=made,
        cells=cells,
        figures=figures,
        units=count_work_units(cells, figures, ruleset),
        obligations=_obligations(made, ruleset),
        sets=_sets(made),
        assumptions={name: merge_assumptions(ruleset.places[name].costs) for name in places},
    )


def _obligations(made: Plan, ruleset: Ruleset) -> pl.DataFrame:
    """Each return that falls due, with the agency that makes it."""
    rows = made.obligations.select(
        "place", "return", for_period="period", owner="area", records=pl.col("record_set").is_not_null()
    )
    places = rows.select("place", "owner", "for_period").iter_rows()
    makers = [find_maker(ruleset, place, area, period) for place, area, period in places]
    return rows.with_columns(agency=pl.Series(makers, dtype=pl.String))


def _sets(made: Plan) -> pl.DataFrame:
    """Record sets that are asked for, each under the return that needs it first; they are of no one area."""
    asked = made.asked.filter(pl.col("record_set").is_not_null())
    return asked.select("place", "agency", "return", "record_set", for_period="period", owner=pl.lit(None, pl.String))
