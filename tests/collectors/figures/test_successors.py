"""A successor may send for what its predecessor answered for, and is told which of the two counts."""

from __future__ import annotations

import polars as pl
import pytest

from collectors.figures.agency_of_record import agency_of_record_marks
from collectors.figures.distinct_texts import encode_column
from collectors.figures.sender_faults import area_faults
from collectors.readers.raw_table import ROW
from collectors.submissions.sending_agency import find_sending_agency
from mappings.ruleset.ruleset import Ruleset
from tests.indicators.small_contexts import indicator
from tests.mappings.place.test_agency_succession import agency
from tests.mappings.small_ruleset import place, ruleset

OLD = agency("old", roles="council", end="2010-04-01", to="new")
EXCEPTION = {"indicator": "cla", "area": "UNI", "agency": "old", "from": "not established", "source": "made up"}


def world() -> Ruleset:
    agencies = (OLD, agency("new"), agency("other"))
    return ruleset([indicator()], home=place(agencies=agencies, of_record=[EXCEPTION]))


@pytest.mark.parametrize(
    ("sender", "period", "expected"),
    [
        ("old", "FY2009-10", None),
        ("new", "FY2009-10", "old was of record for it then, before you: what it gave stands, and yours counts where"),
        ("other", "FY2009-10", "old is of record for this indicator and area, not other."),
        ("new", "FY2010-11", None),
        ("old", "FY2010-11", "new is of record for this indicator and area, not old."),
    ],
)
def test_whose_figure_counts_is_said(sender: str, period: str, expected: str | None) -> None:
    names = {"indicator": "cla", "area": "COUNTY", "period": period}
    coded = {name: encode_column(pl.Series([word])) for name, word in names.items()}
    rules = world()
    marks = agency_of_record_marks(coded, pl.Series(ROW, [2]), sender=find_sending_agency(rules, sender), ruleset=rules)
    assert [text[: len(expected or "")] for text in marks["detail"]] == ([expected] if expected else [])


def test_ground_by_exception_goes_to_the_successor() -> None:
    rules = world()
    faults = {code: area_faults(find_sending_agency(rules, code), ["UNI"], rules) for code in ("old", "new", "other")}
    assert [code for code, fault in faults.items() if fault] == ["other"]
