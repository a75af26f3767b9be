"""Texts to typed records of one version: dates, whole numbers, codes; blank is null; repeated records count once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from collectors.readers.marks import RecordMark
from collectors.records.blank_records import drop_blank_records, find_blank_records
from collectors.records.dates import describe_forms, is_unknown_date, list_date_forms, read_date, read_partial_date
from collectors.records.duplicates import drop_duplicates
from collectors.records.marks import collect_marks, marks_at, record_mark_frame
from collectors.records.raw_records import RawRecords
from collectors.records.read import NOTHING
from indicators.period.arithmetic import Period
from indicators.records.record_definitions import RecordColumn
from indicators.records.record_frames import (
    ORIGIN_COLUMNS,
    ROW,
    Records,
    build_empty_records,
    table_schema,
    written_column,
)
from indicators.records.record_sets import RecordSet, RecordTable

_WHOLE = r"^[+-]?\d{1,15}$"
#: How systems write the two codes of a list that has no others.
_TRUTH = {"true": "1", "false": "0"}


def type_records(raw: RawRecords, record_set: RecordSet, period: Period) -> tuple[Records, pl.DataFrame]:
    """Every table of the version, typed; marks for what cannot be read, for columns and tables, and for repeats.

    A code keeps its text, on the list or not.
    """
    tables = dict(build_empty_records(record_set, period).tables)
    unreadable: list[pl.LazyFrame] = []
    notes = list(_tables_missing(raw, record_set))
    for name, frame in raw.tables.items():
        table = record_set.tables.get(name)
        if table is None:
            notes.append(RecordMark("record-table-unknown", name))
            continue
        notes += _columns_missing(raw, frame, table, partial=record_set.definition.partial)
        typed, unread = _type_table(raw, frame, table, record_set)
        unreadable += unread
        tables[name] = typed
    filled, blank = drop_blank_records(tables, find_blank_records(raw, record_set), record_set)
    deduplicated, repeated = drop_duplicates(filled, record_set)
    # What overlapping submissions cover is told by all of their rows; the joining counts each event once.
    kept = tables if record_set.definition.rolling else deduplicated
    as_read = {name: frame for name, frame in tables.items() if frame is not kept[name]}
    records = Records(record_set, period, kept, _left_out(raw, record_set), as_read=as_read)
    return records, pl.concat([record_mark_frame(notes), collect_marks(unreadable), blank, repeated])


def _left_out(raw: RawRecords, record_set: RecordSet) -> frozenset[tuple[str, str]]:
    """Table and column of what a partial file did not hold."""
    if not record_set.definition.partial:
        return frozenset()
    columns_in_file = {(name, column) for name, frame in raw.tables.items() for column in frame.columns}
    return frozenset((t.name, c) for t in record_set.tables.values() for c in t.columns) - columns_in_file


def _tables_missing(raw: RawRecords, record_set: RecordSet) -> Iterator[RecordMark]:
    # Where nothing was read at all, another mark says why.
    for name, table in record_set.tables.items() if raw.tables else ():
        if table.required and name not in raw.tables and name not in raw.facts.get("unreadable", ()):
            yield RecordMark("record-missing-table", name)


def _columns_missing(
    raw: RawRecords, frame: pl.DataFrame, table: RecordTable, *, partial: bool
) -> Iterator[RecordMark]:
    for name in frame.columns:
        if name not in table.columns and name not in ORIGIN_COLUMNS:
            yield RecordMark("record-column-other-version", table.name, None, name)
    # XML leaves out an element that has nothing to say.
    for name, column in table.columns.items():
        if name not in frame.columns and raw.facts["form"] != "xml":
            code = "record-missing-column" if column.required == "yes" and not partial else "record-column-left-out"
            yield RecordMark(code, table.name, None, name)


def _type_table(
    raw: RawRecords, frame: pl.DataFrame, table: RecordTable, record_set: RecordSet
) -> tuple[pl.DataFrame, list[pl.LazyFrame]]:
    forms = list_date_forms(record_set.dates, str(raw.facts["form"]))
    nothing = tuple(record_set.settings.get(NOTHING, ()))
    schema = pl.Schema(table_schema(table))
    texts = frame.with_columns(
        _text(name, column, record_set, nothing) if name in frame.columns else pl.lit(None, pl.String).alias(name)
        for name, column in table.columns.items()
    ).select(list(table.columns))
    partial = record_set.definition.partial_dates
    typed = texts.select(_parse_column(name, column, forms, partial) for name, column in table.columns.items())
    unread = list(_unreadable_marks(_without_unknown(texts, partial), typed, frame[ROW], table, forms))
    placed = pl.concat([typed, frame.select(list(ORIGIN_COLUMNS))], how="horizontal").select(list(schema)).cast(schema)
    return placed.with_columns(_dates_as_written(texts, partial)), unread


def _text(name: str, column: RecordColumn, record_set: RecordSet, nothing: Sequence[str]) -> pl.Expr:
    """The cell's text; what is written for nothing is none, unless it is a code of the column's own list."""
    text, codes = pl.col(name), record_set.codes.get(column.code_list or "", {})
    if record_set.definition.capitals and codes:
        capitals = text.str.to_uppercase()
        text = pl.when(capitals.is_in(list(codes))).then(capitals).otherwise(text)
    blank = [word for word in nothing if word not in codes]
    if blank:
        text = pl.when(~text.is_in(blank)).then(text)
    if codes.keys() == {"0", "1"}:
        text = text.str.to_lowercase().replace(_TRUTH)
    return text.alias(name)


def _parse_column(name: str, column: RecordColumn, forms: Sequence[str], partial: Sequence[str]) -> pl.Expr:
    text = pl.col(name)
    if name in partial:
        return read_partial_date(text, forms).alias(name)
    if column.type == "date":
        return read_date(text, forms).alias(name)
    if column.type == "integer":
        return pl.when(text.str.contains(_WHOLE)).then(text).cast(pl.Int64, strict=False).alias(name)
    return text


def _dates_as_written(texts: pl.DataFrame, partial: Sequence[str]) -> list[pl.Series]:
    """Of each column the dates with unknown parts, if it has any, so that they are written again as they came."""
    columns = [name for name in partial if name in texts.columns]
    unknown = (texts[name].str.contains("ZZ", literal=True).fill_null(value=False) for name in columns)
    return [
        texts.select(pl.when(some).then(name).alias(written_column(name)))[written_column(name)]
        for name, some in zip(columns, unknown, strict=True)
        if some.any()
    ]


def _without_unknown(texts: pl.DataFrame, partial: Sequence[str]) -> pl.DataFrame:
    """A date whose year nobody knows is blank, and no mistake."""
    columns = [name for name in partial if name in texts.columns]
    return texts.with_columns(pl.when(~is_unknown_date(pl.col(name))).then(name).alias(name) for name in columns)


def _unreadable_marks(
    texts: pl.DataFrame, typed: pl.DataFrame, rows: pl.Series, table: RecordTable, forms: Sequence[str]
) -> Iterator[pl.LazyFrame]:
    """Marks on cells whose text is no date or number: they say what it should be, never what it is."""
    codes: dict[str, tuple[str, Any]] = {
        "date": ("record-date", describe_forms(forms)),
        "integer": ("record-integer", None),
    }
    for name, column in table.columns.items():
        if column.type in codes and typed[name].null_count() > texts[name].null_count():
            code, detail = codes[column.type]
            wrong = texts[name].is_not_null() & typed[name].is_null()
            rows_unread = pl.LazyFrame({"row": rows.filter(wrong)})
            yield marks_at(rows_unread, code, table=table.name, column=name, detail=detail)
