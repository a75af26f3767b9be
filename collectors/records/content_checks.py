"""The checks of records' content: those of every record set, and each set's own rules.

Marks are made as frames, one for each thing that can be wrong, and only where something is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from collectors.records.limits import LISTED_CODES
from collectors.records.marks import collect_marks, marks_at
from collectors.records.official_checks import official_marks
from collectors.records.rule_checks import rule_marks
from collectors.records.rule_inputs import RuleInputs
from collectors.submissions.check_stages import CheckStage, in_stage
from indicators.records.code_spellings import fold, map_spellings
from indicators.records.nhs_numbers import is_right_nhs_number
from indicators.records.record_definitions import CodeEntry
from indicators.records.record_frames import ID, ORIGIN_COLUMNS, PARENT, ROW, Records
from indicators.records.record_sets import RecordSet, RecordTable


def check_records(records: Records, *, read_on: date, inputs: RuleInputs | None = None) -> pl.DataFrame:
    """Marks (``RECORD_MARK_SCHEMA``) for blank keys and cells, codes, repeated keys, lost references, and rules.

    ``inputs``: what official rules need besides; those whose input is not at hand are not asked. Where there are
    official rules, they and what asks the same name every row that came, repeated and blank ones too.
    """
    marks: list[pl.LazyFrame] = []
    whole = records.with_every_row() if records.record_set.official else records
    filled = [name for name in records.record_set.tables if whole.tables[name].height]
    # Each table; then the rules of the record set, the official ones, and what all of them found.
    with in_stage(CheckStage.CHECKING, len(filled) + 3) as advance:
        for name in filled:
            marks += _table_marks(records, whole, name)
            advance(1)
        marks += rule_marks(whole, read_on=read_on)
        advance(1)
        marks += official_marks(whole, inputs or RuleInputs(), read_on=read_on)
        advance(1)
        return collect_marks(marks)


def _table_marks(records: Records, whole: Records, name: str) -> Iterator[pl.LazyFrame]:
    table, frame = records.record_set.tables[name], whole.tables[name]
    yield from _blank(frame, table, records.left_out)
    yield from _codes(frame, table, records.record_set)
    yield from _nhs_numbers(frame, table)
    yield from _same_key(records.tables[name], table)
    yield from _orphans(frame, table, whole)


def _blank(frame: pl.DataFrame, table: RecordTable, left_out: frozenset[tuple[str, str]]) -> Iterator[pl.LazyFrame]:
    """A blank in a key, or in a column that every row fills in; not again where the whole column is missing."""
    for name, column in table.columns.items():
        is_key = name in table.key
        is_expected = is_key or (column.required == "yes" and (table.name, name) not in left_out)
        if is_expected and frame[name].has_nulls():
            code = "record-key-missing" if is_key else "record-required"
            yield marks_at(_rows(frame, frame[name].is_null()), code, table=table.name, column=name)


def _codes(frame: pl.DataFrame, table: RecordTable, record_set: RecordSet) -> Iterator[pl.LazyFrame]:
    """A code that is not in its column's list; where any spelling will do, nor a known one of it."""
    for name, column in table.columns.items():
        code_list = column.code_list or ""
        allowed = record_set.codes.get(code_list)
        if not allowed or frame[name].null_count() == frame.height:
            continue
        cells = frame[name].cast(pl.String)
        spelled = map_spellings(record_set, code_list) if record_set.definition.any_spelling else {}
        values = [c for c in cells.unique() if c is not None and c not in allowed]
        if unknown := [c for c in values if fold(c) not in spelled]:
            code, detail = "record-code", _describe_allowed_codes(allowed)
            if record_set.definition.note_codes:
                code = "record-code-noted"
            yield marks_at(_rows_with(frame, cells, unknown), code, table=table.name, column=name, detail=detail)
        if record_set.definition.note_codes:
            listed = {fold(each) for each in allowed}
            old = [c for c in values if fold(c) in spelled and fold(c) not in listed]
            yield marks_at(_rows_with(frame, cells, old), "record-code-old", table=table.name, column=name)


def _rows_with(frame: pl.DataFrame, cells: pl.Series, values: list[str]) -> pl.LazyFrame:
    return _rows(frame, cells.is_in(pl.Series(values, dtype=pl.String).implode()))


def _nhs_numbers(frame: pl.DataFrame, table: RecordTable) -> Iterator[pl.LazyFrame]:
    """A number that is not ten digits, or whose last one does not check the others."""
    for name, column in table.columns.items():
        if column.type == "nhs_number":
            different = frame.select(name).unique().drop_nulls().filter(~is_right_nhs_number(pl.col(name)))
            if different.height:
                rows = _rows_with(frame, frame[name], different[name].to_list())
                yield marks_at(rows, "record-nhs-number", table=table.name, column=name)


def _describe_allowed_codes(codes: dict[str, CodeEntry]) -> str:
    """The codes allowed there, and the number of the official rule, if it is known."""
    code_words = (
        ", ".join(codes) if len(codes) <= LISTED_CODES else f"one of {len(codes)} codes, such as {next(iter(codes))}"
    )
    rules = {entry.official_rule: None for entry in codes.values() if entry.official_rule}
    return f"{code_words} (official rule {', '.join(rules)})" if rules else code_words


def _same_key(frame: pl.DataFrame, table: RecordTable) -> Iterator[pl.LazyFrame]:
    """Rows with the same key. Those with the same content were counted once before.

    Of one person there can only be one record: which of two is right nobody knows, so each is named. Two of the same
    person and day may both be true: those after the first are named.
    """
    if not table.key or frame.height < 2:
        return
    whole = pl.all_horizontal(pl.col(table.key).is_not_null())
    alone = len(table.key) == 1 or table.key[-1] == table.person
    key = pl.struct(table.key)
    wrong = frame.select(whole & (key.is_duplicated() if alone else ~key.is_first_distinct())).to_series()
    if wrong.any():
        code = "record-duplicate-differs" if alone else "record-same-key"
        yield marks_at(_rows(frame, wrong), code, table=table.name, column=table.key[-1])


def _orphans(frame: pl.DataFrame, table: RecordTable, records: Records) -> Iterator[pl.LazyFrame]:
    """Rows that refer to a row of another table that is missing. A blank key has a mark of its own."""
    for reference in table.refers:
        others = records.tables.get(reference.to)
        if others is None:
            continue
        keys = [ID if column == PARENT else column for column in reference.on]
        whole = pl.all_horizontal(pl.col(reference.on).is_not_null())
        rows_with_reference = frame.lazy().filter(whole)
        orphans = rows_with_reference.join(others.lazy().select(keys), left_on=reference.on, right_on=keys, how="anti")
        column = next((name for name in reference.on if name not in ORIGIN_COLUMNS), None)
        yield marks_at(orphans.select(row=ROW), "record-orphan", table=table.name, column=column, detail=reference.to)


def _rows(frame: pl.DataFrame, wrong: pl.Series) -> pl.LazyFrame:
    return pl.LazyFrame({"row": frame[ROW].filter(wrong)})
