"""Small worlds for the tests of the engine: a few areas, a few indicators, a few figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area, AreaFiles, ParentLink
from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.evaluation.context import EvaluationContext, OfRecord
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from returnonce.numbers import MICRO

UNKNOWN = "not established"
#: A country of one region: a county of two districts and a unitary; bodies of health on their ground.
KINDS = {
    "ENG": "country", "REG": "region", "COUNTY": "county", "NORTH": "district", "SOUTH": "district",
    "UNI": "unitary", "PCT-C": "pct", "PCT-U": "pct", "PART": "partnership",
}  # fmt: skip
LINKS = [
    ("REG", "ENG", "region"), ("COUNTY", "REG", "region"), ("UNI", "REG", "region"),
    ("NORTH", "COUNTY", "local_government"), ("SOUTH", "COUNTY", "local_government"),
    ("NORTH", "PCT-C", "nhs"), ("SOUTH", "PCT-C", "nhs"), ("UNI", "PCT-U", "nhs"),
    ("UNI", "PART", "partnership"),
]  # fmt: skip
SEX = Breakdown(code="sex", title="Sex", members=("F", "M"), kind="partition")
NEED = ("cla", "COUNTY", "FY2009-10", "total", "actual")


def area_book() -> AreaBook:
    areas = (
        Area(code=code, name=code.title(), kind=kind, source="made up", valid_from=UNKNOWN)
        for code, kind in KINDS.items()
    )
    links = (
        ParentLink(child=child, parent=parent, hierarchy=way, valid_from=UNKNOWN, source="made up")
        for child, parent, way in LINKS
    )
    return AreaBook(AreaFiles(tuple(areas), tuple(links), (), ()))


AREAS = area_book()


def indicator(code: str = "cla", **changes: Any) -> Indicator:
    """A percentage with parts that adds over everything, unless told otherwise."""
    fields: dict[str, Any] = {
        "code": code, "title": code.upper(), "definition": "made up", "unit": "percentage", "per": 100,
        "polarity": "neutral", "decimals": 1, "numerator": "some", "denominator": "all",
        "population_base": "resident", "period_kind": "financial_year", "adds_over_time": "sum",
        "adds_over_area": "sum", "parts": True, "agency_of_record": "council",
        "in_force": {"from": UNKNOWN}, "sources": [{"text": "made up"}], "confidence": "low",
    }  # fmt: skip
    return Indicator.model_validate(fields | changes)


def count(code: str = "cla", **changes: Any) -> Indicator:
    """A plain count that adds over everything, unless told otherwise."""
    return indicator(code, **{"unit": "count", "per": 1, "parts": False, "decimals": 0} | changes)


def nobody(_indicator: Indicator, _area: str, _period: object) -> None:
    """No agency of record."""


def build_context(*indicators: Indicator, of_record: OfRecord = nobody) -> EvaluationContext:
    return EvaluationContext({i.code: i for i in indicators}, AREAS, {"sex": SEX}, of_record)


def figure(area: str = "COUNTY", period: str = "FY2009-10", *numbers: float | None, **more: Any) -> dict[str, Any]:
    """A row of the store: ``n, d`` or a value alone, in whole or decimal numbers."""
    row: dict[str, Any] = dict.fromkeys(FIGURE_ORIGIN_SCHEMA)
    row |= {"indicator": "cla", "area": area, "period": period, "breakdown": "total", "kind": "actual",
            "status": "final", "batch": 1, "agency": "council", "batch_kind": "submitted",
            "locator": "Figures!row 2", "file": "f" * 64, "file_name": "figures.csv"}  # fmt: skip
    names = ("numerator", "denominator", "value") if len(numbers) > 1 else ("value",)
    row |= {name: micros(number) for name, number in zip(names, numbers, strict=False)}
    return row | more


def micros(number: float | None) -> int | None:
    return None if number is None else round(number * MICRO)


def build_figures(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=FIGURE_ORIGIN_SCHEMA, orient="row")


def needs(*cells: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame([tuple(c) for c in cells], schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")


def need(**changes: str) -> tuple[str, ...]:
    """The cell that most tests ask for, changed."""
    return tuple((dict(zip(FIGURE_KEY, NEED, strict=True)) | changes).values())
