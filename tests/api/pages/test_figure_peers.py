"""England and the neighbours beside a whole series are what the comparators say of each of its periods."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.pages.figure_peers import PEER_COLUMNS, add_peers, evaluate_with_peers
from indicators.evaluation.comparators import ENGLAND, add_england, add_neighbours
from tests.examples import at_most
from tests.indicators.evaluation.test_comparators import PEERS, with_neighbours
from tests.indicators.small_contexts import build_figures, figure, indicator, need, needs

PERIODS = ("FY2006-07", "FY2007-08", "FY2008-09", "FY2009-10")
ROWS = st.fixed_dictionaries(
    {}, optional={(area, period): st.integers(0, 99) for area in (*PEERS, ENGLAND, "COUNTY") for period in PERIODS}
)


@settings(max_examples=at_most(40), deadline=None)
@given(ROWS)
def test_they_agree_with_the_comparators(numbers: dict[Any, int]) -> None:
    figures = build_figures([figure(area, period, number, 100) for (area, period), number in numbers.items()])
    context, keys = with_neighbours(indicator()), needs(*(need(period=period) for period in PERIODS))
    own, england, neighbours = evaluate_with_peers(keys, figures, context=context)
    made = add_peers(own, england, neighbours, decimals=1)
    slow = add_neighbours(add_england(keys, figures, context=context), figures, context=context)
    assert made.select(list(PEER_COLUMNS)).equals(slow.select(list(PEER_COLUMNS)))
