"""The contract of typed rows takes rows with and without findings, and refuses what typing never gives."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from collectors.figures.typed_contract import KNOWN_WORDS, MICROS, WORDS, ContractBroken, require_typed


def typed(*rows: dict[str, Any]) -> pl.DataFrame:
    schema = {
        "row": pl.Int64, **dict.fromkeys(MICROS, pl.Int64), "note": pl.String,
        **{name: pl.Enum([*KNOWN_WORDS.get(name, ()), "something else"]) for name in WORDS},
    }  # fmt: skip
    return pl.DataFrame([dict.fromkeys(schema) | {"row": at} | row for at, row in enumerate(rows, 2)], schema=schema)


@pytest.mark.parametrize("row", [{}, {"denominator": -1, "rounded_to": 0, "note": "\x07"}, {"kind": "target"}])
def test_rows_are_let_through_whatever_the_rules_will_say_of_them(row: dict[str, Any]) -> None:
    require_typed(typed(row, {}).with_columns(target=pl.lit(1)))
    require_typed(typed())


@pytest.mark.parametrize(
    "frame",
    [
        typed({"row": 0}), typed({"row": None}), typed({"row": 2}, {"row": 2}), typed({"row": 3}, {"row": 2}),
        *[typed({name: "something else"}) for name in KNOWN_WORDS], typed({}).drop("value"),
        *[typed({}).with_columns(pl.col(name).cast(pl.Float64)) for name in ("row", *MICROS)],
        *[typed({}).with_columns(pl.lit("text").alias(name)) for name in WORDS],
        typed({}).with_columns(note=pl.lit(1)),
    ],
)  # fmt: skip
def test_a_frame_that_breaks_a_rule_is_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(ContractBroken):
        require_typed(frame)
