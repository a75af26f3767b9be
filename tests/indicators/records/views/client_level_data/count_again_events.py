"""Submissions joined once more from their CSV files, by the reference on adult social care alone: plain and slow."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Span = tuple[date, date]
FOREVER = date(9999, 1, 1)
JOINED_FROM = date(2023, 4, 1)
DATES = ("Reporting_Period_Start_Date", "Reporting_Period_End_Date", "Date_of_Birth", "Date_of_Death",
         "Event_Start_Date", "Event_End_Date")  # fmt: skip
#: By which values, as they were sent, an event of each type is told from another.
OWN_WORDS = {"request": ("Request_Route_of_Access",), "assessment": ("Assessment_Type",),
             "service": ("Service_Type", "Service_Component"), "review": ()}  # fmt: skip
OUTCOMES = (
    "progress to reablement/st-max", "progress to assessment, review or reassessment",
    "release 1 specification only: not mapped", "progress to support planning or services",
    "continuation of support or services", "admitted to hospital",
    "nfa: responsibility moved to another local authority", "nfa: referral to nhs services or nhs funded social care",
    "nfa: self-funded client or under 12wk disregard", "nfa: information and advice or signposting",
    "nfa: referral to other service within the local authority", "nfa: support declined", "nfa: deceased",
    "nfa: support ended as planned", "nfa: support ended for other reason",
    "nfa: no services offered for other reason", "nfa: other",
)  # fmt: skip
#: What Release 1 wrote, as far as published code shows it, and the files of the tests use it.
OLD_VALUES = {
    "carer": "unpaid carer", "carer support: direct to carer": "unpaid carer support: direct to unpaid carer",
    "service ended as planned": "nfa: support ended as planned",
    "progress to support planning / services": "progress to support planning or services",
    "no change in package": "continuation of support or services",
    "progress to assessment": "progress to assessment, review or reassessment",
    "nfa - information & advice / signposting only": "nfa: information and advice or signposting",
    "nfa - self-funded client (inc. 12wk disregard)": "nfa: self-funded client or under 12wk disregard",
    "nfa - support ended: other reason": "nfa: support ended for other reason",
    "rough sleeper / squatting": "rough sleeper or squatting", "tenant - private landlord": "tenant: private landlord",
}  # fmt: skip


def read_file(path: Path) -> list[Row]:
    """The rows of a file: words without case, dates as dates, nothing as None."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        return [
            {name: _read_cell(name, cell) for name, cell in row.items() if name is not None}
            for row in csv.DictReader(text)
        ]


def _read_cell(name: str, cell: str | None) -> Any:
    words = " ".join((cell or "").split()).lower()
    if words in ("", "null"):
        return None
    if name not in DATES:
        return words
    return date.fromisoformat(words if "-" in words else "-".join(reversed(words.split("/"))))


def clean(value: str | None) -> str | None:
    return OLD_VALUES.get(value, value) if value else None


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    return first_of_month(first_of_month(day) + timedelta(31)) - timedelta(1)


def find_span(rows: Sequence[Row]) -> Span | None:
    """First to last month that events show. The day of import is not known here, so that no month is too new."""
    ended = [row for row in rows if row["Event_End_Date"]]
    events = Counter(first_of_month(row["Event_End_Date"]) for row in ended)
    types: dict[date, set[str]] = defaultdict(set)
    for row in ended:
        types[first_of_month(row["Event_End_Date"])] |= {row["Event_Type"]} - {None}
    most = max((len(each) for each in types.values()), default=0)
    months = sorted(events)
    if len(ended) >= 100:
        months = [m for m in months if events[m] >= 0.02 * len(ended) and len(types[m]) >= most - 1]
    return (months[0], last_of_month(months[-1])) if months else None


def list_quarters(end: date) -> list[Span]:
    """Quarters up to a day, the oldest first."""
    quarters: list[Span] = []
    while True:
        start = first_of_month(first_of_month(first_of_month(end) - timedelta(1)) - timedelta(1))
        if start < JOINED_FROM:
            return quarters[::-1]
        quarters.append((start, end))
        end = start - timedelta(1)


