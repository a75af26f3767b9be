"""The areas that a publisher's texts mean: codes, the Department's three digits, or names, on the day of the figure."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from indicators.areas.area_book import AreaBook
from indicators.areas.area_reading import describe_former_code
from indicators.period.arithmetic import format_day
from returnonce.errors import Refused

_ASIDE = re.compile(r"\s*[\[(](note|footnote|r|p|e|b)[^\])]*[\])]$|\s*\[[^\]]*\]$", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:&|\band\b|\+|/|,|;)\s*", re.IGNORECASE)
UNKNOWN_AREA = "is no area that is known here"


class AreaMatch(NamedTuple):
    """The area's code, or why there is none."""

    code: str | None
    why: str = ""
    #: Said of a figure that is printed under a code of another time.
    note: str | None = None


def is_known_area(text: str, areas: AreaBook) -> bool:
    """Whether a cell means an area, or one of several on different days."""
    return text in areas or areas.recognises(_ASIDE.sub("", text))


def match_area(text: str, areas: AreaBook, on: date | None) -> AreaMatch:
    """The area of one cell that is not blank; a footnote in brackets goes.

    A code of another time means the area that stood for the same council on the day, with a note.
    """
    if text in areas:
        return _match_code(text, areas, on)
    bare = _ASIDE.sub("", text)
    if areas.recognises(bare):
        return _match_text(bare, areas, on)
    if other := areas.describe_other_body(bare):
        return AreaMatch(None, other)
    parts = [part for part in _JOINED.split(bare) if part]
    if len(parts) > 1 and all(map(areas.recognises, parts)):
        return AreaMatch(None, f"'{text}' is several areas together, and no figure of one of them")
    return AreaMatch(None, f"'{text}' {UNKNOWN_AREA}")


def is_part_of_its_kind(code: str, areas: AreaBook) -> bool:
    """Whether an area lies in another of its kind, as Inner London in London: it is never added to that."""
    kind = areas.get(code).kind
    return any(parent.kind == kind for parent in areas.parents(code))


def _match_text(text: str, areas: AreaBook, on: date | None) -> AreaMatch:
    try:
        area = areas.find(text, on=on)
    except Refused as error:
        return AreaMatch(None, error.what)
    return AreaMatch(area.code, note=describe_former_code(areas, area, text) or None)


def _match_code(code: str, areas: AreaBook, on: date | None) -> AreaMatch:
    other = None if on is None else areas.history.counterpart(code, on)
    if on is None or other in {None, code}:
        return AreaMatch(code)
    changes = areas.history.change_words(code, str(other))
    note = f"Printed under {code}; on {format_day(on)} the council's code was {other}."
    return AreaMatch(other, note=f"{note} {changes}.".replace("..", ".") if changes else note)
