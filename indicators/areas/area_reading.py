"""Which area a text means in a period, and the sentence that says so where the code used is not what was written."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area
from indicators.period.arithmetic import Period, format_day

_FORMER = frozenset({"former_code", "ons_before_2011"})


class AreaReading(NamedTuple):
    """An area, and what to say of how it was read; empty where nothing is.

    ``instead``: where it did not exist in the period, the areas that held its ground then.
    """

    area: Area
    note: str = ""
    instead: tuple[str, ...] = ()


def read_area(book: AreaBook, text: str, period: Period | None = None) -> AreaReading:
    """The area that a code, the Department's digits, an old code or a name means in a period.

    An old code of the same council is read as its code of the period, with a sentence. Where land moved, or bodies were
    merged or divided, nothing is put in its place, and the sentence says what there is. Raises as
    :meth:`indicators.areas.area_book.AreaBook.find` does.
    """
    area = book.find(text, on=period.end if period else None)
    clean = " ".join(text.split())
    if note := describe_former_code(book, area, clean):
        return AreaReading(area, note)
    if clean in book and clean != area.code:
        return AreaReading(area, f"{clean} is not the code of {area.name} {_in(period)}; {area.code} was used.")
    if period is None:
        return AreaReading(area, book.history.describe(area.code))
    if absence := book.history.absence(area.code, period):
        return AreaReading(area, absence, book.history.in_its_place(area.code, period))
    if clean not in book and book.find(text).code != area.code:
        return AreaReading(area, _then_words(book, clean, area, period))
    return AreaReading(area)


def describe_former_code(book: AreaBook, area: Area, text: str) -> str:
    """What to say where a text is a code that the area had before; empty where it is not."""
    codes = (alias for alias in book.dated_aliases(area.code) if alias.scheme in _FORMER)
    former = next((alias for alias in codes if alias.alias.casefold() == text.casefold()), None)
    if former is None:
        return ""
    until = f" before {format_day(former.valid_to)}" if isinstance(former.valid_to, date) else ""
    note = f" {former.note.rstrip('.')}." if former.note else ""
    return f"{former.alias} was the code of {area.name}{until}; {area.code} was used.{note}"


def _then_words(book: AreaBook, text: str, area: Area, period: Period) -> str:
    now = book.find(text).code
    change = book.history.change_words(area.code, now)
    words = f"{text} was read as {area.code}, its code {_in(period)}; today it is {now}."
    return f"{words} {change.rstrip('.')}." if change else words


def _in(period: Period | None) -> str:
    return f"in {period.label()}" if period else "today"
