"""Marks of records to findings, worded together for each code, however many there are."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from collectors.submissions.findings import FINDING_SCHEMA, word_marks
from indicators.records.record_sets import RecordSet
from mappings.definitions.finding_kinds import FindingKinds

_NUMBER_SCHEMA = {"code": pl.String, "sheet": pl.String, "column": pl.String, "number": pl.String}


def word_record_marks(marks: pl.DataFrame, record_set: RecordSet, kinds: FindingKinds) -> pl.DataFrame:
    """``RECORD_MARK_SCHEMA`` to ``FINDING_SCHEMA``, as :func:`sort_by_table` does.

    A finding's ``sheet`` is its table; its ``value`` is always null.
    """
    findings = word_reading_marks(marks, kinds)
    if findings.is_empty():
        return findings
    return sort_by_table(_with_official_numbers(findings, record_set), record_set)


def word_reading_marks(marks: pl.DataFrame, kinds: FindingKinds) -> pl.DataFrame:
    """As :func:`word_record_marks`, in any order and without official numbers: where no version of them is known."""
    silent = marks.with_columns(value=pl.lit(None, pl.String)).unique()
    frames = [
        word_marks(part.drop("table"), kinds, sheet=None).with_columns(sheet=pl.lit(table, pl.String))
        for (table,), part in silent.partition_by("table", as_dict=True).items()
    ]
    return pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *frames])


def sort_by_table(findings: pl.DataFrame, record_set: RecordSet) -> pl.DataFrame:
    """The file first, then table by table and row by row; within a row as they were."""
    order = {name: at for at, name in enumerate(record_set.tables)}
    place = pl.col("sheet").replace_strict(order, default=None, return_dtype=pl.Int64)
    return findings.sort(place, "sheet", "row", maintain_order=True, nulls_last=False)


def _with_official_numbers(findings: pl.DataFrame, record_set: RecordSet) -> pl.DataFrame:
    """The checks of every record set, and our own rules, name the official rules that ask the same."""
    numbers = pl.DataFrame(list(_numbers(record_set)), schema=_NUMBER_SCHEMA, orient="row")
    if numbers.is_empty():
        return findings
    keys = ["code", "sheet", "column"]
    joined = numbers.group_by(keys, maintain_order=True).agg(pl.col("number").str.join(", "))
    named = findings.join(joined, on=keys, how="left", nulls_equal=True, maintain_order="left")
    unsaid = pl.col("number").is_not_null() & ~pl.col("message").str.contains("official rule", literal=True)
    message = pl.when(unsaid).then(pl.format("{} (official rule {})", "message", "number")).otherwise("message")
    return named.with_columns(message=message).drop("number")


def _numbers(record_set: RecordSet) -> Iterator[tuple[str, str, str | None, str]]:
    for rule in record_set.official:
        for check in rule.checks:
            code, _, column = check.partition(":")
            if code.startswith("record-"):
                yield code, rule.table, column or None, rule.number
            else:
                own = next((each for each in record_set.rules if each.rule == code), None)
                if own is not None:
                    yield f"{record_set.code}:{code}", own.table, own.columns[0], rule.number
