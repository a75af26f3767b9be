"""Headings that name a period, where a published file has its periods side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collectors.published.published_numbers import split_mark
from collectors.published.publisher_years import period_code
from collectors.readers.marks import Mark
from mappings.definitions.periods_across import MEASURE_TOKEN, PERIOD_TOKEN, PeriodsAcross
from mappings.definitions.published_sources import Source

_NAMES_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_MOST_SHOWN = 10


@dataclass(frozen=True)
class PeriodHeading:
    """A column under a period: its place (from 0), the period as printed, and what the figures call its cells."""

    place: int
    period: str
    cell: str


def cells_under_periods(source: Source) -> frozenset[str]:
    """What the figures call the cells that stand under periods."""
    across = source.periods_across
    if across is None:
        return frozenset()
    if not across.has_measures:
        return frozenset({across.cell})
    parts = (part for f in source.figures for part in (f.numerator, f.denominator, f.value) if part is not None)
    # A column that the file must have under its own name is no measure.
    return frozenset(term.column for part in parts for term in part.terms) - set(source.columns)


def find_period_headings(headings: Sequence[str], source: Source) -> list[PeriodHeading]:
    """Every heading that is a period by the rule of some figure."""
    cells = sorted(cells_under_periods(source), key=len, reverse=True)
    read = (_read_heading(place, heading, cells, source) for place, heading in enumerate(headings))
    return [heading for heading in read if heading is not None]


def heading_marks(headings: Sequence[str], source: Source, periods: Sequence[PeriodHeading]) -> Iterator[Mark]:
    """What there is to say of headings that nothing reads: those that name a year and are no period, and the others."""
    read: set[int | None] = {heading.place for heading in periods}
    if source.periods_across is not None:
        read |= {mark_place(heading, source.periods_across, len(headings)) for heading in periods}
    plain = {*source.columns, *(level.area for level in source.levels), source.level_column}
    plain |= {column for figure in source.figures for column in figure.where}
    plain |= {split.column for figure in source.figures for split in figure.breakdown.values()}
    others = [h for n, h in enumerate(headings) if h and n not in read and h not in plain]
    years = [h for h in others if _NAMES_A_YEAR.search(h) and not _holds_a_period(h, source)]
    for code, texts in (
        ("published-year-heading", years),
        ("published-headings", [h for h in others if h not in years]),
    ):
        if texts:
            more = f" and {len(texts) - _MOST_SHOWN} more" if len(texts) > _MOST_SHOWN else ""
            yield Mark(code, None, None, "; ".join(texts[:_MOST_SHOWN]) + more)


def period_faults(
    periods: Sequence[PeriodHeading], source: Source, headings: Sequence[str], row: int
) -> Iterator[Mark]:
    """Why the periods cannot be read: there is none, a measure is missing, or a column of marks is something else."""
    across = source.periods_across
    if across is None:
        return
    if not periods:
        shown = "; ".join([h for h in headings if h][:_MOST_SHOWN])
        yield Mark("published-no-periods", row, None, across.heading, shown or "none")
        return
    for cell in sorted(cells_under_periods(source) - {heading.cell for heading in periods}):
        yield Mark("published-columns", row, None, across.heading.replace(MEASURE_TOKEN, cell), source.source)
    texts = [headings[heading.place] for heading in periods]
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield Mark("header-duplicate", row, None, text, "each period has one column, or one for each measure")
    for heading in periods:
        place = mark_place(heading, across, len(headings))
        if place is not None and place in {each.place for each in periods}:
            yield Mark("published-marks", row, None, headings[heading.place], headings[place])


def mark_place(heading: PeriodHeading, across: PeriodsAcross, width: int) -> int | None:
    """Where the column with the marks of a period's cells stands; None where there is none."""
    if across.marks is None:
        return None
    place = heading.place + (1 if across.marks == "right" else -1)
    return place if 0 <= place < width else None


def _read_heading(place: int, heading: str, cells: Sequence[str], source: Source) -> PeriodHeading | None:
    across = source.periods_across
    if across is None or not heading:
        return None
    for cell in cells:
        pattern = re.escape(across.heading).replace(re.escape(MEASURE_TOKEN), re.escape(cell))
        match = re.fullmatch(pattern.replace(re.escape(PERIOD_TOKEN), "(.+)"), heading)
        if match and _is_period(match[1], source):
            return PeriodHeading(place, match[1].strip(), cell)
    return None


def _is_period(text: str, source: Source) -> bool:
    bare, _ = split_mark(text, source)
    return any(period_code(bare, figure.period) is not None for figure in source.figures)


def _holds_a_period(heading: str, source: Source) -> bool:
    """Whether some words of it in a row are a period: those of a measure that the mapping does not read."""
    across = source.periods_across
    words = [word.strip("()[],:;") for word in heading.split()]
    runs = (" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1))
    return across is not None and across.has_measures and any(_is_period(run, source) for run in runs)
