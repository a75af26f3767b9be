"""Filled returns made by hand, with every kind of cell that a return can hold."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from indicators.period.codes import parse_period
from mappings.definitions.return_definitions import Edition
from mappings.fill.cells import CELL_SCHEMA, SOURCE_SCHEMA, FilledReturn
from returnonce.numbers import parse_micro
from tests.shipped import load_areas

SYMBOLS = {
    "confidential": "c",
    "not_applicable": "z",
    "not_available": "x",
    "rounds_to_zero": "low",
    "unreliable": "u",
}
RULESET = "b" * 64
FILE = "a1" * 32
FILE_NAME = "ncc children 2009-10.xlsx"

NEAR = json.dumps(
    [
        {
            "indicator": "camhs-self-assessment",
            "title": "CAMHS self-assessment",
            "predicate": "skos:closeMatch",
            "transform": "copy",
            "period": "FY2009-10",
            "value": "14",
            "symbol": None,
        }
    ]
)
_FIGURES = (
    "numerator", "denominator", "value", "target", "trajectory", "previous", "england", "neighbours", "rounded_to"
)  # fmt: skip
_PLAIN: dict[str, Any] = {
    "section": "Children are kept safe from harm",
    "body": "county",
    "route": "council",
    "area": "E10000024",
    "area_name": "Nottinghamshire",
    "period": "FY2009-10",
    "breakdown": "total",
    "predicate": "skos:exactMatch",
    "transform": "copy",
    "unit": "percentage",
    "per": 100,
    "decimals": 1,
    "polarity": "high_is_good",
    "frequency": "annual",
    "confidence": "0.9",
    "code_confidence": "high",
    "status": "final",
    "provenance": "submitted",
    "agency": "ncc-cs",
    "published": False,
    "for_information": False,
    "kept": False,
    "withheld": False,
}


def cell(line: str, label: str, **given: Any) -> dict[str, Any]:
    """One row of the cells; figures are written as text, as in ``value="12.5"``."""
    row = dict.fromkeys(CELL_SCHEMA) | _PLAIN | {"line": line, "label": label}
    row |= {"indicator": line.lower().replace(" ", "-"), "indicator_title": label} | given
    for name in _FIGURES:
        row[name] = parse_micro(row[name]) if isinstance(row[name], str) else row[name]
    if row["symbol"] is not None and row["value"] is None:
        row |= {"status": None, "provenance": None, "agency": None}
    elif row["lineage"] is None:
        row["lineage"] = lineage(row)
    return row


def lineage(row: dict[str, Any], locator: str = "Figures!row 12") -> dict[str, Any]:
    """What a cell rests on, as :mod:`mappings.fill.lineage` builds it."""
    source = {name: row[name] for name in ("indicator", "area", "period", "breakdown", "agency")}
    source |= {"file": FILE, "file_name": FILE_NAME, "locator": locator}
    source |= {name: row[name] for name in ("numerator", "denominator", "value")}
    mapping = {name: row[name] for name in ("predicate", "indicator", "transform", "confidence")}
    return {
        "return": "national-indicators",
        "line": row["line"],
        "mapping": mapping,
        "provenance": row["provenance"],
        "figures": [source],
    }


def filled(
    return_code: str = "national-indicators",
    cells: list[dict[str, Any]] | None = None,
    *,
    area: str = "E10000024",
    period: str = "FY2009-10",
    **given: Any,
) -> FilledReturn:
    """A filled return of these cells, or of :func:`every_kind_of_cell`."""
    rows = every_kind_of_cell() if cells is None else cells
    sources = [{"file": FILE, "file_name": FILE_NAME, "agency": "ncc-cs", "kind": "submitted"}]
    return FilledReturn(
        return_code=return_code,
        edition=edition(return_code, period),
        area=load_areas().get(area),
        period=parse_period(period),
        place=given.pop("place", "nottinghamshire"),
        illustrative=given.pop("illustrative", False),
        ruleset=given.pop("ruleset", RULESET),
        cells=pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row"),
        sources=pl.DataFrame(given.pop("sources", sources), schema=SOURCE_SCHEMA, orient="row"),
        areas=load_areas(),
    )


def edition(return_code: str, period: str, **given: Any) -> Edition:
    """An edition that says what it does not know."""
    body: dict[str, Any] = {
        "return": return_code,
        "edition": period,
        "title": return_code.replace("-", " ").capitalize(),
        "recipient": "Communities and Local Government",
        "legal_basis": "not established",
        "in_force": {"from": "2008-04-01", "to": "2011-04-01"},
        "area_kinds": ["county"],
        "period_kinds": ["financial_year"],
        "due": {"anchor": "period_end", "working_days": 30, "assumed": True, "source": "made up for a test"},
        "layout": return_code,
        "formats": ["xlsx", "csv", "json"],
        "rounding": "half_up",
        "symbols": SYMBOLS,
        "disclosure": {"regulator": "true figures"},
        "sources": ["made up for a test"],
        "confidence": "medium",
    }
    return Edition.model_validate(body | given)


def every_kind_of_cell() -> list[dict[str, Any]]:
    """Values, each symbol, comparators, targets, near matches, withheld, kept and compiled lines."""
    history = [{"period": f"FY20{y:02}-{y + 1:02}", "value": (y + 50) * 100_000} for y in range(5, 9)]
    return [
        cell("NI 62", "Three or more placements", value="12.5", numerator="50", denominator="400",
             polarity="low_is_good", previous="13.1", previous_period="FY2008-09", target="12", england="11.3",
             england_period="FY2008-09", neighbours="11.84", neighbours_n=10, neighbours_period="FY2008-09",
             history=history, commentary="Better than last year; the spring was hard."),
        cell("NI 33.1", "Arson: primary fires", value="4.25", decimals=2, unit="rate per 10,000", per=10000,
             numerator="170", denominator="400000", status="provisional", body="fire", previous="4.25"),
        cell("NI 33.2", "Arson: secondary fires", symbol="not_available", reason="No figure was given."),
        cell("NI 40", "Drug users in effective treatment", value="-3.333333", decimals=6, provenance="rolled_up",
             unit="percentage change", disagreement="ncc-cs says 410, prt says 412", polarity="high_is_good"),
        cell("NI 39", "Alcohol-harm admissions", symbol="not_available", route="central", for_information=True,
             reason="Compiled by a department."),
        cell("NI 120", "All-age mortality", value="612", decimals=0, route="central", for_information=True,
             provenance="pulled", published=True, unit="rate per 100,000", per=100000, polarity="low_is_good"),
        cell("NI 70", "Injuries", value="118.4", symbol="not_available", withheld=True, code_confidence="low",
             reason="The official code of this line is not certain."),
        cell("NI 51", "CAMHS", symbol="not_available", withheld=True, predicate="skos:closeMatch",
             candidate=NEAR, reason="Only a near match."),
        cell("NI 59", "Assessments in time", symbol="confidential", kept=True,
             reason="Given as confidential by ncc-cs."),
        cell("NI 60", "Core assessments", symbol="not_applicable", reason="Not asked in this year."),
        cell("NI 61", "Placed for adoption", symbol="rounds_to_zero", reason="Printed as low."),
        cell("NI 63", "Stability", symbol="unreliable", reason="Too few answers.", rounded_to="5"),
        cell("NI 64", "Plans of two years", value="0", numerator="0", denominator="31", polarity="low_is_good",
             status="local_estimate", kept=True, previous="2.5", target="3"),
    ]  # fmt: skip
