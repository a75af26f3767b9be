"""Whether rules and field states name versions, tables and columns that there are, and conditions that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from indicators.records.expression_errors import describe_expression_error
from indicators.records.field_states import FieldState
from indicators.records.official_rules import INPUTS, OfficialRule
from indicators.records.record_definitions import RecordRule
from indicators.records.record_frames import ORIGIN_COLUMNS
from indicators.records.record_sets import RecordSet
from returnonce.errors import Refused

MEND = "Correct the row."


def describe_version_fault(rule: RecordRule | OfficialRule, versions: Iterable[str]) -> str | None:
    """A version from which or up to which a rule holds, and that there is not: the rule would hold in all of them."""
    known = list(versions)
    for key, name in (("from", rule.start), ("to", rule.end)):
        if name is not None and name not in known:
            return f"column {key}: there is no version {name}; versions are {', '.join(known)}"
    return None


def check_official_rules(record_set: RecordSet) -> Iterator[Refused]:
    """Each row of ``official/rules.tsv`` that names what there is not in the newest version that it holds for."""
    names = list(record_set.versions)
    for row, rule in enumerate(record_set.files.official, start=2):
        words = describe_version_fault(rule, names)
        if words is None and (rule.end is None or rule.end == names[-1]):
            words = _describe_official_fault(rule, record_set)
        if words is not None:
            yield _refuse(record_set, "official/rules.tsv", row, words)


def _describe_official_fault(rule: OfficialRule, record_set: RecordSet) -> str | None:
    table = record_set.tables.get(rule.table)
    if table is None:
        return f"column table: there is no table {rule.table}"
    columns = [name for name in rule.columns if name not in table.columns and name not in ORIGIN_COLUMNS]
    if columns:
        return f"column columns: there is no column {columns[0]} of {rule.table}"
    others = [name for name in (*rule.needs, *rule.also) if name not in record_set.tables and name not in INPUTS]
    if others:
        return f"column needs or also: there is neither a table nor an input {others[0]}"
    return describe_unreadable(rule.wrong) if rule.wrong else None


def check_field_states(record_set: RecordSet) -> Iterator[Refused]:
    """Each row of ``field_states.tsv`` that names what no version has."""
    columns = {(each.table, each.column) for layer in record_set.files.layers.values() for each in layer.columns}
    for row, state in enumerate(record_set.files.field_states, start=2):
        if (words := _describe_state_fault(state, columns)) is not None:
            yield _refuse(record_set, "field_states.tsv", row, words)


def _describe_state_fault(state: FieldState, columns: set[tuple[str, str]]) -> str | None:
    if (state.table, state.column) not in columns:
        return f"there is no column {state.column} of {state.table}"
    return describe_unreadable(state.when) if state.when else None


def describe_unreadable(condition: str) -> str | None:
    """Why an SQL condition cannot be read; None where it can."""
    try:
        pl.sql_expr(condition)
    except pl.exceptions.PolarsError as error:
        return f"{condition!r} cannot be read: {describe_expression_error(error, rows=0)}"
    return None


def _refuse(record_set: RecordSet, file: str, row: int, words: str) -> Refused:
    return Refused(f"{words[0].upper()}{words[1:]}.", where=f"{record_set.code}/{file} row {row}", mend=MEND)
