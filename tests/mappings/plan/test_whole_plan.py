"""The plan that ships, kept to its promise: who gives all that is asked, fills all that is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from mappings.plan.line_requirements import REQUESTED
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from returnonce.db import open_store, reading, transaction
from returnonce.numbers import MICRO
from returnonce.settings import Settings
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

SPANS = [
    (2009, "lewisham"),
    (2009, "nottinghamshire"),
    (2010, "lewisham"),
    (2024, "lewisham"),
    (2024, "nottinghamshire"),
]


def figures(cells: pl.DataFrame, parts: dict[str, bool]) -> pl.DataFrame:
    """Something for each cell: 7 of 20 and up for shares, a whole number otherwise."""
    size = (pl.int_range(pl.len(), dtype=pl.Int64) % 9 + 7) * MICRO
    shared = pl.col("indicator").replace_strict(list(parts), list(parts.values()), return_dtype=pl.Boolean)
    made = cells.select(FIGURE_KEY).with_columns(
        numerator=pl.when(shared).then(size),
        denominator=pl.when(shared).then(20 * MICRO),
        value=pl.when(~shared).then(size),
        status=pl.lit("final"),
        locator=pl.lit("row"),
    )
    empty = {name: pl.lit(None, kind) for name, kind in FIGURE_SCHEMA.items() if name not in made.columns}
    return made.with_columns(**empty).select(list(FIGURE_SCHEMA)).cast(FIGURE_SCHEMA)


@pytest.mark.parametrize(("year", "place"), SPANS)
def test_who_gives_all_that_is_asked_fills_all_that_is_owed(tmp_path: Path, year: int, place: str) -> None:
    rules = load_ruleset()
    scope = PlanScope(date(year, 4, 1), date(year + 1, 3, 31), place)
    asked = make_plan(rules, scope)
    central = asked.spared.filter(pl.col("why").str.starts_with("compiled centrally"))
    given = pl.concat(
        [asked.figure_requests.select(FIGURE_KEY), central.select(*FIGURE_KEY[:4], kind=pl.lit("actual"))]
    )
    parts = {code: indicator.parts for code, indicator in rules.catalogue.items()}
    store = open_store(Settings(home=tmp_path))
    batch = NewBatch("submitted", "all", "1" * 64, "all.csv", rules.hash, datetime(2026, 11, 1, tzinfo=UTC))
    with transaction(store) as session:
        record_batch(session, batch, figures(given, parts))
    with reading(store) as session:
        assert make_plan(rules, scope, session).figure_requests["given"].all()
        made = [
            fill(rules, session, FillRequest(code, area, period, place))
            for code, area, period in asked.obligations.select("return", "area", "period").iter_rows()
        ]
    empty = _empty(made)
    wanted = asked.cells.filter(outcome=REQUESTED).select("return", "line", "area", "period")
    assert wanted.height > 20
    assert wanted.join(empty, on=["return", "line", "area", "period"]).rows() == []


def _empty(made: list[Any]) -> pl.DataFrame:
    frames = [
        one.cells.filter(pl.col("value").is_null()).select(
            pl.lit(one.return_code).alias("return"), "line", "area", "period", "reason"
        )
        for one in made
    ]
    return pl.concat(frames)
