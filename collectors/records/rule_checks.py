"""The rules of a record set, evaluated: each is one SQL condition over a table's rows and rows joined to them.

Rules that look at the same rows are evaluated together, in one pass over the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import isqrt
from typing import NamedTuple

import polars as pl

from collectors.records.limits import MOST_JOINED
from collectors.records.marks import marks_at
from indicators.records.expression_errors import describe_expression_error
from indicators.records.record_definitions import RecordRule
from indicators.records.record_frames import ID, PARENT, ROW, Records
from returnonce.errors import Refused

_COUNT = "count"


class RuleScope(NamedTuple):
    """What a rule looks at besides its own row: joined tables, and rows before and after it."""

    table: str
    join: tuple[tuple[str, tuple[str, ...]], ...]
    by: tuple[str, ...]
    order: tuple[str, ...]
    beside: tuple[str, ...]


def rule_marks(records: Records, *, read_on: date) -> Iterator[pl.LazyFrame]:
    """Marks at the rows that break a rule; the code is ``<record set>:<rule>``."""
    constants = _rule_constants(records, read_on)
    sights: dict[RuleScope, list[RecordRule]] = {}
    for rule in records.record_set.rules:
        if records.tables[rule.table].height:
            sights.setdefault(_scope_of(rule), []).append(rule)
    for sight, rules in sights.items():
        yield from _mark_broken_rules(
            _rows_in_scope(records, sight).with_columns(constants), rules, records.record_set.code
        )


def _mark_broken_rules(rows_in_scope: pl.LazyFrame, rules: Iterable[RecordRule], code: str) -> Iterator[pl.LazyFrame]:
    """Collected here: every rule of the sight as one column of truths."""
    listed = list(rules)
    wrong = [pl.sql_expr(rule.wrong).alias(f"_{n}") for n, rule in enumerate(listed)]
    truths = (truth.fill_null(value=False) for truth in wrong)
    try:
        frame = rows_in_scope.select(pl.col(ROW).alias("row"), *truths).collect()
    except pl.exceptions.PolarsError as error:
        raise Refused(
            f"A rule of {listed[0].table} cannot be worked out: {describe_expression_error(error, rows=1)}.",
            where=f"{code}/rules.yaml",
            mend="Whoever wrote the record set corrects it.",
        ) from None
    for n, rule in enumerate(listed):
        if frame[f"_{n}"].any():
            rows = frame.lazy().filter(f"_{n}").select("row").unique(maintain_order=True)
            yield marks_at(rows, f"{code}:{rule.rule}", table=rule.table, column=rule.columns[0])


def _scope_of(rule: RecordRule) -> RuleScope:
    return RuleScope(rule.table, tuple(rule.join.items()), rule.by, rule.order, rule.beside)


def _rule_constants(records: Records, read_on: date) -> list[pl.Expr]:
    """What a rule may name that is no column: the period's ends, the day of reading, and settings."""
    days = {"period_start": records.period.start, "period_end": records.period.end, "read_on": read_on}
    settings = {
        f"setting__{name.replace('-', '_')}": value
        for name, value in records.record_set.settings.items()
        if isinstance(value, str | int | bool | date)
    }
    return [pl.lit(value).alias(name) for name, value in (days | settings).items()]


def _rows_in_scope(records: Records, sight: RuleScope) -> pl.LazyFrame:
    table = records.tables[sight.table]
    frame = table.lazy()
    if sight.by or sight.order:
        frame = _with_neighbours(frame, sight)
    # A key that stands on every row of two tables would join each row of the one with each of the other.
    most = max(MOST_JOINED // max(table.height, 1), 1)
    most = most if len(sight.join) < 2 else isqrt(most)
    for other, on in sight.join:
        frame = _join_table(frame, records.tables[other], other, on, most=most)
    return frame


def _with_neighbours(frame: pl.LazyFrame, sight: RuleScope) -> pl.LazyFrame:
    """``next__X``, ``prev__X``, ``first__X`` within ``by``, in the order of ``order`` (blanks last), and ``count``."""
    placed = frame.sort(*sight.by, *sight.order, nulls_last=True, maintain_order=True)
    # Neighbours in the sorted frame are quicker to compare than groups are to make. A blank group has no neighbours.
    named = pl.all_horizontal(pl.col(sight.by).is_not_null()) if sight.by else pl.lit(value=True)
    follows = named & pl.all_horizontal([named, *(pl.col(c) == pl.col(c).shift(1) for c in sight.by)])
    leads = pl.all_horizontal([named, *(pl.col(c) == pl.col(c).shift(-1) for c in sight.by)])
    begun = placed.with_columns(_follows=follows.fill_null(value=False), _leads=leads.fill_null(value=False))
    grouped = begun.with_columns(_group=(~pl.col("_follows")).cum_sum())
    return grouped.with_columns(
        *(pl.when("_leads").then(pl.col(x).shift(-1)).alias(f"next__{x}") for x in sight.beside),
        *(pl.when("_follows").then(pl.col(x).shift(1)).alias(f"prev__{x}") for x in sight.beside),
        *(pl.col(x).first().over("_group").alias(f"first__{x}") for x in sight.beside),
        pl.len().over("_group").cast(pl.Int64).alias(_COUNT),
    )


def _join_table(frame: pl.LazyFrame, other: pl.DataFrame, name: str, on: tuple[str, ...], *, most: int) -> pl.LazyFrame:
    """Each row of another table with the same values, as ``<table>__<column>``: one that breaks the rule is enough.

    ``_parent`` finds the record that a row is nested in. Of rows with one key the first ``most`` are looked at.
    """
    keys = [ID if column == PARENT else column for column in on]
    some = other.lazy().filter(pl.int_range(pl.len()).over(keys) < most)
    renamed = some.select(pl.all().name.prefix(f"{name}__"))
    return frame.join(renamed, left_on=on, right_on=[f"{name}__{key}" for key in keys], how="left", coalesce=False)
