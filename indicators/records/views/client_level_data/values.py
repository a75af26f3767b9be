"""Values as the known lists of Release 2 write them, whatever their case and whichever release they were written in.

The source is the page ``5-data-cleaning.md`` of the Department of Health and Social Care. Its own tables are not
published: what is mapped is what the files of the record set know.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from indicators.records.code_spellings import fold, map_spellings
from indicators.records.record_definitions import RecordColumn
from indicators.records.record_sets import RecordSet

#: What a value becomes that is not in the known list of its column.
INVALID = "Invalid and not mapped"
#: The setting that names lists which are known in part.
OPEN_LISTS = "open-lists"
OUTCOMES = "event-outcome"


def clean_values(events: pl.DataFrame, record_set: RecordSet) -> pl.DataFrame:
    """Every column of codes in one spelling; ``INVALID`` where its list is known and has not the value."""
    return events.with_columns(
        _clean(events[name], column, record_set)
        for name, column in record_set.tables["events"].columns.items()
        if column.type == "code" and name in events.columns
    )


def _clean(cells: pl.Series, column: RecordColumn, record_set: RecordSet) -> pl.Series:
    values = cells.unique().drop_nulls().sort().to_list()
    spelled = dict(zip(values, _spell(values, column, record_set), strict=True))
    return cells.replace_strict(spelled, default=None, return_dtype=pl.String)


def _spell(values: Iterable[str], column: RecordColumn, record_set: RecordSet) -> list[str]:
    listed = find_spellings(record_set, column)
    if column.code_list is not None:
        return [listed.get(fold(value), INVALID) for value in values]
    first: dict[str, str] = dict(listed)
    # A list that is not known has no right spelling: the first of those that differ in case alone stands for all.
    return [first.setdefault(fold(value), " ".join(value.split())) for value in values]


def find_spellings(record_set: RecordSet, column: RecordColumn) -> dict[str, str]:
    """Every known spelling of a column's values, folded, to that of the newest release."""
    newest = record_set.in_version(list(record_set.versions)[-1])
    name = column.code_list or record_set.settings[OPEN_LISTS].get(column.column)
    return map_spellings(newest, name) if name is not None else {}


def rank_outcomes(outcome: pl.Expr, record_set: RecordSet) -> pl.Expr:
    """The rank of a cleaned outcome, 1 the one that wins; null where it has none. The list stands in that order."""
    newest = record_set.in_version(list(record_set.versions)[-1])
    ranks = {code: rank for rank, code in enumerate(newest.codes[OUTCOMES], start=1)}
    return outcome.replace_strict(ranks, default=None, return_dtype=pl.Int64)
