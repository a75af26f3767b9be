"""Joining: against a slow twin, and each step by a small example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from indicators.records.record_frames import build_frame
from indicators.records.record_sets import RecordSet, apply_settings
from indicators.records.views.client_level_data.joined_events import JoinedEvents, join_submissions
from indicators.records.views.client_level_data.submissions import Submission
from tests.indicators.records.views.client_level_data import slow_twin
from tests.shipped import load_record_set

YEAR = parse_period("FY2024-25")
FIRST, LAST = date(2024, 4, 1), date(2025, 3, 31)
RIGHT, WRONG = "943 476 5919", "9434765918"
BLANK = dict.fromkeys(
    ("LA_Code", "NHS_Number", "LA_Person_Unique_Identifier", "Client_Type", "Event_Type", "Event_Start_Date",
     "Event_End_Date", "Date_of_Death", "Event_Outcome", "Request_Route_of_Access", "Assessment_Type", "Service_Type",
     "Service_Component", "Delivery_Mechanism", "Unit_Cost", "Cost_Frequency_Unit_Type", "Planned_units_per_week")
)  # fmt: skip
#: What a small council's few rows need: every month counts, however few events it has.
FEW = {"few-events-below": 1, "uncovered": "leave"}


def _days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(first, last)


STARTS = st.one_of(_days(date(2024, 3, 28), date(2024, 4, 3)), _days(date(2024, 6, 1), date(2024, 6, 3)))
ROWS = st.fixed_dictionaries(
    {
        "LA_Code": st.sampled_from(["999", "999", "888"]),
        "NHS_Number": st.sampled_from([None, None, RIGHT, WRONG]),
        "LA_Person_Unique_Identifier": st.sampled_from(["p1", "p1", "P1", "p2", "p2", None]),
        "Client_Type": st.sampled_from(["Service user", "service USER", "Carer", "Unpaid carer"]),
        "Event_Type": st.sampled_from(["Request", "Assessment", "Service", "Service", "service", "Review", None]),
        "Event_Start_Date": st.one_of(STARTS, STARTS, st.none()),
        "Event_End_Date": st.one_of(st.none(), _days(date(2024, 4, 1), date(2025, 4, 30))),
        "Date_of_Death": st.one_of(*[st.none()] * 4, _days(date(2024, 3, 15), date(2025, 4, 30))),
        "Event_Outcome": st.sampled_from([None, "NFA: Other", "No change in package", "nfa: deceased", "junk"]),
        "Request_Route_of_Access": st.sampled_from([None, "Community", "community"]),
        "Assessment_Type": st.sampled_from([None, "Long term assessment"]),
        "Service_Type": st.sampled_from(["Long term support: Community", "Carer Support: Direct to Carer",
                                         "Unpaid carer support: Direct to unpaid carer"]),
        "Service_Component": st.sampled_from([None, "Direct payment", "DIRECT PAYMENT"]),
        "Delivery_Mechanism": st.sampled_from([None, "Direct payment", "CASSR commissioned support"]),
        "Unit_Cost": st.sampled_from([None, "10", "10.00", "12.5"]),
        "Cost_Frequency_Unit_Type": st.sampled_from([None, "Per week"]),
        "Planned_units_per_week": st.sampled_from([None, "1"]),
    }
)  # fmt: skip
SENT = st.lists(
    st.tuples(
        st.sampled_from([date(2024, month, 20) for month in (7, 10)] + [date(2025, month, 20) for month in (1, 4, 5)]),
        st.sampled_from([FIRST, FIRST, date(2024, 7, 1)]), st.sampled_from([LAST, date(2024, 9, 30)]),
        st.lists(ROWS, min_size=1, max_size=14),
    ),
    min_size=1, max_size=4,
).map(lambda sent: sorted(sent, key=lambda one: one[0]))  # fmt: skip
CHOICES = st.fixed_dictionaries(
    {
        "few-events-below": st.sampled_from([1, 5, 100]),
        "few-events": st.sampled_from(["months", "stated"]),
        "month-types": st.sampled_from(["best-month-less-one", "file-less-one"]),
        "month-percent": st.sampled_from([2, 15]),
        "uncovered": st.sampled_from(["stated", "stated", "leave"]),
        "event-values": st.sampled_from(["raw", "cleaned"]),
        "service-found-in": st.sampled_from(["next", "later"]),
    }
)


@pytest.fixture(scope="module")
def record_set() -> RecordSet:
    return load_record_set("client-level-data")


@given(sent=SENT, choices=CHOICES, single=st.booleans())
def test_the_joining_is_that_of_the_slow_twin(
    record_set: RecordSet, sent: list[slow_twin.Sent], choices: dict[str, Any], *, single: bool
) -> None:
    """Whatever is sent and whichever settings hold: same events, ends, people and submissions."""
    chosen = apply_settings(record_set, choices)
    joined = join_submissions(_submissions(chosen, sent), chosen, YEAR, single=single)
    rows = slow_twin.join(sent, FIRST, LAST, chosen.settings, single=single)
    expected = sorted((_describe(row) for row in rows), key=str)
    assert sorted((_describe_joined(row) for row in joined.events.iter_rows(named=True)), key=str) == expected
    assert joined.events["person"].n_unique() == len({row["person"] for row in rows})


def _describe(row: slow_twin.Row) -> tuple[Any, ...]:
    return (row["submission"], row["_row"], row["from"], row["to"], row["event_end"], row["cropped"])


def _describe_joined(row: Mapping[str, Any]) -> tuple[Any, ...]:
    period = (row["reference_period_start"], row["reference_period_end"])
    return (row["submission"], row["_row"], *period, row["event_end"], row["cropped"])


def _submissions(record_set: RecordSet, sent: Sequence[slow_twin.Sent]) -> list[Submission]:
    submissions = []
    for number, (received, first, last, rows) in enumerate(sent, start=1):
        for at, row in enumerate(rows):
            row["_row"] = at + 2
        submissions.append(Submission(build_frame(record_set, "events", rows), received, number, first, last))
    return submissions


def _join(record_set: RecordSet, *sent: tuple[date, list[dict[str, Any]]], **options: Any) -> JoinedEvents:
    chosen = apply_settings(record_set, FEW | options.pop("choices", {}))
    whole = [(received, FIRST, LAST, [BLANK | row for row in rows]) for received, rows in sent]
    return join_submissions(_submissions(chosen, whole), chosen, YEAR, **options)


def _service(start: date, end: date | None = None, **other: Any) -> dict[str, Any]:
    return {
        "LA_Code": "999", "LA_Person_Unique_Identifier": "p1", "Client_Type": "Service user", "Event_Type": "Service",
        "Service_Type": "Long term support: Community", "Event_Start_Date": start, "Event_End_Date": end,
    } | other  # fmt: skip


def _months(first: date, last: date) -> list[dict[str, Any]]:
    """One request of somebody else in each month, so that the months count as covered."""
    ends = pl.date_range(first, last, "1mo", eager=True)
    return [_service(day, day, Event_Type="Request", LA_Person_Unique_Identifier="other") for day in ends]


def _of_one(joined: JoinedEvents) -> list[dict[str, Any]]:
    rows = joined.events.filter(pl.col("LA_Person_Unique_Identifier") == "p1")
    return rows.select("submission", "event_end", "cropped").to_dicts()


def test_a_service_that_the_next_quarter_does_not_have_is_cropped(record_set: RecordSet) -> None:
    old = [*_months(date(2024, 4, 1), date(2024, 9, 1)), _service(date(2024, 5, 1))]
    new = _months(date(2024, 10, 1), date(2025, 3, 1))
    joined = _join(record_set, (date(2024, 10, 20), old), (date(2025, 4, 20), new))
    assert _of_one(joined) == [{"submission": 1, "event_end": date(2024, 9, 30), "cropped": True}]


def test_a_service_that_the_next_quarter_has_counts_once_and_stays_open(record_set: RecordSet) -> None:
    old = [*_months(date(2024, 4, 1), date(2024, 9, 1)), _service(date(2024, 5, 1))]
    new = [*_months(date(2024, 10, 1), date(2025, 3, 1)), _service(date(2024, 5, 1))]
    joined = _join(record_set, (date(2024, 10, 20), old), (date(2025, 4, 20), new))
    assert _of_one(joined) == [{"submission": 2, "event_end": None, "cropped": False}]


def test_of_two_submissions_that_cover_the_year_the_later_counts(record_set: RecordSet) -> None:
    year = _months(date(2024, 4, 1), date(2025, 3, 1))
    wrong, right = _service(date(2024, 5, 1), date(2024, 6, 1)), _service(date(2024, 5, 1), date(2024, 7, 1))
    joined = _join(record_set, (date(2025, 4, 20), [*year, wrong]), (date(2025, 5, 20), [*year, right]))
    assert _of_one(joined) == [{"submission": 2, "event_end": date(2024, 7, 1), "cropped": False}]
    assert [each.submission.number for each in joined.reference_periods] == [2]


def test_what_came_in_after_the_fixed_day_is_not_looked_at(record_set: RecordSet) -> None:
    year = _months(date(2024, 4, 1), date(2025, 3, 1))
    joined = _join(record_set, (date(2025, 4, 20), year), (date(2025, 5, 20), year), as_of=date(2025, 5, 1))
    assert [each.submission.number for each in joined.reference_periods] == [1]


@pytest.mark.parametrize(
    ("death", "end", "expected"),
    [
        (date(2024, 6, 1), None, date(2024, 6, 1)),
        (date(2024, 6, 1), date(2024, 8, 1), date(2024, 6, 1)),
        (date(2024, 9, 1), date(2024, 8, 1), date(2024, 8, 1)),
        (date(2024, 5, 1), None, None),
    ],
)
def test_a_death_ends_what_is_open(record_set: RecordSet, death: date, end: date | None, expected: date | None) -> None:
    """On the first day of an open service it does not: the code is followed, against its page."""
    rows = [*_months(date(2024, 4, 1), date(2025, 3, 1)), _service(date(2024, 5, 1), end, Date_of_Death=death)]
    assert [row["event_end"] for row in _of_one(_join(record_set, (date(2025, 4, 20), rows)))] == [expected]


def test_the_page_ends_a_service_on_the_day_on_which_it_began(record_set: RecordSet) -> None:
    died = _service(date(2024, 5, 1), Date_of_Death=date(2024, 5, 1))
    rows = [*_months(date(2024, 4, 1), date(2025, 3, 1)), died]
    joined = _join(record_set, (date(2025, 4, 20), rows), choices={"death-on-first-day": "closed"})
    assert [row["event_end"] for row in _of_one(joined)] == [date(2024, 5, 1)]


def test_an_event_that_starts_on_the_last_day_counts_unless_the_page_is_followed(record_set: RecordSet) -> None:
    rows = [*_months(date(2024, 4, 1), date(2025, 3, 1)), _service(LAST)]
    assert len(_of_one(_join(record_set, (date(2025, 4, 20), rows)))) == 1
    by_page = _join(record_set, (date(2025, 4, 20), rows), choices={"start-on-last-day": False})
    assert _of_one(by_page) == []


def test_values_are_written_as_release_2_writes_them(record_set: RecordSet) -> None:
    old = _service(date(2024, 5, 1), Client_Type="CARER", Gender="female", Accommodation_Status="made up")
    old["Service_Type"] = "Carer Support: Direct to Carer"
    old["Event_Outcome"] = "NFA - Moved to another LA"
    joined = _join(record_set, (date(2025, 4, 20), [*_months(date(2024, 4, 1), date(2025, 3, 1)), old]))
    [row] = joined.events.filter(pl.col("LA_Person_Unique_Identifier") == "p1").to_dicts()
    assert row["Client_Type"] == "Unpaid carer"
    assert row["Service_Type"] == "Unpaid carer support: Direct to unpaid carer"
    assert (row["Event_Outcome"], row["outcome_rank"]) == ("NFA: Responsibility moved to another local authority", 7)
    assert row["Accommodation_Status"] == "Invalid and not mapped"
    assert row["Gender"] == "female"


def test_no_nhs_number_leaves_the_joining(record_set: RecordSet) -> None:
    rows = [*_months(date(2024, 4, 1), date(2025, 3, 1)), _service(date(2024, 5, 1), NHS_Number=RIGHT)]
    joined = _join(record_set, (date(2025, 4, 20), rows))
    assert "NHS_Number" not in joined.events.columns
    words = joined.events.select(pl.col(pl.String)).unpivot()["value"].drop_nulls()
    assert not words.str.contains(RIGHT.replace(" ", "")).any()


def test_each_step_says_what_it_left_and_which_rows(record_set: RecordSet) -> None:
    nobody = _service(date(2024, 5, 1), LA_Person_Unique_Identifier=None)
    again = _service(date(2024, 5, 1), date(2024, 6, 1))
    rows = [
        *_months(date(2024, 4, 1), date(2025, 3, 1)),
        nobody,
        _service(date(2024, 5, 1)),
        again,
        _service(date(2026, 5, 1)),
    ]
    steps = {step.name: step for step in _join(record_set, (date(2025, 4, 20), rows)).steps}
    assert {name: step.rows for name, step in steps.items()} == {
        "taken": 16, "ended-by-death": 16, "outside": 15, "died-before": 15, "nobody": 14, "cleaned": 14, "cropped": 14,
        "again": 13,
    }  # fmt: skip
    assert steps["nobody"].touched.rows() == [(1, 14)]
    assert steps["again"].touched.rows() == [(1, 16)]


def test_nothing_sent_is_no_event(record_set: RecordSet) -> None:
    joined = join_submissions([], replace(record_set, settings=record_set.settings | FEW), YEAR)
    assert joined.events.height == 0
    assert joined.reference_periods == ()
