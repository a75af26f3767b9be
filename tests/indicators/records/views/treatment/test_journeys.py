"""Which episodes are one journey, whose it is, and how it ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from indicators.records.view_context import ViewContext
from indicators.records.views.treatment import prepare
from tests.indicators.records.views.treatment.small_records import Episode, records_from


def journeys(*episodes: Episode, **settings: Any) -> list[dict[str, Any]]:
    named = {name.replace("_", "-"): value for name, value in settings.items()}
    views = prepare(records_from(*episodes, settings=named), ViewContext())
    return views["journeys"].sort("start").to_dicts()


def spans(*episodes: Episode, **settings: Any) -> list[tuple[date, date | None]]:
    return [(one["start"], one["end"]) for one in journeys(*episodes, **settings)]


# Discharged on 1 June; the next intervention starts so many days later.
@pytest.mark.parametrize(
    ("started", "inclusive", "joined"),
    [
        ("2014-06-21", False, True),  # 20 days
        ("2014-06-22", False, True),  # 21 days
        ("2014-06-23", False, False),  # 22 days
        ("2014-06-21", True, True),  # 20 days apart are 21 with both ends
        ("2014-06-22", True, False),
        ("2014-06-23", True, False),
    ],
)
def test_an_episode_goes_on_from_the_one_before(started: str, inclusive: bool, joined: bool) -> None:
    first = Episode("2014-01-10", "2014-06-01", "83")
    second = Episode(started, "2014-12-01", "80", agency="N0002", client="7")
    journey_spans = spans(first, second, journey_days_inclusive=inclusive)
    assert len(journey_spans) == (1 if joined else 2)
    assert journey_spans[0] == (date(2014, 1, 10), date(2014, 12, 1) if joined else date(2014, 6, 1))


def test_the_days_run_to_the_intervention_and_not_to_triage() -> None:
    first = Episode("2014-01-10", "2014-06-01", "83")
    assert len(spans(first, Episode("2014-06-10", started="2014-06-22", client="2"))) == 1
    assert len(spans(first, Episode("2014-06-10", started="2014-06-23", client="2"))) == 2


@pytest.mark.parametrize(
    ("triaged", "many"),
    [("2014-03-01", 1), ("2014-06-01", 1), ("2014-06-02", 2)],
    ids=["within", "on the day of discharge", "a day later"],
)
def test_an_episode_triaged_while_another_runs_is_joined_whenever_its_work_starts(triaged: str, many: int) -> None:
    first = Episode("2014-01-10", "2014-06-01", "80")
    assert len(spans(first, Episode(triaged, started="2014-09-01", agency="N0002"))) == many


def test_a_short_episode_within_a_long_one_does_not_end_it() -> None:
    long = Episode("2014-01-10", "2014-09-01", "80")
    short = Episode("2014-02-01", "2014-02-10", "85", agency="N0002")
    later = Episode("2014-09-15", None, agency="N0003")
    assert spans(long, short, later) == [(date(2014, 1, 10), None)]


def test_an_open_episode_keeps_the_journey_open() -> None:
    open_one = Episode("2014-01-10")
    closed = Episode("2014-02-01", "2014-03-01", "80", agency="N0002")
    assert spans(open_one, closed) == [(date(2014, 1, 10), None)]


@pytest.mark.parametrize(
    ("reason", "ended", "kind"),
    [
        ("80", "2014-06-01", "planned"),
        ("81", "2014-06-01", "planned"),
        ("82", "2014-06-01", "planned"),
        ("83", "2014-06-01", "transferred"),
        ("84", "2014-06-01", "transferred"),
        ("95", "2014-06-01", "transferred"),
        ("85", "2014-06-01", "unplanned"),
        ("87", "2014-06-01", "unplanned"),
        ("89", "2014-06-01", "unplanned"),
        ("99", "2014-06-01", "not-known"),
        (None, "2014-06-01", "not-known"),
        ("5", "2009-03-31", "planned"),
        ("5", "2009-04-01", "not-known"),
        ("80", "2009-03-31", "not-known"),
        ("80", None, None),
    ],
)
def test_how_a_journey_ended(reason: str | None, ended: str | None, kind: str | None) -> None:
    (one,) = journeys(Episode("2009-01-10", ended, reason))
    assert one["exit"] == kind
    assert one["reason_without_date"] == (ended is None)


def test_a_transfer_that_is_taken_up_is_no_exit() -> None:
    left = Episode("2014-01-10", "2014-06-01", "83")
    taken_up = Episode("2014-06-20", "2014-10-01", "80", agency="N0002")
    assert [one["exit"] for one in journeys(left, taken_up)] == ["planned"]
    not_taken_up = Episode("2014-07-20", "2014-10-01", "80", agency="N0002")
    assert [one["exit"] for one in journeys(left, not_taken_up)] == ["transferred", "planned"]


def test_the_episode_that_ends_last_says_why_and_of_two_the_one_triaged_last() -> None:
    early, late = Episode("2014-01-10", "2014-06-01", "80"), Episode("2014-02-10", "2014-05-01", "85", agency="N0002")
    assert [one["exit"] for one in journeys(early, late)] == ["planned"]
    together = Episode("2014-02-10", "2014-06-01", "85", agency="N0002")
    assert [one["exit"] for one in journeys(early, together)] == ["unplanned"]


@pytest.mark.parametrize(
    ("second", "people"),
    [
        (Episode("2014-08-01", agency="N0002", client="9"), 1),
        (Episode("2014-08-01", agency="N0002", client="9", initials="ab"), 1),
        (Episode("2014-08-01", agency="N0002", client="9", initials="AC"), 2),
        (Episode("2014-08-01", agency="N0002", client="9", born="1980-01-02"), 2),
        (Episode("2014-08-01", agency="N0002", client="9", sex="M"), 2),
        (Episode("2014-08-01", agency="N0002", client="9", lives="A10B"), 2),
        (Episode("2014-08-01", agency="N0002", client="9", lives=None), 1),
        (Episode("2014-08-01", agency="N0002", client="9", born=None), 2),
        (Episode("2014-08-01", client="2"), 1),
    ],
    ids=["same", "small letters", "initial", "birth", "sex", "residence", "no residence", "no birth", "same agency"],
)
def test_who_is_the_same_person(second: Episode, people: int) -> None:
    first = Episode("2014-01-10", "2014-03-01", "85")
    journey_rows = journeys(first, second)
    assert len({one["person"] for one in journey_rows}) == people
    assert len(journey_rows) == 2


def test_two_people_who_share_an_attributor_are_told_apart_by_residence_only() -> None:
    here, there = Episode("2014-01-10"), Episode("2014-02-10", agency="N0002", lives="A10B")
    assert len(journeys(here, there)) == 2
    assert len(journeys(here, there, person_within="anywhere")) == 1


def test_a_missing_residence_stands_apart_where_two_are_known() -> None:
    held = [Episode("2014-01-10", agency=f"N000{at}", lives=lives) for at, lives in enumerate(("A09B", "A10B", None))]
    assert len(journeys(*held)) == 3


def test_clients_without_an_attributor_are_nobody_elses_match() -> None:
    unknown = [Episode("2014-01-10", client=client, initials="", born=None) for client in "12"]
    assert len(journeys(*unknown)) == 2


@pytest.mark.parametrize(
    "left_out",
    [
        Episode("2014-05-01", consent="N"),
        Episode("2014-05-01", consent=None),
        Episode(None, started="2014-05-01"),
        Episode("2014-05-01", interventions=[]),
        Episode("2014-05-01", interventions=[("95", "2014-05-01", "2014-05-01", None)]),
        Episode("2014-05-01", interventions=[("96", "2014-05-01", "2014-05-01", "2014-05-01")]),
        Episode("2014-05-01", interventions=[("8", "2014-05-01", "2014-05-01", "2014-05-01")]),
        Episode("2014-05-01", interventions=[("10", "2014-05-01", "2014-05-01", "2014-05-01")]),
    ],
    ids=["refused", "not asked", "no triage", "none", "not started", "recovery support", "needles", "advice"],
)
def test_what_is_no_treatment(left_out: Episode) -> None:
    assert journeys(left_out) == []


@pytest.mark.parametrize("modality", ["1", "7", "12", "94", "95"])
def test_what_is_structured(modality: str) -> None:
    assert len(journeys(Episode("2014-05-01", interventions=[(modality, None, None, "2014-05-02")]))) == 1


@pytest.mark.parametrize(
    ("drugs", "group", "opiate_or_crack"),
    [
        (["1000", "7000", "5000"], "opiate", True),
        (["7000", "1101", "9997"], "opiate", True),
        (["1234", "1000", "9997"], "opiate", True),
        (["5000", "9996", "9997"], "non-opiate-only", False),
        (["3201", "9996", "9997"], "non-opiate-only", True),
        (["7000", "5000", "9997"], "non-opiate-and-alcohol", False),
        (["7000", "3201", None], "non-opiate-and-alcohol", True),
        (["7000", None, None], "alcohol-only", False),
        (["7000", "9996", "9997"], "alcohol-only", False),
        (["7000", "1234", "9997"], None, None),
        (["3201", "1234", "9997"], None, True),
        ([None, None, None], None, False),
    ],
)
def test_client_groups_follow_the_hierarchy(
    drugs: list[str | None], group: str | None, opiate_or_crack: bool | None
) -> None:
    (one,) = journeys(Episode("2014-05-01", drugs=drugs))
    assert (one["client_group"], one["opiate_or_crack"]) == (group, opiate_or_crack)


def test_the_substances_of_every_episode_count() -> None:
    first = Episode("2014-01-10", "2014-06-01", "83", drugs=["7000", "9996", "9997"])
    second = Episode("2014-06-10", agency="N0002", drugs=["1000", "9996", "9997"], parent="12")
    (one,) = journeys(first, second)
    assert one["client_group"] == "opiate"
    assert (one["episodes"], one["agencies"], one["lives_with_children"]) == (2, 2, True)


def test_an_earlier_year_gives_the_episode_a_journey_goes_on_from() -> None:
    past = records_from(
        Episode("2013-06-01", "2014-03-25", "83"),
        Episode("2013-07-01", None, client="8", initials="ZZ"),
        period="FY2013-14",
    )
    now = records_from(Episode("2014-04-05", agency="N0002"))
    actual_journeys = prepare(now, ViewContext(), [past])["journeys"]
    assert actual_journeys.select("start", "end").rows() == [(date(2013, 6, 1), None)]
    assert prepare(now, ViewContext())["journeys"].get_column("start").to_list() == [date(2014, 4, 5)]


def test_no_view_says_who_a_person_is() -> None:
    views = prepare(records_from(Episode("2014-05-01", initials="QX", born="1983-02-17")), ViewContext())
    for frame in views.values():
        assert not {"FINITIAL", "SINITIAL", "DOB", "SEX", "DAT", "attributor"} & set(frame.columns)
        text = frame.select(pl.all().cast(pl.String)).write_csv()
        assert "1983" not in text
