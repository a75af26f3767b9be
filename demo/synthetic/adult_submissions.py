"""Files of Client Level Data as a council sends them: one for each quarter, each of the twelve months to its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from demo.synthetic.adult_events import COMMUNITY, NURSING, REABLEMENT, RESIDENTIAL, TO_CARER, MadeUpEvent
from demo.synthetic.adult_people import MadeUpAdult
from demo.synthetic.adult_stories import ADVICE, CARER, GOES_ON, PLANNED, PROGRESS, SELF_FUNDED, AdultStory
from indicators.period.arithmetic import Period, quarter, window
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import Records, build_records

ADULTS, TABLE = "client-level-data", "events"
#: What Release 1 writes for values of Release 2, as far as made-up people need it.
RELEASE_1 = {
    COMMUNITY: "Long Term Support: Community", RESIDENTIAL: "Long Term Support: Residential Care",
    NURSING: "Long Term Support: Nursing Care", REABLEMENT: "Short Term Support: ST-Max",
    "Short term support: Ongoing low level": "Short Term Support: Ongoing Low Level",
    "Short term support: Other short term": "Short Term Support: Other Short Term",
    TO_CARER: "Carer Support: Direct to Carer", CARER: "Carer", PLANNED: "Service ended as planned",
    PROGRESS: "Progress to Support Planning / Services",
    GOES_ON: "No change in package",
    "Progress to assessment, review or reassessment": "Progress to Assessment",
    ADVICE: "NFA - Information & Advice / Signposting only",
    SELF_FUNDED: "NFA - Self-funded client (Inc. 12wk disregard)",
    "NFA: Support ended for other reason": "NFA - Support ended: Other reason",
}  # fmt: skip
#: What older files said of where somebody lived, of every tenth.
FORMER_HOME = "Rough sleeper or squatting"
SILENT = ("Event_Outcome",)


def list_windows(year: Period) -> list[Period]:
    """The twelve months that each of five files is of: to the end of each quarter of the year, and of the next one."""
    first = year.start.year
    ends = [quarter(first, number).end for number in (1, 2, 3, 4)] + [quarter(first + 1, 1).end]
    return [year if end == year.end else window(_year_before(end), end) for end in ends]


def _year_before(end: date) -> date:
    """The day after the same month's end a year earlier, which is the first of a month."""
    return date(end.year - 1 + end.month // 12, end.month % 12 + 1, 1)


def build_submissions(
    stories: Sequence[AdultStory], definitions: RecordDefinitions, year: Period, area: str
) -> tuple[Records, ...]:
    """The files in the order in which they are sent, each in the release in force when its months end."""
    return tuple(
        _build_submission(stories, definitions, months, area, older=at < 2)
        for at, months in enumerate(list_windows(year))
    )


def _build_submission(
    stories: Sequence[AdultStory], definitions: RecordDefinitions, months: Period, area: str, *, older: bool
) -> Records:
    version = definitions.find_version(ADULTS, months)
    rows = [row for story in stories for row in _list_rows(story, months, area, older=older)]
    if version == "1":
        rows = [{name: RELEASE_1.get(cell, cell) for name, cell in row.items()} for row in rows]
    return build_records(definitions.record_set(ADULTS, version), months, {TABLE: rows})


def _list_rows(story: AdultStory, months: Period, area: str, *, older: bool) -> Iterator[dict[str, Any]]:
    about = _describe_person(story.adult, months, older=older)
    head = {"LA_Code": area, "Reporting_Period_Start_Date": months.start, "Reporting_Period_End_Date": months.end}
    for number, event in enumerate(story.events, start=1):
        if event.shown_in(months):
            reference = {"Event_Reference": f"{story.adult.number}-{number}", "Client_Type": story.client_type}
            yield {**head, **about, **reference, **_describe_event(event, months)}


def _describe_person(adult: MadeUpAdult, months: Period, *, older: bool) -> Mapping[str, Any]:
    has_moved = older and adult.number.endswith("7")
    return {
        "NHS_Number": adult.nhs_number, "LA_Person_Unique_Identifier": adult.number, "Gender": adult.gender,
        "Date_of_Birth": adult.born, "Date_of_Death": adult.died if adult.died and adult.died <= months.end else None,
        "Primary_Support_Reason": adult.reason,
        "Accommodation_Status": FORMER_HOME if has_moved else adult.accommodation,
    }  # fmt: skip


def _describe_event(event: MadeUpEvent, months: Period) -> Mapping[str, Any]:
    """The cells of one event; its outcome stands once it has ended."""
    end = event.end_shown(months)
    cells = {name: cell for name, cell in event.cells.items() if end is not None or name not in SILENT}
    return {"Event_Type": event.kind, "Event_Start_Date": event.start, "Event_End_Date": end, **cells}
