"""Made-up boards, for pages of every state."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from mappings.progress.board import BOARD_SCHEMA

ROW: dict[str, Any] = {
    "key": "lewisham/lewisham-pct/vital-signs/FY2009-10",
    "place": "lewisham",
    "agency": "lewisham-pct",
    "agency_name": "Lewisham Primary Care Trust",
    "return": "vital-signs",
    "title": "Vital Signs monitoring",
    "period": "FY2009-10",
    "opens": date(2010, 4, 1),
    "due": date(2010, 6, 16),
    "at": "17:00",
    "needed_by": date(2010, 6, 23),
    "explanation": "5 working days before Wednesday 23 June 2010.",
    "assumed": True,
    "figures": 12,
    "keyed": 12,
    "given": 3,
    "record_set": None,
    "returns": ["vital-signs"],
    "state": "part_received",
    "why_state": "3 of 12 figures came.",
    "days_left": 8,
    "late_by": None,
    "deadline": datetime(2010, 6, 16, 16, tzinfo=UTC),
    "accepted": 3,
    "owed": 12,
    "findings": 0,
}


def board(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of ``BOARD_SCHEMA``; what a row leaves out is as in ``ROW``, and each has a key of its own."""
    whole = [dict.fromkeys(BOARD_SCHEMA) | ROW | {"key": f"{ROW['key']}/{n}"} | row for n, row in enumerate(rows)]
    return pl.DataFrame(whole, schema=pl.Schema(BOARD_SCHEMA), orient="row")
