"""The eleven lists from two returns: each a frame with the template's own columns, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from exports.records.annex_a import in_need_lists as needs
from exports.records.annex_a import looked_after_lists as care
from exports.records.annex_a.adoption_list import adoption
from exports.records.annex_a.care_history import CareHistory
from exports.records.annex_a.people import people_in_need, people_looked_after
from indicators.period.arithmetic import day
from indicators.records.record_frames import FILE, ID, PARENT, ROW, Records, table_schema
from indicators.records.record_sets import RecordSet, RecordTable
from indicators.records.views.inspection_lists.inspection_day import InspectionDay, build_inspection_day
from mappings.definitions.column_origins import ColumnOrigin, ColumnOrigins
from mappings.ruleset.ruleset import Ruleset

#: The record set whose form the lists have.
LISTS = "inspection-lists"
_TYPES: dict[str, type[pl.DataType]] = {"date": pl.Date, "integer": pl.Int64}


@dataclass(frozen=True)
class InspectionLists:
    """The lists as they are written: ``frames`` by list, as of a day; ``held``: those that the records in hand fill.

    ``template``: the record set whose form they have; ``origins``: where their columns come from.
    """

    template: RecordSet
    day: InspectionDay
    frames: dict[str, pl.DataFrame]
    held: frozenset[str]
    origins: ColumnOrigins


def make_lists(
    ruleset: Ruleset,
    looked_after: Records | None,
    in_need: Records | None,
    on: date,
    earlier: Sequence[Records] = (),
) -> InspectionLists:
    """Every list of the record set ``LISTS``; those that the records in hand cannot fill have no rows.

    ``earlier``: returns on children looked after of years before, newest first.
    """
    template, origins = ruleset.records.record_set(LISTS), ruleset.column_origins
    at = build_inspection_day(on, template.settings, frozenset())
    filled: dict[str, pl.DataFrame] = {}
    history = CareHistory(looked_after, tuple(earlier), at) if looked_after else None
    if in_need is not None:
        filled |= _from_need(in_need, at, care.children_in_care_now(history) if history else pl.Series(dtype=pl.String))
    if history is not None:
        filled |= _from_care(history, in_need)
    frames = {name: _make_template_table(filled.get(name), origins[name], template) for name in template.tables}
    return InspectionLists(template, at, frames, frozenset(filled), origins)


def _from_need(records: Records, day: InspectionDay, in_care: pl.Series) -> dict[str, pl.DataFrame]:
    people = people_in_need(records, day.day)
    rows = {
        "List 3": needs.referrals(records, day),
        "List 4": needs.assessments(records, day),
        "List 5": needs.enquiries(records, day),
        "List 6": needs.cases(records, day, in_care),
        "List 7": needs.plans(records, day),
    }
    return {name: frame.join(people, on="child", how="left", maintain_order="left") for name, frame in rows.items()}


def _from_care(history: CareHistory, in_need: Records | None) -> dict[str, pl.DataFrame]:
    people = people_looked_after(history, in_need)
    rows = {
        "List 8": care.children_in_care(history),
        "List 9": care.care_leavers(history),
        "List 10": adoption(history),
    }
    return {name: frame.join(people, on="child", how="left", maintain_order="left") for name, frame in rows.items()}


def _make_template_table(
    frame: pl.DataFrame | None, origins: Sequence[ColumnOrigin], template: RecordSet
) -> pl.DataFrame:
    """The template's columns, codes spelled as it spells them; a column that nobody holds is empty."""
    columns = template.tables[origins[0].list].columns
    types = {column: _TYPES.get(columns[column].type, pl.String) for column in columns}
    if frame is None:
        return pl.DataFrame(schema=types)
    return frame.select(_cell(origin, types[origin.column], template).alias(origin.column) for origin in origins)


def _cell(origin: ColumnOrigin, kind: type[pl.DataType], template: RecordSet) -> pl.Expr:
    if origin.source is None:
        return pl.lit(None, kind)
    cell = pl.col(origin.source)
    return template.to_spelling(origin.concept, cell) if origin.concept else cell


def lists_as_records(lists: InspectionLists) -> Records:
    """The lists as records, as if their workbook had been read back."""
    tables = {name: _add_places(frame, lists.template.tables[name]) for name, frame in lists.frames.items()}
    return Records(lists.template, day(lists.day.day), tables)


def _add_places(frame: pl.DataFrame, table: RecordTable) -> pl.DataFrame:
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    places = {ROW: row + 2, ID: row, PARENT: pl.lit(None, pl.Int64), FILE: pl.lit(table.file)}
    return frame.with_columns(**places).cast(pl.Schema(table_schema(table))).select(list(table_schema(table)))
