"""ASCOF 2A of one person counted once more, by the reference and the code that it cites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.indicators.records.views.client_level_data.count_again_events import FOREVER, OUTCOMES, Row, rank
from tests.indicators.records.views.client_level_data.count_again_persons import (
    BY_RANK,
    LONG_TERM,
    LOW_LEVEL,
    OTHER,
    ST_MAX,
    Answers,
    ends_after_start,
    find_age,
    is_alive,
)

SHORT_STAY = "a short stay in a care home"
SHORT_STAYS = ("short term residential care", "short term nursing care")
UNUSABLE = OUTCOMES[:5]
WITHOUT_REQUEST = (LOW_LEVEL, OTHER, OUTCOMES[6], OUTCOMES[9], OUTCOMES[10], *OUTCOMES[13:])


def count_2a(own: Sequence[Row], person: Row, first: date, last: date) -> Answers:
    events = [{**row, "end": row["end"] or FOREVER} for row in own
              if row["client"] == "service user" and ends_after_start(row)]  # fmt: skip
    answers: Answers = []
    for start, end, outcome in _episodes(events):
        age = find_age(person, end)
        if not first <= end <= last or (age is not None and age < 18) or not is_alive(person, start):
            continue
        if any(
            row["type"] in LONG_TERM and row["Event_Start_Date"] < start and (start - row["end"]).days < 91
            for row in events
        ):
            continue
        sequel = _sequel(events, start, end, outcome, person["died"])
        if sequel in (*WITHOUT_REQUEST, *LONG_TERM, SHORT_STAY):
            answers.append(("2A", sequel in WITHOUT_REQUEST))
    return answers


def _is_st_max(row: Row) -> bool:
    return row["Event_Type"] == "service" and row["type"] == ST_MAX


def _order_of(outcome: str) -> int:
    return rank(outcome) + (100 if outcome in UNUSABLE else 0)


def _episodes(events: Sequence[Row]) -> list[tuple[date, date, str]]:
    episodes: list[list[Row]] = []
    for row in sorted(filter(_is_st_max, events), key=lambda row: (row["Event_Start_Date"], row["end"])):
        if episodes and (row["Event_Start_Date"] - max(each["end"] for each in episodes[-1])).days <= 7:
            episodes[-1].append(row)
        else:
            episodes.append([row])
    told = []
    for parts in episodes:
        concluding = max(parts, key=lambda row: (row["end"], -_order_of(row["outcome"])))
        told.append((parts[0]["Event_Start_Date"], concluding["end"], concluding["outcome"]))
    return told


def _sequel(events: Sequence[Row], start: date, end: date, outcome: str, died: date | None) -> str:
    if died and (died - end).days <= 7:
        return "nfa: deceased"
    if outcome == "admitted to hospital":
        return outcome
    beside = [row for row in events if not (_is_st_max(row) and start <= row["Event_Start_Date"] <= end)]
    beside = [row for row in beside if row["Event_Start_Date"] >= start]
    after = [row for row in beside if row["end"] > end and (row["Event_Start_Date"] - end).days <= 7]
    within = [row for row in beside if start < row["end"] <= end]
    services = [row for row in after if row["type"] in BY_RANK]
    if services:
        best = min(services, key=lambda row: (BY_RANK.index(row["type"]), row["component"] not in SHORT_STAYS))
        return SHORT_STAY if best["type"] == OTHER and best["component"] in SHORT_STAYS else best["type"]
    told = _list_outcomes(after, within, end, outcome)
    if told:
        return min(told, key=_order_of)
    if any(row["Event_Type"] == "service" and row["component"] == "equipment" for row in within):
        return LOW_LEVEL
    return outcome


def _list_outcomes(after: Sequence[Row], within: Sequence[Row], end: date, outcome: str) -> list[str]:
    """The outcomes of which the best one tells the sequel."""
    own_usable = _order_of(outcome) < 100
    later = [row["outcome"] for row in after
             if row["Event_Type"] != "service" and row["outcome"] != "nfa: support ended as planned"
             and (own_usable or _order_of(row["outcome"]) < 100)]  # fmt: skip
    told = [each for each in later if _order_of(each) < 100]
    if later or (not after and own_usable):
        told.append(outcome)
    closing = [row for row in within if row["Event_Type"] in ("assessment", "review") and (end - row["end"]).days < 14]
    closing = [row for row in closing if _order_of(row["outcome"]) < 100]
    if closing:
        told.append(max(closing, key=lambda row: (row["end"], -_order_of(row["outcome"])))["outcome"])
    return told
