"""One agency's records of one period as typed tables, with the place where each row was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from indicators.period.arithmetic import Period
from indicators.records.record_sets import RecordSet, RecordTable

#: Row as a spreadsheet shows it, or the line of the element.
ROW = "_row"
#: Ordinal of a record in its table, and of the record it is nested in.
ID, PARENT = "_id", "_parent"
#: File or sheet that it was read from.
FILE = "_file"
ORIGIN_COLUMNS: dict[str, type[pl.DataType]] = {ROW: pl.Int64, ID: pl.Int64, PARENT: pl.Int64, FILE: pl.String}
_TYPES: dict[str, type[pl.DataType]] = {"date": pl.Date, "integer": pl.Int64}


@dataclass(frozen=True, eq=False)
class Records:
    """One agency's records of one period: every table of the version, empty where nothing was given.

    ``left_out``: tables and columns that a file of a partial record set did not contain. ``received``: the day on which
    they came in, where a record set's submissions overlap. ``as_read``: tables with every row that came, of those
    in which a record was given again or holds nothing.
    """

    record_set: RecordSet
    period: Period
    tables: dict[str, pl.DataFrame]
    left_out: frozenset[tuple[str, str]] = frozenset()
    received: date | None = None
    as_read: Mapping[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def with_every_row(self) -> Records:
        """The same with every row that came: here a record counts once, and one that holds nothing does not."""
        return replace(self, tables={**self.tables, **self.as_read}, as_read={})

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.height for table in self.tables.values())


def table_schema(table: RecordTable) -> dict[str, type[pl.DataType]]:
    """Columns in the order of the definition, then where each row was read."""
    own = {name: _TYPES.get(column.type, pl.String) for name, column in table.columns.items()}
    return own | ORIGIN_COLUMNS


def build_empty_records(record_set: RecordSet, period: Period) -> Records:
    """Records without a row."""
    frames = {name: pl.DataFrame(schema=table_schema(table)) for name, table in record_set.tables.items()}
    return Records(record_set, period, frames)


def written_column(column: str) -> str:
    """The column in which a date with unknown parts (``ZZ/05/2015``) stands as it was written; only where there is one.

    The date's own column has the last day that it can be, or nothing.
    """
    return f"_written_{column}"


def date_text(frame: pl.DataFrame, column: str, form: str) -> pl.Expr:
    """A date as text, with the parts that nobody knows as they were written."""
    text, written = pl.col(column).dt.to_string(form), written_column(column)
    return pl.coalesce(written, text).alias(column) if written in frame.columns else text


def build_frame(record_set: RecordSet, table: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Plain rows as a typed table. A missing column is null; rows are numbered as in a CSV file.

    Raises:
        KeyError: a row has a column that the table has not.
    """
    schema = table_schema(record_set.tables[table])
    copies = [dict(row) for row in rows]
    unknown = {name for row in copies for name in row if name not in schema}
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    filled = [
        {ROW: at + 2, ID: at, PARENT: None, FILE: record_set.tables[table].file} | row for at, row in enumerate(copies)
    ]
    data = {name: [row.get(name) for row in filled] for name in schema}
    return pl.DataFrame(data, schema=schema)


def build_records(record_set: RecordSet, period: Period, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Records:
    """Plain rows by table as records."""
    empty = build_empty_records(record_set, period)
    frames = {name: build_frame(record_set, name, some) for name, some in rows.items()}
    return Records(record_set, period, empty.tables | frames)
