"""The columns that official rules name and no file has, worked out table by table from their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from collectors.records.limits import MOST_JOINED
from indicators.records.official_rules import Fact, Group, Related, Union

_AT = "_at"


def add_facts(tables: Mapping[str, pl.DataFrame], facts: Iterable[Fact]) -> dict[str, pl.DataFrame]:
    """Every table with its facts; a fact may rest on those before it."""
    tables_by_name = dict(tables)
    for fact in facts:
        frame = _new_table(tables_by_name, fact)
        if fact.order:
            frame = _with_neighbours(frame, fact)
        for total in fact.totals:
            frame = _with_totals(frame, tables_by_name.get(total.of, frame), total)
        for match in fact.matches:
            frame = _with_matches(frame, tables_by_name.get(match.of, frame), match)
        for name, on in fact.joins.items():
            frame = frame.join(
                tables_by_name[name], left_on=list(on), right_on=list(on.values()), how="left", maintain_order="left"
            )
        # One after the other, since a column may name the one before it.
        for name, formula in fact.columns.items():
            frame = frame.with_columns(pl.sql_expr(formula).alias(name))
        tables_by_name[fact.table] = frame
    return tables_by_name


def _new_table(tables_by_name: Mapping[str, pl.DataFrame], fact: Fact) -> pl.DataFrame:
    if fact.group is not None:
        return _group_rows(tables_by_name[fact.group.of].lazy(), fact.group).collect()
    return tables_by_name[fact.table] if fact.union is None else _unite_tables(tables_by_name, fact.union)


def _group_rows(rows: pl.LazyFrame, group: Group) -> pl.LazyFrame:
    """A row for each key without a blank; the rows of a key keep their order."""
    chosen = rows.filter(pl.sql_expr(group.where)) if group.where else rows
    named = chosen.filter(pl.all_horizontal(pl.col(group.by).is_not_null()))
    return named.group_by(group.by).agg(pl.sql_expr(formula).alias(name) for name, formula in group.values.items())


def _unite_tables(tables_by_name: Mapping[str, pl.DataFrame], union: Union) -> pl.DataFrame:
    frames = [tables_by_name[name] for name in union.tables]
    shared = [name for name in frames[0].columns if all(name in frame.columns for frame in frames)]
    united = pl.concat([frame.select(shared) for frame in frames])
    return united.filter(pl.sql_expr(union.where)) if union.where else united


def _with_neighbours(frame: pl.DataFrame, fact: Fact) -> pl.DataFrame:
    """``prev__X`` and ``next__X`` within ``by``, and runs; blanks come last, and a blank group has no neighbours."""
    placed = frame.lazy().sort(*fact.by, *fact.order, nulls_last=True, maintain_order=True)
    same = [pl.col(name) == pl.col(name).shift(1) for name in fact.by]
    follows = pl.all_horizontal(same).fill_null(value=False)
    marked = placed.with_columns(_follows=follows, _leads=follows.shift(-1, fill_value=False))
    beside = marked.with_columns(
        *(pl.when("_follows").then(pl.col(name).shift(1)).alias(f"prev__{name}") for name in fact.beside),
        *(pl.when("_leads").then(pl.col(name).shift(-1)).alias(f"next__{name}") for name in fact.beside),
        is_first=~pl.col("_follows"),
        is_last=~pl.col("_leads"),
    )
    runs = [
        (pl.col("is_first") | pl.sql_expr(starts).fill_null(value=False)).cum_sum().alias(name)
        for name, starts in fact.starts.items()
    ]
    return beside.with_columns(*runs).drop("_follows", "_leads").collect()


def _with_totals(frame: pl.DataFrame, other: pl.DataFrame, total: Related) -> pl.DataFrame:
    group = Group(of=total.of, by=tuple(total.on.values()), where=total.where, values=total.values)
    sums = _group_rows(other.lazy(), group).rename({key: f"_key_{key}" for key in group.by})
    keys = [f"_key_{key}" for key in group.by]
    return frame.lazy().join(sums, left_on=list(total.on), right_on=keys, how="left", maintain_order="left").collect()


def _with_matches(frame: pl.DataFrame, other: pl.DataFrame, match: Related) -> pl.DataFrame:
    """Totals over rows of the other table with the same key that fit this row besides."""
    keys = list(match.on.values())
    # A key that stands on every row of both would join each row with each.
    most = max(MOST_JOINED // max(frame.height, 1), 1)
    some = other.lazy().filter(pl.int_range(pl.len()).over(keys) < most).select(pl.all().name.prefix("o__"))
    numbered = frame.lazy().with_row_index(_AT)
    pairs = numbered.join(some, left_on=list(match.on), right_on=[f"o__{key}" for key in keys], coalesce=False)
    fitting = pairs.filter(pl.sql_expr(match.where)) if match.where else pairs
    values = [pl.sql_expr(formula).alias(name) for name, formula in match.values.items()]
    sums = fitting.group_by(_AT).agg(values)
    return numbered.join(sums, on=_AT, how="left", maintain_order="left").drop(_AT).collect()
