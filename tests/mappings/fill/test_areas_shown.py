"""For which area a line is answered: partners of a council, districts and their county."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from returnonce.errors import Refused
from tests.indicators.small_contexts import figure
from tests.mappings.fill.filling import YEAR, filled, give, rules
from tests.mappings.small_ruleset import line


def test_a_council_asking_for_its_partners_return_gets_each_partner(store: Engine) -> None:
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4))
    filled_return = filled(store, rules(line("VS 1", "cla", body="pct"), area_kinds=["pct"]))
    assert filled_return.cells.select("area", "value", "provenance").rows() == [("PCT-C", 37_500_000, "rolled_up")]
    with pytest.raises(Refused, match=r"made for: county. Pct-C is: pct"):
        filled(store, rules(line("VS 1", "cla"), area_kinds=["county"]), area="PCT-C")


def test_a_district_has_no_county_or_partner_lines(store: Engine) -> None:
    lines = [
        line(f"NI {n}", "cla", body=body) for n, body in enumerate(("county", "police", "district", "any_council"))
    ]
    filled_return = filled(store, rules(*lines), area="NORTH")
    assert filled_return.cells["body"].to_list() == ["district", "any_council"]
    assert filled(store, rules(*lines)).cells.height == 4


def test_a_county_that_has_no_total_of_its_districts_says_that_they_answer(store: Engine) -> None:
    both = rules(line("NI 12", "cla", body="district"), line("NI 14", "cla"))
    districts_own, own = filled(store, both).cells["reason"].to_list()
    assert districts_own == f"Each district answers for itself; nothing is asked for the county. {own}"
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4))
    assert filled(store, both).cells.select("value", "reason").rows() == [(37_500_000, None)] * 2
