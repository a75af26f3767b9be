"""Figures as they would be if a file had come, or if a batch had been withdrawn. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from indicators.figures.store import BatchExclusion, read_figures
from returnonce.read_connection import ReadSource

#: Newer than any batch that was ever stored.
NEWEST = 2**62


@dataclass(frozen=True)
class WhatIf:
    """``figures`` (``FIGURE_ORIGIN_SCHEMA``) as if just received, ``withdrawn_batches`` as if withdrawn."""

    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURE_ORIGIN_SCHEMA))
    withdrawn_batches: frozenset[str] = frozenset()

    def read(
        self,
        source: ReadSource,
        *,
        areas: Iterable[str] | None = None,
        indicators: Iterable[str] | None = None,
        as_of: datetime | None = None,
        former: FormerCodes = NO_FORMER_CODES,
    ) -> pl.DataFrame:
        """As :func:`~indicators.figures.store.read_figures`; nothing is stored."""
        filters = {"area": _to_list(areas), "indicator": _to_list(indicators)}
        stored = read_figures(
            source,
            areas=filters["area"],
            indicators=filters["indicator"],
            as_of=as_of,
            without=BatchExclusion(withdrawn=self.withdrawn_batches),
            former=former,
        )
        new_figures = self.figures
        for name, codes in filters.items():
            if codes is not None:
                new_figures = new_figures.filter(pl.col(name).is_in(pl.Series(codes, dtype=pl.String).implode()))
        return pl.concat([stored.join(new_figures, on=["agency", *FIGURE_KEY], how="anti"), new_figures])


def suppose_submission(
    figures: pl.DataFrame, *, agency: str, file: str, file_name: str, kind: str = "submitted"
) -> WhatIf:
    """Figures (``FIGURE_SCHEMA``) as if an agency had submitted them in that file."""
    traced = figures.with_columns(
        batch=pl.lit(NEWEST, pl.Int64), agency=pl.lit(agency), batch_kind=pl.lit(kind), origin=pl.lit(file),
        file=pl.lit(file), file_name=pl.lit(file_name),
    )  # fmt: skip
    return WhatIf(traced.select(list(FIGURE_ORIGIN_SCHEMA)).cast(FIGURE_ORIGIN_SCHEMA))  # type: ignore[arg-type]


def _to_list(codes: Iterable[str] | None) -> list[str] | None:
    return None if codes is None else list(codes)
