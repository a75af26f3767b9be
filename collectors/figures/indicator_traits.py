"""What the catalogue says of an indicator's numbers (whole, negative, percentage …), as columns beside the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from collectors.figures.distinct_texts import encode_column
from indicators.catalogue.indicator import Indicator

#: Words, or beginnings of words, by which a numerator or denominator is an amount and not a count of whole things.
_AMOUNTS = (
    "tonne", "kilogram", "kg", "pound", "£", "hour", "days", "minute", "hectare", "square", "kwh", "kilowatt",
    "mile", "kilomet", "full-time", "fte", "whole-time", "weighted", "score", "cost", "spend", "value of",
    "length", "litre", "money", "budget", "co2", "average", "mean", "index", "points", "person-years",
)  # fmt: skip
#: At the beginning of a word alone: there is an fte in *looked after*, and a kg in *background*.
_AMOUNT = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, _AMOUNTS))})")
_ESTIMATED_BASES = frozenset({"survey_respondents", "estate", "not established"})
_NEVER_NEGATIVE = frozenset({"count", "days", "kwh", "years", "minutes", "kilograms", "level", "rate"})
_WORDS = {
    "percentage": "a percentage", "percentage_points": "a difference in percentage points", "rate": "a rate",
    "ratio": "a ratio", "count": "a count", "mean": "a mean", "days": "a number of days", "score": "a score",
    "pounds": "an amount of money", "tonnes_co2": "tonnes of carbon dioxide", "kwh": "kilowatt hours",
    "years": "a number of years", "minutes": "a number of minutes", "kilograms": "kilograms", "level": "a level",
    "yes_no": "yes or no",
}  # fmt: skip
#: Traits for sentences, which only a finding needs.
TRAIT_WORDS = ("unit_words", "numerator_words", "denominator_words")
TRAIT_SCHEMA: dict[str, type[pl.DataType]] = {
    "parts": pl.Boolean, "per": pl.Int64, "decimals": pl.Int64, "is_percentage": pl.Boolean,
    "compares": pl.Boolean, "is_count": pl.Boolean,
    "whole_numerator": pl.Boolean, "whole_denominator": pl.Boolean, "not_negative": pl.Boolean,
    **dict.fromkeys(TRAIT_WORDS, pl.String),
}  # fmt: skip


def add_indicator_traits(frame: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """The frame with ``TRAIT_SCHEMA``'s columns beside, null where the indicator is not known."""
    coded = encode_column(frame["indicator"])
    return frame.hstack(spread_traits(describe_indicators(coded.texts, catalogue), coded.ids, TRAIT_SCHEMA))


def describe_indicators(codes: Iterable[str], catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """``TRAIT_SCHEMA``, one row for each code."""
    return pl.DataFrame([_traits(catalogue[code]) for code in codes], schema=TRAIT_SCHEMA, orient="row")


def spread_traits(traits: pl.DataFrame, ids: pl.Series, names: Iterable[str]) -> pl.DataFrame:
    """Some of the traits, laid out for every row by the ids of their indicators."""
    return traits.select(pl.col(list(names)).gather(ids))


def _traits(indicator: Indicator) -> Sequence[object]:
    people = indicator.population_base not in _ESTIMATED_BASES
    return (
        indicator.parts,
        indicator.per,
        indicator.decimals,
        indicator.unit == "percentage" and not indicator.compares,
        indicator.compares,
        indicator.unit == "count",
        people and indicator.parts and _counts(indicator.numerator),
        people and indicator.parts and _counts(indicator.denominator),
        indicator.unit in _NEVER_NEGATIVE,
        _WORDS[indicator.unit],
        _first_words(indicator.numerator),
        _first_words(indicator.denominator),
    )


def _counts(words: str) -> bool:
    return _AMOUNT.search(words.casefold()) is None


def _first_words(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
