"""Reads the version of each figure that counts, or all of its versions.

For each figure of each agency, the newest batch that is known and not withdrawn wins. A correction therefore
holds only what it corrects; all other figures keep their own origin. After a withdrawal the version before counts.

``former``: what the ruleset says of earlier codes. A figure stored under one is read as the indicator's, and is a
version of the same figure as those stored under its code of now; ``indicators`` are codes of now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes
from indicators.figures import code_book
from indicators.figures.batch_table import filter_live, read_batches
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA, KINDS
from indicators.figures.renamed_rows import rename_stored
from indicators.figures.stored_figures import (
    decode_stored,
    fetch_segments,
    filter_winning,
    put_in_words,
    read_stored,
)
from returnonce.column_types import INSTANT
from returnonce.read_connection import ReadConnection, ReadSource, numbers_in

BATCH_TIMES_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "batch": pl.Int64,
    **dict.fromkeys(("name", "batch_kind", "agency"), pl.String),
    **dict.fromkeys(("made_at", "gone_at"), INSTANT),
}


@dataclass(frozen=True)
class BatchExclusion:
    """Batches that are left out: all of one agency, all of some kinds, and by name those that are read as if they
    were withdrawn."""

    agency: str | None = None
    withdrawn: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def read_figures(
    source: ReadSource,
    *,
    areas: Iterable[str] | None = None,
    periods: Iterable[str] | None = None,
    indicators: Iterable[str] | None = None,
    as_of: datetime | None = None,
    without: BatchExclusion = BatchExclusion(),
    former: FormerCodes = NO_FORMER_CODES,
) -> pl.DataFrame:
    """The winning figures of every agency, as ``FIGURE_ORIGIN_SCHEMA``, as known at ``as_of``."""
    connection = ReadConnection.of(source)
    asked_codes = None if indicators is None else list(indicators)
    numbers = _find_numbers(connection, areas, periods, asked_codes, former)
    batches = read_batches(connection, _touched(numbers), withdrawn_batches=without.withdrawn)
    is_left = pl.col("agency").ne_missing(without.agency) & ~pl.col("batch_kind").is_in(sorted(without.kinds))
    live = filter_live(batches, as_of).filter(is_left)
    if live.is_empty():
        return pl.DataFrame(schema=FIGURE_ORIGIN_SCHEMA)
    return read_stored(connection, live, numbers, former, asked_codes, newest_only=True)


def read_same_figures(
    source: ReadSource,
    figures: pl.DataFrame,
    *,
    without: BatchExclusion = BatchExclusion(),
    former: FormerCodes = NO_FORMER_CODES,
) -> pl.DataFrame:
    """The winning figures of every agency for the cells of ``figures`` (``FIGURE_KEY``), as ``FIGURE_ORIGIN_SCHEMA``.

    No other figure of their areas, periods and indicators becomes text.
    """
    connection = ReadConnection.of(source)
    areas, periods, asked_codes = (figures[name].unique().cast(pl.String) for name in ("area", "period", "indicator"))
    numbers = _find_numbers(connection, areas, periods, asked_codes, former)
    batches = read_batches(connection, _touched(numbers), withdrawn_batches=without.withdrawn)
    live = filter_live(batches, None).filter(pl.col("agency").ne_missing(without.agency))
    stored_rows = decode_stored(fetch_segments(connection, live, numbers), numbers)
    stored_rows = rename_stored(connection, stored_rows, former, asked_codes)
    if not stored_rows.is_empty():
        kinds = pl.col("kind").cast(pl.String).cast(pl.Enum(KINDS)).to_physical().cast(stored_rows.schema["kind"])
        cells = code_book.encode_known(connection, figures.select(FIGURE_KEY)).with_columns(kinds)
        if stored_rows.schema["indicator"] == pl.String:
            cells = cells.with_columns(figures["indicator"].cast(pl.String))
        stored_rows = stored_rows.join(cells.cast(stored_rows.select(FIGURE_KEY).schema), on=FIGURE_KEY, how="semi")
    return put_in_words(connection, filter_winning(stored_rows, live), live)


def read_versions(
    source: ReadSource, *, indicator: str, area: str, period: str, former: FormerCodes = NO_FORMER_CODES
) -> pl.DataFrame:
    """Every version of a figure, oldest first: ``FIGURE_ORIGIN_SCHEMA``, made_at, withdrawn_at."""
    connection = ReadConnection.of(source)
    numbers = _find_numbers(connection, [area], [period], [indicator], former)
    batches = read_batches(connection, _touched(numbers))
    versions = read_stored(connection, batches, numbers, former, [indicator])
    return versions.join(batches.select("batch", "made_at", "withdrawn_at"), on="batch").sort(
        "batch", "breakdown", "kind"
    )


def read_history(
    source: ReadSource,
    *,
    areas: Iterable[str] | None = None,
    periods: Iterable[str] | None = None,
    indicators: Iterable[str] | None = None,
    former: FormerCodes = NO_FORMER_CODES,
) -> pl.DataFrame:
    """Every version ever given of those figures, withdrawn ones too, as ``FIGURE_ORIGIN_SCHEMA``.

    :func:`read_batch_times` says from when until when each of them counted.
    """
    connection = ReadConnection.of(source)
    asked_codes = None if indicators is None else list(indicators)
    numbers = _find_numbers(connection, areas, periods, asked_codes, former)
    return read_stored(connection, read_batches(connection, _touched(numbers)), numbers, former, asked_codes)


def read_batch_figures(
    source: ReadSource, names: Iterable[str], *, former: FormerCodes = NO_FORMER_CODES
) -> pl.DataFrame:
    """All figures of the named batches, whether they still count or not, as ``FIGURE_ORIGIN_SCHEMA``."""
    connection = ReadConnection.of(source)
    batches = read_batches(connection).filter(pl.col("origin").is_in(list(names)))
    return read_stored(connection, batches, {}, former)


def read_periods(source: ReadSource) -> list[str]:
    """Codes of all periods with a figure."""
    query = "SELECT text FROM code WHERE domain = 'period'"
    return sorted(ReadConnection.of(source).fetch(query, {"text": pl.String})["text"])


def read_indicator_codes(source: ReadSource) -> list[str]:
    """The codes under which figures were ever stored."""
    query = "SELECT text FROM code WHERE domain = 'indicator'"
    return sorted(ReadConnection.of(source).fetch(query, {"text": pl.String})["text"])


def read_batch_times(source: ReadSource) -> pl.DataFrame:
    """``BATCH_TIMES_SCHEMA``: each batch, when it was made, when it or one that it was made from was withdrawn."""
    return read_batches(ReadConnection.of(source)).rename({"origin": "name"}).select(list(BATCH_TIMES_SCHEMA))


def _find_numbers(
    connection: ReadConnection,
    areas: Iterable[str] | None,
    periods: Iterable[str] | None,
    indicators: Iterable[str] | None,
    former: FormerCodes,
) -> dict[str, list[int]]:
    """Column to the numbers of the words asked for, for those columns that are narrowed."""
    names = None if indicators is None else former.add_former(indicators)
    words = {"area": areas, "period": periods, "indicator": names}
    numbers = {name: code_book.find_numbers(connection, name, codes) for name, codes in words.items()}
    return {name: ids for name, ids in numbers.items() if ids is not None}


def _touched(numbers: Mapping[str, list[int]]) -> str:
    """A condition: that a batch speaks of those areas and periods."""
    touch = [numbers_in(name, numbers[name]) for name in ("area", "period") if name in numbers]
    return f"id IN (SELECT batch FROM touch WHERE {' AND '.join(touch)})" if touch else "1 = 1"  # noqa: S608
