"""Records of an XML file by name: ``Child[14]/CINdetails[2]/Section47[1]``.

A line is no place in a file that has only one. While records are checked their row is a number of their own, so that no
two are taken for one; a finding then has the line again, and the record in its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from collectors.readers.multi_table_files.xml_rows import NTH, PERSON
from collectors.readers.multi_table_files.xml_shapes import CensusShape, find_shape
from collectors.records.raw_records import RawRecords
from indicators.records.record_frames import ID, PARENT, ROW, Records
from indicators.records.record_sets import RecordSet

PATH, _AROUND, _LINE = "_path", "_around", "_line"


def number_records(raw: RawRecords) -> RawRecords:
    """The records of an XML file with a number of their own as their row, in each table from 1; others as they are."""
    numbered = {name: frame.with_columns((pl.col(ID) + 1).alias(ROW)) for name, frame in raw.tables.items()}
    return replace(raw, tables=numbered) if raw.elements else raw


def restore_lines(records: Records, elements: Mapping[str, pl.DataFrame]) -> Records:
    """Numbered records with the line as their row."""
    tables = {name: _with_lines(frame, elements.get(name)) for name, frame in records.tables.items()}
    return replace(records, tables=tables) if elements else records


def name_records(findings: pl.DataFrame, elements: Mapping[str, pl.DataFrame], record_set: RecordSet) -> pl.DataFrame:
    """Findings (``FINDING_SCHEMA``) on numbered records with the line as their row, and the record's path in words."""
    paths = _find_paths(elements, record_set)
    if paths is None or findings.is_empty():
        return findings
    tables = findings.partition_by("sheet", as_dict=True, maintain_order=True).items()
    return pl.concat(_name_in_table(part, paths, table) if table in elements else part for (table,), part in tables)


def list_paths(elements: Mapping[str, pl.DataFrame], record_set: RecordSet) -> dict[str, pl.DataFrame]:
    """Of each table ``_id`` and ``_path`` of each record; what belongs to no person has no path."""
    paths = _find_paths(elements, record_set)
    if paths is None:
        return {}
    return {table: paths.find(table, places[ID]).select(ID, PATH) for table, places in elements.items()}


def _find_paths(elements: Mapping[str, pl.DataFrame], record_set: RecordSet) -> _Paths | None:
    shape = find_shape(record_set.code)
    return _Paths(elements, shape, _list_parents(record_set)) if shape and elements else None


def _with_lines(frame: pl.DataFrame, elements: pl.DataFrame | None) -> pl.DataFrame:
    if elements is None:
        return frame
    lines = elements.select(ID, pl.col(ROW).alias(_LINE))
    placed = frame.join(lines, on=ID, how="left", maintain_order="left")
    return placed.with_columns(pl.col(_LINE).alias(ROW)).select(frame.columns)


def _list_parents(record_set: RecordSet) -> dict[str, str]:
    """Of each table whose records lie in those of another: that other."""
    return {
        name: reference.to
        for name, table in record_set.tables.items()
        for reference in table.refers
        if PARENT in reference.on
    }


def _name_in_table(findings: pl.DataFrame, paths: _Paths, table: str) -> pl.DataFrame:
    found = paths.find(table, findings["row"].drop_nulls().unique() - 1)
    placed = findings.join(
        found.select((pl.col(ID) + 1).alias("row"), PATH, pl.col(ROW).alias(_LINE)), on="row", how="left",
        maintain_order="left",
    )  # fmt: skip
    message = pl.coalesce(pl.format("{} ({})", "message", PATH), "message")
    return placed.with_columns(message.alias("message"), pl.col(_LINE).alias("row")).select(findings.columns)


@dataclass(frozen=True)
class _Paths:
    """``parents``: of a table whose records lie in those of another, that other."""

    elements: Mapping[str, pl.DataFrame]
    shape: CensusShape
    parents: Mapping[str, str]

    def find(self, table: str, ids: pl.Series) -> pl.DataFrame:
        """The rows of those ids, with their ``_path``."""
        rows = self.elements[table].filter(pl.col(ID).is_in(ids.implode()))
        person = pl.col(ID if table == self.shape.person else PERSON)
        within = rows.with_columns(pl.format(f"{self.shape.unit}[{{}}]", person + 1).alias(_AROUND))
        parent = self.parents.get(table, self.shape.person)
        if parent != self.shape.person and parent in self.elements:
            outer = self.find(parent, rows[PARENT].drop_nulls().unique())
            around = outer.select(pl.col(ID).alias(PARENT), pl.col(PATH).alias(_AROUND))
            within = rows.join(around, on=PARENT, how="left", maintain_order="left")
        return within.with_columns(self._join_own(table).alias(PATH))

    def _join_own(self, table: str) -> pl.Expr:
        """The path around a record with its own element; without one, where that is the person's, or it has none."""
        names = {name: element for element, name in self.shape.records.items()}
        names |= {name: element for element, (name, _) in self.shape.leaves.items()}
        element = names.get(table)
        if element is None or table == self.shape.person:
            return pl.col(_AROUND)
        return pl.format(f"{{}}/{element}[{{}}]", _AROUND, NTH)
