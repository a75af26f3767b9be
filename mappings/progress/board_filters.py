"""Filter a board by agency, return and state, sort it, and find the span of days that it covers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import polars as pl

from indicators.period.codes import FIRST_YEAR, LAST_YEAR, check_days
from mappings.progress.states import STATES, State
from returnonce.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: The schedule opens on the periods that ended in the year before today, or end in the quarter after it.
DEFAULT_BEFORE, DEFAULT_AFTER = timedelta(days=366), timedelta(days=92)
#: Calendars reach no further, however far back or on it is counted from an instant.
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR - 1, 12, 31)
BoardOrder = Literal["due", "-due", "agency", "return", "period", "state", "late_by", "-late_by"]


@dataclass(frozen=True)
class BoardFilter:
    """Which collections to show; None for all."""

    agency: str | None = None
    return_code: str | None = None
    states: Collection[State] = ()

    def check(self, ruleset: Ruleset) -> None:
        """Refuse an unknown agency or return, rather than show nothing.

        Raises:
            NotFound: no such agency at any place, or no such return.
        """
        places = list(ruleset.places.values())
        if self.agency is not None and places and not any(self.agency in place.agencies for place in places):
            places[0].agency(self.agency)
        return_codes = {*ruleset.returns, *ruleset.record_returns, *ruleset.scheduled_returns}
        if self.return_code is not None and self.return_code not in return_codes:
            raise NotFound(
                f"There is no return {self.return_code!r}.", mend=f"Returns are: {', '.join(sorted(return_codes))}."
            )

    def apply(self, board: pl.DataFrame) -> pl.DataFrame:
        """The matching rows; a collection belongs to every return that needs it."""
        rows = board if self.agency is None else board.filter(pl.col("agency") == self.agency)
        if self.return_code is not None:
            rows = rows.filter(
                (pl.col("return") == self.return_code) | pl.col("returns").list.contains(self.return_code)
            )
        return rows.filter(pl.col("state").is_in(list(self.states))) if self.states else rows


def sort_board(board: pl.DataFrame, order: BoardOrder) -> pl.DataFrame:
    """Sort by a column (descending after ``-``), then by due date, agency, return and period."""
    name = order.removeprefix("-")
    rank = pl.col("state").replace_strict(list(STATES), list(range(len(STATES))), return_dtype=pl.Int64)
    first = rank if name == "state" else pl.col(name)
    tie_breakers = [pl.col(column) for column in ("due", "agency", "return", "period", "key")]
    descending = [order.startswith("-"), *[False] * len(tie_breakers)]
    return board.sort([first, *tie_breakers], descending=descending, nulls_last=True, maintain_order=True)


def find_span(
    today: date, start: date | None, end: date | None, *, before: timedelta = DEFAULT_BEFORE
) -> tuple[date, date]:
    """First and last day on which a period may end; what is not given is counted from today.

    Raises:
        WrongUsage: the first is after the last, or one is centuries away.
    """
    check_days({"from": start, "to": end})
    first = start or max(min(today - before, end or today), FIRST_DAY)
    last = end or min(max(today + DEFAULT_AFTER, first), LAST_DAY)
    if first > last:
        raise WrongUsage(f"{first} is after {last}.", where="from", mend="Give the earlier day first.")
    return first, last
