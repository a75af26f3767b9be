"""A table that was released to an audience, and the true cells that it was made from."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class ReleasedTable:
    """``cells``: as the audience has them; ``true_cells``: as only the entitled recipient has them."""

    cells: pl.DataFrame
    true_cells: pl.DataFrame
