"""The period that a file says on every row that it is of, as Client Level Data does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from collectors.records.dates import read_date

STARTS, ENDS = "Reporting_Period_Start_Date", "Reporting_Period_End_Date"


def find_stated_period(tables: Mapping[str, pl.DataFrame], dates: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """``period``: the earliest first and the latest last day that rows say, as ISO dates; nothing where none does."""
    frame = next((table for table in tables.values() if {STARTS, ENDS} <= set(table.columns)), None)
    if frame is None:
        return {}
    forms = dates.get("csv", ("%Y-%m-%d",))
    days = frame.select(STARTS, ENDS).unique().select(read_date(pl.col(name), forms) for name in (STARTS, ENDS))
    first, last = days[STARTS].min(), days[ENDS].max()
    return {"period": (str(first), str(last))} if first is not None and last is not None else {}
