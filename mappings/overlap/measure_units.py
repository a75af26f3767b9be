"""The unit of a measure, from its unit column or its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mappings.definitions.overlap_vocabulary import UnitWords
from mappings.overlap.quantities import read_quantities
from mappings.overlap.title_analysis import clean_text

#: The catalogue's units under their names here.
_CATALOGUE_UNITS = {
    "percentage_points": "gap", "tonnes_co2": "tonnes", "years": "years",
}  # fmt: skip
#: Pairs of units that mean the same.
_EQUIVALENT_UNITS = frozenset(
    frozenset(pair)
    for pair in (("mean", "score"), ("mean", "days"), ("mean", "minutes"), ("level", "score"), ("change", "percentage"),
                 ("ratio", "rate"), ("ratio", "mean"), ("rate", "mean"), ("change", "count"), ("change", "rate"),
                 ("tonnes", "change"), ("mean", "pounds"), ("any_rate", "rate"), ("any_rate", "percentage"),
                 ("any_rate", "ratio"), ("any_rate", "mean"), ("any_rate", "score"), ("any_rate", "change"))
)  # fmt: skip


#: "Employment rate" is a share, and "conception rate" is not: it may be either, and is no count.
_RATE = re.compile(r"\brates?\b")

#: Units that a title begins with, and units that a word anywhere in it names.
_FIRST = frozenset({"percentage", "count", "score", "gap", "mean", "days", "pounds"})
_ANYWHERE = frozenset({"gap", "pounds", "tonnes", "kilograms", "percentage", "score", "ratio"})


def map_catalogue_unit(unit: str) -> str:
    """A catalogue's unit under its name here."""
    return _CATALOGUE_UNITS.get(unit, unit)


def do_units_differ(a: str | None, b: str | None) -> bool:
    """True where both units are known and do not mean the same."""
    if a is None or b is None or a == b:
        return False
    return frozenset((a, b)) not in _EQUIVALENT_UNITS


class UnitReader:
    """Reads units by the rows of ``units.tsv``. ``names``: each unit in words."""

    def __init__(self, rows: Sequence[UnitWords]) -> None:
        self._patterns = tuple((row.unit, _pattern(row.words)) for row in rows)
        self.names = {row.unit: row.says for row in rows} | {
            "years": "a number of years",
            "any_rate": "a rate",
        }

    def read_cell(self, text: str) -> str | None:
        """The unit that a unit column's text names."""
        flat = clean_text(text)
        if not flat.strip():
            return None
        if read_quantities(flat).per:
            return "rate"
        if "change" in flat and ("%" in flat or "percent" in flat):
            return "change"
        first = next((unit for unit, pattern in self._patterns if pattern.match(flat.strip())), None)
        return first or next((unit for unit, pattern in self._patterns if pattern.search(flat)), None)

    def read_title(self, title: str) -> str | None:
        """The unit that a title names; its beginning counts most, and "per" makes a rate."""
        flat = clean_text(title)
        if read_quantities(flat).per:
            return "rate"
        start = flat[:24].lstrip()
        first = (unit for unit, pattern in self._patterns if unit in _FIRST and pattern.match(start))
        anywhere = (unit for unit, pattern in self._patterns if unit in _ANYWHERE and pattern.search(flat))
        return next(first, None) or next(anywhere, None) or ("any_rate" if _RATE.search(flat) else None)


def _pattern(words: str) -> re.Pattern[str]:
    parts = (re.escape(word) for word in sorted(words.split(";"), key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(parts)})(?![a-z0-9])")
