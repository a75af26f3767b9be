"""The batches of a store as a frame: who gave what, and from when until when it counts."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

import polars as pl

from returnonce.column_types import INSTANT
from returnonce.read_connection import ReadConnection

BATCH_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "batch": pl.Int64,
    **dict.fromkeys(("origin", "batch_kind", "agency", "file", "file_name"), pl.String),
    **dict.fromkeys(("made_at", "withdrawn_at", "gone_at"), INSTANT),
}
# A batch is gone when it, or one that it was made from, is withdrawn: the first of those instants.
_QUERY = """
WITH RECURSIVE origin(batch, source) AS (
    SELECT id, id FROM batch WHERE {condition}
    UNION SELECT origin.batch, batch_input.input FROM origin JOIN batch_input ON batch_input.batch = origin.source
), ended(batch, at) AS (
    SELECT batch, at FROM withdrawal UNION ALL SELECT id, made_at FROM batch WHERE {excluded}
), gone(batch, at) AS (
    SELECT origin.batch, MIN(ended.at) FROM origin JOIN ended ON ended.batch = origin.source GROUP BY origin.batch
)
SELECT batch.id, batch.name, batch.kind, batch.agency, batch.file, batch.file_name,
    batch.made_at, withdrawal.at, gone.at
FROM batch LEFT JOIN withdrawal ON withdrawal.batch = batch.id LEFT JOIN gone ON gone.batch = batch.id
WHERE {condition} ORDER BY batch.id
"""


def read_batches(
    connection: ReadConnection, condition: str = "1 = 1", *, withdrawn_batches: Collection[str] = ()
) -> pl.DataFrame:
    """``BATCH_SCHEMA``, oldest first; ``condition`` is one on ``batch.id``.

    ``withdrawn_batches`` are read as if they were withdrawn as soon as they were made.
    """
    excluded = connection.words_in("name") if withdrawn_batches else "1 = 0"
    parameters = [json.dumps(list(withdrawn_batches))] if withdrawn_batches else []
    return connection.fetch(_QUERY.format(condition=condition, excluded=excluded), BATCH_SCHEMA, parameters)


def filter_live(batches: pl.DataFrame, as_of: datetime | None) -> pl.DataFrame:
    """Those that count at that instant, or now."""
    if as_of is None:
        return batches.filter(pl.col("gone_at").is_null())
    return batches.filter(pl.col("made_at") <= as_of, (pl.col("gone_at") > as_of).fill_null(value=True))
