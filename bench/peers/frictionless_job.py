"""The upload checked by Frictionless, with a Table Schema and a check of its own for what needs the catalogue.

Run as ``python -m bench.peers.frictionless_job FOLDER OUT`` in an environment of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from frictionless import Check, Checklist, Resource, Schema, errors

from bench.peers.upload_rules import (
    COLUMNS,
    KEY,
    KINDS,
    MONTH,
    NOTE_LENGTH,
    STATUSES,
    SYMBOLS,
    CodeLists,
    read_code_lists,
    write_rejected,
)
from bench.stages import Stages


def main(folder: Path, out: Path) -> None:
    """Leaves ``result.json`` and ``rejected.json``."""
    stages = Stages()
    with stages.stage("verdict"):
        codes = read_code_lists(folder)
        resource = Resource(
            path="upload.csv", basepath=str(folder), schema=Schema.from_descriptor(upload_schema(codes))
        )
        report = resource.validate(Checklist(checks=[FigureCheck(codes)]), limit_errors=1_000_000)
        rejected: dict[int, list[str]] = {}
        for number, note in report.flatten(["rowNumber", "note"]):
            rejected.setdefault(number, []).append(note)
    stages.save(out / "result.json", rows=report.tasks[0].stats["rows"])
    write_rejected(out, rejected)


def upload_schema(codes: CodeLists) -> dict[str, Any]:
    """As a Table Schema."""
    lists = {"indicator": codes.indicators, "area": codes.areas, "breakdown": ("total",), "kind": KINDS,
             "status": STATUSES, "symbol": SYMBOLS}  # fmt: skip
    constraints: dict[str, dict[str, Any]] = {name: {"enum": list(each)} for name, each in lists.items()}
    constraints |= {"period": {"pattern": MONTH}, "note": {"maxLength": NOTE_LENGTH}}
    constraints |= {name: {"minimum": 0} for name in ("numerator", "denominator", "value")}
    types = {"numerator": "integer", "denominator": "integer", "value": "number"}
    fields = [
        {"name": name, "type": types.get(name, "string"), "constraints": constraints[name]
         | ({"required": True} if name in (*KEY, "status") else {})}
        for name in COLUMNS
    ]  # fmt: skip
    return {"fields": fields, "primaryKey": list(KEY)}


class FigureCheck(Check):
    """What the cells of a row have to say together."""

    Errors: ClassVar = [errors.RowConstraintError]

    def __init__(self, codes: CodeLists) -> None:
        super().__init__()
        self.codes = codes

    def validate_row(self, row: Any) -> Iterator[Any]:
        numbers = (row["numerator"], row["denominator"], row["value"])
        for note in self._notes(row["indicator"], *numbers, row["symbol"]):
            yield errors.RowConstraintError.from_row(row, note=note)

    def _notes(
        self, indicator: str, part: int | None, whole: int | None, value: Decimal | None, symbol: str | None
    ) -> Iterator[str]:
        if (part is None and whole is None and value is None) != (symbol is not None):
            yield "a figure or a symbol, and not both"
        if (part is None) != (whole is None):
            yield "both parts or neither"
        if part is None or whole is None:
            return
        if indicator not in self.codes.with_parts:
            yield "parts only where the indicator has them"
        if whole == 0 and part != 0:
            yield "nothing over nothing"
        if whole and part > whole and indicator in self.codes.percentages:
            yield "no part greater than its whole"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
