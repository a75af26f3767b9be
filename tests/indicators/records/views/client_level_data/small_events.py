"""Events of a few people, drawn at random so that dates touch, and the frames that measures read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

from indicators.period.arithmetic import financial_year
from indicators.records.views.client_level_data.measure_inputs import MeasureInputs, fold_events
from tests.indicators.records.views.client_level_data.slow_events import OUTCOMES, rank_of
from tests.shipped import load_record_set

Row = dict[str, Any]
YEAR = financial_year(2024)
SETTINGS = load_record_set("client-level-data", "2").settings
SERVICE_TYPES = (
    "Long term support: Nursing care", "Long term support: Residential care", "Long term support: Community",
    "Long term support: Prison", "Short term support: ST-Max", "Short term support: ST-Max",
    "Short term support: Ongoing low level", "Short term support: Other short term",
    "Unpaid carer support: Direct to unpaid carer", "Unpaid carer support: Direct to unpaid carer",
    "Unpaid carer support: Support involving the person cared-for", "Invalid and not mapped", None,
)  # fmt: skip
COMPONENTS = (
    "Direct payment", "Equipment", "Short term residential care", "Short term nursing care", "Residential care",
    "Nursing care", "Reablement", "Shared Lives", None,
)  # fmt: skip
MECHANISMS = ("Direct payment", "CASSR managed personal budget", "CASSR commissioned support", "Invalid and not mapped",
              None)  # fmt: skip
ASSESSMENTS = ("Short term assessment", "Long term assessment", "Invalid and not mapped", None)
CLIENT_TYPES = ("Service user", "Service User", "Service user", "Unpaid carer", "Unpaid carer known by association")
SCHEMA = {
    "person": pl.UInt32, "Client_Type": pl.String, "Event_Type": pl.String, "Event_Start_Date": pl.Date,
    "event_end": pl.Date, "Service_Type": pl.String, "Service_Component": pl.String, "Delivery_Mechanism": pl.String,
    "Event_Outcome": pl.String, "Assessment_Type": pl.String, "outcome_rank": pl.Int64,
    "reference_period_end": pl.Date, "submission": pl.Int64, "birth_month": pl.Date, "_id": pl.Int64,
}  # fmt: skip
PEOPLE_SCHEMA = {
    "person": pl.UInt32, "birth_month": pl.Date, "Date_of_Death": pl.Date, "settled": pl.Boolean,
    "Accommodation_Status": pl.String, "Gender": pl.String, "Primary_Support_Reason": pl.String,
}  # fmt: skip
REABLEMENT = {"Client_Type": "Service user", "Event_Type": "Service", "Service_Type": "Short term support: ST-Max"}
#: Gaps at which a rule turns, and some between.
GAPS = (-400, -90, -14, -13, -8, -7, -1, 0, 0, 1, 3, 6, 7, 8, 13, 14, 15, 30, 90, 91, 92, 364, 365, 366)


def draw_people(count: int, chance: Random) -> dict[int, Row]:
    """What is last known of each."""
    return {person: _draw_person(person, chance) for person in range(count)}


def _draw_person(person: int, chance: Random) -> Row:
    year = chance.choice((1930, 1940, 1959, 1960, 1970, 1999, 2000, 2006, 2007, 2010))
    died = YEAR.start + timedelta(chance.randint(-30, 400)) if chance.random() < 0.15 else None
    return {
        "person": person,
        "birth_month": date(year, chance.randint(1, 12), 1) if chance.random() < 0.9 else None,
        "Date_of_Death": died,
        "settled": chance.random() < 0.5,
        "Accommodation_Status": chance.choice(("Refuge", "Unknown")),
        "Gender": chance.choice(("Male", "Female", "Unknown")),
        "Primary_Support_Reason": chance.choice(("Learning Disability Support", "Physical Support: Access", None)),
    }


def draw_events(people: dict[int, Row], chance: Random, *, each: int = 6) -> list[Row]:
    """Events of each, most of them at a gap from another at which some rule turns."""
    events: list[Row] = []
    for person, details in people.items():
        days = [YEAR.start + timedelta(chance.randint(-200, 380))]
        if chance.random() < 0.5:
            days = [days[0], days[0] + timedelta(chance.choice((0, 20, 42)))]
            reablement = _draw_event(person, details, *days, chance)
            events.append(reablement | REABLEMENT | {"_id": len(events)})
        for _ in range(chance.randint(1, each)):
            start = _near(chance.choice(days), chance)
            end = None if chance.random() < 0.25 else _near(start, chance)
            days += [start] if end is None else [start, end]
            events.append(_draw_event(person, details, start, end, chance) | {"_id": len(events)})
    return events


def _near(day: date, chance: Random) -> date:
    return min(max(day + timedelta(chance.choice(GAPS)), date(2022, 1, 1)), date(2025, 9, 30))


def _draw_event(person: int, details: Row, start: date, end: date | None, chance: Random) -> Row:
    died = details["Date_of_Death"]
    event_type = chance.choice(("Request", "Assessment", "Service", "Service", "Service", "Review"))
    outcome = chance.choice((*OUTCOMES, "Invalid and not mapped", None)) if chance.random() < 0.8 else OUTCOMES[1]
    rank = rank_of(outcome)
    return {
        "person": person, "Client_Type": chance.choice(CLIENT_TYPES), "Event_Type": event_type,
        "Event_Start_Date": start, "event_end": died if died and (end is None or end > died) else end,
        "Service_Type": chance.choice(SERVICE_TYPES) if event_type == "Service" or chance.random() < 0.05 else None,
        "Service_Component": chance.choice(COMPONENTS), "Delivery_Mechanism": chance.choice(MECHANISMS),
        "Event_Outcome": outcome, "Assessment_Type": chance.choice(ASSESSMENTS),
        "outcome_rank": None if rank == 999 else rank % 100, "reference_period_end": date(2025, 6, 30),
        "submission": chance.randint(1, 3), "birth_month": details["birth_month"],
    }  # fmt: skip


def build_inputs(events: Sequence[Row], people: dict[int, Row], **settings: Any) -> MeasureInputs:
    """What the measures read."""
    frame = pl.DataFrame([{name: event.get(name) for name in SCHEMA} for event in events], schema=SCHEMA)
    known = pl.DataFrame([{name: row[name] for name in PEOPLE_SCHEMA} for row in people.values()], schema=PEOPLE_SCHEMA)
    return MeasureInputs(fold_events(frame, "_id"), known, YEAR, {**SETTINGS, **settings})
