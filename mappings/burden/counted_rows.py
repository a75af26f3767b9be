"""What each number of the ledger counts: which rows of which frame; and those rows, so that a number can be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from mappings.burden.plan_cells import CELL_COLUMNS, FIGURE_COLUMNS, KEYED_CELLS, OTHER_RETURN
from mappings.definitions.burden_counts import CountDefinitions, add_sums
from returnonce.errors import NotFound


def _equals(column: str, value: str) -> pl.Expr:
    return (pl.col(column) == value).fill_null(value=False)


_IS_KEYED_CELL = _equals("counted", KEYED_CELLS)
_FROM_RECORDS = _equals("step", "from_records")
#: Steps of the waterfall whose rows are all of one kind.
_STEPS = (
    "central", "of_districts", "left_out", "copied_cells", "same_line_again", "twice_in_a_return",
    "in_another_return", "worked_out", "keyed_once",
)  # fmt: skip
#: Which rows of a ledger's frame each count counts: by frame, then by the count's code.
COUNTED_ROWS: dict[str, dict[str, pl.Expr]] = {
    "cells": {
        **{code: _equals("step", code) for code in _STEPS},
        "derived": _IS_KEYED_CELL & _FROM_RECORDS,
        "derived_elsewhere": _equals("counted", OTHER_RETURN) & _FROM_RECORDS,
        "distinct_figures": pl.col("once") & _IS_KEYED_CELL,
        "keyed_cells_unsure": _IS_KEYED_CELL & pl.col("unsure"),
        "worked_out_by_hand": _equals("step", "worked_out") & pl.col("own_parts"),
        "derived_not_copied": pl.col("once") & _equals("counted", OTHER_RETURN) & _FROM_RECORDS,
    },
    "figures": {
        "asked_for_parts": pl.col("keyed") & ~pl.col("in_cells"),
        "taken_over_figures": ~pl.col("keyed"),
        "energy_records": pl.col("energy"),
        "confirmations": pl.col("later") > 0,
    },
    "obligations": {"returns": ~pl.col("records"), "record_returns": pl.col("records")},
    "sets": {"record_sets": pl.col("place").is_not_null()},
}
#: Counts that are more than one for a row: the column that says how many.
_WEIGHTS = {"confirmations": "later"}
#: Columns of an opened number, in their order; the frame of cells has them all.
OPENED_COLUMNS = (*CELL_COLUMNS, "agency", *FIGURE_COLUMNS, "step", "record_set")


def count_frames(frames: Mapping[str, pl.DataFrame], definitions: CountDefinitions) -> dict[str, int]:
    """Every count of ``counts.yaml`` for a ledger's frames (``FRAME_NAMES``), by code."""
    counts: dict[str, int] = {}
    for name, filters in COUNTED_ROWS.items():
        sums = {code: (rows * _find_weight(code)).sum() for code, rows in filters.items()}
        counts |= {code: int(number) for code, number in frames[name].select(**sums).row(0, named=True).items()}
    return add_sums(counts, definitions)


def open_count(frames: Mapping[str, pl.DataFrame], definitions: CountDefinitions, code: str) -> pl.DataFrame:
    """The rows behind a number: those of each count that it is made of (``count``), added or taken away (``sign``).

    The signs add up to the number. A row has ``OPENED_COLUMNS`` as far as it is about a cell or a figure.

    Raises:
        NotFound: no such count, or one that only a store can answer.
    """
    names = {each.code for each in definitions.counts}
    if code not in names:
        raise NotFound(f"There is no number {code!r} to open.", mend=f"Numbers are: {', '.join(sorted(names))}.")
    parts = [_open_part(frames, part, sign) for part, sign in _list_parts(definitions, code, 1)]
    return pl.concat(parts, how="vertical")


def _list_parts(definitions: CountDefinitions, code: str, sign: int) -> Iterator[tuple[str, int]]:
    """The counts of rows that a count is made of, each with its sign."""
    parts = definitions.by_code[code].parts
    if not parts:
        yield code, sign
    for part, part_sign in parts.items():
        yield from _list_parts(definitions, part, sign * part_sign)


def _open_part(frames: Mapping[str, pl.DataFrame], code: str, sign: int) -> pl.DataFrame:
    name = next(name for name, filters in COUNTED_ROWS.items() if code in filters)
    return arrange_rows(frames[name].filter(COUNTED_ROWS[name][code]), code, sign)


def arrange_rows(rows: pl.DataFrame, code: str, sign: int) -> pl.DataFrame:
    """Rows of any of the ledger's frames as :func:`open_count` has them, under a count's code and with its sign."""
    if "returns" in rows.columns:
        # A figure has no line of its own: the lines that wait for it, each with its return.
        rows = rows.with_columns(line=pl.col("returns").list.join("; "))
    columns = [
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(pl.String).alias(column)
        for column in OPENED_COLUMNS
    ]
    return rows.select(pl.lit(code).alias("count"), (_find_weight(code) * sign).cast(pl.Int64).alias("sign"), *columns)


def _find_weight(code: str) -> pl.Expr:
    return pl.col(_WEIGHTS[code]) if code in _WEIGHTS else pl.lit(1)
