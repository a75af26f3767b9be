"""Primary suppression: the positions that a disclosure rule hides by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from exports.disclosure.statements import (
    ALL,
    COPIED,
    FIGURE,
    Figure,
    Kind,
    Place,
    earlier,
    figure,
    is_own,
    kind_of,
    whole,
)
from indicators.catalogue.indicator import Indicator
from indicators.disclosure.table import SecretCell
from mappings.definitions.disclosure_rules import Rule, RuleOfLevel

RESTRICTED = "restricted: only those entitled to it see it"
NO_COUNTS = "the counts behind it are not known here"
NOT_SENT = "known here, and not sent"
SMALL = "a count of 1 to {}"
FEW = "a share of {} or fewer"
ALL_BUT_FEW = "all but 1 to {}"
EVERYBODY = "everybody"
ANY_ZERO = "a nought that tells of everybody"


@dataclass(frozen=True)
class Barred:
    """A position that a rule hides, why, and the figure that is secret; none where no count is behind it."""

    place: Place
    why: str
    figure: Figure | None = None
    within: tuple[int, int] | None = None

    def secret(self, name: str, width: int) -> SecretCell:
        """The secret of the disclosure table."""
        return SecretCell(name, width, self.within or (None, None))


def restricted(cells: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> list[Barred]:
    """Rows that only the entitled may see: of a restricted indicator, resting on one, or naming one."""
    codes = [code for code, indicator in catalogue.items() if indicator.access == "restricted"]
    told = pl.concat_str("lineage", "candidate", separator=" ", ignore_nulls=True).str.contains_any(
        [f'"{code}"' for code in codes]
    )
    named = cells.select(pl.col("indicator").is_in(codes).fill_null(value=False) | told.fill_null(value=False))
    return [Barred(Place(row, ALL), RESTRICTED) for row, is_so in enumerate(named.to_series()) if is_so]


def barred(cells: pl.DataFrame, catalogue: Mapping[str, Indicator], rule: Rule, level: RuleOfLevel) -> list[Barred]:
    """Every position that the rule itself hides. ``cells``: the true ones (``CELL_SCHEMA``)."""
    found = restricted(cells, catalogue)
    gone = {each.place.row for each in found}
    for row, cell in enumerate(cells.iter_rows(named=True)):
        if row not in gone:
            kind = kind_of(catalogue.get(cell["indicator"] or ""), rule.exempt)
            found += _of_row(row, cell, kind, rule, level)
    return found


def _of_row(row: int, cell: Mapping[str, Any], kind: Kind, rule: Rule, level: RuleOfLevel) -> Iterator[Barred]:
    place = Place(row, FIGURE)
    if cell["withheld"]:
        yield Barred(place, NOT_SENT)
    elif cell["value"] is not None and cell["symbol"] is None and not cell["published"]:
        yield from _of_figure(place, cell, kind, rule, level)
    for column, period, value in earlier(cell):
        if value is not None and period is not None and kind != "open" and not is_own(cell, kind, period):
            yield from _of_earlier(Place(row, column), cell, kind, period, value, rule, level)


def _of_figure(place: Place, cell: Mapping[str, Any], kind: Kind, rule: Rule, level: RuleOfLevel) -> Iterator[Barred]:
    if kind == "open":
        return
    if kind == "count" and cell["transform"] == COPIED and whole(cell["value"]) is not None:
        yield from _small(place, figure(cell, "v"), whole(cell["value"]), level)
        return
    top, bottom = whole(cell["numerator"]), whole(cell["denominator"])
    if cell["transform"] != COPIED or bottom is None or (top is None and kind != "mean"):
        if rule.without_counts == "hidden":
            yield Barred(place, NO_COUNTS)
        return
    if kind != "rate":
        yield from _few(place, figure(cell, "d"), bottom, level)
    if kind != "mean":
        yield from _small(place, figure(cell, "n"), top, level)
    if kind == "share":
        yield from _complement(place, figure(cell, "c"), bottom - (top or 0), bottom, level)


def _small(place: Place, about: Figure, count: int | None, level: RuleOfLevel) -> Iterator[Barred]:
    if count is None:
        return
    least = 0 if level.zeros == "hidden" else 1
    if least <= count <= level.threshold:
        why = ANY_ZERO if count == 0 else SMALL.format(level.threshold)
        yield Barred(place, why, about, (least, level.threshold))


def _few(place: Place, about: Figure, bottom: int, level: RuleOfLevel) -> Iterator[Barred]:
    if 0 < bottom <= level.threshold:
        yield Barred(place, SMALL.format(level.threshold), about, (1, level.threshold))
    elif 0 < bottom < level.least_denominator:
        yield Barred(place, FEW.format(level.least_denominator - 1), about, (1, level.least_denominator - 1))


def _complement(place: Place, about: Figure, rest: int, bottom: int, level: RuleOfLevel) -> Iterator[Barred]:
    if level.complement == "hidden" and 0 < rest <= level.threshold:
        yield Barred(place, ALL_BUT_FEW.format(level.threshold), about, (1, level.threshold))
    elif level.everybody == "hidden" and rest == 0 < bottom:
        yield Barred(place, EVERYBODY, about)


def _of_earlier(
    place: Place, cell: Mapping[str, Any], kind: Kind, period: str, value: int, rule: Rule, level: RuleOfLevel
) -> Iterator[Barred]:
    """An earlier year's count is judged as this year's is. The counts of an earlier share are not known here."""
    count = whole(value)
    if kind == "count" and cell["transform"] == COPIED and count is not None:
        yield from _small(place, figure(cell, "v", period), count, level)
    elif rule.without_counts == "hidden":
        yield Barred(place, NO_COUNTS)
