"""Hashes of the figures that segments hold, batch by batch, to compare with what the audit trail says."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from indicators.figures.segments import SEGMENT_SCHEMA, count_written_columns, decode_segments, encode_segments
from returnonce.read_connection import ReadConnection
from returnonce.row_hashes import FrameHash

_SEGMENTS_AT_ONCE = 200
#: What no hash is, and what a batch of which nobody knows is not expected to have either.
UNREADABLE = -1


def hash_figures(connection: ReadConnection) -> dict[str, int]:
    """The hash of each batch's figures, one by one as the view ``figure`` shows them; ``UNREADABLE`` where a text is
    not what the program would write, since two readers might then make different figures of it.
    """
    batches = connection.fetch("SELECT DISTINCT batch FROM segment ORDER BY batch", {"batch": pl.Int64})
    return {str(batch): _hash_batch(connection, batch) for batch in batches["batch"]}


def _hash_batch(connection: ReadConnection, batch: int) -> int:
    query = "SELECT batch, area, period, figures FROM segment WHERE batch = ? ORDER BY area, period"
    segments = connection.fetch(query, SEGMENT_SCHEMA, [batch])
    digest = FrameHash()
    try:
        for rows in _decode_proved(segments):
            digest.add(rows)
    except (pl.exceptions.PolarsError, ValueError):
        return UNREADABLE
    return digest.value


def _decode_proved(segments: pl.DataFrame) -> Iterator[pl.DataFrame]:
    columns = count_written_columns(segments["figures"][0])
    for piece in segments.iter_slices(_SEGMENTS_AT_ONCE):
        rows = decode_segments(piece)
        if not encode_segments(rows, columns).equals(piece):
            raise ValueError
        yield rows
