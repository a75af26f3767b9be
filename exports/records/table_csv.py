"""Records as CSV, such as the SSDA903 return: a file for each table of the year's version, and a zip of them.

Exactly the version's columns in its order, dates as the return writes them, UTF-8 without a mark, lines ending with
CRLF; a table without rows is its headings, since a file of no bytes and a column too many each stop the sector's own
validator. Rows stand in the order of their key, so that the same records give the same bytes.

Nothing guards a cell that a spreadsheet could take for a formula: what reads the return would take the guard for data.
"""

from __future__ import annotations

import polars as pl

from exports.formats.deterministic_zip import deflate, pack
from indicators.records.record_frames import Records, date_text, written_column
from indicators.records.record_sets import RecordTable


def table_files(records: Records) -> dict[str, bytes]:
    """Every table's file by its name, in the order of the tables."""
    forms = records.record_set.dates
    dates = forms.get("csv", next(iter(forms.values()), ("%Y-%m-%d",)))[0]
    tables = records.record_set.tables.values()
    return {table.file: _csv(_write_dates(sort_rows(records, table), table, dates)).encode() for table in tables}


def zip_tables(records: Records) -> bytes:
    """All of them in one archive."""
    return pack(deflate(name, data) for name, data in table_files(records).items())


def sort_rows(records: Records, table: RecordTable) -> pl.DataFrame:
    """A table's own columns, its rows by key and then by all else."""
    own = list(table.columns)
    rest = [name for name in own if name not in table.key]
    written = [name for name in map(written_column, own) if name in records.tables[table.name].columns]
    return records.tables[table.name].select(*own, *written).sort([*table.key, *rest, *written])


def _write_dates(frame: pl.DataFrame, table: RecordTable, dates: str) -> pl.DataFrame:
    days = [name for name, column in table.columns.items() if column.type == "date"]
    return frame.with_columns(date_text(frame, name, dates) for name in days).select(list(table.columns))


def _csv(frame: pl.DataFrame) -> str:
    return frame.write_csv(line_terminator="\r\n")
