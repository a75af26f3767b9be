from __future__ import annotations

from datetime import date

import pytest
import yaml

from mappings.burden.ledger import BurdenLedger, make_ledger
from tests.mappings.burden.second_count import MAPPINGS, cells, central_indicators, period_kinds
from tests.shipped import load_ruleset

COUNTED = ("central", "of_districts", "left_out", "other_return", "keyed_cells")
#: Place, financial year's first calendar year, and the returns of figures that it makes then.
MADE = [
    ("lewisham", 2009, ("vital-signs", "national-indicators", "ndtms")),
    ("nottinghamshire", 2009, ("vital-signs", "national-indicators", "ndtms")),
    ("lewisham", 2010, ("vital-signs", "national-indicators", "ndtms", "crc")),
]


def year(place: str, first: int) -> BurdenLedger:
    return make_ledger(load_ruleset(), None, start=date(first, 4, 1), end=date(first + 1, 3, 31), place=place)


@pytest.mark.parametrize(("place", "first", "returns"), MADE)
def test_the_ledger_agrees_with_a_count_by_hand(place: str, first: int, returns: tuple[str, ...]) -> None:
    said = yaml.safe_load((MAPPINGS / "places" / place / "place.yaml").read_text(encoding="utf-8"))["returns"]
    central, kinds = central_indicators(), period_kinds()
    whole = year(place, first)
    for code in returns:
        row = next(row for row in said if row["return"] == code and not row.get("records"))
        by_hand = cells(place, row, first, central, kinds)
        counts = whole.select_part("return", code).count()
        assert {name: counts[name] for name in COUNTED} == {name: by_hand[name] for name in COUNTED}, code


def test_the_quarters_that_a_years_return_shows_again() -> None:
    """Each trust's lines within the year that somebody keys, four times each: counted in the file by eye."""
    counts = year("lewisham", 2009).count()
    quarterly = counts["same_line_again"] // 4
    vital = year("lewisham", 2009).select_part("return", "vital-signs")
    lines = vital.cells.filter(counted="keyed_cells", again="same_line_again")["line"].n_unique()
    assert quarterly == lines
    assert counts["same_line_again"] == 4 * lines


def test_figures_that_are_asked_for_are_those_of_the_plan() -> None:
    """Each row of the plan's collections once, but energy records, of which each is one."""
    for place in ("lewisham", "nottinghamshire"):
        whole = year(place, 2009)
        energy = {each.energy_indicator for each in load_ruleset().factor_sets.values()}
        rows = whole.plan.figure_requests.to_dicts()
        plain = [row for row in rows if row["indicator"] not in energy]
        records = {(row["agency"], row["area"], row["period"]) for row in rows if row["indicator"] in energy}
        counts = whole.count()
        assert counts["asked_figures"] == len(plain) + len(records)
        assert counts["energy_records"] == len(records)
        assert counts["taken_over_figures"] == sum(not row["keyed"] for row in plain)
