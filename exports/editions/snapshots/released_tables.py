"""The tables that each audience had: what the gate must reckon with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import overload

import polars as pl
from sqlmodel import Session

from exports.editions.published_editions import AUDIENCES, editions
from exports.editions.storage.blob_store import frozen_cells


class Tables(Sequence[pl.DataFrame]):
    """Tables that an audience had, oldest first; each is read when it is looked at, since most rules look at none."""

    def __init__(self, home: Path, names: Sequence[str] = ()) -> None:
        self._home, self._names = home, tuple(names)

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, at: int) -> pl.DataFrame: ...
    @overload
    def __getitem__(self, at: slice) -> Tables: ...
    def __getitem__(self, at: int | slice) -> pl.DataFrame | Tables:
        if isinstance(at, slice):
            return Tables(self._home, self._names[at])
        return frozen_cells(self._home, self._names[at])

    @property
    def key(self) -> str:
        """Names the whole of them."""
        return hashlib.sha256("\n".join(sorted(self._names)).encode()).hexdigest()


def released(session: Session, home: Path) -> dict[str, Tables]:
    """By audience, every table that was ever published to it; withdrawn ones too, since they were seen.

    What the entitled recipient has is not gated, and counts for nobody else.
    """
    published = editions(session)
    had = {name: [one.cells[name] for one in published if name in one.cells] for name in AUDIENCES}
    return {name: Tables(home, had[name] if name != "regulator" else ()) for name in AUDIENCES}
