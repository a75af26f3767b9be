"""What is last known of a person, once more: born, died, at home or not, and why supported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.indicators.records.views.client_level_data.count_again_events import FOREVER, Row, clean, first_of_month

#: For each measure that a person is counted in, whether in its numerator too.
Answers = list[tuple[str, bool]]
UNKNOWN = "unknown"
LONG_TERM = ("long term support: nursing care", "long term support: residential care",
             "long term support: community", "long term support: prison")  # fmt: skip
ST_MAX, LOW_LEVEL = "short term support: st-max", "short term support: ongoing low level"
OTHER = "short term support: other short term"
BY_RANK = (*LONG_TERM, ST_MAX, LOW_LEVEL, OTHER)
TELLING = {"shared lives": "shared lives scheme", "extra care housing": "sheltered",
           "community supported living": "supported accommodation"}  # fmt: skip
HOME_CARE = "home support or domiciliary care"
SETTLED = (
    "owner occupier or shared ownership scheme", "tenant: local authority or other social housing provider",
    "tenant: private landlord", "settled mainstream housing with family or friends", "shared lives scheme",
    "supported accommodation, supported lodgings or supported group home", "supported accommodation", "sheltered",
    "approved premises for offenders released from prison or under probation supervision",
    "sheltered housing, extra care housing or other sheltered housing", "presumed at home",
    "mobile accommodation for gypsy, roma and traveller communities",
)  # fmt: skip
UNSETTLED = (
    "rough sleeper or squatting", "night shelter, emergency hostel or direct access hostel", "refuge",
    "placed in temporary accommodation by the council (inc. homelessness resettlement)",
    "staying with family or friends as a short term guest",
    "acute hospital or long term healthcare residential facility",
    "registered care home", "registered nursing home", "prison, young offenders institution or detention centre",
    "other temporary accommodation",
)  # fmt: skip


def describe(own: Sequence[Row]) -> Row:
    """What is last known of a person."""
    births = [(row["to"], -first_of_month(row["Date_of_Birth"]).toordinal()) for row in own if row["Date_of_Birth"]]
    deaths = [(row["to"], row["Date_of_Death"]) for row in own if row["Date_of_Death"]]
    lives = _latest(own, lambda row: _known(clean(row["Accommodation_Status"]), (*SETTLED, *UNSETTLED)), {UNKNOWN})
    reason = _latest(own, lambda row: row["Primary_Support_Reason"] or UNKNOWN,
                     {UNKNOWN, "social support: support to unpaid carer"})  # fmt: skip
    return {
        "born": date.fromordinal(-max(births)[1]) if births else None,
        "died": max(deaths)[1] if deaths else None,
        "lives": _tell_by_service(own) if lives == UNKNOWN else lives,
        "reason": reason,
    }


def _known(value: str | None, values: Sequence[str]) -> str:
    return value if value in values else UNKNOWN


def _latest(own: Sequence[Row], value: Callable[[Row], str], vague: set[str]) -> str:
    """The latest known value of a person; unknown where rows that are level differ."""

    def order(row: Row) -> tuple[Any, ...]:
        return (value(row) not in vague, row["to"], row["end"] or FOREVER, row["Event_Start_Date"])

    best = max(map(order, own))
    values = {value(row) for row in own if order(row) == best}
    return values.pop() if len(values) == 1 else UNKNOWN


def _tell_by_service(own: Sequence[Row]) -> str:
    services = [row for row in own if row["Event_Type"] == "service"]

    def order(row: Row) -> tuple[Any, ...]:
        place = BY_RANK.index(row["type"]) if row["type"] in BY_RANK else 99
        tells = row["component"] in TELLING or row["component"] == HOME_CARE
        return (row["end"] or FOREVER, -place, tells, row["Event_Start_Date"])

    best = max(map(order, services), default=None)
    level = [row for row in services if order(row) == best]
    types = {row["type"] for row in level} & set(BY_RANK)
    components = {row["component"] for row in level} & {*TELLING, HOME_CARE}
    kind = types.pop() if len(types) == 1 else None
    component = components.pop() if len(components) == 1 else None
    if kind in LONG_TERM[:2]:
        return "a care home"
    if component in TELLING:
        return TELLING[component]
    return "presumed at home" if kind == LONG_TERM[2] and component == HOME_CARE else UNKNOWN


def find_age(person: Mapping[str, Any], day: date) -> int | None:
    return int((day - person["born"]).days / 365.25) if person["born"] else None


def is_alive(person: Mapping[str, Any], day: date) -> bool:
    return person["died"] is None or person["died"] >= day


def ends_after_start(row: Row) -> bool:
    return row["end"] is None or row["end"] >= row["Event_Start_Date"]


def lasts(row: Row, first: date, last: date) -> bool:
    """Whether an event is open on a day of the period, and does not end before it starts."""
    open_then = row["Event_Start_Date"] <= last and (row["end"] is None or row["end"] >= first)
    return ends_after_start(row) and open_then
