"""The order of headings of a record set whose tables stand side by side in one wide file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indicators.records.record_sets import RECORD_SETS_FOLDER, RecordSet, list_versions
from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.tsv_files import read_table

LAYOUT_COLUMNS = ("position", "table", "column")


class WideHeading(Definition):
    """One heading of the file, with the table that its value comes from. A key of several tables stands once."""

    position: int
    table: Text
    column: Text


def is_wide(code: str, root: Path = RECORD_SETS_FOLDER) -> bool:
    """Whether all tables of a record set stand in one file."""
    return any((root / code / "versions").glob("*/layout.tsv"))


def read_wide_layout(record_set: RecordSet, root: Path = RECORD_SETS_FOLDER) -> tuple[WideHeading, ...]:
    """Headings in the order in which they are written, numbered from 1.

    A version's own ``layout.tsv`` says it. One without takes the order of the version that it extends, less what is
    gone, and what is new comes after it in the order of the definition.

    Raises:
        Refused: a layout file is wrong.
    """
    pairs = dict.fromkeys(
        (heading.table, heading.column)
        for heading in _read_nearest_layout(record_set, root)
        if _exists(heading, record_set)
    )
    names = {column for _, column in pairs}
    for table in record_set.tables.values():
        for column in table.columns:
            if column not in names:
                pairs[table.name, column] = None
                names.add(column)
    return tuple(WideHeading(position=at, table=table, column=name) for at, (table, name) in enumerate(pairs, start=1))


def _read_nearest_layout(record_set: RecordSet, root: Path) -> tuple[WideHeading, ...]:
    """The layout of this version, or else of the nearest one before it that has one."""
    for version in _walk_versions_back(record_set, root):
        path = root / record_set.code / "versions" / version / "layout.tsv"
        if path.exists():
            return read_table(path, WideHeading, LAYOUT_COLUMNS)
    return ()


def _walk_versions_back(record_set: RecordSet, root: Path) -> Iterator[str]:
    versions = list_versions(record_set.code, root)
    version: str | None = record_set.version
    while version is not None:
        yield version
        version = versions[version].extends


def _exists(heading: WideHeading, record_set: RecordSet) -> bool:
    table = record_set.tables.get(heading.table)
    return table is not None and heading.column in table.columns
