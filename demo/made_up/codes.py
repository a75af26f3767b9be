"""Codes that a version knows."""

from __future__ import annotations

from indicators.records.sets import RecordSet


def codes_of(record_set: RecordSet, table: str, column: str) -> frozenset[str]:
    """The codes that a column may hold in that version."""
    return frozenset(record_set.codes[record_set.tables[table].columns[column].code_list or ""])
