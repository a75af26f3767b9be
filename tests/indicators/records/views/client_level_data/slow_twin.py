"""The joining a second time, written from the published pages in plain Python: one row at a time, and slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
#: Submission: day received, first and last day stated, rows.
Sent = tuple[date, date, date, list[Row]]
FOREVER = date(9999, 1, 1)
#: Cleaned values that the rows of the tests use, beside those that are right already.
RELEASE_2 = {
    "carer": "Unpaid carer", "no change in package": "Continuation of support or services",
    "progress to assessment": "Progress to assessment, review or reassessment",
    "carer support: direct to carer": "Unpaid carer support: Direct to unpaid carer",
}  # fmt: skip
RANKS = (
    "Progress to reablement/ST-Max", "Progress to assessment, review or reassessment",
    "Release 1 specification only: Not mapped", "Progress to support planning or services",
    "Continuation of support or services", "Admitted to hospital",
    "NFA: Responsibility moved to another local authority", "NFA: Referral to NHS services or NHS funded social care",
    "NFA: Self-funded client or under 12wk disregard", "NFA: Information and advice or signposting",
    "NFA: Referral to other service within the local authority", "NFA: Support declined", "NFA: Deceased",
    "NFA: Support ended as planned", "NFA: Support ended for other reason",
    "NFA: No services offered for other reason", "NFA: Other",
)  # fmt: skip


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def covered(sent: Sent, settings: Mapping[str, Any]) -> tuple[date, date] | None:
    received, starts, ends, rows = sent
    ended = [row for row in rows if row["Event_End_Date"] and row["Event_End_Date"] < month_of(received)]
    counts = Counter(month_of(row["Event_End_Date"]) for row in ended)
    types: dict[date, set[str]] = {month: set() for month in counts}
    for row in ended:
        if row["Event_Type"]:
            types[month_of(row["Event_End_Date"])].add(row["Event_Type"].lower())
    if len(ended) < settings["few-events-below"]:
        if settings["few-events"] == "stated":
            return starts, ends
        months = sorted(counts)
    else:
        in_file = set().union(*types.values())
        best = len(in_file) if settings["month-types"] == "file-less-one" else max(map(len, types.values()))
        months = sorted(
            month
            for month, count in counts.items()
            if 100 * count / len(ended) >= settings["month-percent"] and len(types[month]) >= best - 1
        )
    return (months[0], month_end(months[-1])) if months else None


def quarters(last: date, first: date) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    end = last
    while True:
        month = end.month - 2
        start = date(end.year + (month <= 0) * -1, (month - 1) % 12 + 1, 1)
        if start < first:
            return found[::-1]
        found.append((start, end))
        end = start - timedelta(days=1)


def select(
    all_sent: Sequence[Sent], parts: Iterable[tuple[date, date]], settings: Mapping[str, Any]
) -> dict[int, tuple[date, date]]:
    chosen: dict[int, list[tuple[date, date]]] = {}
    for start, end in parts:
        fits = None
        for number, sent in enumerate(all_sent, start=1):
            span = covered(sent, settings)
            if span and span[0] <= start and span[1] >= end and sent[0] > end:
                fits = number
        if fits is None and settings["uncovered"] == "stated":
            for number, (_, first, last, _rows) in enumerate(all_sent, start=1):
                if first <= start and last >= end:
                    fits = number
        if fits is not None:
            chosen.setdefault(fits, []).append((start, end))
    return {number: (min(a for a, _ in own), max(b for _, b in own)) for number, own in chosen.items()}


def end_of(row: Row) -> date | None:
    death: date | None
    end: date | None
    death, start, end = row["Date_of_Death"], row["Event_Start_Date"], row["Event_End_Date"]
    if death and start and end and start <= death <= end:
        return death
    if death and start and not end and death > start:
        return death
    return end


def is_service(row: Row) -> bool:
    return "service" in row["Event_Type"].lower()


def in_period(row: Row, first: date, last: date) -> bool:
    start, end, death = row["Event_Start_Date"], row["event_end"], row["Date_of_Death"]
    if row["Event_Type"] is None or start is None or start > last:
        return False
    belongs = (end is None or end >= first) if is_service(row) else (end is not None and first <= end <= last)
    return belongs and (death is None or (death >= first and death >= start))


def is_right(number: str | None) -> bool:
    digits = (number or "").replace(" ", "")
    if len(digits) != 10 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def person_of(row: Row) -> str | None:
    if is_right(row["NHS_Number"]):
        digits = row["NHS_Number"].replace(" ", "")
        return f"nhs {digits}"
    own = row["LA_Person_Unique_Identifier"]
    return f"own {row['LA_Code']} {own.upper()}" if own else None


def clean(value: str | None) -> str | None:
    return RELEASE_2.get(value.lower(), value) if value else value


def rank_of(row: Row) -> int:
    outcome = (clean(row["Event_Outcome"]) or "").lower()
    known = [each.lower() for each in RANKS]
    return known.index(outcome) + 1 if outcome in known else 999


def event_of(row: Row, settings: Mapping[str, Any]) -> tuple[Any, ...]:
    def told(name: str) -> str | None:
        value = clean(row[name]) if settings["event-values"] == "cleaned" else row[name]
        return value.lower() if value else value

    kind = row["Event_Type"].lower()
    own = {
        "request": ("Request_Route_of_Access",), "assessment": ("Assessment_Type",),
        "service": ("Service_Type", "Service_Component"), "review": (),
    }[kind]  # fmt: skip
    end = None if is_service(row) else row["event_end"]
    return (row["LA_Code"], row["person"], kind, row["Event_Start_Date"], end, told("Client_Type"), *map(told, own))


def package_of(row: Row) -> tuple[Any, ...]:
    if not is_service(row):
        return ()
    return tuple((row[name] or "").lower() for name in ("Delivery_Mechanism", "Cost_Frequency_Unit_Type")) + tuple(
        round(float(row[name]), 2) if row[name] else "" for name in ("Unit_Cost", "Planned_units_per_week")
    )


def join(
    all_sent: Sequence[Sent], first: date, last: date, settings: Mapping[str, Any], *, single: bool = False
) -> list[Row]:
    """One row of each event, with ``person``, ``event_end``, ``cropped``, ``submission`` and the reference period."""
    parts = [(first, last)] if single else quarters(last, settings["joined-from"])
    rows: list[Row] = []
    taken = select(all_sent, parts, settings)
    for number, (start, end) in sorted(taken.items()):
        for row in all_sent[number - 1][3]:
            extra = {"submission": number, "from": start, "to": end, "event_end": end_of(row), "person": person_of(row)}
            rows.append(row | extra | {"cropped": False, "loaded": len(rows)})
    rows = [row for row in rows if in_period(row, row["from"], row["to"]) and row["person"]]
    for row in rows:
        row["event"] = event_of(row, settings)
    starts = {row["from"] for row in rows}
    found = {(row["event"], row["from"]) for row in rows}
    for row in rows:
        end = row["event_end"]
        if row["from"] == max(starts) or (end and end <= row["to"]):
            continue
        later = [each for each in starts if each > row["to"]]
        next_ones = later if settings["service-found-in"] == "later" else [row["to"] + timedelta(days=1)]
        if not any((row["event"], each) in found for each in next_ones):
            row["event_end"], row["cropped"] = row["to"], True
    kept: dict[Any, Row] = {}
    for row in rows:
        key = (row["event"], package_of(row)) if single else row["event"]
        if key not in kept or _before(row) > _before(kept[key]):
            kept[key] = row
    return list(kept.values())


def _before(row: Row) -> tuple[Any, ...]:
    return (row["to"], row["event_end"] or FOREVER, -rank_of(row), row["loaded"])


def latest(rows: Iterable[Row], value: Any, known: Any, unknown: str) -> str:
    """A detail of one person: of the best known value, of the latest rows; unknown where they differ."""

    def order(row: Row) -> tuple[Any, ...]:
        return (known(value(row)), row["to"], row["event_end"] or FOREVER, row["Event_Start_Date"])

    own = list(rows)
    best = max(map(order, own))
    values = {value(row) for row in own if order(row) == best}
    return values.pop() if len(values) == 1 else unknown
