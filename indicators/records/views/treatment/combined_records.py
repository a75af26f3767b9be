"""Combines the records of several providers, or of several years."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from indicators.records.record_frames import ID, Records, build_empty_records, table_schema
from indicators.records.record_sets import RecordSet
from indicators.records.views.treatment.episodes import CLIENT
from indicators.records.views.treatment.expressions import EPISODE
from returnonce.errors import Refused


def combine_records(records: Sequence[Records]) -> Records:
    """Several providers' records of one partnership and period, their rows under one another.

    Each row keeps its agency code, so no provider's client is taken for another's; people are told by their
    attributor when journeys are made. The form is that of the newest version among them.

    Raises:
        Refused: they are none, or not of one record set and period.
    """
    kinds = {(record.record_set.code, record.period.code) for record in records}
    if len(kinds) != 1:
        raise Refused(
            f"There are {len(records)} providers' records, of {len(kinds)} record sets or periods.",
            where="the records to be taken together",
            mend="Give records of one record set and one period.",
        )
    versions = list(records[0].record_set.versions)
    newest = max((record.record_set for record in records), key=lambda form: versions.index(form.version))
    empty = build_empty_records(newest, records[0].period)
    parts = {name: [record.tables[name] for record in records if name in record.tables] for name in empty.tables}
    tables = {name: _stack(newest, name, some) for name, some in parts.items()}
    return Records(newest, records[0].period, tables)


def add_earlier(records: Records, earlier: Sequence[Records]) -> Records:
    """Records with the episodes that ended in years before and that they no longer hold.

    What an earlier year left open and these do not hold was taken back, and is not treatment that goes on.
    """
    tables = records.tables
    for year in earlier:
        past = _select_past(year.tables, tables)
        tables = {name: _stack(records.record_set, name, [table, past[name]]) if name in past else table
                  for name, table in tables.items()}  # fmt: skip
    return Records(records.record_set, records.period, tables)


def _select_past(earlier: dict[str, pl.DataFrame], newer: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    closed_episodes = earlier["episode"].filter(pl.col("DISD").is_not_null())
    earlier_only = closed_episodes.join(newer["episode"], on=EPISODE, how="anti")
    clients = earlier["client"].join(newer["client"], on=CLIENT, how="anti")
    nested = {name: earlier[name].join(earlier_only, on=EPISODE, how="semi") for name in ("intervention", "top")}
    return {"client": clients, "episode": earlier_only, **nested}


def _stack(form: RecordSet, name: str, tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Tables under one another with the columns of one version, and rows numbered anew."""
    schema = table_schema(form.tables[name])
    shaped = [
        table.select(
            (pl.col(column).cast(kind) if column in table.columns else pl.lit(None, kind)).alias(column)
            for column, kind in schema.items()
        )
        for table in tables
    ]
    stacked = pl.concat(shaped) if shaped else pl.DataFrame(schema=schema)
    return stacked.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ID))
