"""ASCOF 3D once more, in plain Python: how clients and carers get their support."""

from __future__ import annotations

from datetime import date

from tests.indicators.records.views.client_level_data.slow_events import (
    LONG_TERM,
    Row,
    age_at,
    band_of,
    end_of,
    is_client,
    is_sound,
    low,
    type_of,
)


def clients(events: list[Row], people: dict[int, Row], last: date) -> dict[int, Row]:
    """Person to rank (1 nursing … 9 prison) and band."""
    ranks: dict[int, int] = {}
    for event in events:
        if not (is_client(event) and type_of(event) in LONG_TERM and is_sound(event)):
            continue
        if event["Event_Start_Date"] > last or end_of(event) < last:
            continue
        died = people[event["person"]]["Date_of_Death"]
        if died is None or died >= last:
            ranks[event["person"]] = min(ranks.get(event["person"], 99), client_rank(event))
    return with_bands(ranks, people, last)


def client_rank(event: Row) -> int:
    mechanism = low(event["Delivery_Mechanism"])
    if low(event["Service_Component"]) == "direct payment":
        mechanism = "direct payment"
    kind = LONG_TERM.index(str(type_of(event)))
    if kind < 2:
        return kind + 1
    if kind == 3:
        return 9
    order = ["direct payment", "cassr managed personal budget", "cassr commissioned support"]
    return 3 + order.index(mechanism) if mechanism in order else 6


def with_bands(ranks: dict[int, int], people: dict[int, Row], last: date) -> dict[int, Row]:
    found = {}
    for person, rank in ranks.items():
        age = age_at(people[person]["birth_month"], last)
        if age is None or age >= 18:
            found[person] = {"rank": rank, "band": band_of(age)}
    return found


def carers(
    events: list[Row], people: dict[int, Row], first: date, last: date, *, count_blank: bool = False
) -> dict[int, Row]:
    """Person to rank of support (1 direct payment … 6 none) and band."""
    ranks: dict[int, int] = {}
    for event in events:
        if low(event["Client_Type"]) not in ("unpaid carer", "unpaid carer known by association") or not is_sound(
            event
        ):
            continue
        died = people[event["person"]]["Date_of_Death"]
        if event["Event_Start_Date"] > last or end_of(event) < first or (died is not None and died < first):
            continue
        rank = carer_rank(event, count_blank)
        if rank is not None:
            ranks[event["person"]] = min(ranks.get(event["person"], 99), rank)
    return with_bands(ranks, people, last)


def carer_rank(event: Row, count_blank: bool) -> int | None:
    kind, outcome, event_type = type_of(event), low(event["Event_Outcome"]), low(event["Event_Type"])
    component, mechanism = low(event["Service_Component"]), low(event["Delivery_Mechanism"])
    signposted = outcome == "nfa: information and advice or signposting"
    if kind == "unpaid carer support: direct to unpaid carer":
        if "direct payment" in (mechanism, component):
            return 1
        if component is None and not count_blank:
            return None
        return {"cassr managed personal budget": 2, "cassr commissioned support": 3}.get(str(mechanism), 4)
    if kind == "unpaid carer support: support involving the person cared-for":
        return 6
    if kind is not None:
        return None
    if event_type in ("assessment", "review"):
        return 5 if signposted else 6
    return 5 if signposted and event_type == "request" else None
