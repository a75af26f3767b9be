"""Which areas and periods a line is reported for; the plan and the filling share this rule.

The rule for bodies. A county line is for counties and for councils of one tier, not for districts. A
district line is for districts and councils of one tier; in a county's return it is the county's
total, where its districts' figures add up, and the county is asked for nothing. A partner's line (PCT,
police, fire, partnership, trust, youth offending, probation) is about the ground of the council of
upper tier whose return it stands in, so a district has none. Any council has the lines of any council,
of its own estate, and those compiled centrally. A body that is no council has every line of its own
return.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area
from indicators.catalogue.indicator import Indicator
from indicators.period.arithmetic import Period
from mappings.definitions.return_definitions import Edition, Line
from returnonce.definition_files.base import InForce
from returnonce.errors import Refused

ONE_TIER = frozenset({"unitary", "london_borough", "metropolitan_borough"})
COUNCILS = ONE_TIER | {"county", "district"}
#: What is said of such a cell of a county's return.
OF_DISTRICTS = "each district answers for itself; nothing is asked for the county"
OF_A_DISTRICT = frozenset({"district", "any_council", "estate", "central"})
WITHIN_A_YEAR = frozenset({"quarterly", "monthly"})
SHORT = frozenset({"quarter", "month"})
AT_A_POINT = frozenset({"day", "window"})


def normalise_kind(code: str) -> str:
    """``london-borough`` in a file is ``london_borough`` among areas."""
    return code.replace("-", "_")


def find_bodies(edition: Edition, area: Area, book: AreaBook, on: date) -> tuple[Area, ...]:
    """The bodies whose figures the return holds: the area itself, or a council's partners.

    Raises:
        Refused: the return is made for another kind of body, and none of it shares ground with the area.
    """
    kinds = {normalise_kind(code) for code in edition.area_kinds}
    if area.kind in kinds:
        return (area,)
    ground = book.footprint(area.code, on)
    partners = [a for a in _areas_standing(book, kinds - COUNCILS, on) if ground & book.footprint(a.code, on)]
    if area.kind not in COUNCILS or not partners:
        kind_names = " or ".join(sorted(kind.replace("_", " ") for kind in kinds))
        raise Refused(
            f"{edition.title} is made for: {kind_names}. {area.name} is: {area.kind.replace('_', ' ')}.",
            mend="Name an area of that kind.",
        )
    return tuple(partners)


def _areas_standing(book: AreaBook, kinds: set[str], on: date) -> Iterator[Area]:
    return (area for area in book.all() if area.kind in kinds and area.exists_on(on))


def check_period(edition: Edition, period: Period) -> None:
    """The period is one that the return is made for.

    Raises:
        Refused: it is of another kind.
    """
    if edition.period_kinds and period.kind not in edition.period_kinds:
        kind_names = " or ".join(kind.replace("_", " ") for kind in edition.period_kinds)
        raise Refused(
            f"{edition.title} is made for: {kind_names}. {period} is: {period.kind.replace('_', ' ')}.",
            mend="Name a period of that kind.",
        )


def is_reported(line: Line, kind: str) -> bool:
    """True when a line stands in the return of a body of that kind, by the rule above."""
    return kind != "district" or line.body in OF_A_DISTRICT


def is_of_districts(kind: pl.Expr, body: pl.Expr) -> pl.Expr:
    """True of a cell that stands in a county's return and that its districts answer for, by the rule above."""
    return (kind == "county") & (body == "district")


def explain_not_in_force(line: Line, indicator: Indicator, period: Period, *, is_kept: bool) -> str | None:
    """Why a cell is neither asked for nor filled: measure or line was not in force on any end of its period.

    ``is_kept``: the place keeps the line after its end.
    """
    if why := indicator.in_force.explain_absence(period.start, period.end):
        return f"The measure was not in force in {period.label()}: {why}."
    own_dates = InForce.model_validate({"from": line.valid_from, "to": line.valid_to})
    why = None if is_kept else own_dates.explain_absence(period.start, period.end)
    return f"The line was not in force in {period.label()}: {why}." if why else None


def list_cell_periods(line: Line, indicator: Indicator, edition: Edition, period: Period) -> tuple[Period, ...]:
    """The periods a line has cells for when its return is made for ``period``, oldest first.

    Where a return is made for quarters too, its quarterly and monthly lines show a year as the four
    quarters and the year. Elsewhere a cell has the latest period of the indicator's own kind that has
    ended by then; a yearly line of a quarterly indicator has the year, if its quarters make one.
    """
    kind = indicator.period_kind
    if period.kind in SHORT:
        return (_place_in_period(kind, period),) if line.frequency in WITHIN_A_YEAR else ()
    if line.frequency in WITHIN_A_YEAR and "quarter" in edition.period_kinds and kind not in _OTHER_YEARS:
        quarters = [_place_in_period(kind, quarter) for quarter in period.parts("quarter")]
        return tuple(dict.fromkeys([*quarters, _place_in_period(kind, period)]))
    if kind in SHORT and (line.frequency == "annual" and indicator.adds_over_time != "none"):
        return (period,)
    return (period.latest(kind),)


_OTHER_YEARS = frozenset({"academic_year", "calendar_year"})


def _place_in_period(kind: str, period: Period) -> Period:
    """Stocks and rolling windows stand at the period's end; what flows fills it."""
    return period.latest("day" if kind == "day" else "window") if kind in AT_A_POINT else period
