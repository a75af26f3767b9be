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
from mappings.obligations.extensions import ExtensionGrant, read_grants
from mappings.obligations.obligations import Obligation, obligation_frame, obligations
from mappings.place.places import Place
from mappings.plan.collections import ASKED_SCHEMA, make_asked_frame
from mappings.plan.existing_figures import what_is_there
from mappings.plan.figure_requests import COLLECTION_SCHEMA, KEYED, Collecting, figures_asked
from mappings.plan.figures_from_records import given_by_records, sets_owed
from mappings.plan.line_requirements import ASKED, CENTRAL, DOUBTFUL, NEAR
from mappings.plan.minimum_by_place import WANTED, Owners, ask
from mappings.plan.requirements import Needs, needs_of
from returnonce.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

__all__ = [
    "ASKED", "ASKED_SCHEMA", "CENTRAL", "COLLECTION_SCHEMA", "DOUBTFUL", "KEYED", "NEAR", "PLAN_CELL_SCHEMA", "Plan",
    "plan",
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


def plan(
    ruleset: Ruleset,
    session: Session | None = None,
    *,
    start: date,
    end: date,
    place: str | None = None,
    agency: str | None = None,
    today: date | None = None,
    as_of: datetime | None = None,
    given: bool = True,
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
    found = [
        one for home in places for one in obligations(ruleset, home, start=start, end=end, events=events, grants=grants)
    ]
    made = _planned(ruleset, session if given else None, places, found, grants, today or date.max, as_of)
    if agency is None:
        return made
    only = pl.col("agency") == agency
    return Plan(
        made.obligations, made.cells, made.collections.filter(only), made.asked.filter(only), made.spared, made.proved
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


def _planned(
    ruleset: Ruleset,
    session: Session | None,
    places: Sequence[Place],
    found: list[Obligation],
    grants: Sequence[ExtensionGrant],
    known_on: date,
    as_of: datetime | None,
) -> Plan:
    needs = needs_of(ruleset, found, known_on=known_on)
    owed = sets_owed(found)
    owners = {home.name: Owners(home, ruleset) for home in places}
    asked = ask(
        ruleset,
        needs.figures.select(WANTED).unique(maintain_order=True),
        owners,
        given_by_records(ruleset, found, owed),
    )
    collecting = Collecting(ruleset, found, grants, needs.figures, asked.rests, owed)
    there = what_is_there(collecting, session, owners, as_of=as_of)
    figures = figures_asked(there.collecting, there.given)
    return Plan(
        obligations=obligation_frame(found, ruleset),
        cells=_cells(needs, found),
        collections=figures.select(COLLECTION_SCHEMA.keys()).cast(pl.Schema(COLLECTION_SCHEMA)),
        asked=make_asked_frame(there.collecting, figures),
        spared=_spared([needs.worked_out, asked.spared, there.spared]),
        proved=asked.proved,
    )


def _spared(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Each figure once, for the last reason that was found."""
    each = pl.concat(parts).unique(WANTED, keep="last", maintain_order=True)
    return each.select(SPARED_SCHEMA.keys()).cast(pl.Schema(SPARED_SCHEMA))


def _cells(needs: Needs, found: Sequence[Obligation]) -> pl.DataFrame:
    rows = [(at, one.code, one.area, one.period.code, one.due) for at, one in enumerate(found)]
    told = {"at": pl.UInt32, "return": pl.String, "owner": pl.String, "for_period": pl.String, "due": pl.Date}
    about = pl.DataFrame(rows, schema=told, orient="row")
    return needs.cells.join(about, on="at", how="left", maintain_order="left").select(PLAN_CELL_SCHEMA.keys())
