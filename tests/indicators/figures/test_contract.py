"""Each rule of the contract of stored figures refuses a frame that breaks it, and nothing is stored then."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaError
from sqlalchemy import Engine
from sqlmodel import func, select

from indicators.figures import new_figures
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.contract import FigureContract
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA, KINDS, SYMBOLS
from indicators.figures.models import BatchRow
from indicators.figures.plain_contract import keeps_contract
from indicators.figures.store import read_figures
from returnonce.db import reading, transaction
from tests.conftest import NOON
from tests.indicators.figures.test_store import figures
from tests.repository import ROOT

GOOD: dict[str, Any] = {"numerator": 1_000_000, "denominator": 4_000_000, "value": 25_000_000}
SYMBOL: dict[str, Any] = {"symbol": "confidential"}


def enumerated(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with words as enumerations."""
    return frame.with_columns(pl.col(name).cast(pl.Enum(frame[name].unique().drop_nulls())) for name in FIGURE_KEY)


@pytest.mark.parametrize(
    "cell",
    [
        GOOD, SYMBOL, {"value": -1}, {"numerator": -1, "denominator": 0}, GOOD | {"note": "a\nb\tc", "rounded_to": 1},
        GOOD | {"note": "x" * 1000, "lower": -2, "upper": -1, "kind": "target", "status": "estimated"},
    ],
)  # fmt: skip
def test_what_may_be_stored_is_let_through_as_it_is(cell: dict[str, Any]) -> None:
    assert FigureContract.validate(figures(cell)).equals(figures(cell))
    assert keeps_contract(figures(cell))
    assert keeps_contract(enumerated(figures(cell, GOOD)))


def test_no_figures_at_all_are_let_through() -> None:
    assert FigureContract.validate(figures()).is_empty()
    assert keeps_contract(figures())


@pytest.mark.parametrize(
    "cell",
    [
        *[GOOD | {name: None} for name in ("indicator", "area", "period", "breakdown", "kind", "status", "locator")],
        GOOD | {"kind": "guess"}, GOOD | {"status": "sure"}, {"symbol": "secret"}, GOOD | {"denominator": -1},
        GOOD | {"rounded_to": 0}, GOOD | {"note": "x" * 1001}, GOOD | {"note": "a\x07"}, {}, GOOD | SYMBOL,
        SYMBOL | {"value": 1}, {"numerator": 1}, {"denominator": 1}, {"numerator": 1, "value": 1},
        {"numerator": 1, "denominator": None, "symbol": "confidential"},
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_refused(cell: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        FigureContract.validate(figures(GOOD | {"breakdown": "sex=F"}, cell))
    assert not keeps_contract(figures(GOOD | {"breakdown": "sex=F"}, cell))


@pytest.mark.parametrize(
    "frame",
    [
        figures(GOOD, GOOD | {"value": 2}),
        figures(GOOD).drop("note"),
        figures(GOOD).with_columns(extra=1),
        figures(GOOD).select(sorted(FIGURE_SCHEMA)),
        figures(GOOD).with_columns(pl.col("value").cast(pl.Float64)),
        figures(GOOD).with_columns(pl.col("value").cast(pl.Int32)),
        figures(GOOD).with_columns(pl.col("value").cast(pl.String)),
    ],
    ids=["a figure twice", "a column too few", "one too many", "another order", "floats", "small numbers", "text"],
)
def test_a_frame_of_another_shape_is_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(SchemaError):
        FigureContract.validate(frame)
    # That one is there twice is found where the rows are put into their order.
    assert keeps_contract(frame) == (frame.height > 1)


values = st.none() | st.sampled_from([-1, 0, 1, 1_000_000])
rows = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("numerator", "denominator", "value", "rounded_to", "lower", "upper"), values)
    | {"symbol": st.none() | st.sampled_from([*SYMBOLS, "secret"]), "kind": st.sampled_from([*KINDS, "guess", None])}
    | {"note": st.none() | st.text(max_size=3), "locator": st.sampled_from(["row 1", "", None])},
)


@given(st.lists(rows, max_size=3))
def test_the_quick_way_says_what_the_contract_says(cells: list[dict[str, Any]]) -> None:
    frame = figures(*(cell | {"period": f"CY{2001 + at}"} for at, cell in enumerate(cells)))
    try:
        FigureContract.validate(frame)
    except SchemaError:
        assert not keeps_contract(frame)
    else:
        assert keeps_contract(frame)


def test_figures_are_stored_without_pandera(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FigureContract, "validate", None)
    with transaction(sqlite_engine) as session:
        record_batch(session, NewBatch("submitted", "council", "ab" * 32, "f.csv", "rules", NOON), figures(GOOD))


def test_a_figure_that_is_there_twice_far_apart_is_refused(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_figures, "_ROWS_AT_ONCE", 2)
    others = [GOOD | {"period": f"CY{year}"} for year in range(2001, 2006)]
    batch = NewBatch("submitted", "council", "ab" * 32, "f.csv", "rules", NOON)
    with pytest.raises(SchemaError), transaction(sqlite_engine) as session:
        record_batch(session, batch, figures(GOOD, *others, GOOD))
    with transaction(sqlite_engine) as session:
        record_batch(session, batch, figures(GOOD, *others))
        assert (
            read_figures(session)
            .select(list(FIGURE_SCHEMA))
            .sort("period")
            .equals(figures(*others, GOOD).sort("period"))
        )


def test_a_batch_without_figures_is_a_batch(engine: Engine) -> None:
    batch = NewBatch("submitted", "council", "ab" * 32, "f.csv", "rules", NOON)
    with transaction(engine) as session:
        record_batch(session, batch, figures())
        assert read_figures(session).is_empty()


def test_what_is_refused_leaves_nothing_in_the_store(engine: Engine) -> None:
    batch = NewBatch("submitted", "council", "ab" * 32, "f.csv", "rules", NOON)
    with pytest.raises(SchemaError), transaction(engine) as session:
        record_batch(session, batch, figures(GOOD, GOOD))
    with reading(engine) as session:
        assert session.exec(select(func.count()).select_from(BatchRow)).one() == 0


def test_the_contract_has_the_shape_of_figures_and_describes_each_column() -> None:
    columns = FigureContract.to_schema().columns
    assert {name: column.dtype.type for name, column in columns.items()} == FIGURE_SCHEMA
    assert list(columns) == list(FIGURE_SCHEMA)
    assert [name for name, column in columns.items() if not column.description] == []


def test_a_command_that_stores_nothing_does_not_wait_for_pandera() -> None:
    script = "import commands.figure, sys; sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
