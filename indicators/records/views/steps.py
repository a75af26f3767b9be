"""Prepared views made by the steps that a record set's files say, each for all rows at once.

A step that needs what a file did not hold makes nothing; a view whose rows themselves need it is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from indicators.records.expression_errors import describe_expression_error
from indicators.records.period_constants import list_constants
from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.view_definitions import (
    AgeOnDay,
    DayCount,
    OneRowPer,
    Recoding,
    RowLookup,
    RowTally,
    View,
    ViewStep,
)
from indicators.records.views.months_and_ages import age_on_expr
from indicators.records.working_days import working_days
from returnonce.errors import Refused

DTYPES: Mapping[str, type[pl.DataType]] = {"date": pl.Date, "int": pl.Int64, "str": pl.String, "bool": pl.Boolean}


@dataclass(frozen=True)
class StepInputs:
    """What steps read besides their own rows. ``views``: those that are made already, by name."""

    records: Records
    context: ViewContext
    views: Mapping[str, pl.DataFrame]

    def rows(self, name: str) -> pl.DataFrame | None:
        """A table as far as the file held it, or a view, with the period's ends and the settings; None without one."""
        frame = self.views.get(name, self.records.tables.get(name))
        if frame is None or (name not in self.views and not self.columns_read(name)):
            return None
        lacking = [column for table, column in self.records.left_out if table == name and name not in self.views]
        return frame.drop(lacking, strict=False).with_columns(**list_constants(self.records))

    def columns_read(self, table: str) -> list[str]:
        """The columns of a table that the file held."""
        columns = self.records.record_set.tables[table].columns
        return [name for name in columns if (table, name) not in self.records.left_out]


