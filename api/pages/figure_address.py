"""Which figure an address of the pages names."""

from __future__ import annotations

from fastapi import Request

from api.app_state import app_state
from api.pages.visitor import caller
from indicators.areas.area_reading import read_area
from indicators.catalogue.catalogue_files import find_indicator
from indicators.period.printed import read_period
from mappings.fill.line_uses import NamedFigure
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_somewhere, check_somewhere


def find_figure_address(
    request: Request, indicator: str, area: str, period: str, breakdown: str
) -> tuple[NamedFigure, str | None]:
    """The figure, and how the area was read where that is to be said. ``indicator``: a code or a line of a return,
    ``area``: a code or a name.

    Raises:
        Unauthenticated, Forbidden: the caller sees neither figures nor editions anywhere.
        NotFound, Refused: there is no such indicator, area or period.
    """
    principal, ruleset = caller(request), app_state(request).context.ruleset
    if not can_somewhere(principal, "read_edition"):
        check_somewhere(principal, "read_figures")
    when = read_period(period)
    code = indicator_code(ruleset, indicator, when.code)
    reading = read_area(ruleset.areas, area, when)
    return NamedFigure(ruleset.indicator(code), reading.area.code, when, breakdown), reading.note


def indicator_code(ruleset: Ruleset, text: str, period: str | None = None) -> str:
    """The code that a code, of now or of that period, or a line of a return names.

    Raises:
        NotFound, Refused: there is none, or the line has parts.
    """
    line = ruleset.line_index.find(text) if text not in ruleset.catalogue else None
    exact = line.exact if line is not None else None
    return exact.object_id if exact is not None else find_indicator(ruleset.catalogue, text, period).code
