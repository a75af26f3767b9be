"""Stores the figures of a new batch: checked, numbered, bound to the act and written, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import polars as pl
from sqlmodel import Session

from indicators.figures.bulk_rows import insert_rows
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA, KINDS, STATUSES, SYMBOLS
from indicators.figures.new_words import encode
from indicators.figures.segments import STORED_COLUMNS, count_columns, encode_segments
from returnonce.row_hashes import FrameHash, note_frame_hash

_ORDER = STORED_COLUMNS[1:6]
#: So many rows at once that their texts take little memory, beside the figures that are there anyway.
_ROWS_AT_ONCE = 100_000


def insert_figures(session: Session, batch: int, figures: pl.DataFrame) -> None:
    """Figures (``FigureContract``) of the batch of that number, in the caller's transaction.

    Their words may be enumerations, which take a tenth of the memory of texts.

    Raises:
        SchemaError: they break their contract.
    """
    # Not at the top: pandera takes over half a second to import, and most commands store nothing.
    from indicators.figures.contract import FigureContract

    for piece in figures.iter_slices(_ROWS_AT_ONCE):
        FigureContract.validate(piece.cast(FIGURE_SCHEMA))  # type: ignore[arg-type]
    if figures.is_empty():
        return
    keys = encode(session, figures.select(FIGURE_KEY)).with_columns(_to_number("kind", KINDS))
    touches = _count_touches(keys)
    _insert_touches(session, touches.select(pl.lit(batch, pl.Int64).alias("batch"), "area", "period"))
    columns, digest = count_columns(figures), FrameHash()
    marks = (_to_number("symbol", SYMBOLS), _to_number("status", STATUSES), pl.lit(batch, pl.Int64).alias("batch"))
    for places in _split(_order(keys), touches["rows"]):
        rows = pl.concat([keys[places], figures.drop(FIGURE_KEY)[places].with_columns(marks)], how="horizontal")
        if rows.select(_ORDER).is_duplicated().any():
            # A figure that is there twice may be so in two of the pieces above.
            FigureContract.validate(figures[places].cast(FIGURE_SCHEMA))  # type: ignore[arg-type]
        digest.add(rows.select(STORED_COLUMNS))
        insert_rows(session, "segment", encode_segments(rows, columns))
    note_frame_hash(session, "figure", {"batch": batch}, digest)


def _insert_touches(session: Session, touches: pl.DataFrame) -> None:
    if not touches.is_empty():
        note_frame_hash(session, "touch", touches.row(0, named=True), FrameHash(touches))
        insert_rows(session, "touch", touches)


def _count_touches(keys: pl.DataFrame) -> pl.DataFrame:
    """``area``, ``period`` and how many ``rows`` there are of them, in order."""
    pieces = [piece.group_by("area", "period").len("rows") for piece in keys.iter_slices(_ROWS_AT_ONCE)]
    return pl.concat(pieces).group_by("area", "period").agg(pl.col("rows").sum()).sort("area", "period")


def _order(keys: pl.DataFrame) -> pl.Series:
    """The place of each figure, in the order of their keys: as one number each, ten times as fast as by columns."""
    sizes = keys.select(pl.col(_ORDER).max() + 1).row(0)
    number = pl.lit(0, pl.Int64 if prod(sizes) < 2**63 else pl.Int128)
    for name, size in zip(_ORDER, sizes, strict=True):
        number = number * size + pl.col(name)
    return keys.select(number.arg_sort()).to_series()


def _split(places: pl.Series, sizes: pl.Series) -> Iterator[pl.Series]:
    """The places of whole segments, about so many rows at once."""
    start = end = 0
    for size in sizes:
        end += size
        if end - start >= _ROWS_AT_ONCE:
            yield places[start:end]
            start = end
    if end > start:
        yield places[start:end]


def _to_number(name: str, words: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).cast(pl.Enum(words)).to_physical().cast(pl.Int32)
