"""Progress a second time, slowly and plainly: the ledger is replayed moment by moment, one collection at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Came:
    """An upload: ``cells`` were given (or, refused, spoken of); ``gone``: when it was taken back."""

    at: datetime
    agency: str
    cells: frozenset[str]
    accepted: bool = True
    gone: datetime | None = None
    symbols: frozenset[str] = frozenset()


@dataclass
class Said:
    state: str
    owed: int
    received: int
    accepted: int
    not_available: int
    given_by_others: int
    on_time: int
    completed_at: datetime | None
    late_by: int | None


def say(cells: set[str], family: set[str], opens: date, due: date, uploads: list[Came], now: datetime) -> Said:
    """What is to be said of one collection."""
    known = [one for one in uploads if one.at <= now]
    since: dict[str, datetime | None] = dict.fromkeys(cells)
    moments = sorted({one.at for one in known} | {one.gone for one in known if one.gone and one.gone <= now})
    for moment in moments:
        there = {cell for one in known if stands(one, moment) for cell in one.cells}
        for cell in cells:
            since[cell] = (since[cell] or moment) if cell in there else None
    live = [one for one in known if stands(one, now)]
    own = {cell for one in live if one.agency in family for cell in one.cells & cells}
    others = {cell for one in live if one.agency not in family for cell in one.cells & cells} - own
    owed = len(cells) - len(others)
    moments_of = [at for at in since.values() if at]
    complete = max(moments_of) if len(moments_of) == len(cells) and own else None
    deadline = datetime.combine(due, time(17), LONDON)
    mine = [one for one in known if one.agency in family and one.cells & cells]
    return Said(
        state=_state(owed, own, complete, mine, opens, deadline, now),
        owed=owed,
        received=len({cell for one in mine for cell in one.cells & cells}),
        accepted=len(own),
        not_available=sum(_newest(cell, live, family) for cell in own),
        given_by_others=len(others),
        on_time=sum(1 for cell in own if since[cell] is not None and since[cell] < deadline),
        completed_at=complete,
        late_by=_late_by(owed, complete, deadline, now),
    )


def stands(one: Came, moment: datetime) -> bool:
    return one.accepted and one.at <= moment and (one.gone is None or moment < one.gone)


def _newest(cell: str, live: list[Came], family: set[str]) -> bool:
    return [cell in one.symbols for one in live if one.agency in family and cell in one.cells][-1]


def _state(
    owed: int,
    own: set[str],
    complete: datetime | None,
    mine: list[Came],
    opens: date,
    deadline: datetime,
    now: datetime,
) -> str:
    if owed == 0:
        return "nothing_owed"
    if complete is not None:
        return "received" if complete < deadline else "received_late"
    if not now < deadline:
        return "late"
    taken = [one.at for one in mine if one.accepted]
    refused = [one.at for one in mine if not one.accepted]
    if refused and (not taken or max(refused) > max(taken)):
        return "needs_fixing"
    if own:
        return "part_received"
    return "not_started" if now.astimezone(LONDON).date() >= opens else "not_yet_open"


def _late_by(owed: int, complete: datetime | None, deadline: datetime, now: datetime) -> int | None:
    until = complete or now
    if owed == 0 or until < deadline:
        return None
    return until.astimezone(LONDON).date().toordinal() - deadline.date().toordinal()
