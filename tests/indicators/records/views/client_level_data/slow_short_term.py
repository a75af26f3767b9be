"""ASCOF 2A once more, in plain Python: what followed short-term support, step by step as published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.indicators.records.views.client_level_data.slow_events import (
    FAR,
    LONG_TERM,
    OUTCOMES,
    RANKED_SERVICES,
    Row,
    age_at,
    band_of,
    by_person,
    end_of,
    is_client,
    is_service,
    is_sound,
    low,
    rank_of,
    type_of,
)

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
