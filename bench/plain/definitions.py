"""The definitions as plain tables: what indicators, areas, regions and lines there are."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

ENGLAND = "E92000001"


@dataclass(frozen=True)
class PlainIndicator:
    code: str
    unit: str
    per: int
    decimals: int
    parts: bool
    adds: bool
    polarity: str


@dataclass(frozen=True)
class PlainLine:
    line: str
    label: str
    indicator: PlainIndicator


@dataclass(frozen=True)
class Definitions:
    indicators: dict[str, PlainIndicator]
    areas: dict[str, str]
    #: Each region, and England, with the councils that make it up.
    councils: dict[str, list[str]]
    returns: dict[str, list[PlainLine]]


def read_definitions(folder: Path) -> Definitions:
    """The four tables under a folder."""
    indicators = {row["code"]: _indicator(row) for row in _rows(folder / "indicators.csv")}
    returns: dict[str, list[PlainLine]] = {}
    for row in _rows(folder / "lines.csv"):
        line = PlainLine(row["line"], row["label"], indicators[row["indicator"]])
        returns.setdefault(row["return"], []).append(line)
    councils: dict[str, list[str]] = {}
    for row in _rows(folder / "regions.csv"):
        councils.setdefault(row["region"], []).append(row["council"])
        councils.setdefault(ENGLAND, []).append(row["council"])
    areas = {row["code"]: row["name"] for row in _rows(folder / "areas.csv")}
    return Definitions(indicators, areas, councils, returns)


def _indicator(row: dict[str, str]) -> PlainIndicator:
    return PlainIndicator(
        code=row["code"],
        unit=row["unit"],
        per=int(row["per"]),
        decimals=int(row["decimals"]),
        parts=row["parts"] == "True",
        adds=row["adds_over_area"] == "sum",
        polarity=row["polarity"],
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
