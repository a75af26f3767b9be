"""Waiting times once more, in plain Python: from a request to the first response and to the first service."""

from __future__ import annotations

from datetime import date
from statistics import median

from tests.indicators.records.views.client_level_data.slow_events import (
    LONG_TERM,
    RANKED_SERVICES,
    Row,
    age_at,
    by_person,
    end_of,
    is_client,
    is_service,
    low,
    type_of,
)

KINDS = {"request": 1, "assessment": 2, "service": 3}
LEADS = {"progress to reablement/st-max", "progress to support planning or services",
         "continuation of support or services"}  # fmt: skip


def months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def waits(events: list[Row]) -> list[Row]:
    """One dictionary for each request that counts: the days to, and the bands of, its response and its service."""
    return [wait for own in by_person(events).values() for wait in waits_of_person(own)]


def may_answer(event: Row) -> bool:
    if low(event["Event_Type"]) == "assessment":
        return low(event["Assessment_Type"]) in ("short term assessment", "long term assessment")
    return is_service(event) and type_of(event) in RANKED_SERVICES


def starts_at_25(event: Row) -> bool:
    age = None if event["Event_Start_Date"] is None else age_at(event["birth_month"], event["Event_Start_Date"])
    return age is not None and age >= 25


def is_valid_request(event: Row, answers: list[Row]) -> bool:
    start = event["Event_Start_Date"]
    if not (low(event["Event_Type"]) == "request" and is_client(event)) or start is None or start < date(2023, 4, 1):
        return False
    outcome = low(event["Event_Outcome"])
    if outcome is None or outcome.startswith("nfa") or outcome == "admitted to hospital" or not starts_at_25(event):
        return False
    for service in answers:
        begun = service["Event_Start_Date"]
        if not is_service(service) or begun is None or begun >= start:
            continue
        months = 12 if type_of(service) in LONG_TERM else 3
        if type_of(service) != "short term support: ongoing low level" and end_of(service) >= months_before(
            start, months
        ):
            return False
    return True


def waits_of_person(own: list[Row]) -> list[Row]:
    answers = [e for e in own if may_answer(e)]
    requests = [e for e in own if is_valid_request(e, answers)]
    chain = [*requests, *(e for e in answers if starts_at_25(e))]
    chain.sort(key=lambda e: (e["Event_Start_Date"], KINDS[str(low(e["Event_Type"]))], -e["submission"], -e["_id"]))
    previous: tuple[int, ...] = ()
    highest_response = highest_service = 0
    found = []
    for place, request in enumerate(chain, start=1):
        if low(request["Event_Type"]) != "request":
            continue
        assessment, service = (next_of(chain, place, kind) for kind in ("assessment", "service"))
        by_service = bool(service) and (assessment == 0 or service < assessment)
        response = service if by_service else assessment
        if response and not by_service and not block_leads(chain, assessment):
            service = 0
        overlaps = bool(previous) and max(previous) > place
        overlaps |= bool(response) and response <= highest_response
        overlaps |= bool(service) and service <= highest_service
        previous = (response, service)
        highest_response, highest_service = max(highest_response, response), max(highest_service, service)
        if not overlaps:
            found.append(describe_wait(request, chain, response, service))
    return found


def next_of(chain: list[Row], place: int, kind: str) -> int:
    """The place of the next event of a kind, from 1; 0 without one."""
    return next((at for at in range(place + 1, len(chain) + 1) if low(chain[at - 1]["Event_Type"]) == kind), 0)


def block_leads(chain: list[Row], place: int) -> bool:
    """Whether any of the assessments that stand together around a place leads to a service."""
    block = []
    for step in (-1, 1):
        at = place
        while 1 <= at <= len(chain) and low(chain[at - 1]["Event_Type"]) == "assessment":
            block.append(chain[at - 1])
            at += step
    return any(low(e["Event_Outcome"]) in LEADS for e in block)


def describe_wait(request: Row, chain: list[Row], response: int, service: int) -> Row:
    found: Row = {"person": request["person"], "request": request["Event_Start_Date"]}
    for name, place in (("response", response), ("service", service)):
        event = chain[place - 1] if place else None
        found[name] = event and event["Event_Start_Date"]
        found[f"{name}_days"] = event and (event["Event_Start_Date"] - request["Event_Start_Date"]).days
        found[f"{name}_band"] = event and wait_band(event)
    return found


def wait_band(event: Row) -> str | None:
    age = age_at(event["birth_month"], event["event_end"] or event["reference_period_end"])
    if age is None or age < 18:
        return None
    return "65-and-over" if age >= 65 else "25-64"


def median_wait(found: list[Row], name: str, band: str, first: date, last: date) -> float | None:
    days = [
        w[f"{name}_days"]
        for w in found
        if w[name] is not None and first <= w[name] <= last and w[f"{name}_band"] == band
    ]
    return float(median(days)) if days else None
