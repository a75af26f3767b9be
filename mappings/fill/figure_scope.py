"""Which indicators and areas a filling reads from the store, and which of the figures it may use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.carbon_indicators import find_energy_indicators
from mappings.definitions.return_definitions import Edition
from mappings.place.line_choice import LineChoice
from mappings.transforms import parse_transform

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ENGLAND = "E92000001"
#: Beyond so many areas one read of everything is quicker than a list of areas.
MANY = 40


def indicators_read(ruleset: Ruleset, held: Sequence[LineChoice]) -> list[str]:
    """The indicators of the lines and of their near rows, and all that transforms and formulas read."""
    rows = [row for entry in held for row in (entry.row, *entry.near)]
    named = [row.object_id for row in rows] + [code for row in rows for code in parse_transform(row.transform).others]
    return sorted(with_terms(ruleset, named))


def within_reach(ruleset: Ruleset, codes: Iterable[str], known: pl.DataFrame) -> list[str]:
    """Those indicators that have a stored figure, or whose formula reads one that has."""
    given = set(known["indicator"].unique().to_list())
    return sorted(code for code in codes if not given.isdisjoint(with_terms(ruleset, [code])))


def with_terms(ruleset: Ruleset, codes: Iterable[str]) -> set[str]:
    """Indicators, and all that their formulas and factors read, directly or not."""
    waiting = list(codes)
    found: set[str] = set()
    while waiting:
        code = waiting.pop()
        indicator = ruleset.catalogue.get(code)
        if code not in found and indicator is not None:
            found.add(code)
            waiting += [term.indicator for term in indicator.formula.terms] if indicator.formula else []
            waiting += find_energy_indicators(indicator, ruleset.factor_sets)
    return found


def areas_read(ruleset: Ruleset, areas: Sequence[str], *, context: bool) -> list[str] | None:
    """The areas, those within them or on the same ground, and those they are compared with.

    None, for all, when there are many.
    """
    if len(areas) > MANY:
        return None
    ground = _ground(ruleset, areas)
    near = {code for area in areas for code in ruleset.areas.neighbours(area)} if context else set()
    alike = {area.code for area in ruleset.areas.all() if ruleset.areas.footprint(area.code) <= ground}
    return sorted({*areas, *alike, *near, ENGLAND})


def _ground(ruleset: Ruleset, areas: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(ruleset.areas.footprint(area) for area in areas))


def not_from_recipient(known: pl.DataFrame, edition: Edition) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The figures that may fill the return, and those that its own recipient published."""
    publishers = pl.Series(edition.recipient_publishers, dtype=pl.String)
    own = (pl.col("batch_kind") == "pulled") & pl.col("agency").is_in(publishers.implode())
    return known.filter(~own), known.filter(own)
