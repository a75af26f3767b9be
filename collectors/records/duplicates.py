"""The same record given twice: counted once, with a query. Two that differ under one key are left to the checks."""

from __future__ import annotations

import polars as pl

from collectors.records.marks import collect_marks, marks_at
from indicators.records.record_frames import ID, ORIGIN_COLUMNS, PARENT, ROW
from indicators.records.record_sets import RecordSet, RecordTable

_KEPT = "_kept"
#: Said of the record that counts, where an official rule names all that are the same.
GIVEN_AGAIN = "record-given-again"


def drop_duplicates(
    tables: dict[str, pl.DataFrame], record_set: RecordSet
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Tables without repeats, and a mark at each row that is left out.

    Where a repeated record has others within it, those belong to the one that is kept.
    """
    deduplicated, marks = dict(tables), []
    for name in _outermost_first(record_set):
        frame, table = deduplicated[name], record_set.tables[name]
        repeats = _repeats(frame, table)
        if repeats is None:
            continue
        rows = frame.with_columns(repeats[_KEPT]).filter(repeats[ID] != repeats[_KEPT])
        marks.append(marks_at(rows.lazy().select(row=ROW), "record-duplicate", table=name))
        if name in _list_both_named(record_set):
            firsts = frame.filter(repeats[ID].is_in(rows[_KEPT].implode()))
            marks.append(marks_at(firsts.lazy().select(row=ROW), GIVEN_AGAIN, table=name))
        deduplicated[name] = frame.filter(repeats[ID] == repeats[_KEPT])
        for inner in list_tables_within(name, record_set):
            deduplicated[inner] = _reparent(deduplicated[inner], repeats)
    return deduplicated, collect_marks(marks)


def _list_both_named(record_set: RecordSet) -> set[str]:
    return {rule.table for rule in record_set.official if GIVEN_AGAIN in rule.checks}


def _repeats(frame: pl.DataFrame, table: RecordTable) -> pl.DataFrame | None:
    """Of each row its ``_id`` and that of the first row with the same content; None where all differ."""
    content = [name for name in frame.columns if name not in ORIGIN_COLUMNS]
    same = [*content, PARENT] if PARENT in table.key else content
    keyed = list(table.key) or content
    if frame.height < 2 or frame.select(keyed).is_unique().all():
        return None
    firsts = frame.select(ID, pl.col(ID).first().over(same).alias(_KEPT))
    return None if firsts[ID].equals(firsts[_KEPT]) else firsts


def _reparent(frame: pl.DataFrame, repeats: pl.DataFrame) -> pl.DataFrame:
    parents = dict(repeats.filter(pl.col(ID) != pl.col(_KEPT)).iter_rows())
    return frame.with_columns(pl.col(PARENT).replace(parents))


def list_tables_within(name: str, record_set: RecordSet) -> list[str]:
    """The tables whose records lie in those of another."""
    return [
        inner
        for inner, table in record_set.tables.items()
        if any(reference.to == name and PARENT in reference.on for reference in table.refers)
    ]


def _outermost_first(record_set: RecordSet) -> list[str]:
    """Tables, each after those that it refers to."""
    order: list[str] = []
    remaining = dict(record_set.tables)
    while remaining:
        ready = [n for n, t in remaining.items() if not any(r.to in remaining and r.to != n for r in t.refers)] or list(
            remaining
        )
        order += ready
        remaining = {name: table for name, table in remaining.items() if name not in ready}
    return order
