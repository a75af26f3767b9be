"""Stores the figures of a new batch: checked, numbered, bound to the act and written, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import polars as pl
from sqlmodel import Session

from indicators.figures.bulk_rows import insert_rows, open_long_rows
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA, KINDS, STATUSES, SYMBOLS
from indicators.figures.new_words import encode
from indicators.figures.plain_contract import keeps_contract
from indicators.figures.segments import SEGMENT_SCHEMA, STORED_COLUMNS, count_columns, encode_segments
from returnonce.row_hashes import FrameHash, note_frame_hash

_ORDER = STORED_COLUMNS[1:6]
#: So many rows at once that their texts take little memory, beside the figures that are there anyway.
_ROWS_AT_ONCE = 50_000


def insert_figures(session: Session, batch: int, figures: pl.DataFrame) -> None:
    """Figures (``FigureContract``) of the batch of that number, in the caller's transaction.

    Their words may be enumerations, which take a tenth of the memory of texts.

    Raises:
        SchemaError: they break their contract.
    """
    for piece in figures.iter_slices(_ROWS_AT_ONCE):
        if not keeps_contract(piece):
            _refuse(piece)
    if figures.is_empty():
        return
    keys = encode(session, figures.select(FIGURE_KEY)).with_columns(_to_number("kind", KINDS))
    touches = _count_touches(keys)
    _insert_touches(session, touches.select(pl.lit(batch, pl.Int64).alias("batch"), "area", "period"))
    columns, digest = count_columns(figures), FrameHash()
    marks = (_to_number("symbol", SYMBOLS), _to_number("status", STATUSES), pl.lit(batch, pl.Int64).alias("batch"))
    segment = keys.select(_one_number(touches, ("area", "period"))).to_series()
    with open_long_rows(session, "segment", list(SEGMENT_SCHEMA)) as append:
        for first, last in _split(touches):
            places = segment.is_between(first, last).arg_true()
            content = figures.select(pl.all().exclude(FIGURE_KEY).gather(places)).with_columns(marks)
            rows = pl.concat([keys[places], content], how="horizontal")
            rows = rows.sort(_one_number(rows, _ORDER)).select(STORED_COLUMNS)
            if rows.select(_ORDER).is_duplicated().any():
                _refuse(figures[places])
            append(encode_segments(rows, columns))
            digest.add(rows)
    note_frame_hash(session, "figure", {"batch": batch}, digest)


def _refuse(figures: pl.DataFrame) -> None:
    """Raise what says how they break their contract."""
    # Not at the top: pandera takes long to import, and what is a bug is seldom.
    from indicators.figures.contract import FigureContract

    FigureContract.validate(figures.cast(FIGURE_SCHEMA))  # type: ignore[arg-type]
    raise AssertionError("figures that keep their contract were taken for some that break it")


def _insert_touches(session: Session, touches: pl.DataFrame) -> None:
    if not touches.is_empty():
        note_frame_hash(session, "touch", touches.row(0, named=True), FrameHash(touches))
        insert_rows(session, "touch", touches)


def _count_touches(keys: pl.DataFrame) -> pl.DataFrame:
    """``area``, ``period`` and how many ``rows`` there are of them, in order."""
    pieces = [piece.group_by("area", "period").len("rows") for piece in keys.iter_slices(_ROWS_AT_ONCE)]
    return pl.concat(pieces).group_by("area", "period").agg(pl.col("rows").sum()).sort("area", "period")


def _split(touches: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """The first and the last number of segments that have about so many rows at once."""
    numbered = touches.select("rows", segment=_one_number(touches, ("area", "period")))
    for _, piece in numbered.group_by(pl.col("rows").cum_sum() // _ROWS_AT_ONCE, maintain_order=True):
        yield piece["segment"][0], piece["segment"][-1]


def _one_number(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.Expr:
    """Columns of ``frame`` as one number in the same order, which sorts ten times as fast as they do."""
    sizes = frame.select(pl.col(names).max() + 1).row(0)
    number = pl.lit(0, pl.Int64 if prod(sizes) < 2**63 else pl.Int128)
    for name, size in zip(names, sizes, strict=True):
        number = number * size + pl.col(name)
    return number


def _to_number(name: str, words: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).cast(pl.Enum(words)).to_physical().cast(pl.Int32)
