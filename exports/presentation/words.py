"""Words and marks for codes in cells: symbols, statuses, routes, provenance, periods, breakdowns."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import polars as pl

from indicators.areas.area_book import AreaBook
from indicators.period.codes import parse_period
from mappings.definitions.return_definitions import Edition
from returnonce.errors import NotFound, Refused
from returnonce.numbers import PLACES

#: Stands where there is no figure and no symbol says why: no target, no counts behind a share.
NO_FIGURE = "[n]"
NOT_THE_TEMPLATE = (
    "Laid out so that those who know the return find their way. It is not the recipient's own template, and is "
    "not claimed to match one byte for byte."
)
MEANINGS = {
    "confidential": "confidential: there is a figure, and it is withheld so that nobody can be recognised",
    "not_applicable": "not applicable: the question does not arise here",
    "not_available": "not available: there is no figure, and the notes say why",
    "rounds_to_zero": "too small to print: more than zero, and rounds to it",
    "unreliable": "unreliable: too few cases for a figure to be trusted",
}
DEFAULT_MARKS = {
    "confidential": "c",
    "not_applicable": "z",
    "not_available": "x",
    "rounds_to_zero": "low",
    "unreliable": "u",
}
GOOD = {"high_is_good": "high", "low_is_good": "low", "neutral": "neither", "not established": "not known"}
STATUS = {"provisional": "Provisional", "estimated": "Estimated", "local_estimate": "Local estimate", "final": "Final"}
ROUTES = {
    "council": "keyed by the council",
    "partner": "kept by a partner",
    "other_return": "made by another return",
    "central": "compiled by a department",
}
PROVENANCE = {
    "submitted": "given",
    "pulled": "taken from a publisher",
    "derived": "derived from records",
    "rolled_up": "added up from its parts",
    "shared": "shared: same boundary",
    "formula": "worked out from other figures",
}
SHORT_PROVENANCE = {
    "pulled": "published",
    "submitted": "given",
    "derived": "from records",
    "rolled_up": "added up",
    "formula": "worked out",
}
PREDICATES = {
    "skos:exactMatch": "the same measure",
    "skos:closeMatch": "a close measure",
    "skos:broadMatch": "a broader measure",
    "skos:narrowMatch": "a narrower measure",
    "skos:relatedMatch": "a related measure",
}


def symbol_marks(edition: Edition) -> dict[str, str]:
    """The mark printed for each symbol, in square brackets, as the edition has it."""
    return {symbol: f"[{sign}]" for symbol, sign in (DEFAULT_MARKS | edition.symbols).items()}


def breakdown_words(code: str) -> str:
    """``age=16-17;sex=F`` as ``age: 16-17, sex: F``; the hyphens of longer words become blanks."""
    plain = "Total" if code == "total" else re.sub("([a-z])-([a-z])", r"\1 \2", code)
    return plain.replace("=", ": ").replace(";", ", ")


def describe_candidates(candidate: str) -> str:
    """The near measures of a line, from the JSON list that the filling makes."""
    return "; ".join(_describe_candidate(load) for load in json.loads(candidate))


def _describe_candidate(candidate: dict[str, str | None]) -> str:
    kind = PREDICATES.get(candidate["predicate"] or "", candidate["predicate"])
    value = candidate["value"] or str(candidate["symbol"] or "no figure").replace("_", " ")
    return f"{candidate['title']} ({kind}, {period_words(candidate['period'] or '')}): {value}"


@lru_cache(maxsize=4096)
def period_words(code: str) -> str:
    """A period as people write it; the code itself where it is not one of ours."""
    try:
        return parse_period(code).label()
    except Refused:
        return code


def area_code_at(areas: AreaBook, area: str, period: str) -> str:
    """The area's code of that time; the code itself for an area that is not in the files."""
    try:
        return areas.code_on(area, parse_period(period).end)
    except (NotFound, Refused):
        return area


def needed_decimals(micros: pl.Expr) -> pl.Expr:
    """The fewest places that show each figure whole."""
    needed = pl.lit(PLACES)
    for places in reversed(range(PLACES)):
        needed = pl.when(micros % 10 ** (PLACES - places) == 0).then(places).otherwise(needed)
    return pl.when(micros.is_null()).then(0).otherwise(needed)
