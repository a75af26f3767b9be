"""Stored figures read back: segments fetched and decoded, few of them in plain Python and many as frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import polars as pl

from indicators.catalogue.former_codes import FormerCodes
from indicators.figures import code_book
from indicators.figures.few_figures import Segment, decode_few, is_few, keep_newest, list_in_words
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA, FIGURE_SCHEMA, KINDS, STATUSES, SYMBOLS
from indicators.figures.renamed_rows import meets_former, rename_stored
from indicators.figures.segments import SEGMENT_SCHEMA, decode_segments
from returnonce.errors import Unavailable
from returnonce.read_connection import ReadConnection, numbers_in

_ORIGIN_COLUMNS = tuple(FIGURE_ORIGIN_SCHEMA)[len(FIGURE_SCHEMA) + 1 :]


def read_stored(
    connection: ReadConnection,
    batches: pl.DataFrame,
    numbers: Mapping[str, list[int]],
    former: FormerCodes,
    asked_codes: list[str] | None = None,
    *,
    newest_only: bool = False,
) -> pl.DataFrame:
    """The figures of those batches, narrowed by area, period and indicator where given, as ``FIGURE_ORIGIN_SCHEMA``."""
    segments = fetch_segments(connection, batches, numbers)
    if is_few(segments) and not meets_former(connection, former):
        return _read_few(connection, segments, batches, numbers.get("indicator"), newest_only=newest_only)
    stored_rows = rename_stored(connection, decode_stored(segments, numbers), former, asked_codes)
    return put_in_words(connection, filter_winning(stored_rows, batches) if newest_only else stored_rows, batches)


def fetch_segments(
    connection: ReadConnection, batches: pl.DataFrame, numbers: Mapping[str, list[int]]
) -> list[Segment]:
    """The segments of those batches, narrowed by area and period where given, in the order of their keys."""
    columns = {"batch": batches["batch"].to_list()} | {name: numbers[name] for name in numbers if name != "indicator"}
    where = " AND ".join(numbers_in(name, ids) for name, ids in columns.items())
    query = f"SELECT batch, area, period, figures FROM segment WHERE {where} ORDER BY batch, area, period"  # noqa: S608
    return cast("list[Segment]", connection.fetch_rows(query))


def decode_stored(segments: list[Segment], numbers: Mapping[str, list[int]]) -> pl.DataFrame:
    """The rows (``STORED_COLUMNS``) of segments, of some indicators only where those are narrowed."""
    try:
        rows = decode_segments(pl.DataFrame(segments, schema=SEGMENT_SCHEMA, orient="row"))
    except pl.exceptions.PolarsError as error:
        raise _unreadable() from error
    return rows.filter(pl.col("indicator").is_in(numbers["indicator"])) if "indicator" in numbers else rows


def _read_few(
    connection: ReadConnection,
    segments: list[Segment],
    batches: pl.DataFrame,
    indicators: list[int] | None,
    *,
    newest_only: bool,
) -> pl.DataFrame:
    """The same as decoding frames: :mod:`indicators.figures.few_figures` says why there are two ways."""
    origins = {row["batch"]: row for row in batches.iter_rows(named=True)}
    try:
        stored = decode_few(segments, None if indicators is None else frozenset(indicators))
        if newest_only:
            stored = keep_newest(stored, {number: row["agency"] for number, row in origins.items()})
        in_words = list_in_words(connection, stored)
        rows = [(*row, *(origins[row[-1]][name] for name in _ORIGIN_COLUMNS)) for row in in_words]
        return pl.DataFrame(rows, schema=FIGURE_ORIGIN_SCHEMA, orient="row")
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, pl.exceptions.PolarsError) as error:
        raise _unreadable() from error


def _unreadable() -> Unavailable:
    return Unavailable(
        "Figures in the store cannot be read: somebody wrote to it past the program.",
        mend="returnonce doctor says which; restore the newest backup that is sound.",
    )


def filter_winning(stored_rows: pl.DataFrame, batches: pl.DataFrame) -> pl.DataFrame:
    """Of each agency's versions of a figure (``STORED_COLUMNS``), the one of the newest batch."""
    if stored_rows["batch"].n_unique() < 2:
        return stored_rows
    versions = stored_rows.join(batches.select("batch", "agency"), on="batch")
    return versions.filter(pl.col("batch") == pl.col("batch").max().over("agency", *FIGURE_KEY)).drop("agency")


def put_in_words(connection: ReadConnection, stored_rows: pl.DataFrame, batches: pl.DataFrame) -> pl.DataFrame:
    """``STORED_COLUMNS`` as ``FIGURE_ORIGIN_SCHEMA``."""
    marks = (_word("kind", KINDS), _word("symbol", SYMBOLS), _word("status", STATUSES))
    rows = code_book.decode(connection, stored_rows).with_columns(marks)
    figures = rows.join(batches, on="batch").select(list(FIGURE_ORIGIN_SCHEMA))
    # Where there are no rows, numbers stay numbers.
    return figures.cast(FIGURE_ORIGIN_SCHEMA)  # type: ignore[arg-type]


def _word(name: str, words: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).replace_strict(list(range(len(words))), list(words), return_dtype=pl.String)
