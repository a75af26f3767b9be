"""ASCOF 2B, 2C and 2E once more, in plain Python: admissions to homes, and where people live."""

from __future__ import annotations

from datetime import date

from tests.indicators.records.views.client_level_data.slow_events import (
    LONG_TERM,
    Row,
    age_at,
    band_of,
    by_person,
    end_of,
    is_client,
    is_service,
    is_sound,
    low,
    type_of,
)


def admissions(
    events: list[Row], people: dict[int, Row], first: date, last: date, *, count_blank: bool = False,
    paid_before: bool = True,
) -> dict[int, str]:  # fmt: skip
    """Person to band."""
    bands: dict[int, str] = {}
    for person, own in by_person(events).items():
        details = people[person]
        died, born = details["Date_of_Death"], details["birth_month"]
        if born is None or (died is not None and died < first):
            continue
        services = [
            e for e in own if is_client(e) and is_service(e) and type_of(e) in LONG_TERM[:2] and in_home(e, count_blank)
        ]
        for service in services:
            start = service["Event_Start_Date"]
            if start is None or not first <= start <= last:
                continue
            if is_self_funded(service):
                continue
            known = [s for s in services if s["Event_Start_Date"] is not None and s["Event_Start_Date"] < start]
            known = [s for s in known if paid_before or not is_self_funded(s)]
            if any(s["event_end"] is None or (start - s["event_end"]).days < 365 for s in known):
                continue
            age = age_at(born, start)
            if age is not None and age >= 18:
                bands[person] = min(bands.get(person, "9"), band_of(age))
    return bands


def is_self_funded(event: Row) -> bool:
    return low(event["Event_Outcome"]) == "nfa: self-funded client or under 12wk disregard"


def in_home(event: Row, count_blank: bool) -> bool:
    component = low(event["Service_Component"])
    if component is None:
        return count_blank
    return ("residential" in component or "nursing" in component) and "short" not in component


def settled(events: list[Row], people: dict[int, Row], first: date, last: date) -> dict[int, Row]:
    """Person to band, gender, disability and whether settled."""
    found = {}
    for person, own in by_person(events).items():
        days = []
        for event in own:
            long_term = is_client(event) and is_service(event) and type_of(event) in LONG_TERM and is_sound(event)
            if long_term and event["Event_Start_Date"] <= last and end_of(event) >= first:
                days.append(min(end_of(event), last))
        details = people[person]
        died = details["Date_of_Death"]
        if not days or (died is not None and died < first):
            continue
        age = age_at(details["birth_month"], max(days))
        if age is None or age >= 18:
            found[person] = {
                "band": band_of(age), "gender": low(details["Gender"]),
                "disabled": low(details["Primary_Support_Reason"]) == "learning disability support",
                "settled": bool(details["settled"]),
            }  # fmt: skip
    return found
