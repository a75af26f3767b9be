"""The burden ledger: what returns ask for, what has to be keyed, and the work and cost, with and without reuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from mappings.burden.counted_rows import count_frames, open_count
from mappings.burden.plan_cells import make_burden_cells
from mappings.burden.requested_figures import make_burden_figures
from mappings.burden.work_cost import WorkEstimate, estimate_work
from mappings.burden.work_units import count_work_units, find_maker
from mappings.definitions.burden_assumptions import Assumptions, merge_assumptions
from mappings.definitions.burden_counts import CountDefinitions
from mappings.obligations.event_ledger import read_events
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.scheduled_collections import is_scheduled_alone

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Column by which the ledger is grouped. ``area`` and ``period`` are those that a return is made for.
GROUP_COLUMNS = {"place": "place", "return": "return", "agency": "agency", "area": "owner", "period": "for_period"}
FRAME_NAMES = ("cells", "figures", "units", "obligations", "sets")
#: Of returns that stand in the schedule alone, which are in no table of these.
ALL_FRAME_NAMES = (*FRAME_NAMES, "scheduled", "events")


@dataclass(frozen=True)
class BurdenLedger:
    """``cells`` (``BURDEN_CELL_SCHEMA``), ``figures`` (``BURDEN_FIGURE_SCHEMA``), ``units`` (``UNIT_SCHEMA``),
    ``obligations`` (with ``records``) and ``sets`` (of records), each row with one place, agency, return, period
    and area (``owner``), so that all numbers add up over any of them. ``scheduled`` (by ``owner``, the area):
    returns that are not filled here. ``events``: those of the time, with ``kind`` and ``name``; of no agency."""

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
    events: pl.DataFrame

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
        return count_frames(self._frames, self.count_definitions)

    def open_count(self, code: str) -> pl.DataFrame:
        """The rows behind a number, as ``mappings.burden.counted_rows.open_count`` has them.

        Raises:
            NotFound: no such count, or one that only a store can answer.
        """
        return open_count(self._frames, self.count_definitions, code)

    @property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return {name: getattr(self, name) for name in FRAME_NAMES}

    def estimate_work(self) -> WorkEstimate:
        """Minutes and pounds of the work units, by the assumptions of each place."""
        return estimate_work(self.units, self.assumptions)


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
    sets = _list_record_sets(collection_plan)
    return BurdenLedger(
        start=start,
        end=end,
        plan=collection_plan,
        cells=cells,
        figures=figures,
        units=count_work_units(cells, figures, sets, ruleset),
        obligations=_list_obligations(collection_plan, ruleset),
        sets=sets,
        assumptions={name: merge_assumptions(costs.assumptions, ruleset.places[name].costs) for name in places},
        count_definitions=costs.counts,
        scheduled=_list_scheduled(collection_plan),
        events=_list_events(session, places, start, end),
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


def _list_events(session: Session | None, places: Sequence[str], start: date, end: date) -> pl.DataFrame:
    """Events from ``start`` to ``end`` at the places; the return and period are those that each was recorded for."""
    events = read_events(session) if session is not None else ()
    rows = [
        (each.place, None, each.return_code, each.period, each.area, each.kind, each.name)
        for each in events
        if each.place in places and start <= each.day <= end
    ]
    names = ("place", "agency", "return", "for_period", "owner", "kind", "name")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
