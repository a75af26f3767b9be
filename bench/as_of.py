"""What was known on a past day: a period of one authority, and one figure, out of two million in 200 batches.

Run as ``python -m bench.as_of OUT [BATCHES]``. Each batch gives 100 indicators for 100 authorities and one of 40
periods, so that every figure has versions. The store is SQLite, on an open connection.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from sqlalchemy import Engine

from bench.stages import Stages
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_figures
from returnonce.db import open_store, transaction
from returnonce.read_connection import ReadConnection
from returnonce.settings import Settings

INDICATORS, AREAS, PERIODS = 100, 100, 40
BATCHES = 200
FIRST_DAY = datetime(2020, 1, 1, 12, tzinfo=UTC)
TURNS = 200


def main(out: Path, batches: int = BATCHES) -> None:
    """Leaves ``result.json``: milliseconds of processor for each question, the median of many turns."""
    stages = Stages()
    engine = open_store(Settings(home=out / "home"))
    with stages.stage("made"):
        fill_store(engine, batches)
    engine.dispose()
    driver = sqlite3.connect(out / "home" / "store.sqlite3")
    # The day on which half of the batches were there.
    place: dict[str, Any] = {
        "areas": ["area-7"],
        "periods": ["CY2007"],
        "as_of": FIRST_DAY + timedelta(days=batches // 2),
    }
    connection = ReadConnection("sqlite", driver)
    milliseconds = {
        "a period of one authority": measure(lambda: read_figures(connection, **place), INDICATORS),
        "one figure": measure(lambda: read_figures(connection, indicators=["indicator-7"], **place), 1),
    }
    driver.close()
    stages.save(out / "result.json", milliseconds=milliseconds, figures=batches * INDICATORS * AREAS)
    for question, cost in milliseconds.items():
        print(f"{question}: {cost:.1f} ms")


def fill_store(engine: Engine, batches: int) -> None:
    """A batch a day, each the whole of one period; later ones correct earlier ones."""
    for number in range(batches):
        made_at = FIRST_DAY + timedelta(days=number)
        batch = NewBatch("submitted", "council", f"{number:064x}", f"{number}.csv", "rules", made_at)
        with transaction(engine) as session:
            record_batch(session, batch, make_figures(number))


def make_figures(number: int) -> pl.DataFrame:
    """Figures (``FIGURE_SCHEMA``) of every indicator and authority for the batch's period."""
    indicators = pl.DataFrame({"indicator": [f"indicator-{n}" for n in range(INDICATORS)]})
    areas = pl.DataFrame({"area": [f"area-{n}" for n in range(AREAS)]})
    rows = areas.join(indicators, how="cross").with_row_index("row")
    content = {
        "period": pl.lit(f"CY{2000 + number % PERIODS}"),
        "breakdown": pl.lit("total"), "kind": pl.lit("actual"), "status": pl.lit("final"),
        "numerator": pl.col("row").cast(pl.Int64) * 1_000_000 + number, "denominator": pl.lit(10**12),
        "locator": pl.format("row {}", pl.col("row") + 2),
    }  # fmt: skip
    missing = {name: pl.lit(None, kind).alias(name) for name, kind in FIGURE_SCHEMA.items()}
    return (
        rows.with_columns(**content)
        .with_columns(*(missing[name] for name in FIGURE_SCHEMA if name not in {*content, "indicator", "area"}))
        .select(list(FIGURE_SCHEMA))
    )


def measure(ask: Callable[[], pl.DataFrame], rows: int) -> float:
    """Milliseconds of processor of a question that is answered with so many rows."""
    times = []
    for _ in range(TURNS):
        start = time.process_time()
        answer = ask()
        times.append((time.process_time() - start) * 1000)
        if answer.height != rows:
            raise AssertionError(f"{answer.height} rows and not {rows}")
    return median(times)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
