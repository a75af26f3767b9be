"""The unit of a measure, from its unit column or its title; ``units.tsv``."""

from __future__ import annotations

import re
from functools import cache

from mappings.overlap.quantities import read_quantities
from mappings.overlap.title_analysis import clean_text
from mappings.overlap.vocabulary import FOLDER
from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.tsv_files import read_table


class UnitWords(Definition):
    """One row of ``units.tsv``: the first row of which a word is found names the unit."""

    unit: Text
    words: Text
    says: Text


#: The catalogue's units under their names here.
_CATALOGUE_UNITS = {
    "percentage_points": "gap", "tonnes_co2": "tonnes", "years": "years",
}  # fmt: skip
#: Pairs of units that mean the same.
_EQUIVALENT_UNITS = frozenset(
    frozenset(pair)
    for pair in (("mean", "score"), ("mean", "days"), ("mean", "minutes"), ("level", "score"), ("change", "percentage"),
                 ("ratio", "rate"), ("ratio", "mean"), ("rate", "mean"), ("change", "count"), ("change", "rate"),
                 ("tonnes", "change"), ("mean", "pounds"))
)  # fmt: skip


@cache
def _read_rows() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rows = read_table(FOLDER / "units.tsv", UnitWords, tuple(UnitWords.model_fields))
    return tuple((row.unit, _pattern(row.words), row.says) for row in rows)


def _pattern(words: str) -> re.Pattern[str]:
    parts = (re.escape(word) for word in sorted(words.split(";"), key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(parts)})(?![a-z0-9])")


@cache
def describe_units() -> dict[str, str]:
    """Each unit in words."""
    return {unit: words for unit, _, words in _read_rows()} | {"years": "a number of years"}


def map_catalogue_unit(unit: str) -> str:
    """A catalogue's unit under its name here."""
    return _CATALOGUE_UNITS.get(unit, unit)


def read_unit(text: str) -> str | None:
    """The unit that a unit column's text names."""
    flat = clean_text(text)
    if not flat.strip():
        return None
    if read_quantities(flat).per:
        return "rate"
    if "change" in flat and ("%" in flat or "percent" in flat):
        return "change"
    first = next((unit for unit, pattern, _ in _read_rows() if pattern.match(flat.strip())), None)
    return first or next((unit for unit, pattern, _ in _read_rows() if pattern.search(flat)), None)


def read_title_unit(title: str) -> str | None:
    """The unit that a title names; its beginning counts most, and "per" makes a rate."""
    flat = clean_text(title)
    if read_quantities(flat).per:
        return "rate"
    start = flat[:24]
    for unit, pattern, _ in _read_rows():
        if unit in {"percentage", "count", "score", "gap", "mean", "days", "pounds"} and pattern.match(start.lstrip()):
            return unit
    for unit, pattern, _ in _read_rows():
        if unit in _ANYWHERE and pattern.search(flat):
            return unit
    return None


#: Units that a word anywhere in a title names.
_ANYWHERE = frozenset({"gap", "pounds", "tonnes", "kilograms", "percentage", "score", "ratio"})


def do_units_differ(a: str | None, b: str | None) -> bool:
    """True where both units are known and do not mean the same."""
    if a is None or b is None or a == b:
        return False
    return frozenset((a, b)) not in _EQUIVALENT_UNITS
