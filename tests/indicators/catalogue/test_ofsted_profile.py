"""The children's services profile: every list counted, and no look-alike passed off as the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.definitions.lines import EXACT
from mappings.definitions.returns import load_return
from tests.shipped import load_catalogue

ROOT = Path(__file__).parents[3]
RETURN = load_return(ROOT / "mappings" / "returns" / "ofsted-profile")
EXACTLY = {line.subject_id: line for line in RETURN.lines if line.predicate_id == EXACT}
LISTS = range(1, 12)


@pytest.mark.parametrize("number", LISTS)
def test_each_list_has_its_count_first_and_measures_after_it(number: int) -> None:
    catalogue = load_catalogue()
    own = [line for subject, line in EXACTLY.items() if subject.startswith(f"OFSTED {number}.")]
    assert catalogue[own[0].object_id].unit == "count"
    assert len(own) >= 3
    assert any(catalogue[line.object_id].unit in {"percentage", "days"} for line in own)


def test_each_line_has_one_exact_row_and_no_indicator_stands_twice() -> None:
    assert set(EXACTLY) == {line.subject_id for line in RETURN.lines}
    assert len({line.object_id for line in EXACTLY.values()}) == len(EXACTLY)


def test_lists_come_from_the_case_system_and_context_from_publications() -> None:
    for subject, line in EXACTLY.items():
        context = subject.startswith("OFSTED P.")
        assert line.route == ("central" if context else "other_return")
        assert (line.section == "Published context") == context


def test_a_list_of_children_seen_on_one_day_is_dated_by_that_day() -> None:
    catalogue = load_catalogue()
    for code, indicator in catalogue.items():
        if code.startswith("annex-a-"):
            assert indicator.period_kind == "day"
            assert indicator.adds_over_time == "none"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("OFSTED 8.3", "cla-three-or-more-placements"),
        ("OFSTED 8.4", "cla-health-assessment"),
        ("OFSTED 8.5", "cla-dental-check"),
        ("OFSTED 9.3", "care-leavers-19-21-suitable-accommodation"),
        ("OFSTED 7.8", "cpp-ended-after-two-years-or-more"),
        ("OFSTED 10.3", "adoption-entering-care-to-placement"),
    ],
)
def test_figures_of_a_list_only_resemble_those_of_the_yearly_returns(line: str, other: str) -> None:
    beside = {row.object_id for row in RETURN.lines if row.subject_id == line and row.predicate_id != EXACT}
    assert other in beside
    assert EXACTLY[line].object_id != other


def test_no_indicator_of_a_list_is_an_orphan() -> None:
    lists = {code for code in load_catalogue() if code.startswith("annex-a-")}
    assert lists <= {line.object_id for line in EXACTLY.values()}


def test_the_return_falls_due_on_notice_not_at_a_year_end() -> None:
    (edition,) = RETURN.editions
    assert edition.due.anchor == "event"
    assert edition.due.assumed
