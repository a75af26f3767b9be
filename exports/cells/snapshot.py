"""A snapshot: of each return, area and period the one edition whose cells are read, as one audience had it at an
instant. The same question about the same instant gives the same snapshot, whatever is published later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from exports.cells.released_cells import ReleasedCells

#: Whether the caller may read an edition as its audience.
MayRead = Callable[[ReleasedCells], bool]
#: The audience where a request names none: the first of these that the caller may read as.
DEFAULT_AUDIENCES: tuple[Literal["regulator"], Literal["public"]] = ("regulator", "public")


@dataclass(frozen=True)
class SnapshotChoice:
    """Which edition of each key is meant. ``number``: that one; None for the latest that was not withdrawn.

    ``audiences``: as whom they are read; the first that has one. ``at``: as they stood at an instant. ``top``: the
    greatest id that existed then, where the instant alone does not say it.
    """

    audiences: Sequence[str]
    at: datetime
    number: int | None = None
    top: int | None = None

    def existed(self, released: ReleasedCells) -> bool:
        """Whether it was published by then."""
        return released.published_at <= self.at and (self.top is None or released.id <= self.top)

    def stood(self, released: ReleasedCells) -> bool:
        """Whether it was not withdrawn by then."""
        return released.withdrawn_at is None or released.withdrawn_at > self.at


@dataclass(frozen=True, slots=True)
class SnapshotEdition:
    """One edition of a snapshot, and its status at the instant: published, restated or withdrawn."""

    released: ReleasedCells
    status: str


@dataclass(frozen=True)
class Snapshot:
    """The editions in order of return, period and area. ``key``: hash of which they are, and of their status."""

    editions: tuple[SnapshotEdition, ...]

    @property
    def key(self) -> str:
        names = [(one.released.id, one.released.audience, one.released.sha256, one.status) for one in self.editions]
        return hashlib.sha256(repr(names).encode()).hexdigest()


def take_snapshot(released: Iterable[ReleasedCells], choice: SnapshotChoice, may_read: MayRead) -> Snapshot:
    """Of editions in order of key and number, those that are meant and that the caller may read."""
    by_key = groupby((one for one in released if choice.existed(one)), key=lambda one: one.key)
    chosen = (_choose([*rows], choice, may_read) for _, rows in by_key)
    return Snapshot(tuple(one for one in chosen if one is not None))


def _choose(rows: Sequence[ReleasedCells], choice: SnapshotChoice, may_read: MayRead) -> SnapshotEdition | None:
    for audience in choice.audiences:
        readable = [one for one in rows if one.audience == audience and may_read(one)]
        standing = [one for one in readable if choice.stood(one)]
        meant = standing[-1:] if choice.number is None else [one for one in readable if one.number == choice.number]
        if meant:
            return SnapshotEdition(meant[0], _status(meant[0], standing))
    return None


def _status(one: ReleasedCells, standing: Sequence[ReleasedCells]) -> str:
    if one not in standing:
        return "withdrawn"
    return "published" if one is standing[-1] else "restated"
