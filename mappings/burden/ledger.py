"""The burden ledger: what returns ask for, what has to be keyed, and the work and cost, with and without reuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from mappings.burden.plan_cells import REPETITION_COUNTS, make_burden_cells
from mappings.burden.requested_figures import make_burden_figures
from mappings.burden.work_cost import WorkEstimate, estimate_work
from mappings.burden.work_units import count_work_units, find_maker
from mappings.definitions.burden_assumptions import Assumptions, merge_assumptions
from mappings.definitions.burden_counts import CountDefinitions, add_sums
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.scheduled_collections import is_scheduled_alone

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Column by which the ledger is grouped. ``area`` and ``period`` are those that a return is made for.
GROUP_COLUMNS = {"place": "place", "return": "return", "agency": "agency", "area": "owner", "period": "for_period"}
FRAME_NAMES = ("cells", "figures", "units", "obligations", "sets")
#: Of returns that stand in the schedule alone, which are in no table of these.
ALL_FRAME_NAMES = (*FRAME_NAMES, "scheduled")


@dataclass(frozen=True)
class BurdenLedger:
    """``cells`` (``BURDEN_CELL_SCHEMA``), ``figures`` (``BURDEN_FIGURE_SCHEMA``), ``units`` (``UNIT_SCHEMA``),
    ``obligations`` (with ``records``) and ``sets`` (of records), each row with one place, agency, return, period
    and area (``owner``), so that all numbers add up over any of them. ``scheduled`` (by ``owner``, the area):
    returns that are not filled here."""

    start: date
    end: date
    plan: Plan
    cells: pl.DataFrame
    figures: pl.DataFrame
    units: pl.DataFrame
    obligations: pl.DataFrame
    sets: pl.DataFrame
    assumptions: Mapping[str, Assumptions]
    count_definitions: CountDefinitions
    scheduled: pl.DataFrame

    def narrow(self, **only: str | None) -> BurdenLedger:
        """The part of one agency, return, place or period; None narrows nothing."""
        ledger = self
        for name, code in only.items():
            ledger = ledger if code is None else ledger.select_part(name, code)
        return ledger

    def list_codes(self, name: str) -> list[str | None]:
        """Sorted codes of a group (place, return, agency …); None, for nobody, comes last."""
        codes = {
            code
            for frame_name in FRAME_NAMES
            for code in getattr(self, frame_name)[GROUP_COLUMNS[name]].unique().to_list()
        }
        return sorted(codes, key=lambda code: (code is None, code or ""))

    def select_part(self, name: str, code: str | None) -> BurdenLedger:
        """The part of one of :meth:`list_codes`; None is the part of nobody."""
        is_own = pl.col(GROUP_COLUMNS[name]).eq_missing(pl.lit(code, pl.String))
        return replace(self, **{name: getattr(self, name).filter(is_own) for name in ALL_FRAME_NAMES})

    def count(self) -> dict[str, int]:
        """Every count of ``counts.yaml``, by code."""
        counts = self.cells.select(**_CELL_COUNTS).row(0, named=True) | self.figures.select(**_FIGURE_COUNTS).row(
            0, named=True
        )
        records = int(self.obligations["records"].sum())
        counts |= {"returns": self.obligations.height - records, "record_returns": records}
        plain = {code: int(number) for code, number in counts.items()} | {"record_sets": self.sets.height}
        return add_sums(plain, self.count_definitions)

    def estimate_work(self) -> WorkEstimate:
        """Minutes and pounds of the work units, by the assumptions of each place."""
        return estimate_work(self.units, self.assumptions)


def _equals(column: str, value: str) -> pl.Expr:
    return (pl.col(column) == value).fill_null(value=False)


_IS_FIRST_KEYED = pl.col("once") & _equals("counted", "keyed_cells")
_CELL_COUNTS = {
    **{code: _equals("counted", code).sum() for code in ("central", "of_districts", "left_out", "other_return")},
    **{code: _equals("again", code).sum() for code in REPETITION_COUNTS},
    "distinct_figures": _IS_FIRST_KEYED.sum(),
    "derived": (_IS_FIRST_KEYED & _equals("got", "derived")).sum(),
    "worked_out": (_IS_FIRST_KEYED & _equals("got", "made")).sum(),
    "keyed_cells_unsure": (_equals("counted", "keyed_cells") & pl.col("unsure")).sum(),
    "derived_not_copied": (pl.col("once") & _equals("counted", "other_return") & _equals("got", "derived")).sum(),
}
_FIGURE_COUNTS = {
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

    ``session``: with it, obligations that events began count too.

    Raises:
        NotFound: no such place.
    """
    collection_plan = make_plan(ruleset, PlanScope(start, end, place), session)
    cells, numbers = make_burden_cells(collection_plan, ruleset)
    figures = make_burden_figures(collection_plan, numbers, cells, ruleset)
    places, costs = [place] if place else sorted(ruleset.places), ruleset.burden
    return BurdenLedger(
        start=start,
        end=end,
        plan=collection_plan,
        cells=cells,
        figures=figures,
        units=count_work_units(cells, figures, ruleset),
        obligations=_list_obligations(collection_plan, ruleset),
        sets=_list_record_sets(collection_plan),
        assumptions={name: merge_assumptions(costs.assumptions, ruleset.places[name].costs) for name in places},
        count_definitions=costs.counts,
        scheduled=_list_scheduled(collection_plan),
    )


def _list_obligations(collection_plan: Plan, ruleset: Ruleset) -> pl.DataFrame:
    """Obligations of the plan, each with the agency that makes the return."""
    filled_here = collection_plan.obligations.filter(
        pl.col("edition").is_not_null() | pl.col("record_set").is_not_null()
    )
    rows = filled_here.select(
        "place", "return", for_period="period", owner="area", records=pl.col("record_set").is_not_null()
    )
    places = rows.select("place", "owner", "for_period").iter_rows()
    makers = [find_maker(ruleset, place, area, period) for place, area, period in places]
    return rows.with_columns(agency=pl.Series(makers, dtype=pl.String))


def _list_record_sets(collection_plan: Plan) -> pl.DataFrame:
    """Record sets that the plan asks for, each under the return that needs it first; without an area."""
    record_collections = collection_plan.collections.filter(pl.col("record_set").is_not_null())
    return record_collections.select(
        "place", "agency", "return", "record_set", for_period="period", owner=pl.lit(None, pl.String)
    )


def _list_scheduled(collection_plan: Plan) -> pl.DataFrame:
    """One row for each time that a return of the schedule alone is made; ``owner`` is its area."""
    rows = collection_plan.collections.filter(is_scheduled_alone())
    return rows.select("place", "agency", "return", for_period="period", owner=pl.col("key").str.split("/").list.get(4))
