"""The rows that a rule looks at, without any: every column that its condition may name, by type."""

from __future__ import annotations

from datetime import date

import polars as pl

from indicators.records.period_constants import list_constants
from indicators.records.record_definitions import RecordRule
from indicators.records.record_frames import Records


def build_empty_rows(records: Records, rule: RecordRule) -> pl.DataFrame:
    """The table's columns, those beside them, those of joined tables, the period's ends and the settings."""
    own = records.tables[rule.table].schema
    beside = {f"{where}__{name}": own[name] for name in rule.beside for where in ("next", "prev", "first")}
    joined = {f"{other}__{name}": dtype for other in rule.join for name, dtype in records.tables[other].schema.items()}
    count = {"count": pl.Int64} if rule.by or rule.order else {}
    rows = pl.DataFrame(schema={**own, **beside, **joined, **count})
    return rows.with_columns(**list_constants(records), read_on=pl.lit(date.min))
