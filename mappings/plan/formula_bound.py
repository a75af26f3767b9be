"""Whether figures that formulas work out would be fewer to ask for than those which they are worked out from.

The plan asks for a formula's terms. What a formula gives makes up no term, so the terms that lines read themselves are
needed in any case. Where each formula's figure has no more than one further term to be asked for, that figure asked for
instead would spare nothing; and sums of such figures spare nothing where their terms add over the same ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from mappings.plan.allowed_splits import Additions, find_additions
from mappings.plan.line_requirements import is_central

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

_LEAF = ("place", "area", "indicator", "period", "breakdown")
_RESULT = ("place", "area", "needed", "needed_period", "breakdown")


def do_terms_cost_least(ruleset: Ruleset, figures: pl.DataFrame) -> bool:
    """True where no formula's figure, asked for itself, would spare one. ``figures``: as in ``Requirements``.

    Records of energy use are left out: each is one list, whatever is worked out from it.
    """
    given = {factors.energy_indicator for factors in ruleset.factor_sets.values()}
    given |= {code for code in figures["indicator"].unique() if is_central(ruleset.indicator(code))}
    asked = figures.filter(~pl.col("indicator").is_in(pl.Series(sorted(given), dtype=pl.String).implode()))
    of_formulas = asked.filter(pl.col("indicator") != pl.col("needed"))
    direct = asked.filter(pl.col("indicator") == pl.col("needed"))
    further = of_formulas.join(direct, on=_LEAF, how="anti").select(*_RESULT, "indicator", "period").unique()
    counts = further.group_by(_RESULT).len()["len"]
    pairs = of_formulas.select("needed", "indicator").unique().iter_rows()
    return not (counts > 1).any() and all(_adds_likewise(ruleset, *pair) for pair in pairs)


def _adds_likewise(ruleset: Ruleset, result: str, term: str) -> bool:
    """True where a term adds over all that its result adds over."""
    context = ruleset.evaluation_context()
    whole, part = (find_additions(ruleset.indicator(code), context) for code in (result, term))
    return _over_areas(whole) <= _over_areas(part) and _over_others(whole) <= _over_others(part)


def _over_areas(adds: Additions) -> int:
    """How far it adds over areas: not at all, over regions alone, or over any."""
    return 0 if not adds.over_area else 1 if adds.is_body_based else 2


def _over_others(adds: Additions) -> set[object]:
    return {code for code, _ in adds.partitions} | ({adds.over_time} if adds.over_time else set())
