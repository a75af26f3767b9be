"""What is asked of whom, by when, and why: the least set of figures that meets every obligation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.definitions import Indicator
from indicators.factor_sets import choose
from indicators.periods import parse_period
from indicators.store import CELL
from indicators.world import Cell
from mappings.entries import entries
from mappings.given import given_already
from mappings.obligations import Obligation, obligation_frame, obligations
from mappings.places import Place
from mappings.skeleton import skeleton
from mappings.transforms import parse
from mappings.wanted import Waiter, Wanted, least, parts_with_owners
from returnonce.errors import NotFound

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset

COLLECTION_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("place", "agency", "agency_name", *CELL, "title", "area_name"), pl.String),
    "due": pl.Date,
    #: Later days on which another waiting return uses the figure, and it is to be confirmed again.
    "confirm_by": pl.List(pl.Date),
    "returns": pl.List(pl.String),
    "for_periods": pl.List(pl.String),
    "routes": pl.List(pl.String),
    "keyed": pl.Boolean,
    "given": pl.Boolean,
    "why": pl.String,
}
#: What becomes of each cell: ``asked``, or in words why nobody is asked on its account.
PLAN_CELL_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("place", "return", "line", "route", "owner", "for_period", *CELL[:4]), pl.String),
    "due": pl.Date,
    "outcome": pl.String,
}
SPARED_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys((*CELL[:4], "why"), pl.String)
ASKED = "asked"
CENTRAL = "compiled centrally, asked of nobody"
NEAR = "no exact match; a near measure is not asked for"
DOUBTFUL = "the line's official code is in doubt; nothing is asked on its account until the place approves it"
#: Routes on which somebody would have keyed the figure into the return itself.
KEYED = frozenset({"council", "partner"})


@dataclass(frozen=True)
class Plan:
    """``obligations`` (``OBLIGATION_SCHEMA``), ``cells``, ``collections`` (one row for each figure asked
    for; ``agency`` is null where nobody is of record) and ``spared`` (figures not asked for, and why)."""

    obligations: pl.DataFrame
    cells: pl.DataFrame
    collections: pl.DataFrame
    spared: pl.DataFrame


def plan(
    ruleset: Ruleset,
    session: Session | None = None,
    *,
    start: date,
    end: date,
    place: str | None = None,
    agency: str | None = None,
) -> Plan:
    """The plan for the periods that end from ``start`` to ``end``, both included.

    ``session``: marks what is given already. ``place``: one place, else all. ``agency``: narrows the
    collections to one agency's, and the places to its own; their obligations and cells stay whole, since
    other agencies' parts explain them.

    Raises:
        NotFound: no such place or agency.
    """
    places = [_place(ruleset, place)] if place else list(ruleset.places.values())
    _check_agency(places, agency)
    places = [home for home in places if agency is None or agency in home.agencies]
    found = [one for home in places for one in obligations(ruleset, home, start=start, end=end)]
    parts = [_planned(ruleset, session, home, [one for one in found if one.place is home]) for home in places]
    collections = _frame([row for made in parts for row in made[1]], COLLECTION_SCHEMA)
    return Plan(
        obligations=obligation_frame(found, ruleset),
        cells=_frame([row for made in parts for row in made[0]], PLAN_CELL_SCHEMA),
        collections=_ordered(collections if agency is None else collections.filter(agency=agency)),
        spared=_frame([row for made in parts for row in made[2]], SPARED_SCHEMA),
    )


def _frame(rows: list[tuple[object, ...]], schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def _ordered(collections: pl.DataFrame) -> pl.DataFrame:
    return collections.sort("agency", "due", "indicator", "area", "period", "breakdown", nulls_last=True)


def _place(ruleset: Ruleset, name: str) -> Place:
    if name in ruleset.places:
        return ruleset.places[name]
    raise NotFound(f"There is no place {name!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")


def _check_agency(places: Sequence[Place], agency: str | None) -> None:
    if agency is not None and not any(agency in place.agencies for place in places):
        places[0].agency(agency)


def _planned(
    ruleset: Ruleset, session: Session | None, place: Place, found: Sequence[Obligation]
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]:
    wanted, cells = Wanted(ruleset.world()), []
    for obligation in found:
        for row in _cells(ruleset, obligation):
            outcome = _outcome(row, ruleset)
            cells.append(_cell_row(row, obligation, outcome))
            if outcome == ASKED:
                for cell in _reads(row, ruleset):
                    wanted.add(cell, _waiter(row, obligation))
    _ask_parts_of_the_unowned(wanted, ruleset)
    asked = least(wanted)
    central = {cell for cell in asked if _is_central(cell, ruleset)}
    spared = wanted.spared | dict.fromkeys(central, CENTRAL)
    to_ask = {cell: waiters for cell, waiters in asked.items() if cell not in central}
    given = given_already(ruleset, session, to_ask) if session is not None else frozenset()
    collections = [_collection(cell, waiters, place, ruleset, given=cell in given) for cell, waiters in to_ask.items()]
    return cells, collections, [(*cell[:4], why) for cell, why in spared.items()]


def _cells(ruleset: Ruleset, obligation: Obligation) -> Iterator[dict[str, str]]:
    held = entries(obligation.found, obligation.period, place=obligation.place, ended=obligation.ended)
    area = ruleset.areas.get(obligation.area)
    frame = skeleton(ruleset, obligation.edition, held, areas=[area], period=obligation.period)
    return frame.iter_rows(named=True)


def _outcome(row: dict[str, str], ruleset: Ruleset) -> str:
    if row["for_information"] or (row["indicator"] and _central(ruleset.indicator(row["indicator"]))):
        return CENTRAL
    if not row["indicator"]:
        return NEAR
    return DOUBTFUL if row["_withheld"] else ASKED


def _central(indicator: Indicator) -> bool:
    return indicator.agency_of_record == "central"


def _is_central(cell: Cell, ruleset: Ruleset) -> bool:
    return _central(ruleset.indicator(cell.indicator))


def _cell_row(row: dict[str, str], obligation: Obligation, outcome: str) -> tuple[object, ...]:
    return (
        obligation.place.name, obligation.found.code, row["line"], row["route"], obligation.area,
        obligation.period.code, row["indicator"], row["area"], row["period"], row["breakdown"], obligation.due, outcome,
    )  # fmt: skip


def _waiter(row: dict[str, str], obligation: Obligation) -> Waiter:
    return Waiter(
        return_code=obligation.found.code,
        line=row["line"],
        area=row["area"],
        period=obligation.period.code,
        due=obligation.due,
        route=row["route"],
        publishers=obligation.edition.recipient_publishers,
    )


def _reads(row: dict[str, str], ruleset: Ruleset) -> Iterator[Cell]:
    """The figures a cell's transform reads."""
    transform = parse(row["transform"])
    own = Cell(row["indicator"], row["area"], row["period"], row["breakdown"], "actual")
    read = [own, *(own._replace(indicator=code) for code in transform.others)]
    if transform.baseline:
        read.append(own._replace(period=transform.baseline))
    for cell in read:
        yield from _records(cell, ruleset)


