"""Cells to bytes and back: one JSON object a line, every column, keys in the order of ``CELL_SCHEMA``."""

from __future__ import annotations

import json

import polars as pl

from mappings.fill.cells import CELL_SCHEMA


def cells_to_bytes(cells: pl.DataFrame) -> bytes:
    """The cells (``CELL_SCHEMA``) in their own order."""
    rows = cells.select(list(CELL_SCHEMA)).iter_rows(named=True)
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def cells_from_bytes(data: bytes) -> pl.DataFrame:
    """The cells that :func:`cells_to_bytes` wrote."""
    # Not splitlines: a label may hold a character that it would take for the end of a line.
    rows = [json.loads(line) for line in data.decode().split("\n") if line]
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")
