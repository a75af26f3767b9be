"""Lists in a query: a parameter may be repeated, and one may hold several values, separated by commas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import polars as pl
from fastapi import Query

from api.schemas.period_codes import PERIODS_PATTERN, find_period
from collectors.figures.field_parsers import parse_breakdown_field
from indicators.catalogue.catalogue_files import find_indicator
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound, WrongUsage
from returnonce.near_matches import find_near_matches

MOST_VALUES = 1_000
#: A value, or several: something besides commas and spaces.
Values = list[Annotated[str, Query(json_schema_extra={"pattern": "^[^\\x00]*[!-+\\--~][^\\x00]*$"})]]
PeriodValues = list[Annotated[str, Query(json_schema_extra={"pattern": PERIODS_PATTERN})]]


def split_values(
    values: Values | None, *, where: str, is_one: Callable[[str], bool] = frozenset().__contains__
) -> list[str]:
    """Each value once, in order; what ``is_one`` knows is not divided at its commas.

    Raises:
        WrongUsage: one holds blanks only, or there are too many.
    """
    if any(not text.strip(" ,") for text in values or ()):
        raise WrongUsage("It names nothing.", where=where, mend="Leave it out, or write codes.")
    pieces = (piece for text in values or () for piece in ([text] if is_one(text) else text.split(",")))
    split = list(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))
    if len(split) > MOST_VALUES:
        raise WrongUsage(f"It names more than {MOST_VALUES:,}.", where=where, mend="Ask in parts.")
    return split


def find_periods(texts: list[str]) -> list[str]:
    """The codes of periods. Raises as :func:`api.schemas.period_codes.find_period`."""
    return [find_period(text) for text in texts]


def select_rows(ruleset: Ruleset, names: Mapping[str, list[str]]) -> pl.Expr | None:
    """The test for cells of all that is named of ``line``, ``indicator`` and ``breakdown``; None where nothing is.

    Raises:
        NotFound: there is no such line, indicator or breakdown; names similar ones.
        Refused: a line has parts, and it is not clear which is meant.
    """
    finders = {"line": find_line, "indicator": find_indicator_codes, "breakdown": find_breakdown}
    codes = {
        column: sorted({code for text in texts for code in finders[column](ruleset, text)})
        for column, texts in names.items()
    }
    tests = [pl.col(column).is_in(each) for column, each in codes.items() if each]
    return pl.all_horizontal(tests) if tests else None


def find_line(ruleset: Ruleset, text: str) -> list[str]:
    """The line that a text names, however it is spelled."""
    ref = ruleset.line_index.find(text)
    if ref is None:
        known = {each.line.casefold(): each.line for each in ruleset.line_index.lines.values()}
        near = [known[each] for each in find_near_matches(text.casefold(), known, n=3, cutoff=0.6)]
        mend = f"Did you mean {' or '.join(near)}?" if near else "See /v1/mappings of the return for its lines."
        raise NotFound(f"There is no line {text!r}.", where="line", mend=mend)
    return [ref.line]


def find_indicator_codes(ruleset: Ruleset, text: str) -> list[str]:
    """The indicator's code, and under which others earlier editions may have it."""
    return sorted(ruleset.former_codes.add_former([find_indicator(ruleset.catalogue, text).code]))


def find_breakdown(ruleset: Ruleset, text: str) -> list[str]:
    """The breakdown, its pairs in order."""
    agencies = (agency for place in ruleset.places.values() for agency in place.agencies)
    parsed = parse_breakdown_field(text, ruleset.breakdowns, agencies)
    if parsed.value is None:
        mend = f"Write total, or one such as sex=F. {parsed.faults[0].detail or ''}".strip()
        raise NotFound(f"There is no breakdown {text!r}.", where="breakdown", mend=mend)
    return [parsed.value]
