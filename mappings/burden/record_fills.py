"""What record sets fill: cells by set and return, and the work on the sets themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from mappings.burden.ledger import BurdenLedger
from mappings.burden.work_cost import sum_minutes
from mappings.definitions.burden_assumptions import CASES, AssumptionCase


@dataclass(frozen=True)
class RecordFill:
    """``cells`` of a return of a place that a record set fills, and the distinct ``figures`` in them."""

    place: str
    record_set: str
    return_code: str
    cells: int
    figures: int


def list_record_fills(ledger: BurdenLedger) -> list[RecordFill]:
    """By place, record set and return."""
    filled = ledger.cells.filter(step="from_records")
    keys = ("place", "record_set", "return")
    grouped = filled.group_by(keys).agg(pl.len(), pl.col("figure").n_unique()).sort(keys)
    return [RecordFill(*row) for row in grouped.iter_rows()]


def estimate_record_minutes(ledger: BurdenLedger) -> Mapping[AssumptionCase, Fraction]:
    """Minutes of work on the record sets that are sent, whether or not a figure is derived from them."""
    sets = ledger.sets.group_by("place").len().rows()
    return {
        case: sum(
            (sum_minutes(ledger.assumptions[place], "record-set", case) * number for place, number in sets), Fraction(0)
        )
        for case in CASES
    }
