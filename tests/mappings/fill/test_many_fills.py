"""Many returns filled in one pass are as those filled one by one."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Engine

from indicators.figures.store import read_figures
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill_many
from returnonce.db import reading
from tests.indicators.small_contexts import figure, indicator
from tests.mappings.fill.filling import YEAR, filled, give, rules
from tests.mappings.small_ruleset import a_return, line, ruleset


def test_several_areas_in_one_pass_are_as_one_by_one(store: Engine) -> None:
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4), figure("UNI", YEAR, 3, 4))
    small, areas = rules(line("NI 1", "cla"), line("NI 2", "cla", transform="complement")), ["SOUTH", "UNI", "COUNTY"]
    with reading(store) as session:
        together = list(fill_many(small, session, [FillRequest("national", area, YEAR) for area in areas]))
    alone = [filled(store, small, area=area) for area in areas]
    assert [one.area.code for one in together] == areas
    for one, other in zip(together, alone, strict=True):
        assert one.cells.equals(other.cells)
        assert one.sources.equals(other.sources)


def test_several_returns_and_periods_come_from_one_read_as_one_by_one(store: Engine) -> None:
    earlier = "FY2008-09"
    give(store, *(figure(area, year, 1, 4) for area in ("NORTH", "SOUTH", "UNI") for year in (YEAR, earlier)))
    second = a_return(line("NI 9", "other"), **{"return": "second"})
    both = ruleset((indicator(), indicator("other")), a_return(line("NI 1", "cla")), second)
    requests = [
        FillRequest(code, area, period)
        for area in ("UNI", "NORTH", "UNI")
        for code in ("second", "national")
        for period in (YEAR, earlier)
    ]
    reads = []

    def read(*words: Any, **more: Any) -> pl.DataFrame:
        reads.append(more)
        return read_figures(*words, **more)

    with reading(store) as session:
        together = fill_many(both, session, requests, read=read)
    for request, one in zip(requests, together, strict=True):
        alone = filled(store, both, area=request.area, period=request.period, code=request.return_code)
        assert (one.return_code, one.area, one.period) == (alone.return_code, alone.area, alone.period)
        assert one.cells.equals(alone.cells)
        assert one.sources.equals(alone.sources)
    assert len(reads) == 1
