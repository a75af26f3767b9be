"""What conditions and steps may name that is no column of a table: the period's ends, and settings of one value."""

from __future__ import annotations

from typing import Any

import polars as pl

from indicators.records.record_frames import Records


def list_constants(records: Records) -> dict[str, pl.Expr]:
    """``period_start``, ``period_end`` and ``setting__…``, each with its value."""
    values: dict[str, Any] = {"period_start": records.period.start, "period_end": records.period.end}
    single = {name: v for name, v in records.record_set.settings.items() if not isinstance(v, list)}
    values |= {f"setting__{name.replace('-', '_')}": value for name, value in single.items()}
    return {name: pl.lit(value) for name, value in values.items()}