def build_views(records: Records, context: ViewContext, views: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The views given, and those that the record set's files make by steps, in their order."""
    made = dict(views)
    for view in records.record_set.views:
        if view.rows_of is not None:
            frame = _build_view(view, StepInputs(records, context, made))
            made |= {} if frame is None else {view.view: frame}
    return made


def _build_view(view: View, inputs: StepInputs) -> pl.DataFrame | None:
    frame = inputs.rows(view.rows_of or "")
    for step in view.steps:
        frame = None if frame is None else _take_or_refuse(frame, step, inputs, view)
    return None if frame is None else select_view_columns(frame, view)


def _take_or_refuse(frame: pl.DataFrame, step: ViewStep, inputs: StepInputs, view: View) -> pl.DataFrame | None:
    """A step that no row of the check failed at may fail at these, as one that takes a text for a number does."""
    try:
        return take_step(frame, step, inputs)
    except pl.exceptions.PolarsError as error:
        raise Refused(
            f"A step `{step.kind}` of the view {view.view} cannot be worked out: "
            f"{describe_expression_error(error, rows=frame.height)}.",
            where=f"{inputs.records.record_set.code}/views.yaml",
            mend="Whoever wrote the record set corrects it.",
        ) from None


def select_view_columns(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    """The columns that a view says it has, as far as its steps made them."""
    made = [column for column in view.columns if column.name in frame.columns]
    return frame.select(pl.col(column.name).cast(DTYPES[column.type]) for column in made)


def take_step(frame: pl.DataFrame, step: ViewStep, inputs: StepInputs) -> pl.DataFrame | None:
    """The rows after a step; None where a step that chooses rows needs a column that is not there."""
    return TAKERS[step.kind](frame, getattr(step, step.kind), inputs)


def list_missing(frame: pl.DataFrame, step: ViewStep, inputs: StepInputs) -> Iterator[str]:
    """What a step names and there is not, in words."""
    what = getattr(step, step.kind)
    other = what.to if step.join else what.of if step.count else None
    own, others = _list_names(step)
    yield from (f"column {name}" for name in own if name not in frame.columns)
    if other is not None:
        rows = inputs.rows(other)
        if rows is None:
            yield f"table {other}"
        else:
            yield from (f"column {name} of {other}" for name in others if name not in rows.columns)


def _list_names(step: ViewStep) -> tuple[list[str], list[str]]:
    """The columns that a step reads: its own, and those of another table."""
    if step.join:
        return [*step.join.by], [*step.join.by.values(), *step.join.bring.values()]
    if step.count:
        return [*step.count.by], [*step.count.by.values(), *(_list_roots([step.count.where or "TRUE"]))]
    if step.columns:
        # A column may name the one before it.
        read = [(name, _list_roots([formula])) for name, formula in step.columns.items()]
        before = [{made for made, _ in read[:at]} for at in range(len(read))]
        return [each for at, (_, roots) in enumerate(read) for each in roots if each not in before[at]], []
    if step.one_per:
        return [*step.one_per.by, *step.one_per.order], []
    if step.age:
        return [step.age.born, step.age.day], []
    if step.days:
        return [step.days.start, step.days.end], []
    return [step.recode.column] if step.recode else _list_roots([step.where or ""]), []


def _list_roots(formulas: Iterable[str]) -> list[str]:
    """Columns that SQL expressions name."""
    return [name for formula in formulas for name in pl.sql_expr(formula).meta.root_names()]


def _has(frame: pl.DataFrame, names: Iterable[str]) -> bool:
    return set(names) <= set(frame.columns)


def _filter(frame: pl.DataFrame, condition: str, _inputs: StepInputs) -> pl.DataFrame | None:
    return frame.filter(pl.sql_expr(condition)) if _has(frame, _list_roots([condition])) else None


def _join(frame: pl.DataFrame, lookup: RowLookup, inputs: StepInputs) -> pl.DataFrame:
    other = inputs.rows(lookup.to)
    if other is None or not (_has(frame, lookup.by) and _has(other, lookup.by.values())):
        return frame
    brought = {name: column for name, column in lookup.bring.items() if column in other.columns}
    keys = {f"_key_{column}": column for column in lookup.by.values()}
    first = other.unique(list(keys.values()), keep="first", maintain_order=True).select(**keys, **brought)
    rest = frame.drop([name for name in brought if name not in lookup.by], strict=False)
    return rest.join(first, left_on=list(lookup.by), right_on=list(keys), how="left", maintain_order="left")


def _count(frame: pl.DataFrame, tally: RowTally, inputs: StepInputs) -> pl.DataFrame:
    other = inputs.rows(tally.of)
    condition = tally.where or "TRUE"
    if other is None or not (_has(frame, tally.by) and _has(other, [*tally.by.values(), *_list_roots([condition])])):
        return frame
    keys = {f"_key_{column}": column for column in tally.by.values()}
    chosen = other.filter(pl.sql_expr(condition)).select(**keys)
    counts = chosen.group_by(list(keys)).agg(pl.len().cast(pl.Int64).alias(tally.name))
    rest = frame.drop([tally.name], strict=False)
    joined = rest.join(counts, left_on=list(tally.by), right_on=list(keys), how="left", maintain_order="left")
    return joined.with_columns(pl.col(tally.name).fill_null(0))


def _keep_one(frame: pl.DataFrame, one: OneRowPer, _inputs: StepInputs) -> pl.DataFrame | None:
    """Rows that do not say whose they are stay, each by itself."""
    if not _has(frame, [*one.by, *one.order]):
        return None
    ordered = frame.sort(one.order, nulls_last=one.keep == "first", maintain_order=True)
    named = pl.all_horizontal(pl.col(one.by).is_not_null())
    who = pl.struct(one.by)
    return ordered.filter(~named | (who.is_first_distinct() if one.keep == "first" else who.is_last_distinct()))


def _add_age(frame: pl.DataFrame, age: AgeOnDay, _inputs: StepInputs) -> pl.DataFrame:
    if not _has(frame, [age.born, age.day]):
        return frame
    return frame.with_columns(age_on_expr(pl.col(age.born), pl.col(age.day)).alias(age.name))


def _add_days(frame: pl.DataFrame, days: DayCount, inputs: StepInputs) -> pl.DataFrame:
    if not _has(frame, [days.start, days.end]):
        return frame
    start, end = pl.col(days.start), pl.col(days.end)
    plain = pl.when(start <= end).then((end - start).dt.total_days())
    count = working_days(start, end, inputs.context.holidays) if days.working else plain
    return frame.with_columns(count.alias(days.name))


def _recode(frame: pl.DataFrame, recoding: Recoding, _inputs: StepInputs) -> pl.DataFrame:
    if recoding.column not in frame.columns:
        return frame
    code = pl.col(recoding.column)
    words = code.cast(pl.String).replace_strict(recoding.codes, default=recoding.other, return_dtype=pl.String)
    return frame.with_columns(pl.when(code.is_not_null()).then(words).alias(recoding.name))


def _add_columns(frame: pl.DataFrame, columns: Mapping[str, str], _inputs: StepInputs) -> pl.DataFrame:
    # One after the other, since a column may name the one before it.
    for name, formula in columns.items():
        if _has(frame, _list_roots([formula])):
            frame = frame.with_columns(pl.sql_expr(formula).alias(name))
    return frame


TAKERS: Mapping[str, Callable[[pl.DataFrame, Any, StepInputs], pl.DataFrame | None]] = {
    "where": _filter,
    "join": _join,
    "count": _count,
    "one_per": _keep_one,
    "age": _add_age,
    "days": _add_days,
    "recode": _recode,
    "columns": _add_columns,
}
