"""What stands beside a cell is made of what publishers released, and never of what other bodies sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from indicators.evaluation.comparators import ENGLAND
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from returnonce.db import reading
from returnonce.numbers import MICRO
from tests.indicators.evaluation.test_comparators import PEERS, with_neighbours
from tests.indicators.small_contexts import figure, indicator
from tests.mappings.fill.filling import YEAR, give, rules
from tests.mappings.small_ruleset import line


@pytest.mark.parametrize(
    ("kind", "england", "neighbours"),
    [("submitted", None, None), ("derived", None, None), ("pulled", 40 * MICRO, 20 * MICRO)],
)
def test_only_published_figures_are_compared_with(store: Engine, kind: str, england: Any, neighbours: Any) -> None:
    book = replace(rules(line("NI 1", "cla")), areas=with_neighbours(indicator()).areas)
    give(store, figure("COUNTY", YEAR, 33, 260), number=1)
    give(store, figure(PEERS[0], YEAR, 20, 100), figure(ENGLAND, YEAR, 40, 100), kind=kind, number=2)
    with reading(store) as session:
        (cell,) = fill(book, session, FillRequest("national", "COUNTY", YEAR, context=True)).cells.to_dicts()
    assert (cell["england"], cell["neighbours"]) == (england, neighbours)
