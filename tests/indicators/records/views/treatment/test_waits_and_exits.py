"""Waits of first and later interventions; journeys closed in the period."""

from __future__ import annotations

import pytest

from indicators.records.view_context import ViewContext
from indicators.records.views.treatment import prepare
from tests.indicators.records.views.treatment.small_records import Episode, records_from

Wait = tuple[bool, int, bool]


def waits(*episodes: Episode) -> list[Wait]:
    view = prepare(records_from(*episodes), ViewContext())["interventions"]
    return view.sort("offered").select("first", "wait_days", "in_time").rows()


@pytest.mark.parametrize(
    ("referred", "offered", "expected"),
    [
        ("2014-05-10", "2014-05-10", [(True, 0, True)]),
        ("2014-05-10", "2014-05-31", [(True, 21, True)]),
        ("2014-05-10", "2014-06-01", [(True, 22, False)]),
        ("2014-05-10", "2014-05-09", []),
        (None, "2014-05-10", []),
        ("2014-05-10", None, []),
        ("2014-03-20", "2014-03-31", []),
        ("2014-03-20", "2014-04-01", [(True, 12, True)]),
        ("2015-03-20", "2015-04-01", []),
    ],
)
def test_days_from_referral_to_the_appointment_offered(
    referred: str | None, offered: str | None, expected: list[Wait]
) -> None:
    assert waits(Episode("2014-03-01", interventions=[("95", referred, offered, "2014-06-02")])) == expected


def test_only_the_first_of_a_journey_is_first_even_across_agencies() -> None:
    here = Episode("2014-05-01", interventions=[("95", "2014-05-01", "2014-05-11", "2014-05-20"),
                                                ("94", "2014-05-01", "2014-05-03", "2014-05-21")])  # fmt: skip
    there = Episode("2014-06-01", agency="N0002", interventions=[("95", "2014-06-01", "2014-06-02", "2014-06-03")])
    assert waits(here, there) == [(False, 2, True), (True, 10, True), (False, 1, True)]


def test_the_first_is_found_before_any_is_left_out() -> None:
    held = Episode("2014-05-01", interventions=[("95", None, "2014-05-11", "2014-05-20"),
                                                ("94", "2014-05-01", "2014-05-13", "2014-05-21"),
                                                ("96", "2014-05-01", "2014-05-13", "2014-05-02"),
                                                ("94", "2014-05-01", "2014-05-13", None)])  # fmt: skip
    assert waits(held) == [(False, 12, True)]


def test_of_two_started_on_one_day_the_one_referred_first_is_first() -> None:
    held = Episode("2014-05-01", interventions=[("95", None, "2014-05-02", "2014-05-20"),
                                                ("94", "2014-05-02", "2014-05-09", "2014-05-20"),
                                                ("95", "2014-05-01", "2014-05-11", "2014-05-20")])  # fmt: skip
    assert waits(held) == [(False, 7, True), (True, 10, True)]


@pytest.mark.parametrize(
    ("ended", "there"),
    [("2014-03-31", False), ("2014-04-01", True), ("2015-03-31", True), ("2015-04-01", False), (None, False)],
)
def test_exits_of_the_period(ended: str | None, there: bool) -> None:
    view = prepare(records_from(Episode("2014-01-01", ended, "85")), ViewContext())["exits"]
    assert view.get_column("exit").to_list() == (["unplanned"] if there else [])


def test_a_person_may_leave_twice_in_a_year() -> None:
    held = [Episode("2014-04-10", "2014-05-10", "85"), Episode("2014-08-01", "2014-08-31", "80")]
    view = prepare(records_from(*held), ViewContext())["exits"]
    assert view.select("exit", "days").rows() == [("unplanned", 30), ("planned", 30)]
