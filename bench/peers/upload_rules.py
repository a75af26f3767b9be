"""What a row of the upload has to keep to, for tools that are given their rules. Standard library only."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("indicator", "area", "period", "breakdown", "kind", "numerator", "denominator", "value", "symbol", "status",
           "note")  # fmt: skip
KINDS = ("actual", "target", "trajectory")
STATUSES = ("provisional", "final", "estimated", "local_estimate")
SYMBOLS = ("confidential", "not_applicable", "not_available", "rounds_to_zero", "unreliable")
#: A month; digits that may not be fewer than zero; a whole number.
MONTH = r"^\d{4}-M(0[1-9]|1[0-2])$"
NUMBER = r"^\d{1,12}(\.\d{1,6})?$"
WHOLE = r"^\d{1,12}$"
KEY = ("indicator", "area", "period", "breakdown", "kind")
NOTE_LENGTH = 1000


class CodeLists(NamedTuple):
    """Codes that a row may have. ``percentages``: indicators whose numerator is a part of the denominator;
    ``with_parts``: those that have both."""

    indicators: tuple[str, ...]
    percentages: frozenset[str]
    with_parts: frozenset[str]
    areas: tuple[str, ...]


def read_code_lists(folder: Path) -> CodeLists:
    """From the tables beside an upload."""
    rows, areas = _rows(folder / "tables" / "indicators.csv"), _rows(folder / "tables" / "areas.csv")
    return CodeLists(
        tuple(row["code"] for row in rows),
        frozenset(row["code"] for row in rows if row["unit"] == "percentage"),
        frozenset(row["code"] for row in rows if row["parts"] == "True"),
        tuple(row["code"] for row in areas),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def write_rejected(out: Path, rows: dict[int, list[str]]) -> None:
    """What is wrong with each row, by its number in a spreadsheet."""
    (out / "rejected.json").write_text(json.dumps(dict(sorted(rows.items()))), encoding="utf-8")
