"""The latest details of a person: against the slow twin, and where services tell the accommodation."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from indicators.records.views.client_level_data.person_details import find_latest_details
from tests.indicators.records.views.client_level_data import slow_twin

YEAR = parse_period("FY2024-25")
SCHEMA = {
    "person": pl.UInt32, "LA_Code": pl.String, "LA_Person_Unique_Identifier": pl.String, "Client_Type": pl.String,
    "Event_Type": pl.String, "Event_Start_Date": pl.Date, "event_end": pl.Date, "reference_period_end": pl.Date,
    "Accommodation_Status": pl.String, "Employment_Status": pl.String, "Gender": pl.String, "Ethnicity": pl.String,
    "Client_Funding_Status": pl.String, "Has_Unpaid_Carer": pl.String, "Primary_Support_Reason": pl.String,
    "Service_Type": pl.String, "Service_Component": pl.String, "birth_month": pl.Date, "Date_of_Death": pl.Date,
    "Adult_1_Linked_Person_ID": pl.String, "Adult_2_Linked_Person_ID": pl.String, "Adult_3_Linked_Person_ID": pl.String,
}  # fmt: skip
PLAIN: dict[str, Any] = dict.fromkeys(SCHEMA) | {
    "person": 1, "LA_Code": "999", "LA_Person_Unique_Identifier": "p1", "Client_Type": "Service user",
    "Event_Type": "Service", "Event_Start_Date": date(2024, 5, 1), "reference_period_end": YEAR.end,
}  # fmt: skip
GENDERS, INVALID, UNKNOWN = (
    (None, "Male", "Female", "Unknown", "Invalid and not mapped"),
    "Invalid and not mapped",
    "Unknown",
)
NO_DATA, REFUSED = "No data: Undeclared or not known", "No data: Refused"
CARER = "Social support: Support to unpaid carer"


def _find(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    frame = pl.DataFrame([PLAIN | row for row in rows], schema=SCHEMA)
    return find_latest_details(frame, YEAR).to_dicts()


DAYS = st.dates(date(2024, 4, 1), date(2024, 4, 4))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.sampled_from([1, 2]),
            "reference_period_end": st.sampled_from([date(2024, 12, 31), YEAR.end]),
            "event_end": st.one_of(st.none(), DAYS),
            "Event_Start_Date": DAYS,
            "Gender": st.sampled_from(GENDERS),
            "Ethnicity": st.sampled_from([None, NO_DATA, REFUSED, "White: Irish", "White: Roma", INVALID]),
            "Primary_Support_Reason": st.sampled_from([None, CARER, "Learning disability support", "Other", UNKNOWN]),
        }
    ),
    min_size=1,
    max_size=12,
)


@given(rows=ROWS)
def test_details_are_those_of_the_slow_twin(rows: list[dict[str, Any]]) -> None:
    for row in _find(*rows):
        own = [each | {"to": each["reference_period_end"]} for each in rows if each["person"] == row["person"]]
        assert row["Gender"] == slow_twin.latest(own, _known("Gender"), lambda value: value != UNKNOWN, UNKNOWN)
        ethnicity = slow_twin.latest(own, _known("Ethnicity", NO_DATA), _rank_ethnicity, NO_DATA)
        assert row["Ethnicity"] == ethnicity
        reason = slow_twin.latest(
            own, _known("Primary_Support_Reason"), lambda value: value not in {UNKNOWN, CARER}, UNKNOWN
        )
        assert row["Primary_Support_Reason"] == reason


def _known(column: str, unknown: str = UNKNOWN) -> Any:
    return lambda row: row[column] if row[column] not in {None, INVALID} else unknown


def _rank_ethnicity(value: str) -> int:
    return {NO_DATA: 0, REFUSED: 1}.get(value, 2)


@pytest.mark.parametrize(
    ("kind", "component", "expected", "settled"),
    [
        ("Long term support: Nursing care", None, "Registered nursing home", False),
        ("Long term support: Residential care", "Shared Lives", "Registered care home", False),
        ("Long term support: Community", "Shared Lives", "Shared Lives scheme", True),
        ("Short term support: ST-Max", "Extra care housing",
         "Sheltered housing, extra care housing or other sheltered housing", True),
        ("Long term support: Community", "Home support or domiciliary care", "Unknown: Presumed at home", True),
        ("Long term support: Community", "Equipment", "Unknown: Presumed in community", False),
        ("Long term support: Prison", None, "Prison, young offenders institution or detention centre", False),
        ("Short term support: ST-Max", "Home support or domiciliary care", "Unknown", False),
    ],
)  # fmt: skip
def test_services_tell_accommodation_that_is_not_known(
    kind: str, component: str | None, expected: str, *, settled: bool
) -> None:
    [row] = _find({"Service_Type": kind, "Service_Component": component, "Accommodation_Status": UNKNOWN})
    assert (row["Accommodation_Status"], row["settled"]) == (expected, settled)


def test_accommodation_that_is_known_needs_no_service() -> None:
    nursing = {"Service_Type": "Long term support: Nursing care"}
    [row] = _find(nursing | {"Accommodation_Status": "Refuge"}, nursing)
    assert (row["Accommodation_Status"], row["settled"]) == ("Refuge", False)


def test_two_that_are_level_and_differ_are_not_known() -> None:
    [row] = _find({"Employment_Status": "Paid: Hours per week unknown"}, {"Employment_Status": "Unknown: Seeking"})
    assert row["Employment_Status"] == UNKNOWN


def test_services_that_are_level_and_differ_tell_nothing() -> None:
    community = {"Service_Type": "Long term support: Community"}
    [row] = _find(
        community | {"Service_Component": "Shared Lives"}, community | {"Service_Component": "Extra care housing"}
    )
    assert row["Accommodation_Status"] == "Unknown: Presumed in community"


def test_the_earliest_birth_of_the_latest_period_counts() -> None:
    """Whole days from the first of the month, by 365.25, rounded down."""
    old = {"birth_month": date(1930, 1, 1), "reference_period_end": date(2024, 12, 31)}
    [row] = _find(old, {"birth_month": date(1960, 4, 1)}, {"birth_month": date(1959, 4, 1)}, {})
    assert (row["birth_month"], row["age"]) == (date(1959, 4, 1), 65)
    [row] = _find({"birth_month": date(2007, 4, 1)})
    assert row["age"] == 17


def test_who_is_named_by_a_carer_has_one() -> None:
    carer = {
        "person": 2,
        "LA_Person_Unique_Identifier": "c",
        "Client_Type": "Unpaid carer",
        "Adult_2_Linked_Person_ID": "P1",
    }
    first, second = _find({"Has_Unpaid_Carer": "No"}, carer)
    assert (first["Has_Unpaid_Carer"], second["Has_Unpaid_Carer"]) == ("Yes", UNKNOWN)
    past = carer | {"event_end": date(2024, 3, 31)}
    assert _find({"Has_Unpaid_Carer": "No"}, past)[0]["Has_Unpaid_Carer"] == "No"


def test_the_latest_death_counts() -> None:
    [row] = _find({"Date_of_Death": date(2024, 6, 1)}, {"Date_of_Death": date(2024, 7, 1)}, {})
    assert row["Date_of_Death"] == date(2024, 7, 1)
