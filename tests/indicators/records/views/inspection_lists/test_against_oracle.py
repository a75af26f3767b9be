"""Every figure of the inspection lists worked out twice: from views, and slowly by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.records.record_definitions import RecordColumn
from tests.indicators.records.views.inspection_lists import oracle
from tests.indicators.records.views.inspection_lists.small_workbooks import CONTEXT, DAY, figures, workbook
from tests.shipped import load_record_set

pytestmark = pytest.mark.long

SET = load_record_set("inspection-lists")
#: Days on which something turns, seen from DAY and from the last day of a short month.
TURNS = (0, 15, 21, 45, 63, 65, 92, 181, 182, 365, 366, 730, 731)
DAYS = st.builds(lambda back, off: DAY - timedelta(back + off), st.sampled_from(TURNS), st.integers(-2, 2))
SPELLED = {
    "referral-source": ("g) Police", "q) 6: Police", "6", "e) 2A: Schools", "2B", "j) 3D: Health services", "10", "?"),
    "yes-no": ("Yes", "a) Yes", "Y", "No", "b) No", "perhaps"),
    "yes-no-unknown": ("Yes", "a) Yes", "b) No", "Unknown", "c) Unknown"),
    "need": ("a) Abuse or neglect", "N1 - Abuse or Neglect", "N1", "N4", "j) Not stated", "nobody knows"),
    "case-status": ("c) Child in need plan", "e) Closed episode", "Closed episode"),
    "placement-type": ("a) Foster Placement", "f) U6: Foster placement - not FFA", "U1", "h) Children’s Homes", "K2"),
    "placement-location": ("a) In", "b) Out", "Out"),
    "in-touch": ("a) In touch", "a) Yes", "b) No", "c) Died", "d) Exclude"),
    "suitability": ("a) Suitable", "b) Not suitable", "d) Exclude"),
    "activity": ("F1", "f2: full time in education other than higher", "G5", "P5", "G4"),
}  # fmt: skip


def cell(column: RecordColumn) -> st.SearchStrategy[Any]:
    """A cell of a column: its own kind of thing, or nothing."""
    kinds: dict[str, st.SearchStrategy[Any]] = {"date": DAYS, "integer": st.integers(0, 4), "text": st.just("x")}
    if column.column in {oracle.CHILD, oracle.ADOPTER}:
        return st.sampled_from("ABC")
    if column.type == "code":
        return st.none() | st.sampled_from(SPELLED.get(column.code_list or "", ("?",)))
    return st.none() | kinds.get(column.type, st.just("x"))


def rows_of(number: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = SET.tables[f"List {number}"].columns
    return st.lists(st.fixed_dictionaries({name: cell(column) for name, column in columns.items()}), max_size=5)


LISTS = st.integers(1, 11).flatmap(lambda n: st.tuples(st.just(n), rows_of(n)))


@settings(max_examples=60)
@given(
    one=LISTS, day=st.sampled_from((DAY, date(2021, 2, 28), date(2021, 8, 31))), repeats_from=st.sampled_from((1, 2))
)
def test_a_list_worked_out_twice(one: tuple[int, list[dict[str, Any]]], day: date, repeats_from: int) -> None:
    number, rows = one
    expected = oracle.Lists({number: rows}, day, CONTEXT.holidays, repeats_from).figures()
    derived_figures = figures(workbook({number: rows}, day, referrals_that_repeat=repeats_from))
    assert derived_figures.keys() <= expected.keys()
    # What rests on a column that tells nothing is not there: that has tests of its own.
    assert derived_figures == {code: expected[code] for code in derived_figures}
