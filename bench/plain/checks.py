"""The checks of an upload, row by row."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pandas as pd

from bench.plain.definitions import Definitions, PlainIndicator

KINDS = {"actual", "target", "trajectory"}
STATUSES = {"provisional", "final", "estimated", "local_estimate"}
SYMBOLS = {"confidential", "not_applicable", "not_available", "rounds_to_zero", "unreliable"}
MONTH = re.compile(r"\d{4}-M(0[1-9]|1[0-2])")
NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")
KEY = ["indicator", "area", "period", "breakdown", "kind"]


def read_upload(path: str) -> pd.DataFrame:
    """Every cell as text; an empty cell is an empty text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def check(upload: pd.DataFrame, definitions: Definitions) -> dict[int, list[str]]:
    """What is wrong with each rejected row, by its number in a spreadsheet."""
    rejected: dict[int, list[str]] = {}
    for at, row in upload.iterrows():
        errors = check_row(row, definitions)
        if errors:
            rejected[int(at) + 2] = errors
    for at in upload.index[upload.duplicated(KEY, keep=False)]:
        rejected.setdefault(int(at) + 2, []).append("the same figure is given twice")
    return rejected


def check_row(row: Any, definitions: Definitions) -> list[str]:
    """Everything that is wrong with one row."""
    errors = []
    indicator = definitions.indicators.get(row["indicator"])
    if indicator is None:
        errors.append("unknown indicator")
    if row["area"] not in definitions.areas:
        errors.append("unknown area")
    if not MONTH.fullmatch(row["period"]):
        errors.append("not a month")
    if row["breakdown"] != "total":
        errors.append("unknown breakdown")
    if row["kind"] not in KINDS:
        errors.append("unknown kind")
    if row["status"] not in STATUSES:
        errors.append("unknown status")
    if row["symbol"] and row["symbol"] not in SYMBOLS:
        errors.append("unknown symbol")
    if len(row["note"]) > 1000:
        errors.append("note too long")
    numbers = [row[name] for name in ("numerator", "denominator", "value")]
    if not all(NUMBER.fullmatch(text) for text in numbers if text):
        return [*errors, "not a number"]
    if indicator is not None:
        errors += check_figure(indicator, *(Decimal(text) if text else None for text in numbers), row["symbol"])
    return errors


def check_figure(
    indicator: PlainIndicator,
    numerator: Decimal | None,
    denominator: Decimal | None,
    value: Decimal | None,
    symbol: str,
) -> list[str]:
    """Whether the numbers of a row go together."""
    errors = []
    numbers = [number for number in (numerator, denominator, value) if number is not None]
    if not numbers and not symbol:
        errors.append("nothing given")
    if numbers and symbol:
        errors.append("figure and symbol")
    if any(number < 0 for number in numbers):
        errors.append("less than zero")
    if any(number is not None and number != int(number) for number in (numerator, denominator)):
        errors.append("not a whole number")
    if indicator.unit == "count" and value is not None and value != int(value):
        errors.append("not a whole number")
    if not indicator.parts and (numerator is not None or denominator is not None):
        errors.append("parts unexpected")
    if indicator.parts and (numerator is None) != (denominator is None):
        errors.append("half a share")
    if numerator is not None and denominator is not None:
        if denominator == 0 and numerator != 0:
            errors.append("over nothing")
        if denominator > 0 and indicator.unit == "percentage" and numerator > denominator:
            errors.append("more than all")
    return errors
