"""The cover of the inspection lists: sources, which rows are on each list, which columns are empty and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from exports.records.annex_a.inspection_lists import InspectionLists
from indicators.period.arithmetic import format_day
from indicators.records.record_frames import Records
from mappings.definitions.column_origins import ColumnOrigin

#: Which rows each list has, in the cohort rules' own terms.
ROWS = {
    "List 1": "Empty: no return on children holds contacts.",
    "List 2": "Empty: no return on children holds early help.",
    "List 3": "Referrals from {half} to {day}.",
    "List 4": "Assessments open on {day}, or authorised from {half} on.",
    "List 5": "Enquiries begun from {half} to {day}; and older ones of an open case, with neither a conference nor the "
    "decision that none was needed.",
    "List 6": "Cases open at the end of {day}, or closed from {half} on. Referrals that led to no further action are "
    "left out; care leavers cannot be told apart in the census.",
    "List 7": "Plans open at the end of {day}, or ended from {half} on.",
    "List 8": "Periods of care that go on at the end of {day}, or ended from {half} on. Agreed series of short breaks "
    "(legal status V3, V4) are left out, as they are from the published count.",
    "List 9": "Young people of whom the return tells at their birthday of 17 to 21 in its year, and who have not died. "
    "The list is of everyone entitled on the day; the return does not know all of them.",
    "List 10": "Children adopted from {year} to {day}, those with a decision that stands on the day, and those whose "
    "decision was reversed from {year} on.",
    "List 11": "Empty: no return on children holds those who hope to adopt.",
}
NOT_THE_TEMPLATE = (
    "Sheets, headings and codes are those of the lists as the sector describes them; the look of the template is not "
    "copied. A white heading on grey stands over a column that is empty because nothing in hand holds it."
)


class CoverLine(NamedTuple):
    """One row of the cover; a section has only ``what``."""

    what: str
    column: str = ""
    says: str = ""

    @property
    def is_section(self) -> bool:
        return not (self.column or self.says)


def cover_lines(
    lists: InspectionLists, looked_after: Records | None, in_need: Records | None, earlier: Sequence[Records]
) -> list[CoverLine]:
    """The cover's rows in order. They hold no record: counts, dates and reasons only."""
    return [
        *_about(lists, looked_after, in_need, earlier),
        *_rows(lists),
        *_empty(lists),
        *_list_column_origins(lists),
    ]


def _about(
    lists: InspectionLists, looked_after: Records | None, in_need: Records | None, earlier: Sequence[Records]
) -> list[CoverLine]:
    at = lists.day
    sources = [records for records in (looked_after, in_need, *earlier) if records is not None]
    source_lines = [CoverLine("Made from", "", _describe(records)) for records in sources]
    return [
        CoverLine("What this is"),
        CoverLine("Lists", "", "Child-level data for the inspection of children's services (Annex A), lists 1 to 11."),
        CoverLine("Day", "", f"As at the end of {format_day(at.day)}: dates after it are left empty."),
        CoverLine("Half year", "", f"{format_day(at.half_year)} to {format_day(at.day)}, both included."),
        CoverLine("Year", "", f"{format_day(at.year)} to {format_day(at.day)}, both included."),
        *source_lines,
        *_reach(lists, sources),
        CoverLine("Layout", "", NOT_THE_TEMPLATE),
        CoverLine(
            "Personal data", "", "Every list names children by number. Keep the file as the law on personal data asks."
        ),
    ]


def _describe(records: Records) -> str:
    first, last = map(format_day, (records.period.start, records.period.end))
    return f"{records.record_set.title}, {records.period.code}: {first} to {last}, {records.rows:,} records."


def _reach(lists: InspectionLists, sources: Sequence[Records]) -> list[CoverLine]:
    """What the records in hand do not cover of the days that the lists look at."""
    lines = []
    for code in dict.fromkeys(records.record_set.code for records in sources):
        own = [records for records in sources if records.record_set.code == code]
        first, last = min(r.period.start for r in own), max(r.period.end for r in own)
        if last < lists.day.day:
            lines.append(f"{own[0].record_set.title}: nothing after {format_day(last)} is known.")
        if first > lists.day.year + timedelta(1):
            lines.append(
                f"{own[0].record_set.title}: nothing before {format_day(first)} is known but what went on then."
            )
    return [CoverLine("Not covered", "", line) for line in lines]


def _rows(lists: InspectionLists) -> list[CoverLine]:
    template, at = lists.template, lists.day
    days = {"day": format_day(at.day), "half": format_day(at.half_year), "year": format_day(at.year)}
    lines = [CoverLine("Which rows are on each list")]
    for name, frame in lists.frames.items():
        title = template.tables[name].definition.title
        says = ROWS[name] if name in lists.held else f"{_missing(lists.origins[name])} {ROWS[name]}".strip()
        lines.append(CoverLine(f"{name}: {title}", _rows_of(frame.height), says.format(**days)))
    return lines


def _rows_of(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _missing(origins: Sequence[ColumnOrigin]) -> str:
    has_source = any(origin.record_set for origin in origins)
    return "Empty: the records that it is made from are not in hand. It would have:" if has_source else ""


def _empty(lists: InspectionLists) -> list[CoverLine]:
    """Columns that no record set holds; of a list that is wholly empty, in one row."""
    lines = [CoverLine("Columns that are empty, and why")]
    for name in lists.frames:
        whole = [origin for origin in lists.origins[name] if origin.source is None]
        if len(whole) == len(lists.origins[name]):
            lines.append(CoverLine(name, f"all {len(whole)} columns", whole[0].note or ""))
        else:
            lines += [CoverLine(name, origin.column, origin.note or "") for origin in whole]
    return lines


def _list_column_origins(lists: InspectionLists) -> list[CoverLine]:
    """How columns were filled, where the census does not have them under the same name."""
    lines = [CoverLine("Columns that are worked out, and how")]
    for name in lists.frames:
        lines += [
            CoverLine(name, origin.column, origin.note)
            for origin in lists.origins[name]
            if origin.source and origin.note
        ]
    return lines
