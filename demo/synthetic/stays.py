"""One stay in care, from its first day to its last, as the episodes that the return knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.placements import FOSTERED, Placement, find_placement
from demo.synthetic.places import SyntheticCouncil
from demo.synthetic.seeded_chance import SeededChance

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
class CareEpisode:
    """One row of the table of episodes, as known at the end of the story."""

    began: date
    reason: str
    status: str
    placement: Placement
    ended: date | None = None
    how: str | None = None
    move_reason: str | None = None

    def until(self, horizon: date) -> date:
        """Its last day, or the horizon where it goes on."""
        return self.ended or horizon


@dataclass(slots=True)
class CareStay:
    """A period of care: its episodes in order. ``short``: a short break, which no cohort counts."""

    episodes: list[CareEpisode]
    short: bool = False

    @property
    def began(self) -> date:
        return self.episodes[0].began

    @property
    def ended(self) -> date | None:
        return self.episodes[-1].ended


@dataclass(slots=True)
class EpisodeChange:
    """What changes on one day: the legal status, the placement (``move``), or how lasting it is (``settle``)."""

    day: date
    status: str | None = None
    how: str | None = None


def stay(
    draw: SeededChance,
    council: SyntheticCouncil,
    child: SyntheticChild,
    statuses: Statuses,
    *,
    last: date,
    ended: date | None = None,
    how: str | None = None,
) -> CareStay:
    """A stay under these legal statuses, each with its first day, with moves drawn between; ``last``: the horizon."""
    until = ended or last
    began, status = statuses[0]
    changes = [EpisodeChange(day, status) for day, status in statuses[1:]]
    moves = int(draw.pick(MOVES)) + (draw.chance(30) if (until - began).days > 730 else 0)
    changes += [EpisodeChange(draw.day(began + timedelta(APART), until), how="move") for _ in range(moves)]
    if draw.chance(25):
        changes.append(EpisodeChange(draw.day(began + timedelta(180), until), how="settle"))
    first = CareEpisode(began, "S", status, find_placement(draw, council, child, began, status))
    episodes = _build(draw, council, child, first, _space_out(changes, began, until))
    episodes[-1].ended, episodes[-1].how = ended, how
    if draw.chance(6):
        episodes = _with_time_away(draw, council, child, episodes, until)
    return CareStay(episodes)


def _space_out(changes: list[EpisodeChange], began: date, until: date) -> list[EpisodeChange]:
    spaced: list[EpisodeChange] = []
    for change in sorted(changes, key=lambda change: change.day):
        before = spaced[-1].day if spaced else began
        if change.status or ((change.day - before).days >= APART and (until - change.day).days >= APART):
            spaced.append(change)
    return [
        change
        for change in spaced
        if change.status or all(_are_far_apart(change, other) for other in spaced if other.status)
    ]


def _are_far_apart(episode_change: EpisodeChange, other: EpisodeChange) -> bool:
    return abs((episode_change.day - other.day).days) >= APART


def _build(
    draw: SeededChance,
    council: SyntheticCouncil,
    child: SyntheticChild,
    first: CareEpisode,
    changes: list[EpisodeChange],
) -> list[CareEpisode]:
    episodes = [first]
    for change in changes:
        now = episodes[-1]
        if change.status:
            after = CareEpisode(change.day, "L", change.status, now.placement)
        elif change.how == "move":
            placement = find_placement(draw, council, child, change.day, now.status, but=now.placement)
            after, now.move_reason = CareEpisode(change.day, "P", now.status, placement), draw.pick(WHY_MOVED)
        elif now.placement.kind in ("U6", "U3"):
            placement = replace(now.placement, kind="U4" if now.placement.kind == "U6" else "U1")
            after, now.move_reason = (
                CareEpisode(change.day, "T", now.status, placement),
                "STAND" if draw.chance(20) else "CARPL",
            )
        else:
            continue
        now.ended, now.how = change.day, "X1"
        episodes.append(after)
    return episodes


def _with_time_away(
    draw: SeededChance, council: SyntheticCouncil, child: SyntheticChild, episodes: list[CareEpisode], until: date
) -> list[CareEpisode]:
    """A temporary placement within the last long fostering episode; the child returns to the same carer."""
    usual = episodes[-1]
    if usual.placement.kind not in FOSTERED or (usual.until(until) - usual.began).days < 90:
        return episodes
    kind = draw.choice(list(TEMPORARY))
    left_on = draw.day(usual.began + timedelta(20), usual.until(until) - timedelta(60))
    back = left_on + draw.days(*TEMPORARY[kind])
    placement = Placement(kind, None, None, council.carer(draw, child.home))
    returned = replace(usual, began=back, reason="P")
    before = replace(usual, ended=left_on, how="X1", move_reason=None)
    return [*episodes[:-1], before, CareEpisode(left_on, "P", usual.status, placement, back, "X1"), returned]
