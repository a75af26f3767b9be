"""The counting of keying: each figure is given for one cell, and every further cell is spared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from mappings.fill.cells import CELL_SCHEMA, SOURCE_SCHEMA
from mappings.fill.round_summary import summarise
from tests.indicators import small_contexts as small
from tests.mappings.fill.filling import YEAR, filled, give, rules
from tests.mappings.small_ruleset import line

CELL: dict[str, Any] = dict.fromkeys(CELL_SCHEMA) | {
    "value": 1, "published": False, "for_information": False, "kept": False, "withheld": False,
}  # fmt: skip


def figure(indicator: str, area: str = "E09000023", *, file: str = "kept") -> dict[str, str]:
    return {"indicator": indicator, "area": area, "period": "FY2009-10", "breakdown": "total", "agency": "a",
            "file": file}  # fmt: skip


def cell(provenance: str | None, figures: Sequence[dict[str, str]], **more: Any) -> dict[str, Any]:
    return CELL | {"provenance": provenance, "lineage": {"figures": list(figures)}} | more


def summed(*cells: dict[str, Any]) -> Any:
    sources = [("kept", "a.csv", "a", "submitted"), ("pulled", "b.csv", "b", "pulled")]
    one = SimpleNamespace(
        return_code="r", place="p", illustrative=True, cells=pl.DataFrame(cells, schema=CELL_SCHEMA, orient="row"),
        edition=SimpleNamespace(title="R"), area=SimpleNamespace(code="E09000023", name="Lewisham"),
        period=SimpleNamespace(code="FY2009-10", end=date(2010, 3, 31)),
        sources=pl.DataFrame(sources, schema=SOURCE_SCHEMA, orient="row"),
    )  # fmt: skip
    return summarise([one])  # type: ignore[list-item]


SHARED = [cell("submitted", [figure("x")]), cell("shared", [figure("x")])]
ADDED = [cell("submitted", [figure("x", "a")]), cell("submitted", [figure("x", "b")]),
         cell("rolled_up", [figure("x", "a"), figure("x", "b")])]  # fmt: skip
ONLY_PARTS = [cell("formula", [figure("x"), figure("y")]), cell("formula", [figure("x"), figure("y")])]


@pytest.mark.parametrize(
    ("cells", "figures", "filled"),
    [
        (SHARED, 1, 2),
        (ADDED, 2, 3),
        (ONLY_PARTS, 2, 2),
        ([cell("submitted", [figure("x")]), cell("submitted", [figure("x")])], 1, 2),
        ([cell("pulled", [figure("x", file="pulled")])], 0, 0),
        ([cell("formula", [figure("x"), figure("y", file="pulled")])], 0, 0),
        ([cell("submitted", [figure("x")], withheld=True)], 0, 0),
        ([cell("submitted", [figure("x")], for_information=True)], 0, 0),
        ([cell(None, [], value=None, symbol="not_available")], 0, 0),
    ],
)
def test_keying(cells: list[dict[str, Any]], figures: int, filled: int) -> None:
    summary = summed(*cells)
    assert (summary.figures_keyed, summary.cells_from_keyed) == (figures, filled)


def test_every_cell_is_counted_in_one_column() -> None:
    row_values = summed(
        cell("submitted", [figure("x")]),
        cell("shared", [figure("x")]),
        cell("pulled", [], published=True),
        cell("formula", [], published=True),
        cell("pulled", [], published=True, for_information=True),
        cell("submitted", [], withheld=True),
        cell(None, [], value=None, symbol="not_available", reason="No figure was given.", withheld=True),
    ).returns.row(0, named=True)
    columns = ("keyed", "made", "pulled", "central", "withheld", "empty")
    assert [row_values[name] for name in columns] == [1, 2, 1, 1, 1, 1]
    assert row_values["cells"] == sum(row_values[name] for name in columns)


def test_the_summary_counts_every_cell_and_every_keyed_figure_once(store: Engine) -> None:
    people = {"indicator": "people"}
    give(store, small.figure("COUNTY", YEAR, 33, 260), small.figure("NORTH", YEAR, None, None, 2, **people),
         small.figure("SOUTH", YEAR, None, None, 3, **people))  # fmt: skip
    lines = [line("NI 1", "cla"), line("NI 2", "cla", transform="complement"), line("NI 3", "cla", route="central"),
             line("NI 4", "people"), line("NI 5", "others"), line("NI 6", "cla", code_confidence="low")]  # fmt: skip
    catalogue = (small.indicator(), small.count("people"), small.count("others"))
    total = summarise([filled(store, rules(*lines, indicators=catalogue))])
    (row,) = total.returns.to_dicts()
    counted = [row[name] for name in ("cells", "keyed", "central", "made", "pulled", "withheld", "empty")]
    assert counted == [6, 2, 1, 1, 0, 1, 1]
    assert total.empty.rows() == [("national", "COUNTY", "No figure was given.", 1)]
    assert (total.figures_keyed, total.cells_from_keyed) == (3, 3)
