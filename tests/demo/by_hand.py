"""Sample files and exports read with the standard library alone, and sums done with plain fractions."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "demo"
DISTRICTS = tuple(f"E0700017{n}" for n in range(7))
COUNCILS = ("ashfield", "bassetlaw", "broxtowe", "gedling", "mansfield", "newark-and-sherwood", "rushcliffe")
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def sample(name: str) -> list[Row]:
    """The rows of a sample file, named without folder and ending."""
    paths = list(SAMPLES.rglob(f"{name}.csv"))
    assert len(paths) == 1, name
    return rows(paths[0])


def sent(name: str, *names: str, area: str | None = None, period: str = "FY2009-10") -> Row:
    """The one row of an illustrative file for a code, under any of its names."""
    actual_rows = [
        row
        for row in sample(f"{name}-illustrative")
        if row["indicator"] in names and row["period"] == period and area in {None, row["area"]} and not row["kind"]
    ]
    assert len(actual_rows) == 1, (name, names, area, period)
    return actual_rows[0]


def printed(value: Fraction, decimals: int) -> str:
    """Half away from zero by Decimal, and written as the exports write it: no zeros after the last figure."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = format(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(parts: Iterable[Row], *, per: int = 100, decimals: int = 1) -> str:
    """The rounded share of summed numerators and denominators."""
    held = list(parts)
    numerator = sum((Fraction(row["numerator"]) for row in held), Fraction(0))
    denominator = sum((Fraction(row["denominator"]) for row in held), Fraction(0))
    return printed(per * numerator / denominator, decimals)


def published(name: str, area: str, year: str, **where: str) -> Row:
    """The one row of a published sample file."""
    held = [r for r in sample(name) if area in r.values() and r["time_period"] == year]
    found = [r for r in held if all(r[column] == value for column, value in where.items())]
    assert len(found) == 1, (name, area, year, where)
    return found[0]
