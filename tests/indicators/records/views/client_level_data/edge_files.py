"""Quarterly files of made-up adults: dates at the limits of every rule, and cells as systems spoil them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from demo.synthetic.adult_people import make_nhs_number
from tests.shipped import load_record_set

Cells = dict[str, str]
HEADINGS = tuple(load_record_set("client-level-data").tables["events"].columns)
FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
#: First and last day of each file, the oldest first.
WINDOWS = (
    (date(2024, 7, 1), date(2025, 6, 30)), (date(2024, 10, 1), date(2025, 9, 30)),
    (date(2025, 1, 1), date(2025, 12, 31)), (FIRST, LAST), (date(2025, 7, 1), date(2026, 6, 30)),
)  # fmt: skip
GAPS = (-366, -365, -364, -92, -91, -90, -14, -13, -8, -7, -1, 0, 0, 0, 1, 5, 7, 8, 13, 14, 30, 42, 90, 91, 364, 365)
TYPES = (
    "Long term support: Nursing care", "Long term support: Residential care", "Long term support: Community",
    "Long term support: Community", "Long term support: Prison", "Short term support: ST-Max",
    "Short term support: ST-Max", "Short term support: Ongoing low level", "Short term support: Other short term",
    "Unpaid carer support: Direct to unpaid carer", "Carer Support: Direct to Carer",
    "Unpaid carer support: Support involving the person cared-for", "Long Term Support: Nursing Care", "A kind of help",
    "",
)  # fmt: skip
COMPONENTS = (
    "Direct payment", "Equipment", "Short term residential care", "Short term nursing care", "Residential care",
    "Nursing care", "Reablement", "Shared Lives", "Extra care housing", "Home support or domiciliary care", "", "NULL",
)  # fmt: skip
MECHANISMS = ("Direct payment", "CASSR managed personal budget", "CASSR Commissioned Support", "By hand", "")
OUTCOMES = (
    "Progress to reablement/ST-Max", "Progress to support planning or services", "NFA: Other", "NFA: Deceased",
    "Continuation of support or services", "Admitted to hospital", "NFA: Support ended as planned",
    "Service ended as planned", "No change in package", "NFA - Self-funded client (Inc. 12wk disregard)",
    "NFA: Self-funded client or under 12wk disregard", "NFA: Support declined", "Provision of service",
    "NFA: Information and advice or signposting", "Release 1 specification only: Not mapped", "A word", "",
)  # fmt: skip
CLIENTS = ("Service user", "Service User", "SERVICE USER")
HOMES = (
    "Owner occupier or shared ownership scheme", "Tenant - private landlord", "Refuge", "Rough sleeper / squatting",
    "Registered care home", "Shared Lives scheme", "Unknown", "A castle", "",
)  # fmt: skip
#: What most of somebody's services are, so that rules about two of a kind are reached.
THEMES: tuple[dict[str, tuple[str, ...]], ...] = (
    {"Service_Type": TYPES[:2], "Service_Component": ("Residential care", "Nursing care"), "Client_Type": CLIENTS},
    {"Service_Type": TYPES[2:4], "Delivery_Mechanism": MECHANISMS, "Client_Type": CLIENTS},
    {"Service_Type": (*TYPES[5:8], TYPES[2]), "Event_Outcome": OUTCOMES, "Client_Type": CLIENTS},
    {"Service_Type": TYPES[9:11], "Delivery_Mechanism": MECHANISMS, "Client_Type": ("Unpaid carer", "Carer")},
)
REASONS = ("Learning Disability Support", "Learning disability support", "Physical Support: Access",
           "Social support: Support to unpaid carer", "Unknown", "")  # fmt: skip
#: At one of these somebody is 18 or 65 on the last day of the year, on the first, or the day after.
BIRTHS = (date(1961, 4, 1), date(1961, 3, 31), date(1960, 4, 1), date(1961, 5, 1), date(2008, 3, 31), date(2008, 4, 1),
          date(2007, 4, 1), date(1950, 2, 28), date(1980, 7, 15), date(2010, 1, 1), None)  # fmt: skip


def write_edge_files(folder: Path, seed: int, people: int = 200) -> list[Path]:
    """Five files that overlap, the oldest first."""
    chance = Random(seed)
    lives = [list(_draw_life(number, chance)) for number in range(1, people + 1)]
    paths = []
    for at, (first, last) in enumerate(WINDOWS):
        rows = [row for life in lives for event in life for row in _show(event, first, last, chance)]
        paths.append(folder / f"file_{at}.csv")
        _write(paths[-1], rows, first, last, chance)
    return paths


def _draw_life(number: int, chance: Random) -> Iterator[tuple[Cells, date, date | None, date | None]]:
    """A person's events: cells, start, end, and the day from which files have them no more."""
    born = chance.choice(BIRTHS)
    died = FIRST + timedelta(chance.randint(-60, 420)) if chance.random() < 0.15 else None
    person = {
        "NHS_Number": (make_nhs_number(number) or "") if chance.random() < 0.7 else "9434765918",
        "LA_Person_Unique_Identifier": f"mu{number}", "Date_of_Birth": _write_day(born, chance),
        "Date_of_Death": _write_day(died, chance), "Gender": chance.choice(("Male", "Female", "")),
        "Client_Type": chance.choice((*CLIENTS, "Unpaid carer", "Carer")),
    }  # fmt: skip
    theme = chance.choice(THEMES) if chance.random() < 0.6 else {}
    days = [chance.choice((FIRST, LAST)) + timedelta(chance.choice((-8, -1, 0, 1)))]
    days += [FIRST + timedelta(chance.randint(-250, 400))]
    for _ in range(chance.randint(2, 9)):
        start = max(chance.choice(days) + timedelta(chance.choice(GAPS)), date(2023, 5, 1))
        end = None if chance.random() < 0.2 else start + timedelta(chance.choice((*GAPS[9:], 20, 42, 60)))
        days += [start, end or start]
        vanishes = start + timedelta(chance.randint(30, 400)) if chance.random() < 0.15 else None
        event = _draw_event(chance)
        if theme and chance.random() < 0.7:
            event = {**event, "Event_Type": "Service", **{name: chance.choice(of) for name, of in theme.items()}}
        yield {**person, **event}, start, end, vanishes


