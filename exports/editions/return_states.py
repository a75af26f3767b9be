"""How far one return for one period is, area by area, as its recipient may know it: states, counts and dates.

No figure is read here, and of a draft no more than that it was put up, approved or signed off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

import polars as pl
from sqlalchemy import Row, and_, func, select
from sqlmodel import Session, col

from exports.editions.models import (
    EditionRow,
    EditionWithdrawalRow,
    PortalSubmissionRow,
    ProposalActRow,
    ProposalRow,
)
from exports.editions.proposals.read_proposals import OPEN, find_proposal_state
from indicators.period.arithmetic import Period
from mappings.progress.return_progress import measure_return_progress
from returnonce.clock import LONDON
from returnonce.column_types import INSTANT

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: The furthest that the return came. Those before ``proposed`` are of its figures or records, as of a collection's.
ReturnState = Literal[
    "nothing_owed", "not_yet_open", "not_started", "part_received", "received", "proposed", "approved", "signed_off",
    "published", "withdrawn",
]  # fmt: skip
RETURN_STATES: tuple[ReturnState, ...] = get_args(ReturnState)
#: ``late_by``: calendar days from the due day to the first edition, or to now; 0 on the day itself; null in time.
RETURN_STATE_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("return", "period", "area", "area_name", "place", "stage", "state"), pl.String),
    **dict.fromkeys(("opens", "due"), pl.Date),
    "deadline": INSTANT,
    "explanation": pl.String,
    "assumed": pl.Boolean,
    **dict.fromkeys(("late_by", "needed", "received"), pl.Int64),
    **dict.fromkeys(("completed_at", "proposed_at"), INSTANT),
    **dict.fromkeys(("edition", "editions"), pl.Int64),
    **dict.fromkeys(("first_published_at", "published_at", "withdrawn_at", "sent_at"), INSTANT),
}
_Facts = dict[str, Any]


def read_return_states(
    ruleset: Ruleset, session: Session, return_code: str, period: Period, *, now: datetime
) -> pl.DataFrame:
    """``RETURN_STATE_SCHEMA``, by area: whoever has to make the return, and whoever published or proposed it.

    A past instant shows what was known then, by the definitions of now.
    """
    progress = measure_return_progress(ruleset, session, return_code, period, now=now)
    facts = _read_proposals(session, return_code, period.code, now)
    for area, published in _read_editions(session, return_code, period.code, now).items():
        facts[area] = facts.get(area, {}) | published
    rows = [{**row, **facts.get(row["area"], {})} for row in progress.iter_rows(named=True)]
    made = set(progress["area"])
    rows += [_undated(ruleset, area, known) for area, known in facts.items() if area not in made]
    about = {"return": return_code, "period": period.code}
    states = [{**about, **row, "state": _find_state(row, now), "late_by": _count_days_late(row, now)} for row in rows]
    late_by = pl.when(pl.col("state") != "nothing_owed").then("late_by")
    return pl.DataFrame(states, schema=RETURN_STATE_SCHEMA).with_columns(late_by).sort("area", "stage")


def _undated(ruleset: Ruleset, area: str, facts: _Facts) -> _Facts:
    """An area of which no place here says that it has to make the return, and that published it all the same."""
    name = ruleset.areas.get(area).name if area in ruleset.areas else area
    return {"area": area, "area_name": name, "stage": "", "needed": 0, "received": 0, "assumed": False} | facts


def _find_state(row: Mapping[str, Any], now: datetime) -> ReturnState:
    if row.get("edition") is not None:
        return "published"
    if row.get("open") is not None:
        return row["open"]  # type: ignore[no-any-return]
    if row.get("editions"):
        return "withdrawn"
    if not row["needed"]:
        return "nothing_owed"
    if row["received"]:
        return "received" if row["received"] == row["needed"] else "part_received"
    return "not_yet_open" if row["opens"] is not None and _day(now) < row["opens"] else "not_started"


def _count_days_late(row: Mapping[str, Any], now: datetime) -> int | None:
    """Of a return that is sent elsewhere, ``completed_at`` is when it was sent."""
    sent = row["completed_at"] if row.get("elsewhere") else row.get("first_published_at")
    deadline, done = row.get("deadline"), sent or now
    return (_day(done) - row["due"]).days if deadline is not None and done >= deadline else None


def _day(instant: datetime) -> Any:
    return instant.astimezone(LONDON).date()


def _read_proposals(session: Session, return_code: str, period: str, now: datetime) -> dict[str, _Facts]:
    """By area: the state of the newest proposal that is open, since when, and the place."""
    acted, published = col(ProposalActRow.at) <= now, col(EditionRow.published_at) <= now
    columns: list[Any] = [ProposalRow.id, ProposalRow.area, ProposalRow.place, ProposalRow.proposed_at]
    query = (
        select(*columns, col(ProposalActRow.act))
        .join(ProposalActRow, and_(col(ProposalActRow.proposal) == ProposalRow.id, acted), isouter=True)
        .join(EditionRow, and_(col(EditionRow.proposal) == ProposalRow.id, published), isouter=True)
        .where(
            *_of(ProposalRow, return_code, period), col(ProposalRow.proposed_at) <= now, col(EditionRow.id).is_(None)
        )
        .order_by(col(ProposalRow.id))
    )
    acts: dict[tuple[Any, ...], list[str]] = {}
    for number, area, place, at, act in session.execute(query):
        acts.setdefault((number, area, place, at), []).append(act or "")
    found: dict[str, _Facts] = {}
    for (_, area, place, at), done in acts.items():
        state = find_proposal_state(done)
        if state in OPEN:
            found[area] = {"place": place, "open": state, "proposed_at": at}
    return found


def _read_editions(session: Session, return_code: str, period: str, now: datetime) -> dict[str, _Facts]:
    """By area: the newest edition that stands, how many there were, and when they came, went and were sent."""
    sent = (
        select(col(PortalSubmissionRow.edition), func.min(PortalSubmissionRow.sent_at).label("sent_at"))
        .where(col(PortalSubmissionRow.recorded_at) <= now)
        .group_by(col(PortalSubmissionRow.edition))
        .subquery()
    )
    gone = col(EditionWithdrawalRow.at) <= now
    columns: list[Any] = [EditionRow.area, EditionRow.number, EditionRow.published_at, ProposalRow.place]
    query = (
        select(*columns, col(EditionWithdrawalRow.at), sent.c.sent_at)
        .join(ProposalRow, col(ProposalRow.id) == EditionRow.proposal)
        .join(EditionWithdrawalRow, and_(col(EditionWithdrawalRow.edition) == EditionRow.id, gone), isouter=True)
        .join(sent, sent.c.edition == EditionRow.id, isouter=True)
        .where(*_of(EditionRow, return_code, period), col(EditionRow.published_at) <= now)
        .order_by(col(EditionRow.id))
    )
    by_area: dict[str, list[Row[Any]]] = {}
    for row in session.execute(query):
        by_area.setdefault(row.area, []).append(row)
    return {area: _summarise(rows) for area, rows in by_area.items()}


def _of(table: type[ProposalRow] | type[EditionRow], return_code: str, period: str) -> Iterable[Any]:
    return (and_(col(table.return_code) == return_code, col(table.period) == period),)


def _summarise(rows: list[Row[Any]]) -> _Facts:
    standing = [row for row in rows if row.at is None]
    newest = standing[-1] if standing else None
    return {
        "place": rows[-1].place, "editions": len(rows), "edition": newest.number if newest else None,
        "first_published_at": rows[0].published_at, "published_at": newest.published_at if newest else None,
        "withdrawn_at": max((row.at for row in rows if row.at is not None), default=None),
        "sent_at": newest.sent_at if newest else None,
    }  # fmt: skip
