"""A few figures in a store, a ruleset of a few lines, and the return filled from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Engine

from indicators.catalogue.indicator import Indicator
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading, transaction
from tests.indicators.small_contexts import indicator
from tests.mappings.small_ruleset import a_return, ruleset

YEAR = "FY2009-10"
Row = Mapping[str, Any]


def give(store: Engine, *rows: Row, agency: str = "county", kind: str = "submitted", number: int = 1) -> None:
    figures = pl.DataFrame([{n: row[n] for n in FIGURE_SCHEMA} for row in rows], schema=FIGURE_SCHEMA)
    batch = NewBatch(kind, agency, f"{number:064x}", f"{agency}.csv", "0" * 64, datetime(2026, 11, number, tzinfo=UTC))
    with transaction(store) as session:
        record_batch(session, batch, figures)


def filled(
    store: Engine,
    rules: Ruleset,
    *,
    area: str = "COUNTY",
    period: str = YEAR,
    code: str = "national",
    place: str | None = None,
    **more: Any,
) -> FilledReturn:
    with reading(store) as session:
        return fill(rules, session, FillRequest(code, area, period, place), **more)


def rules(*lines: Any, indicators: tuple[Indicator, ...] = (), home: Any = None, **edition: Any) -> Ruleset:
    return ruleset(indicators or (indicator(),), a_return(*lines, **edition), home=home)


def only(filled_return: FilledReturn) -> dict[str, Any]:
    (row,) = filled_return.cells.to_dicts()
    return row
