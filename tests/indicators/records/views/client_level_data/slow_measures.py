"""The measures of adult social care once more: plain Python over dictionaries, step by step as published, slowly."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

Row = dict[str, Any]
FAR = date(9999, 1, 1)
LONG_TERM = ["long term support: nursing care", "long term support: residential care",
             "long term support: community", "long term support: prison"]  # fmt: skip
RANKED_SERVICES = [*LONG_TERM, "short term support: st-max", "short term support: ongoing low level",
                   "short term support: other short term"]  # fmt: skip
OUTCOMES = [
    "progress to reablement/st-max", "progress to assessment, review or reassessment",
    "release 1 specification only: not mapped", "progress to support planning or services",
    "continuation of support or services", "admitted to hospital",
    "nfa: responsibility moved to another local authority",
    "nfa: referral to nhs services or nhs funded social care", "nfa: self-funded client or under 12wk disregard",
    "nfa: information and advice or signposting", "nfa: referral to other service within the local authority",
    "nfa: support declined", "nfa: deceased", "nfa: support ended as planned", "nfa: support ended for other reason",
    "nfa: no services offered for other reason", "nfa: other",
]  # fmt: skip
NUMERATOR_2A = {
    "short term support: ongoing low level", "short term support: other short term",
    "nfa: information and advice or signposting", "nfa: support ended as planned",
    "nfa: responsibility moved to another local authority", "nfa: other", "nfa: no services offered for other reason",
    "nfa: support ended for other reason", "nfa: referral to other service within the local authority",
}  # fmt: skip
CARE_HOME = "short term support: residential or nursing care"


@dataclass
class Figures:
    """A numerator and a denominator."""

    numerator: int = 0
    denominator: int = 0


def low(value: str | None) -> str | None:
    return None if value is None else value.strip().lower()


def rank_of(outcome: str | None) -> int:
    """The place in the published order; +100 where it can be no sequel; 999 where it is not in it."""
    text = low(outcome)
    if text not in OUTCOMES:
        return 999
    place = OUTCOMES.index(text) + 1
    return place + 100 if place <= 5 else place


def age_at(born: date | None, day: date) -> int | None:
    return None if born is None else math.floor((day - born).days / 365.25)


def band_of(age: int | None) -> str:
    if age is None:
        return "not-known"
    return "65-and-over" if age >= 65 else "18-64"


def end_of(event: Row) -> date:
    return event["event_end"] or FAR


def by_person(events: Iterable[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for event in events:
        grouped[event["person"]].append(event)
    return grouped


def is_sound(event: Row) -> bool:
    return event["Event_Start_Date"] is not None and end_of(event) >= event["Event_Start_Date"]


def is_client(event: Row) -> bool:
    return low(event["Client_Type"]) == "service user"


def is_service(event: Row) -> bool:
    return low(event["Event_Type"]) == "service"


def type_of(event: Row) -> str | None:
    return low(event["Service_Type"])


# 2A ----------------------------------------------------------------------------------------------------------------


def short_term(events: list[Row], people: dict[int, Row], first: date, last: date) -> list[Row]:
    """One dictionary for each episode of the year: person, start, end, band, new, step, sequel."""
    found = []
    for person, own in by_person(e for e in events if is_client(e) and is_sound(e)).items():
        details = people[person]
        for episode in clusters([e for e in own if is_service(e) and type_of(e) == "short term support: st-max"]):
            start = min(e["Event_Start_Date"] for e in episode)
            end = max(map(end_of, episode))
            age = age_at(details["birth_month"], end) if end != FAR else None
            died = details["Date_of_Death"]
            if not first <= end <= last or (age is not None and age < 18) or (died is not None and died < start):
                continue
            others = [e for e in own if not any(e is mine for mine in episode)]
            is_new = not any(
                type_of(e) in LONG_TERM and e["Event_Start_Date"] < start and (start - end_of(e)).days < 91 for e in own
            )
            last_ones = [e for e in episode if end_of(e) == end]
            outcome = min(last_ones, key=lambda e: rank_of(e["Event_Outcome"]))["Event_Outcome"]
            step, sequel = sequel_of(start, end, outcome, others, died) if is_new else (None, None)
            found.append({"person": person, "start": start, "end": end, "band": band_of(age), "new": is_new,
                          "step": step, "sequel": sequel})  # fmt: skip
    return found


def clusters(services: list[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    latest = None
    for service in sorted(services, key=lambda e: (e["Event_Start_Date"], end_of(e))):
        if latest is None or (service["Event_Start_Date"] - latest).days > 7:
            groups.append([])
            latest = end_of(service)
        groups[-1].append(service)
        latest = max(latest, end_of(service))
    return groups


def sequel_of(start: date, end: date, outcome: str | None, others: list[Row], died: date | None) -> tuple[str, str]:
    own, own_rank = low(outcome) or "invalid and not mapped", rank_of(outcome)
    if died is not None and (died - end).days <= 7:
        return "1", "nfa: deceased"
    if own == "admitted to hospital":
        return "2", own
    after = [
        e
        for e in others
        if e["Event_Start_Date"] >= start and end_of(e) > end and (e["Event_Start_Date"] - end).days <= 7
    ]
    next_ones = [e["Event_Start_Date"] for e in after if type_of(e) == "short term support: st-max"]
    if next_ones:
        after = [e for e in after if e["Event_Start_Date"] < min(next_ones)]
    services = [e for e in after if type_of(e) in RANKED_SERVICES]
    if services:
        return "3", service_sequel(services)
    within = [e for e in others if e["Event_Start_Date"] >= start and start < end_of(e) <= end]
    told = outcome_sequel(own, own_rank, after, within, end)
    if told:
        return told
    if any(is_service(e) and low(e["Service_Component"]) == "equipment" for e in within):
        return "5", "short term support: ongoing low level"
    return "6", own


def service_sequel(services: list[Row]) -> str:
    best = min(RANKED_SERVICES.index(str(type_of(e))) for e in services)
    name = RANKED_SERVICES[best]
    of_best = [e for e in services if type_of(e) == name]
    stays = {"short term residential care", "short term nursing care"}
    if name == "short term support: other short term" and any(low(e["Service_Component"]) in stays for e in of_best):
        return CARE_HOME
    return name


def outcome_sequel(own: str, own_rank: int, after: list[Row], within: list[Row], end: date) -> tuple[str, str] | None:
    candidates: list[tuple[int, str]] = []
    if not after and own_rank < 100:
        candidates.append((own_rank, "4a"))
    for event in after:
        rank = rank_of(event["Event_Outcome"])
        if is_service(event) or low(event["Event_Outcome"]) == "nfa: support ended as planned":
            continue
        if own_rank < 100:
            candidates.append((own_rank, "4a"))
        if rank < 100:
            candidates.append((rank, "4b"))
    closing = [
        e for e in within
        if low(e["Event_Type"]) in ("assessment", "review") and (end - end_of(e)).days < 14
        and rank_of(e["Event_Outcome"]) < 100
    ]  # fmt: skip
    if closing:
        latest = max(map(end_of, closing))
        candidates.append((min(rank_of(e["Event_Outcome"]) for e in closing if end_of(e) == latest), "4c"))
    if not candidates:
        return None
    rank, step = min(candidates)
    return step, OUTCOMES[rank - 1]


def figures_2a(episodes: list[Row], band: str | None = None) -> Figures:
    figures = Figures()
    for episode in episodes:
        if band in (None, episode["band"]) and episode["new"]:
            figures.numerator += episode["sequel"] in NUMERATOR_2A
            figures.denominator += episode["sequel"] in {*NUMERATOR_2A, *LONG_TERM, CARE_HOME}
    return figures


# 2B and 2C ---------------------------------------------------------------------------------------------------------


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


# 2E ----------------------------------------------------------------------------------------------------------------


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


# 3D ----------------------------------------------------------------------------------------------------------------


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


# Waiting times -----------------------------------------------------------------------------------------------------

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


DAY = timedelta(days=1)
