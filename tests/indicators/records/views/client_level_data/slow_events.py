"""What the slow measures of adult social care read of one event or person, and the published lists they go by."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
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
