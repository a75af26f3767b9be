"""Two workbooks of inspection lists beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from indicators.period.arithmetic import financial_year
from indicators.records.record_frames import build_empty_records
from indicators.records.workbook_comparison import compare_workbooks
from tests.indicators.records.views.inspection_lists.small_workbooks import CHILD, workbook
from tests.shipped import load_record_set

CONTACT, SOURCE, AGE = "Date of Contact", "Contact Source", "Age of Child (Years)"
EARLY, LATE = date(2021, 1, 4), date(2021, 2, 1)


def contact(name: str | None, **more: Any) -> dict[str, Any]:
    return {CHILD: name, CONTACT: EARLY, SOURCE: "g) Police"} | more


def test_two_alike_have_nothing_to_tell() -> None:
    rows = [contact("A"), contact("B", **{CONTACT: LATE})]
    comparison = compare_workbooks(workbook({1: rows}), workbook({1: list(reversed(rows))}))
    assert comparison.people.is_empty()
    assert comparison.codes.is_empty()
    assert comparison.columns["cells_differ"].sum() == 0
    assert comparison.lists.row(0) == ("List 1", "Contacts", 2, 2, 2, 2, 2, 0, 0)


def test_children_that_stand_on_one_side_only() -> None:
    ours = workbook({1: [contact("A"), contact("B")], 7: [{CHILD: "A"}]})
    theirs = workbook({1: [contact("B"), contact("C"), contact("C", **{CONTACT: LATE}), contact("C")]})
    comparison = compare_workbooks(ours, theirs)
    assert comparison.people.rows() == [
        ("List 1", "ours", "A", 1),
        ("List 1", "theirs", "C", 2),
        ("List 7", "ours", "A", 1),
    ]
    assert comparison.lists.row(0) == ("List 1", "Contacts", 2, 3, 2, 2, 1, 1, 1)


def test_the_counts_name_nobody() -> None:
    comparison = compare_workbooks(workbook({1: [contact("PLANTED-1")]}), workbook({1: [contact("PLANTED-2")]}))
    assert not any("PLANTED" in str(frame.rows()) for frame in (comparison.lists, comparison.columns, comparison.codes))
    assert "PLANTED" not in repr(comparison)


def test_a_row_without_a_child_is_a_row_and_nobody() -> None:
    comparison = compare_workbooks(workbook({1: [contact(None)]}), workbook({}))
    assert comparison.lists.row(0)[2:] == (1, 0, 0, 0, 0, 0, 0)
    assert comparison.people.is_empty()


@pytest.mark.parametrize(
    ("column", "own", "other", "differ"),
    [
        (SOURCE, "g) Police", "q) 6: Police", 0),
        (SOURCE, "g) Police", "k) Unknown", 1),
        (SOURCE, "nobody knows", "nobody knows", 0),
        (AGE, "6", "6.138261465", 0),
        (AGE, "6", "7.01", 1),
        (CONTACT, EARLY, LATE, 1),
    ],
)
def test_cells_that_differ(column: str, own: Any, other: Any, differ: int) -> None:
    comparison = compare_workbooks(
        workbook({1: [contact("A", **{column: own})]}), workbook({1: [contact("A", **{column: other})]})
    )
    counts_by_name = {name: count for _, name, _, _, count in comparison.columns.rows() if count is not None}
    assert counts_by_name[column] == differ


def test_children_with_several_rows_are_not_laid_beside_each_other() -> None:
    several = [contact("A"), contact("A", **{CONTACT: LATE})]
    comparison = compare_workbooks(workbook({1: several}), workbook({1: [contact("A", **{CONTACT: LATE})]}))
    assert comparison.columns["cells_differ"].sum() == 0


def test_columns_that_one_side_lacks() -> None:
    theirs = replace(workbook({1: [contact("A")]}), left_out=frozenset({("List 1", "Gender")}))
    comparison = compare_workbooks(workbook({1: [contact("A", Gender="a) Male")]}), theirs)
    by_column = {column: (own, other) for name, column, own, other, _ in comparison.columns.rows() if name == "List 1"}
    assert by_column["Gender"] == ("filled", "missing")
    assert by_column["Ethnicity"] == ("empty", "empty")
    assert by_column[CONTACT] == ("filled", "filled")


def test_codes_that_are_not_the_template_s() -> None:
    odd = [contact("A", **{SOURCE: "nobody knows"}), contact("B"), contact("C", **{SOURCE: "Police"})]
    comparison = compare_workbooks(workbook({1: [contact("A")]}), workbook({1: odd}))
    assert comparison.codes.rows() == [("List 1", SOURCE, 0, 1)]


def test_only_one_kind_of_records_can_be_compared() -> None:
    census = build_empty_records(load_record_set("children-in-need"), financial_year(2024))
    with pytest.raises(ValueError, match="same record set"):
        compare_workbooks(workbook({}), census)
