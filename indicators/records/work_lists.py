"""Work lists: which of an agency's own records a figure lacks. They name people's records, so only it may see them."""

from __future__ import annotations

from datetime import date

import polars as pl

from indicators.records.period_constants import list_constants
from indicators.records.record_definitions import RelatedCount, WorkList
from indicators.records.record_frames import FILE, ID, PARENT, ROW, Records
from indicators.records.record_sets import RecordSet, RecordTable

#: One row for each record that a list names; ``record`` is its key, ``columns`` is where something is missing.
LACKING_SCHEMA: dict[str, type[pl.DataType]] = {
    "list": pl.String,
    "table": pl.String,
    "file": pl.String,
    "row": pl.Int64,
    "record": pl.String,
    "columns": pl.String,
}


def select_work_lists(record_set: RecordSet) -> tuple[WorkList, ...]:
    """The lists whose tables and columns this version has."""
    every = record_set.files.work_lists
    return tuple(work_list for work_list in every if _applies(work_list, record_set))


def find_lacking(records: Records, lists: tuple[WorkList, ...]) -> pl.DataFrame:
    """What each list names (``LACKING_SCHEMA``), in the lists' order and then the records'.

    ``wrong`` may speak of the table's columns; of those of a joined table, as ``Header__DOB``; of a count, by its
    name; and of ``period_start``, ``period_end``, ``setting__…`` (those of one value) and ``age``, in whole years on
    the period's last day, where the table has ``DOB``.
    """
    frames = [_find_listed(records, work_list) for work_list in lists]
    return pl.concat([pl.DataFrame(schema=LACKING_SCHEMA), *pl.collect_all(frames)])


def _applies(work_list: WorkList, record_set: RecordSet) -> bool:
    tables = {work_list.table, *work_list.join, *(count.table for count in work_list.counts.values())}
    return tables <= set(record_set.tables) and set(work_list.columns) <= set(
        record_set.tables[work_list.table].columns
    )


def _find_listed(records: Records, work_list: WorkList) -> pl.LazyFrame:
    key = [
        pl.col(name).cast(pl.String).fill_null("")
        for name in _identifying_columns(records.record_set.tables[work_list.table])
    ]
    return (
        _join_condition_columns(records, work_list)
        .filter(pl.sql_expr(work_list.wrong))
        .sort(ROW, ID)
        .select(
            pl.lit(work_list.name).alias("list"),
            pl.lit(work_list.table).alias("table"),
            pl.col(FILE).alias("file"),
            pl.col(ROW).alias("row"),
            pl.concat_str(key, separator=" / ").alias("record"),
            pl.lit(", ".join(work_list.columns)).alias("columns"),
        )
    )


def _identifying_columns(table: RecordTable) -> list[str]:
    """The columns by which people find a record: whose it is, and its key as far as that stands in the file."""
    return [name for name in dict.fromkeys((table.person, *table.key)) if name is not None and name in table.columns]


def _join_condition_columns(records: Records, work_list: WorkList) -> pl.LazyFrame:
    """The table, with all that the condition may speak of."""
    frame = records.tables[work_list.table].lazy().with_columns(**list_constants(records))
    if "DOB" in records.tables[work_list.table].columns:
        frame = frame.with_columns(_age(records.period.end))
    for table, on in work_list.join.items():
        other_table = records.tables[table].lazy().unique(on, keep="first", maintain_order=True)
        beside = {name: f"{table}__{name}" for name in records.tables[table].columns if name not in on}
        frame = frame.join(other_table.rename(beside), on=list(on), how="left")
    for name, count in work_list.counts.items():
        frame = _add_count(frame, records, name, count)
    return frame


def _add_count(frame: pl.LazyFrame, records: Records, name: str, count: RelatedCount) -> pl.LazyFrame:
    rows = records.tables[count.table].lazy().with_columns(**list_constants(records))
    if count.where:
        rows = rows.filter(pl.sql_expr(count.where))
    own_keys, other_keys = (list(count.by), list(count.by)) if count.by else ([ID], [PARENT])
    counts = rows.group_by(other_keys).agg(pl.len().cast(pl.Int64).alias(name))
    return frame.join(counts, left_on=own_keys, right_on=other_keys, how="left").with_columns(pl.col(name).fill_null(0))


def _age(on: date) -> pl.Expr:
    """Whole years on a day. Who was born on 29 February has a birthday on 1 March of other years."""
    born = pl.col("DOB")
    to_come = (born.dt.month() > on.month) | ((born.dt.month() == on.month) & (born.dt.day() > on.day))
    return (on.year - born.dt.year() - to_come.cast(pl.Int32)).alias("age")
