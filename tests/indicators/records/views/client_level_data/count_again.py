"""ASCOF 2A, 2B, 2C, 2E and 3D counted once more from CSV files, by the reference and the code that it cites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tests.indicators.records.views.client_level_data.count_again_events import OUTCOMES, Row, clean, join_files
from tests.indicators.records.views.client_level_data.count_again_persons import (
    LONG_TERM,
    SETTLED,
    Answers,
    describe,
    find_age,
    is_alive,
    lasts,
)
from tests.indicators.records.views.client_level_data.count_again_short_term import count_2a

TO_CARER = "unpaid carer support: direct to unpaid carer"
SELF_FUNDED = "nfa: self-funded client or under 12wk disregard"
Counts = dict[str, tuple[int, int]]


def count_again(files: Sequence[Sequence[Row]], first: date, last: date) -> Counts:
    """Numerator and denominator by measure; admissions have the same twice."""
    events = join_files(files)
    for row in events:
        row.update(type=clean(row["Service_Type"]), component=row["Service_Component"], outcome=_outcome(row),
                   client=clean(row["Client_Type"]), mechanism=row["Delivery_Mechanism"])  # fmt: skip
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in events:
        by_person[row["person"]].append(row)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for own in by_person.values():
        person = describe(own)
        for count in (count_2a, _count_2b_2c, _count_2e, _count_3d_clients, _count_3d_carers):
            for measure, inside in count(own, person, first, last):
                counts[measure][0] += inside
                counts[measure][1] += 1
    return {measure: (inside, of) for measure, (inside, of) in counts.items()}


def _outcome(row: Row) -> str:
    outcome = clean(row["Event_Outcome"])
    return outcome if outcome in OUTCOMES else "invalid"


def _count_2b_2c(own: Sequence[Row], person: Row, first: date, last: date) -> Answers:
    stays = [row for row in own if row["Event_Type"] == "service" and row["client"] == "service user"
             and row["type"] in LONG_TERM[:2] and row["component"] and "short" not in row["component"]
             and ("residential" in row["component"] or "nursing" in row["component"])]  # fmt: skip
    if not person["born"] or not is_alive(person, first):
        return []
    ages = []
    for row in stays:
        start = row["Event_Start_Date"]
        before = [each for each in stays if each["Event_Start_Date"] < start
                  and (each["end"] is None or (start - each["end"]).days < 365)]  # fmt: skip
        if first <= start <= last and row["outcome"] != SELF_FUNDED and not before:
            ages.append(find_age(person, start) or 0)
    adult = [age for age in ages if age >= 18]
    return [("2B" if min(adult) < 65 else "2C", True)] if adult else []


def _count_2e(own: Sequence[Row], person: Row, first: date, last: date) -> Answers:
    ends = [min(row["end"] or last, last) for row in own
            if row["client"] == "service user" and row["Event_Type"] == "service" and row["type"] in LONG_TERM
            and lasts(row, first, last)]  # fmt: skip
    if not ends or not is_alive(person, first):
        return []
    age, settled = find_age(person, max(ends)), person["lives"] in SETTLED
    if age is None or age < 18:
        return []
    answers = [("2E 18-64" if age < 65 else "2E 65+", settled)]
    if age < 65 and person["reason"] == "learning disability support":
        answers.append(("2E LD", settled))
    return answers


def _count_3d_clients(own: Sequence[Row], person: Row, first: date, last: date) -> Answers:
    del first
    open_ones = [row for row in own if row["client"] == "service user" and row["type"] in LONG_TERM
                 and lasts(row, last, last)]  # fmt: skip
    age = find_age(person, last)
    if not open_ones or not is_alive(person, last) or (age is not None and age < 18):
        return []
    types = {row["type"] for row in open_ones}
    if types & set(LONG_TERM[:2]) or LONG_TERM[2] not in types:
        return []
    at_home = [row for row in open_ones if row["type"] == LONG_TERM[2]]
    direct = any("direct payment" in (row["component"], row["mechanism"]) for row in at_home)
    managed = any(row["mechanism"] == "cassr managed personal budget" for row in at_home)
    return [("3D 1a", direct or managed), ("3D 2a", direct)]


def _count_3d_carers(own: Sequence[Row], person: Row, first: date, last: date) -> Answers:
    rows = [row for row in own
            if row["client"] in ("unpaid carer", "unpaid carer known by association") and row["type"] == TO_CARER
            and lasts(row, first, last)]  # fmt: skip
    age = find_age(person, last)
    if not is_alive(person, first) or (age is not None and age < 18):
        return []
    direct = any("direct payment" in (row["component"], row["mechanism"]) for row in rows)
    said = {row["mechanism"] for row in rows if row["component"]}
    managed = "cassr managed personal budget" in said
    if not (direct or managed or "cassr commissioned support" in said):
        return []
    return [("3D 1b", direct or managed), ("3D 2b", direct)]