def choose_files(files: Sequence[Sequence[Row]]) -> dict[int, Span]:
    """The reference period of each file that is taken: the quarters of which it is the latest to cover them.

    A quarter that no file's events cover goes to the latest that states it, which is a choice of this product.
    """
    stated = [
        (min(row["Reporting_Period_Start_Date"] for row in rows), max(row["Reporting_Period_End_Date"] for row in rows))
        for rows in files
    ]
    spans = [find_span(rows) for rows in files]
    taken: dict[int, list[Span]] = defaultdict(list)
    for quarter in list_quarters(max(end for _, end in stated)):
        covering = [at for at, span in enumerate(spans) if span and span[0] <= quarter[0] and span[1] >= quarter[1]]
        covering = covering or [at for at, span in enumerate(stated) if span[0] <= quarter[0] and span[1] >= quarter[1]]
        if covering:
            taken[covering[-1]].append(quarter)
    return {at: (own[0][0], own[-1][1]) for at, own in taken.items()}


def is_right_number(number: str) -> bool:
    """Ten digits of which the last checks the others."""
    if len(number) != 10 or not number.isdecimal() or len(set(number)) == 1:
        return False
    remainder = sum((10 - at) * int(digit) for at, digit in enumerate(number[:9])) % 11
    return (11 - remainder) % 11 == int(number[9])


def find_person(row: Row) -> str | None:
    number = (row["NHS_Number"] or "").replace(" ", "")
    if is_right_number(number):
        return number
    own = row["LA_Person_Unique_Identifier"]
    return f"{row['LA_Code']}|{own}" if own else None


def find_end(row: Row) -> date | None:
    """The end as it was sent, or the death where that is earlier."""
    start: date | None = row["Event_Start_Date"]
    end: date | None = row["Event_End_Date"]
    death: date | None = row["Date_of_Death"]
    if death is None or start is None:
        return end
    if end is None:
        return death if death > start else None
    return death if start <= death <= end else end


def belongs(row: Row, first: date, last: date) -> bool:
    start, end, death = row["Event_Start_Date"], row["end"], row["Date_of_Death"]
    if row["Event_Type"] is None or start is None or start > last or (death and (death < start or death < first)):
        return False
    if row["Event_Type"] == "service":
        return end is None or end >= first
    return end is not None and first <= end <= last


def find_key(row: Row) -> tuple[Any, ...]:
    kind = row["Event_Type"]
    end = None if kind == "service" else row["end"]
    words = [row[name] for name in OWN_WORDS[kind]]
    return (row["LA_Code"], row["person"], kind, row["Event_Start_Date"], end, row["Client_Type"], *words)


def rank(outcome: str | None) -> int:
    return OUTCOMES.index(outcome) + 1 if outcome in OUTCOMES else 999


def join_files(files: Sequence[Sequence[Row]]) -> list[Row]:
    """One row of each event of all files, with ``person``, ``end``, ``to`` (end of its reference period)."""
    rows: list[Row] = []
    for at, (first, last) in sorted(choose_files(files).items(), key=lambda each: each[1]):
        for row in files[at]:
            extra = {"person": find_person(row), "end": find_end(row), "from": first, "to": last, "loaded": len(rows)}
            rows.append({**row, **extra})
    rows = [row for row in rows if row["person"] and belongs(row, row["from"], row["to"])]
    _crop(rows)
    stays: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if row["key"] not in stays or _weight(row) > _weight(stays[row["key"]]):
            stays[row["key"]] = row
    return list(stays.values())


def _crop(rows: Iterable[Row]) -> None:
    rows = list(rows)
    for row in rows:
        row["key"] = find_key(row)
    seen = {(row["key"], row["from"]) for row in rows}
    newest = max((row["from"] for row in rows), default=None)
    for row in rows:
        is_open = row["end"] is None or row["end"] > row["to"]
        if is_open and row["from"] != newest and (row["key"], row["to"] + timedelta(1)) not in seen:
            row["end"] = row["to"]


def _weight(row: Row) -> tuple[Any, ...]:
    return (row["to"], row["end"] or FOREVER, -rank(clean(row["Event_Outcome"])), row["loaded"])
