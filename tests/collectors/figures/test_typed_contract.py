"""The contract of typed rows takes rows with and without findings, and refuses what typing never gives."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from pandera.errors import SchemaError

from collectors.figures.typed_contract import TypedRowContract

NAMES = list(TypedRowContract.to_schema().columns)
SCHEMA = {name: column.dtype.type for name, column in TypedRowContract.to_schema().columns.items()}


def typed(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(NAMES) | {"row": at} | row for at, row in enumerate(rows, 2)], schema=SCHEMA)


@pytest.mark.parametrize("row", [{}, {"denominator": -1, "rounded_to": 0, "note": "\x07"}, {"kind": "target"}])
def test_rows_are_let_through_whatever_the_rules_will_say_of_them(row: dict[str, Any]) -> None:
    frame = typed(row, {}).with_columns(target=pl.lit(1))
    assert TypedRowContract.validate(frame).equals(frame)


@pytest.mark.parametrize(
    "frame",
    [
        typed({"row": 0}), typed({"row": None}), typed({"row": 2}, {"row": 2}), typed({"kind": "guess"}),
        typed({"symbol": "secret"}), typed({"status": "sure"}), typed({}).drop("value"),
        *[typed({}).with_columns(pl.col(name).cast(pl.Float64)) for name, kind in SCHEMA.items() if kind == pl.Int64],
        *[typed({}).with_columns(pl.lit(1).alias(name)) for name, kind in SCHEMA.items() if kind == pl.String],
    ],
)  # fmt: skip
def test_a_frame_that_breaks_a_rule_is_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(SchemaError):
        TypedRowContract.validate(frame)


def test_each_column_is_described() -> None:
    assert [name for name, column in TypedRowContract.to_schema().columns.items() if not column.description] == []
