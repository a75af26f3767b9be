"""One stay in care, from its first day to its last, as the episodes that the return knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo.synthetic.child_identities import Child
from demo.synthetic.placements import FOSTERED, Placement, settle
from demo.synthetic.places import Council
from demo.synthetic.seeded_chance import Draw

#: Fewest days from one change to the next.
APART = 12
#: Temporary placements, and how many days each lasts.
TEMPORARY = {"T0": (3, 20), "T1": (2, 35), "T3": (3, 18), "T4": (2, 6)}
WHY_MOVED = {
    "CARPL": 34, "CREQB": 14, "CREQO": 10, "CHILD": 6, "LAREQ": 5, "OTHER": 12, "STAND": 2, "ALLEG": 1, "CLOSE": 2,
    "APPRR": 1, "PLACE": 3,
}  # fmt: skip
MOVES = {"0": 58, "1": 26, "2": 9, "3": 5, "4": 2}
Statuses = Sequence[tuple[date, str]]


@dataclass(slots=True)
class Episode:
    """One row of the table of episodes, as known at the end of the story."""

    began: date
    reason: str
    status: str
    placement: Placement
    ended: date | None = None
    how: str | None = None
    moved: str | None = None

    def until(self, horizon: date) -> date:
        """Its last day, or the horizon where it goes on."""
        return self.ended or horizon


@dataclass(slots=True)
class Stay:
    """A period of care: its episodes in order. ``short``: a short break, which no cohort counts."""

    episodes: list[Episode]
    short: bool = False

    @property
    def began(self) -> date:
        return self.episodes[0].began

    @property
    def ended(self) -> date | None:
        return self.episodes[-1].ended


@dataclass(slots=True)
class Change:
    """What changes on one day: the legal status, the placement (``move``), or how lasting it is (``settle``)."""

    day: date
    status: str | None = None
    how: str | None = None


def stay(
    draw: Draw,
    council: Council,
    child: Child,
    statuses: Statuses,
    *,
    last: date,
    ended: date | None = None,
    how: str | None = None,
) -> Stay:
    """A stay under these legal statuses, each with its first day, with moves drawn between; ``last``: the horizon."""
    until = ended or last
    began, status = statuses[0]
    changes = [Change(day, status) for day, status in statuses[1:]]
    moves = int(draw.pick(MOVES)) + (draw.chance(30) if (until - began).days > 730 else 0)
    changes += [Change(draw.day(began + timedelta(APART), until), how="move") for _ in range(moves)]
    if draw.chance(25):
        changes.append(Change(draw.day(began + timedelta(180), until), how="settle"))
    first = Episode(began, "S", status, settle(draw, council, child, began, status))
    episodes = _built(draw, council, child, first, _spaced(changes, began, until))
    episodes[-1].ended, episodes[-1].how = ended, how
    if draw.chance(6):
        episodes = _with_time_away(draw, council, child, episodes, until)
    return Stay(episodes)


def _spaced(changes: list[Change], began: date, until: date) -> list[Change]:
    kept: list[Change] = []
    for change in sorted(changes, key=lambda change: change.day):
        before = kept[-1].day if kept else began
        if change.status or ((change.day - before).days >= APART and (until - change.day).days >= APART):
            kept.append(change)
    return [one for one in kept if one.status or all(_apart(one, other) for other in kept if other.status)]


def _apart(one: Change, other: Change) -> bool:
    return abs((one.day - other.day).days) >= APART


def _built(draw: Draw, council: Council, child: Child, first: Episode, changes: list[Change]) -> list[Episode]:
    episodes = [first]
    for change in changes:
        now = episodes[-1]
        if change.status:
            after = Episode(change.day, "L", change.status, now.placement)
        elif change.how == "move":
            there = settle(draw, council, child, change.day, now.status, but=now.placement)
            after, now.moved = Episode(change.day, "P", now.status, there), draw.pick(WHY_MOVED)
        elif now.placement.kind in ("U6", "U3"):
            there = replace(now.placement, kind="U4" if now.placement.kind == "U6" else "U1")
            after, now.moved = Episode(change.day, "T", now.status, there), "STAND" if draw.chance(20) else "CARPL"
        else:
            continue
        now.ended, now.how = change.day, "X1"
        episodes.append(after)
    return episodes


def _with_time_away(draw: Draw, council: Council, child: Child, episodes: list[Episode], until: date) -> list[Episode]:
    """A temporary placement within the last long fostering episode; the child returns to the same carer."""
    usual = episodes[-1]
    if usual.placement.kind not in FOSTERED or (usual.until(until) - usual.began).days < 90:
        return episodes
    kind = draw.choice(list(TEMPORARY))
    left = draw.day(usual.began + timedelta(20), usual.until(until) - timedelta(60))
    back = left + draw.days(*TEMPORARY[kind])
    there = Placement(kind, None, None, council.carer(draw, child.home))
    returned = replace(usual, began=back, reason="P")
    before = replace(usual, ended=left, how="X1", moved=None)
    return [*episodes[:-1], before, Episode(left, "P", usual.status, there, back, "X1"), returned]
