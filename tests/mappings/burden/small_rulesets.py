"""Made-up rulesets for the burden: a few lines of three returns over a few indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from indicators.catalogue.indicator import Indicator
from mappings.burden.ledger import BurdenLedger, make_ledger
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import Return
from mappings.ruleset.ruleset import Ruleset
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

AGENCIES = (
    agency("county", "council|pct", "COUNTY"),
    agency("north", "council", "NORTH"),
    agency("south", "council", "SOUTH"),
    agency("uni", "council|pct", "UNI"),
)
AREAS_OF = (("COUNTY",), ("UNI",), ("NORTH", "SOUTH"), ("COUNTY", "NORTH", "SOUTH"), ("UNI", "PCT-U"), ("PCT-C",))
INDICATORS: tuple[Indicator, ...] = (
    indicator(),
    count("births"),
    count("women", adds_over_time="none"),
    indicator("mean", parts=False, adds_over_area="none", unit="mean", per=1),
    indicator("rate", formula={"kind": "ratio", "terms": [{"indicator": "births"}, {"indicator": "women"}]}),
    indicator("nhs", agency_of_record="pct", population_base="gp_registered"),
    indicator("deaths", agency_of_record="central"),
)
CODES = [one.code for one in INDICATORS]


def one_line(subject: str, code: str, **changes: Any) -> Line:
    """A line that holds in the year, as ``small.line``."""
    return line(subject, code, **changes)


def made(*returns: Return, areas: tuple[str, ...] = ("COUNTY",), **by_return: tuple[str, ...]) -> Ruleset:
    """A ruleset in which one place makes all the returns, for the areas or for a return's own."""
    here = place(*((one.code, by_return.get(one.code, areas)) for one in returns), agencies=AGENCIES)
    return ruleset(INDICATORS, *returns, home=here)


def whole_year(rules: Ruleset) -> BurdenLedger:
    """The ledger of 2009-10."""
    return make_ledger(rules, None, start=date(2009, 4, 1), end=date(2010, 3, 31))


def _lines(prefix: str, rolled_up: bool) -> st.SearchStrategy[list[Line]]:
    codes = CODES if rolled_up else ["cla", "mean", "nhs", "deaths"]
    said = st.tuples(
        st.sampled_from(codes),
        st.sampled_from(["council", "partner", "other_return", "central"]),
        st.sampled_from(["annual", "quarterly"] if rolled_up else ["annual"]),
        st.sampled_from(["high", "high", "low"]),
    )
    return st.lists(said, min_size=1, max_size=5).map(
        lambda rows: [
            line(f"{prefix} {number}", code, route=route, frequency=often, code_confidence=sure)
            for number, (code, route, often, sure) in enumerate(rows, start=1)
        ]
    )


def _returns(code: str, rolled_up: bool) -> st.SearchStrategy[Return]:
    kinds = st.sampled_from([["financial_year"], ["quarter", "financial_year"]] if rolled_up else [["financial_year"]])
    months = st.integers(min_value=1, max_value=6)
    return st.builds(
        lambda lines, kinds, months: a_return(
            *lines, **{"return": code, "period_kinds": kinds,
                       "due": {"anchor": "period_end", "months": months, "assumed": True, "source": "made up"}}
        ),
        _lines(code[0].upper(), rolled_up), kinds, months,
    )  # fmt: skip


def drawn(*, rolled_up: bool = True, areas: tuple[tuple[str, ...], ...] = AREAS_OF) -> st.SearchStrategy[Ruleset]:
    """Three returns for some areas. Without ``rolled_up``, no figure can be made from others."""
    each = st.sampled_from(areas)
    return st.builds(
        lambda one, two, three, a, b, c: made(one, two, three, alpha=a, beta=b, gamma=c),
        _returns("alpha", rolled_up), _returns("beta", rolled_up), _returns("gamma", rolled_up), each, each, each,
    )  # fmt: skip
