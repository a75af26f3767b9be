"""What each step of the joining did, as counts; and the rows that it left out, by submission and row."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from indicators.records.record_frames import ROW

SUBMISSION = "submission"


@dataclass(frozen=True, eq=False)
class JoiningStep:
    """``rows``: what is left after it; ``touched``: the rows (submission and row) that it left out or changed."""

    name: str
    what: str
    rows: int
    touched: pl.DataFrame = field(repr=False)


def note_step(name: str, what: str, after: pl.DataFrame, touched: pl.DataFrame) -> JoiningStep:
    """A step as it was taken."""
    return JoiningStep(name, what, after.height, touched.select(SUBMISSION, ROW))
