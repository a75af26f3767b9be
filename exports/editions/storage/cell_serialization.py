"""Cells to bytes and back: one JSON object a line, every column, keys in the order of ``CELL_SCHEMA``.

Lineage is kept as its text.
"""

from __future__ import annotations

import json

import polars as pl

from mappings.fill.cells import CELL_SCHEMA
from mappings.fill.lineage import format_lineage, parse_lineage


def cells_to_bytes(cells: pl.DataFrame) -> bytes:
    """The cells (``CELL_SCHEMA``) in their own order."""
    written = cells.select(list(CELL_SCHEMA)).with_columns(lineage=format_lineage())
    rows = written.iter_rows(named=True)
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def cells_from_bytes(data: bytes) -> pl.DataFrame:
    """The cells that :func:`cells_to_bytes` wrote."""
    # Not splitlines: a label may hold a character that it would take for the end of a line.
    rows = [json.loads(line) for line in data.decode().split("\n") if line]
    written = pl.DataFrame(rows, schema=CELL_SCHEMA | {"lineage": pl.String}, orient="row")
    return written.with_columns(lineage=parse_lineage())
