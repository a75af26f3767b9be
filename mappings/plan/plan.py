"""The plan: from obligations to collections, each with its agency, day and reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from indicators.figures.figure_key import FIGURE_KEY
from mappings.obligations.event_ledger import read_events
from mappings.obligations.extension_ledger import ExtensionGrant, read_grants
from mappings.obligations.obligations import Obligation, list_obligations, make_obligation_frame
from mappings.place.places import Place
from mappings.plan.collections import COLLECTION_SCHEMA, make_collection_frame
from mappings.plan.existing_figures import find_existing_figures
from mappings.plan.figure_requests import FIGURE_REQUEST_SCHEMA, KEYED, CollectionInputs, build_figure_requests
from mappings.plan.figures_from_records import find_figures_from_records, list_owed_record_sets
from mappings.plan.formula_bound import do_terms_cost_least
from mappings.plan.line_requirements import CENTRAL, DOUBTFUL, NEAR, REQUESTED
from mappings.plan.minimum_by_place import REQUIRED_KEY, AgenciesOfRecord, PlaceMinimum, find_place_minimum
from mappings.plan.plan_scope import PlanScope
from mappings.plan.requirements import Requirements, build_requirements
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

__all__ = [
    "CENTRAL",
    "COLLECTION_SCHEMA",
    "DOUBTFUL",
    "FIGURE_REQUEST_SCHEMA",
    "KEYED",
    "NEAR",
    "PLAN_CELL_SCHEMA",
    "REQUESTED",
    "Plan",
    "count_energy_records",
    "make_plan",
]  # fmt: skip

#: What becomes of each cell: ``asked``, or in words why nobody is asked on its account.
PLAN_CELL_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("place", "return", "line", "route", "owner", "for_period", *FIGURE_KEY[:4]), pl.String),
    "due": pl.Date,
    "outcome": pl.String,
}
SPARED_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys((*FIGURE_KEY[:4], "why"), pl.String)


@dataclass(frozen=True)
class Plan:
    """``obligations`` (``OBLIGATION_SCHEMA``), ``cells``, ``figure_requests`` (one row for each figure asked
    for; ``agency`` is null where nobody is of record), ``collections`` (one row for each: what one
    agency sends by one day; also of records) and ``spared`` (figures not asked for, and why).
    ``proved``: no smaller set of figures would meet every obligation, records of energy use apart."""

    obligations: pl.DataFrame
    cells: pl.DataFrame
    figure_requests: pl.DataFrame
    collections: pl.DataFrame
    spared: pl.DataFrame
    proved: bool = True


def count_energy_records(plan: Plan, ruleset: Ruleset) -> tuple[int, int]:
    """How many rows of ``figure_requests`` are of energy records, and how many records these are: one for each body
    and period."""
    energy = sorted({factors.energy_indicator for factors in ruleset.factor_sets.values()})
    rows = plan.figure_requests.filter(pl.col("indicator").is_in(energy))
    return rows.height, rows.select("agency", "area", "period").unique().height


def make_plan(
    ruleset: Ruleset,
    scope: PlanScope,
    store: ReadSource | None = None,
    *,
    today: date | None = None,
    as_of: datetime | None = None,
    mark_given: bool = True,
) -> Plan:
    """The plan of a scope. Obligations and cells stay whole for one agency: other agencies' parts explain them.

    ``store``: reads events and extensions, and marks what is given already where ``mark_given``; all as known at
    ``as_of``. ``today``: a place's decisions up to that day count.

    Raises:
        NotFound: no such place or agency.
        WrongUsage: a day lies where there are no periods.
    """
    due = _list_due_returns(ruleset, scope, store, as_of)
    whole_plan = _build_plan(due, store if mark_given else None, today or date.max, as_of)
    if scope.agency is None:
        return whole_plan
    only = pl.col("agency") == scope.agency
    return replace(
        whole_plan,
        figure_requests=whole_plan.figure_requests.filter(only),
        collections=whole_plan.collections.filter(only),
    )


@dataclass(frozen=True)
class _DueReturns:
    """What falls due at places, and the extensions that move it."""

    ruleset: Ruleset
    places: list[Place]
    obligations: list[Obligation]
    grants: tuple[ExtensionGrant, ...]


def _list_due_returns(
    ruleset: Ruleset, scope: PlanScope, store: ReadSource | None, as_of: datetime | None
) -> _DueReturns:
    places = scope.list_places(ruleset)
    events = read_events(store, as_of=as_of) if store is not None else ()
    grants = read_grants(store, as_of) if store is not None else ()
    grants = (*grants, *scope.supposed_grants)
    days = {"start": scope.start, "end": scope.end}
    due = [one for place in places for one in list_obligations(ruleset, place, **days, events=events, grants=grants)]
    return _DueReturns(ruleset, places, due, grants)


def _build_plan(due: _DueReturns, store: ReadSource | None, known_on: date, as_of: datetime | None) -> Plan:
    ruleset, obligations_due = due.ruleset, due.obligations
    owed = list_owed_record_sets(ruleset, obligations_due)
    owners = {place.name: AgenciesOfRecord(place, ruleset) for place in due.places}

    def find_minimum() -> tuple[Requirements, PlaceMinimum]:
        requirements = build_requirements(ruleset, obligations_due, known_on=known_on)
        keys = requirements.figures.select(REQUIRED_KEY).unique(maintain_order=True)
        records = find_figures_from_records(ruleset, obligations_due, owed)
        return requirements, find_place_minimum(ruleset, keys, owners, records)

    requirements, minimum = ruleset.keep_result(_describe_due(due, known_on), find_minimum)
    inputs = CollectionInputs(ruleset, obligations_due, due.grants, requirements.figures, minimum.sources, owed)
    existing = find_existing_figures(inputs, store, owners, as_of=as_of)
    figures = build_figure_requests(existing.collecting, existing.given_figures)
    return Plan(
        obligations=make_obligation_frame(obligations_due, ruleset),
        cells=_cells(requirements, obligations_due),
        figure_requests=figures.select(FIGURE_REQUEST_SCHEMA.keys()).cast(pl.Schema(FIGURE_REQUEST_SCHEMA)),
        collections=make_collection_frame(existing.collecting, figures),
        spared=_combine_omissions([requirements.formula_figures, minimum.spared, existing.spared]),
        proved=minimum.proved and do_terms_cost_least(ruleset, requirements.figures),
    )


def _describe_due(due: _DueReturns, known_on: date) -> str:
    """All that the requirements and their minimum follow from, beside the definitions."""
    rows = [
        (one.place.name, one.key, one.code, one.edition.edition if one.edition else "", one.area, one.period.code,
         one.ended, str(one.dates.send_by.date))
        for one in due.obligations
    ]  # fmt: skip
    return json.dumps(["minimum", str(known_on), [place.name for place in due.places], rows])


def _combine_omissions(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Each figure once, for the last reason that was found."""
    each = pl.concat(parts).unique(REQUIRED_KEY, keep="last", maintain_order=True)
    return each.select(SPARED_SCHEMA.keys()).cast(pl.Schema(SPARED_SCHEMA))


def _cells(requirements: Requirements, obligations_due: Sequence[Obligation]) -> pl.DataFrame:
    rows = [(at, one.code, one.area, one.period.code, one.due) for at, one in enumerate(obligations_due)]
    schema = {"at": pl.UInt32, "return": pl.String, "owner": pl.String, "for_period": pl.String, "due": pl.Date}
    about = pl.DataFrame(rows, schema=schema, orient="row")
    return requirements.cells.join(about, on="at", how="left", maintain_order="left").select(PLAN_CELL_SCHEMA.keys())