def _draw_event(chance: Random) -> Cells:
    kind = chance.choice(("Request", "Assessment", "Review", "Service", "Service", "Service", "service"))
    cells = {"Event_Type": kind, "Event_Outcome": chance.choice(OUTCOMES)}
    if chance.random() < 0.8:
        cells |= {"Accommodation_Status": chance.choice(HOMES), "Primary_Support_Reason": chance.choice(REASONS)}
    if kind.lower() == "service":
        cells |= {"Service_Type": chance.choice(TYPES), "Service_Component": chance.choice(COMPONENTS),
                  "Delivery_Mechanism": chance.choice(MECHANISMS)}  # fmt: skip
    return cells


def _show(
    event: tuple[Cells, date, date | None, date | None], first: date, last: date, chance: Random
) -> Iterator[Cells]:
    """What a file has of an event: now and then twice, with another outcome or another number."""
    cells, start, end, vanishes = event
    is_service = cells["Event_Type"].lower() == "service"
    belongs = (end is None or end >= first) if is_service else (end is not None and first <= end <= last)
    if start > last or not belongs or (vanishes and last >= vanishes):
        return
    shown = end if end and (end <= last or chance.random() < 0.1) else None
    days = {"Event_Start_Date": _write_day(start, chance), "Event_End_Date": _write_day(shown, chance)}
    yield {**cells, **days}
    if chance.random() < 0.1:
        yield {**cells, **days, "Event_Outcome": chance.choice(OUTCOMES), "Date_of_Birth": ""}
    if chance.random() < 0.05:
        yield {**cells, **days, "NHS_Number": "", "Accommodation_Status": chance.choice(HOMES)}


def _write_day(day: date | None, chance: Random) -> str:
    if day is None:
        return chance.choice(("", "NULL"))
    return day.isoformat() if chance.random() < 0.5 else f"{day:%d/%m/%Y}"


def _write(path: Path, rows: Sequence[Cells], first: date, last: date, chance: Random) -> None:
    stated = {"LA_Code": "E10000024", "Reporting_Period_Start_Date": first.isoformat(),
              "Reporting_Period_End_Date": last.isoformat()}  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, HEADINGS, restval="")
        writer.writeheader()
        writer.writerows({**row, **stated} for row in chance.sample(rows, len(rows)))
