"""The order of headings of a record set whose tables stand side by side in one wide file."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.records.record_definitions import WideHeading
from indicators.records.record_sets import RecordSet


def read_wide_layout(record_set: RecordSet) -> tuple[WideHeading, ...]:
    """Headings in the order in which they are written, numbered from 1.

    A version's own ``layout.tsv`` says it. One without takes the order of the version that it extends, less what is
    gone, and what is new comes after it in the order of the definition.
    """
    pairs = dict.fromkeys(
        (heading.table, heading.column) for heading in _nearest(record_set) if _is_there(heading, record_set)
    )
    placed = {column for _, column in pairs}
    for table in record_set.tables.values():
        for column in table.columns:
            if column not in placed:
                pairs[table.name, column] = None
                placed.add(column)
    return tuple(WideHeading(position=at, table=table, column=name) for at, (table, name) in enumerate(pairs, start=1))


def _nearest(record_set: RecordSet) -> tuple[WideHeading, ...]:
    """The layout of this version, or else of the nearest one before it that has one."""
    layouts = record_set.files.wide_layouts
    return next((layouts[version] for version in _and_those_before(record_set) if version in layouts), ())


def _and_those_before(record_set: RecordSet) -> Iterator[str]:
    versions = record_set.versions
    version: str | None = record_set.version
    while version is not None:
        yield version
        version = versions[version].extends


def _is_there(heading: WideHeading, record_set: RecordSet) -> bool:
    table = record_set.tables.get(heading.table)
    return table is not None and heading.column in table.columns
