"""The upload checked by Pandera, with a schema and four rules of its own over polars.

Run as ``python -m bench.peers.pandera_job FOLDER OUT`` in an environment of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from bench.peers.upload_rules import (
    KEY,
    KINDS,
    MONTH,
    NOTE_LENGTH,
    NUMBER,
    STATUSES,
    SYMBOLS,
    WHOLE,
    CodeLists,
    read_code_lists,
    write_rejected,
)
from bench.stages import Stages

NUMERATOR, DENOMINATOR, VALUE = (
    pl.col(name).cast(pl.Float64, strict=False) for name in ("numerator", "denominator", "value")
)


def main(folder: Path, out: Path) -> None:
    """Leaves ``result.json`` and ``rejected.json``."""
    stages = Stages()
    with stages.stage("verdict"):
        rows = pl.read_csv(folder / "upload.csv", infer_schema=False)
        rejected = check(rows, upload_schema(read_code_lists(folder)))
    stages.save(out / "result.json", rows=rows.height)
    write_rejected(out, rejected)


def upload_schema(codes: CodeLists) -> pa.DataFrameSchema:
    """Every column as text, and what the columns have to say together."""
    return pa.DataFrameSchema(
        {
            "indicator": pa.Column(str, pa.Check.isin(codes.indicators)),
            "area": pa.Column(str, pa.Check.isin(codes.areas)),
            "period": pa.Column(str, pa.Check.str_matches(MONTH)),
            "breakdown": pa.Column(str, pa.Check.isin(["total"])),
            "kind": pa.Column(str, pa.Check.isin(KINDS)),
            "numerator": pa.Column(str, pa.Check.str_matches(WHOLE), nullable=True),
            "denominator": pa.Column(str, pa.Check.str_matches(WHOLE), nullable=True),
            "value": pa.Column(str, pa.Check.str_matches(NUMBER), nullable=True),
            "symbol": pa.Column(str, pa.Check.isin(SYMBOLS), nullable=True),
            "status": pa.Column(str, pa.Check.isin(STATUSES)),
            "note": pa.Column(str, pa.Check.str_length(max_value=NOTE_LENGTH), nullable=True),
        },
        checks=[_rule(name, rule) for name, rule in _rules(codes).items()],
    )


def _rule(name: str, rule: pl.Expr) -> pa.Check:
    # A rule that cannot be asked, since a number is missing, holds.
    return pa.Check(lambda data: data.lazyframe.select(rule.fill_null(value=True)), name=name)


def _rules(codes: CodeLists) -> dict[str, pl.Expr]:
    given = pl.any_horizontal(pl.col("numerator", "denominator", "value").is_not_null())
    with_parts = pl.col("indicator").is_in(sorted(codes.with_parts))
    percentage = pl.col("indicator").is_in(sorted(codes.percentages))
    return {
        "a figure or a symbol, and not both": given != pl.col("symbol").is_not_null(),
        "both parts or neither": pl.col("numerator").is_null() == pl.col("denominator").is_null(),
        "parts only where the indicator has them": with_parts | pl.col("numerator").is_null(),
        "nothing over nothing": (DENOMINATOR > 0) | (NUMERATOR == 0),
        "no part greater than its whole": ~percentage | (DENOMINATOR == 0) | (NUMERATOR <= DENOMINATOR),
        "each figure once": pl.struct(KEY).is_unique(),
    }


def check(rows: pl.DataFrame, schema: pa.DataFrameSchema) -> dict[int, list[str]]:
    """What is wrong with each rejected row, by its number in a spreadsheet."""
    rejected: dict[int, list[str]] = {}
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as errors:
        for index, rule in errors.failure_cases.select("index", "check").unique(maintain_order=True).iter_rows():
            rejected.setdefault(index + 2, []).append(rule)
    return rejected


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