def _records(cell: Cell, ruleset: Ruleset) -> Iterator[Cell]:
    """Carbon is never asked for, only the record of energy use that its scheme reads, row by row."""
    scheme = ruleset.indicator(cell.indicator).factors
    if scheme is None:
        yield cell
        return
    factors = choose(ruleset.factor_sets, scheme, parse_period(cell.period))
    for estate, fuel, reading in product(factors.estate_in, factors.factors, factors.readings):
        row = {f"estate={estate}", f"fuel={fuel}", f"reading={reading}"}
        if cell.breakdown == "total" or row.issuperset(cell.breakdown.split(";")):
            yield cell._replace(indicator=factors.energy_indicator, breakdown=";".join(sorted(row)))


def _ask_parts_of_the_unowned(wanted: Wanted, ruleset: Ruleset) -> None:
    world = wanted.world

    def owned(cell: Cell) -> bool:
        return ruleset.of_record(ruleset.indicator(cell.indicator), cell.area, parse_period(cell.period)) is not None

    for cell in [cell for cell in wanted.waiting if not owned(cell) and not _is_central(cell, ruleset)]:
        for part in parts_with_owners(cell, world, owned):
            wanted.waiting.setdefault(part, set()).update(wanted.waiting[cell])


def _collection(
    cell: Cell, waiters: Iterable[Waiter], place: Place, ruleset: Ruleset, *, given: bool
) -> tuple[object, ...]:
    indicator = ruleset.indicator(cell.indicator)
    owner = place.agency_of_record(indicator, cell.area, parse_period(cell.period).end)
    known = sorted(waiters, key=lambda w: (w.due or date.max, w.return_code, w.line, w.area, w.period))
    dues = sorted({waiter.due for waiter in known if waiter.due})
    lines = tuple(dict.fromkeys(f"{w.return_code} {w.line}" for w in known))
    return (
        place.name, owner.code if owner else None, owner.name if owner else None, *cell, indicator.title,
        ruleset.areas.get(cell.area).name, dues[0] if dues else None, dues[1:], lines,
        sorted({w.period for w in known}), sorted({w.route for w in known}),
        any(w.route in KEYED for w in known), given, _why(cell, known, place, owned=owner is not None),
    )  # fmt: skip


def _why(cell: Cell, waiters: Sequence[Waiter], place: Place, *, owned: bool) -> str:
    """The lines that wait, the first to fall due first."""
    lines = list(dict.fromkeys(f"{w.line} of {w.return_code}{_for(w, cell)}" for w in waiters))
    first = f"{lines[0]} waits for it" if len(lines) == 1 else f"{len(lines)} lines wait for it: {'; '.join(lines)}"
    nobody = "" if owned else f" Nobody in {place.title} is of record for it; name an agency in of_record.tsv."
    return f"{first}.{nobody}"


def _for(waiter: Waiter, cell: Cell) -> str:
    due = f", due {waiter.due.isoformat()}" if waiter.due else ", due after an event"
    elsewhere = f" for {waiter.area}" if waiter.area != cell.area else ""
    return f"{elsewhere} ({waiter.period}{due})"
