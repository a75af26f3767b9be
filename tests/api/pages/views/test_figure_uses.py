"""Which lines the page of a figure says are filled from it: those of its time and body, and no others."""

from __future__ import annotations

import pytest

from api.pages.views.figure_uses import FigureUses, list_uses
from indicators.period.codes import parse_period
from mappings.fill.line_uses import NamedFigure
from tests.shipped import load_ruleset


def _list_uses(indicator: str, area: str, period: str) -> FigureUses:
    rules = load_ruleset()
    address = NamedFigure(rules.indicator(indicator), area, parse_period(period))
    return list_uses(rules, address, [], newest={}, may_read_draft=lambda _: False, names={})


NI_62 = "cla-three-or-more-placements"


@pytest.mark.parametrize(
    ("indicator", "area", "period", "filled"),
    [
        (NI_62, "E10000024", "FY2009-10", {"NI 62"}),
        # The sample county's agreement is of 2010-11 alone, and no profile of 2009 was made there.
        (NI_62, "E10000024", "FY2010-11", {"LAA NI 62", "NI 62"}),
        # The core data set began later; the county keeps NI 62 after its end.
        (NI_62, "E10000024", "FY2024-25", {"CORE 12", "NI 62", "OFSTED P.8"}),
        # A district has no children in care.
        (NI_62, "E07000171", "FY2009-10", set()),
        # A trust that lies on the very ground of its borough shows the borough's figure of residents.
        ("under-18-conception-rate", "E09000023", "CY2008", {"NI 112", "VSB08"}),
        ("non-decent-council-homes", "E07000171", "FY2009-10", {"NI 158"}),
        # Collected for one year alone.
        ("co2-own-operations-tonnes-ni185", "E10000024", "FY2008-09", {"NI 185"}),
        ("co2-own-operations-tonnes-ni185", "E10000024", "FY2009-10", set()),
    ],
)
def test_only_lines_that_are_filled_from_it_are_said_to_be(
    indicator: str, area: str, period: str, filled: set[str]
) -> None:
    uses = _list_uses(indicator, area, period)
    assert {use.line.partition(":")[0] for use in uses.exact} == filled
    assert not any("not asked" in use.likeness or "such a body" in use.likeness for use in (*uses.exact, *uses.made))


def test_lines_that_are_not_say_why() -> None:
    why = {use.line.partition(":")[0]: use.likeness for use in _list_uses(NI_62, "E07000171", "FY2009-10").related}
    assert why["NI 62"] == "The same measure, and not in the return of such a body"
    county = {use.line.partition(":")[0]: use.likeness for use in _list_uses(NI_62, "E10000024", "FY2009-10").related}
    assert county["LAA NI 62"] == "The same measure, and in a return that is not made here"
    assert why["CORE 12"] == "The same measure, and not asked for this period"
