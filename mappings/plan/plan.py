"""The plan: from obligations to collections, each with its agency, day and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.figures.store import FIGURE_KEY
from indicators.period.codes import FIRST_YEAR, LAST_YEAR
from mappings.obligations.events import Event, read_events
from mappings.obligations.extension_ledger import ExtensionGrant, read_grants
from mappings.obligations.obligations import Obligation, obligation_frame, obligations
from mappings.place.places import Place
from mappings.plan.collections import ASKED_SCHEMA, make_asked_frame
from mappings.plan.existing_figures import find_existing_figures
from mappings.plan.figure_requests import COLLECTION_SCHEMA, KEYED, CollectionInputs, build_figure_requests
from mappings.plan.figures_from_records import find_figures_from_records, list_owed_record_sets
from mappings.plan.line_requirements import CENTRAL, DOUBTFUL, NEAR, REQUESTED
from mappings.plan.minimum_by_place import REQUIRED_KEY, AgenciesOfRecord, find_place_minimum
from mappings.plan.requirements import Requirements, build_requirements
from returnonce.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

__all__ = [
    "ASKED_SCHEMA",
    "CENTRAL",
    "COLLECTION_SCHEMA",
    "DOUBTFUL",
    "KEYED",
    "NEAR",
    "PLAN_CELL_SCHEMA",
    "REQUESTED",
    "Plan",
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
    """``obligations`` (``OBLIGATION_SCHEMA``), ``cells``, ``collections`` (one row for each figure asked
    for; ``agency`` is null where nobody is of record), ``asked`` (one row for each collection: what one
    agency sends by one day; also of records) and ``spared`` (figures not asked for, and why).
    ``proved``: no smaller set of figures would meet every obligation."""

    obligations: pl.DataFrame
    cells: pl.DataFrame
    collections: pl.DataFrame
    asked: pl.DataFrame
    spared: pl.DataFrame
    proved: bool = True


def make_plan(
    ruleset: Ruleset,
    session: Session | None = None,
    *,
    start: date,
    end: date,
    place: str | None = None,
    agency: str | None = None,
    today: date | None = None,
    as_of: datetime | None = None,
    mark_given: bool = True,
) -> Plan:
    """The plan for the periods that end from ``start`` to ``end``, both included, and for events in that time.

    ``session``: reads events and extensions, and marks what is given already, unless ``given`` is false; all as
    known at ``as_of``. ``place``: one place, else
    all. ``agency``: narrows the collections to one agency's, and the places to its own; their obligations
    and cells stay whole, since other agencies' parts explain them. ``today``: a place's decisions up to
    that day count.

    Raises:
        NotFound: no such place or agency.
        WrongUsage: a day lies where there are no periods.
    """
    _check_span(start, end)
    places = [_place(ruleset, place)] if place else list(ruleset.places.values())
    _check_agency(places, agency)
    places = [home for home in places if agency is None or agency in home.agencies]
    events: tuple[Event, ...] = read_events(session, as_of=as_of) if session is not None else ()
    grants: tuple[ExtensionGrant, ...] = read_grants(session, as_of) if session is not None else ()
    obligations_due = [
        obligation
        for home in places
        for obligation in obligations(ruleset, home, start=start, end=end, events=events, grants=grants)
    ]
    whole_plan = _build_plan(
        ruleset, session if mark_given else None, places, obligations_due, grants, today or date.max, as_of
    )
    if agency is None:
        return whole_plan
    only = pl.col("agency") == agency
    return Plan(
        whole_plan.obligations,
        whole_plan.cells,
        whole_plan.collections.filter(only),
        whole_plan.asked.filter(only),
        whole_plan.spared,
        whole_plan.proved,
    )


def _check_span(start: date, end: date) -> None:
    for each, where in ((start, "from"), (end, "to")):
        if not FIRST_YEAR <= each.year < LAST_YEAR:
            what = f"{each} lies outside {FIRST_YEAR} to {LAST_YEAR - 1}."
            raise WrongUsage(what, where=where, mend="Correct the year.")


def _place(ruleset: Ruleset, name: str) -> Place:
    if name in ruleset.places:
        return ruleset.places[name]
    raise NotFound(f"There is no place {name!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")


def _check_agency(places: Sequence[Place], agency: str | None) -> None:
    if agency is not None and not any(agency in place.agencies for place in places):
        places[0].agency(agency)


def _build_plan(
    ruleset: Ruleset,
    session: Session | None,
    places: Sequence[Place],
    obligations_due: list[Obligation],
    grants: Sequence[ExtensionGrant],
    known_on: date,
    as_of: datetime | None,
) -> Plan:
    requirements = build_requirements(ruleset, obligations_due, known_on=known_on)
    owed = list_owed_record_sets(ruleset, obligations_due)
    owners = {home.name: AgenciesOfRecord(home, ruleset) for home in places}
    minimum = find_place_minimum(
        ruleset,
        requirements.figures.select(REQUIRED_KEY).unique(maintain_order=True),
        owners,
        find_figures_from_records(ruleset, obligations_due, owed),
    )
    inputs = CollectionInputs(ruleset, obligations_due, grants, requirements.figures, minimum.sources, owed)
    existing = find_existing_figures(inputs, session, owners, as_of=as_of)
    figures = build_figure_requests(existing.collecting, existing.given_figures)
    return Plan(
        obligations=obligation_frame(obligations_due, ruleset),
        cells=_cells(requirements, obligations_due),
        collections=figures.select(COLLECTION_SCHEMA.keys()).cast(pl.Schema(COLLECTION_SCHEMA)),
        asked=make_asked_frame(existing.collecting, figures),
        spared=_combine_omissions([requirements.formula_figures, minimum.spared, existing.spared]),
        proved=minimum.proved,
    )


def _combine_omissions(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Each figure once, for the last reason that was found."""
    each = pl.concat(parts).unique(REQUIRED_KEY, keep="last", maintain_order=True)
    return each.select(SPARED_SCHEMA.keys()).cast(pl.Schema(SPARED_SCHEMA))


def _cells(requirements: Requirements, obligations_due: Sequence[Obligation]) -> pl.DataFrame:
    rows = [(at, one.code, one.area, one.period.code, one.due) for at, one in enumerate(obligations_due)]
    schema = {"at": pl.UInt32, "return": pl.String, "owner": pl.String, "for_period": pl.String, "due": pl.Date}
    about = pl.DataFrame(rows, schema=schema, orient="row")
    return requirements.cells.join(about, on="at", how="left", maintain_order="left").select(PLAN_CELL_SCHEMA.keys())
