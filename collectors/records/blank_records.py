"""Records of an XML file that hold nothing (``<CINPlanDates/>``): official rules name them, and nothing counts them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from collectors.readers.multi_table_files.xml_shapes import find_shape
from collectors.records.duplicates import list_tables_within
from collectors.records.marks import collect_marks, marks_at
from collectors.records.raw_records import RawRecords
from indicators.records.record_frames import ID, ORIGIN_COLUMNS, PARENT, ROW
from indicators.records.record_sets import RecordSet, RecordTable


def find_blank_records(raw: RawRecords, record_set: RecordSet) -> dict[str, pl.Series]:
    """By table, whether each of its rows has no cell of its own and no record in it; only of tables with such a row."""
    shape = find_shape(raw.record_set) if raw.facts["form"] == "xml" else None
    if shape is None:
        return {}
    names = [name for name in record_set.tables if name in shape.blank_rows and name in raw.tables]
    found = {
        name: _is_blank(name, raw.tables, {*ORIGIN_COLUMNS, *shape.shares.get(name, ())}, record_set) for name in names
    }
    return {name: blank for name, blank in found.items() if blank.any()}


def _is_blank(
    name: str, tables: Mapping[str, pl.DataFrame], not_own: Collection[str], record_set: RecordSet
) -> pl.Series:
    frame = tables[name]
    inner = [tables[each][PARENT] for each in list_tables_within(name, record_set) if each in tables]
    own = (pl.col(column).is_null() for column in frame.columns if column not in not_own)
    holds_none = (~pl.col(ID).is_in(parents.drop_nulls().unique().implode()) for parents in inner)
    return frame.select(pl.all_horizontal(pl.col(ID).is_not_null(), *own, *holds_none)).to_series()


def drop_blank_records(
    tables: dict[str, pl.DataFrame], blank: Mapping[str, pl.Series], record_set: RecordSet
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Tables without the rows that are blank, and a mark at each of these."""
    marks = [
        marks_at(tables[name].lazy().filter(rows).select(row=ROW), "record-element-blank", table=name, column=column)
        for name, rows in blank.items()
        for column in _list_own_key(record_set.tables[name])
    ]
    return tables | {name: tables[name].filter(~rows) for name, rows in blank.items()}, collect_marks(marks)


def _list_own_key(table: RecordTable) -> list[str] | list[None]:
    """The columns of the key that are the record's own, not those of what it lies in; without one, no column."""
    around = {PARENT, table.person} if table.refers else {PARENT}
    return [column for column in table.key if column not in around] or [None]
