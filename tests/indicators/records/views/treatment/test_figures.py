"""What the catalogue derives from treatment records: counted by hand."""

from __future__ import annotations

import pytest

from tests.indicators.records.views.treatment.small_records import Episode
from tests.indicators.records.views.treatment.test_against_oracle import fast
from tests.shipped import load_catalogue

STAYED_AWAY = Episode("2014-05-01", "2015-03-20", "80")
SOMEBODY = {"client": "99", "initials": "ZZ"}


def test_a_small_partnership() -> None:
    quick_figures = fast([
        Episode("2014-05-01", "2014-06-01", "83", client="1"),
        Episode("2014-06-10", None, client="1b", agency="N0002"),
        Episode("2014-05-01", "2014-06-01", "80", client="2", initials="CD", drugs=["7000"]),
        Episode("2014-05-01", "2014-06-01", "85", client="3", initials="EF", drugs=["3201"]),
        Episode("2014-05-01", "2014-09-01", "85", client="4", initials="GH", drugs=["5000"], born="1999-01-01"),
    ], {}, "FY2014-15")  # fmt: skip
    told = {
        "drug-alcohol-clients-in-treatment": (3, None),
        "drug-alcohol-clients-in-treatment;client-group=opiate": (1, None),
        "drug-alcohol-clients-in-treatment;client-group=non-opiate-and-alcohol": (0, None),
        "drug-users-in-effective-treatment": (1, None),
        "drug-alcohol-exits-planned": (1, None),
        "drug-alcohol-exits-transferred": (0, None),
        "drug-alcohol-exits-unplanned": (2, None),
        "drug-alcohol-successful-completions": (1, 3),
        "drug-alcohol-re-presentations-six-months": (0, 1),
        "treatment-completed-without-return-alcohol": (1, 1),
        "treatment-completed-without-return-opiate": (0, 1),
        "drug-wait-first-intervention-three-weeks": (4, 4),
        "drug-wait-later-intervention-three-weeks": (1, 1),
        "top-exit-complete": (0, 1),
    }
    assert {code: quick_figures[code] for code in told} == told


def test_nothing_is_said_of_staying_away_before_it_can_be_known() -> None:
    code = "treatment-completed-without-return-opiate"
    assert code not in fast([STAYED_AWAY], {}, "FY2014-15")
    reaching = Episode("2015-09-02", **SOMEBODY)  # type: ignore[arg-type]
    assert fast([STAYED_AWAY, reaching], {}, "FY2014-15")[code] == (1, 1)


def test_no_records_are_nobody() -> None:
    quick_figures = fast([], {}, "FY2014-15")
    assert quick_figures["drug-alcohol-clients-in-treatment;client-group=opiate"] == (0, None)
    assert quick_figures["treatment-completed-without-return-opiate"] == (0, 0)


@pytest.mark.parametrize("period", ["2014-04-01..2014-12-31", "FY2014-15-Q1"])
def test_from_a_cut_come_the_measures_of_any_period(period: str) -> None:
    quick_figures = set(fast([STAYED_AWAY], {}, period))
    assert {"drug-alcohol-clients-in-treatment", "top-start-complete", "drug-alcohol-exits-planned"} <= quick_figures
    assert not {"drug-users-in-effective-treatment", "drug-alcohol-successful-completions"} & quick_figures


def test_every_measure_of_a_partnership_is_derived_or_a_formula_over_what_is() -> None:
    own = [one for one in load_catalogue().values() if one.agency_of_record == "drug-partnership"]
    assert [one.code for one in own if not one.derive and one.formula is None] == []
