"""Which indicators and areas a filling reads from the store, and which of the figures it may use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.carbon_indicators import find_energy_indicators
from mappings.fill.survey_index import list_base_indicators
from mappings.transforms import parse_transform

if TYPE_CHECKING:
    from mappings.definitions.return_definitions import Edition
    from mappings.place.line_choice import LineChoice
    from mappings.ruleset.ruleset import Ruleset

ENGLAND = "E92000001"
#: Beyond so many areas one read of everything is quicker than a list of areas.
MANY = 40


def list_indicators_to_read(ruleset: Ruleset, choices: Sequence[LineChoice]) -> list[str]:
    """The indicators of the lines and of their near rows, and all that transforms and formulas read."""
    rows = [row for entry in choices for row in (entry.row, *entry.near)]
    codes = [row.object_id for row in rows] + [code for row in rows for code in parse_transform(row.transform).others]
    codes += list_base_indicators(ruleset, codes)
    return sorted(add_formula_terms(ruleset, codes))


def list_figures_read(ruleset: Ruleset, code: str) -> list[str]:
    """The indicators that one figure is told from: its own, those of its formula, and who answered its survey."""
    return sorted(add_formula_terms(ruleset, [code, *list_base_indicators(ruleset, [code])]))


def list_indicators_with_figures(ruleset: Ruleset, codes: Iterable[str], figures: pl.DataFrame) -> list[str]:
    """Those indicators that have a stored figure, or whose formula reads one that has."""
    codes_with_figures = set(figures["indicator"].unique().to_list())
    return sorted(code for code in codes if not codes_with_figures.isdisjoint(add_formula_terms(ruleset, [code])))


def add_formula_terms(ruleset: Ruleset, codes: Iterable[str]) -> set[str]:
    """Indicators, and all that their formulas and factors read, directly or not."""
    waiting = list(codes)
    closure: set[str] = set()
    while waiting:
        code = waiting.pop()
        indicator = ruleset.catalogue.get(code)
        if code not in closure and indicator is not None:
            closure.add(code)
            waiting += [term.indicator for term in indicator.formula.terms] if indicator.formula else []
            waiting += find_energy_indicators(indicator, ruleset.factor_sets)
    return closure


def list_areas_to_read(ruleset: Ruleset, areas: Sequence[str], *, context: bool) -> list[str] | None:
    """The areas, those within them or on the same ground, and those they are compared with.

    None, for all, when there are many.
    """
    if len(areas) > MANY:
        return None
    ground = _ground(ruleset, areas)
    near = {code for area in areas for code in ruleset.areas.neighbours(area)} if context else set()
    coterminous = {area.code for area in ruleset.areas.all() if ruleset.areas.footprint(area.code) <= ground}
    return sorted({*areas, *coterminous, *near, ENGLAND})


def _ground(ruleset: Ruleset, areas: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(ruleset.areas.footprint(area) for area in areas))


def split_off_recipient_figures(figures: pl.DataFrame, edition: Edition) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The figures that may fill the return, and those that its own recipient published."""
    publishers = pl.Series(edition.recipient_publishers, dtype=pl.String)
    own = (pl.col("batch_kind") == "pulled") & pl.col("agency").is_in(publishers.implode())
    return figures.filter(~own), figures.filter(own)
