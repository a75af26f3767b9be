"""What a request for cells asks for, as parameters of the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

import polars as pl
from fastapi import Query
from sqlmodel import Session

from api.cells.area_groups import select_areas
from api.cells.lists import PeriodValues, Values, find_periods, select_rows, split_values
from api.editions.visibility import Audience, CallerReach
from api.schemas.instants import DayOrInstant, Instant
from exports.cells.released_cells import ReleasedCells, read_released_cells
from exports.cells.snapshot import DEFAULT_AUDIENCES, Snapshot, SnapshotChoice, take_snapshot
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import check_read_edition
from returnonce.access.principals import PolicySubject, Principal

LATEST = "latest"


def _list_query(description: str, **more: Any) -> Any:
    return Query(description=f"{description} Repeat it, or separate values by commas.", **more)


@dataclass(frozen=True)
class CellQuery:
    """Which cells: of which editions, and which of their rows. What is not named is not narrowed."""

    return_code: Annotated[Values | None, _list_query("Returns, such as core-data-set.", alias="return")] = None
    line: Annotated[Values | None, _list_query("Lines, such as NI 62.")] = None
    indicator: Annotated[Values | None, _list_query("Indicators of the catalogue, by their codes.")] = None
    area: Annotated[
        Values | None,
        _list_query(
            "Areas that returns are made for, by code or name, and groups: region:E12000007, type:county, "
            "neighbours:E10000016 (the ten, without itself), all."
        ),
    ] = None
    period: Annotated[PeriodValues | None, _list_query("Periods that returns are made for, such as FY2024-25.")] = None
    breakdown: Annotated[Values | None, _list_query("Breakdowns, such as total or sex=F.")] = None
    edition: Annotated[
        str,
        Query(
            pattern="^(latest|[1-9][0-9]{0,8})$",
            description="latest: the newest not withdrawn; or a number.",
            examples=["latest"],
        ),
    ] = LATEST
    as_of: Annotated[
        DayOrInstant | None,
        Query(
            description="A day (to its end in London), such as 2026-04-01, or an instant, such as "
            "2026-04-01T00:00:00Z: editions as they stood then.",
            examples=["2026-04-01"],
        ),
    ] = None
    updated_after: Annotated[
        Instant | None,
        Query(
            description="Only editions published after this instant. What was withdrawn since is not told here: "
            "read /v1/changes for it."
        ),
    ] = None
    audience: Annotated[
        Audience | None, Query(description="As whom to read; without it, as recipient where you may, else as all.")
    ] = None

    def read_rows(self, ruleset: Ruleset) -> pl.Expr | None:
        """The test for an edition's rows; None for all of them. Raises as :func:`select_rows`."""
        lists = {"line": self.line, "indicator": self.indicator, "breakdown": self.breakdown}
        return select_rows(ruleset, {name: split_values(values, where=name) for name, values in lists.items()})

    def choice(self, now: datetime, top: int | None) -> SnapshotChoice:
        """Which editions are meant, as they stood at ``as_of``, or now."""
        at = now if self.as_of is None else min(now, self.as_of)
        number = None if self.edition == LATEST else int(self.edition)
        return SnapshotChoice((self.audience,) if self.audience else DEFAULT_AUDIENCES, at, number, top)

    def take_snapshot(
        self, session: Session, ruleset: Ruleset, who: Principal, choice: SnapshotChoice
    ) -> tuple[Snapshot, int]:
        """The editions that are meant and that the caller may read; and the greatest id of all that were there.

        Raises:
            NotFound: there is no such return or area; names those that there are.
            Refused: an area or period is not clear.
            Unauthenticated: who is not known asks for what is not public.
        """
        if self.audience not in (None, "public") and who.kind == "anonymous":
            check_read_edition(who, PolicySubject(), audience=self.audience)
        released = self._read_released(session, ruleset)
        top = choice.top if choice.top is not None else max((one.id for one in released), default=0)
        reach = CallerReach(ruleset, who)
        snapshot = take_snapshot(released, replace(choice, top=top), reach.may_read)
        if self.updated_after is not None:
            newer = tuple(one for one in snapshot.editions if one.released.published_at > self.updated_after)
            snapshot = Snapshot(newer)
        return snapshot, top

    def _read_released(self, session: Session, ruleset: Ruleset) -> Sequence[ReleasedCells]:
        returns = split_values(self.return_code, where="return")
        for code in returns:
            ruleset.return_named(code)
        book = ruleset.areas
        in_area = select_areas(book, split_values(self.area, where="area", is_one=book.recognises))
        periods = find_periods(split_values(self.period, where="period"))
        released = read_released_cells(session, returns=returns, periods=periods)
        return [one for one in released if in_area(one.key.area, parse_period(one.key.period).end)]
