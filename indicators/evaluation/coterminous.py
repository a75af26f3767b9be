"""Areas with the same boundary share area-based figures; body-based figures are not shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from indicators.areas.area_book import AreaBook
from indicators.catalogue.indicator import Indicator
from indicators.evaluation import reasons
from indicators.evaluation.results import Result, no_result
from indicators.figures.figure_key import FigureKey

#: Bases that belong to one body: its list of patients, its pupils, its staff, buildings or members,
#: the sample drawn for it. Two bodies with the same boundary have different ones, so the same indicator
#: has two values there. A base that is not established is not shared either. All other bases say who
#: lives, or what happened, within a boundary: the number is the same whichever body reports it.
#: Users of a service are among these, because the indicator names the service.
BODY_BASED = {
    "gp_registered",
    "school_roll",
    "organisations",
    "workforce",
    "estate",
    "survey_respondents",
    "not established",
}
#: Kinds of area that are the sum of the bodies in them; every other area's figure is one body's own.
SUMS_OF_BODIES = ("region", "country")


def is_body_based(indicator: Indicator) -> bool:
    """True when a figure belongs to the body that reports it rather than to its area."""
    return indicator.population_base in BODY_BASED


def share_figure(
    key: FigureKey,
    indicator: Indicator,
    *,
    areas: Iterable[str],
    find: Callable[[FigureKey], Result | None],
    name: Callable[[str], str],
) -> Result | None:
    """The figure given for a coterminous area, or why it cannot be shared, or None.

    ``areas``: the coterminous areas, best first. ``find`` returns what was given under a key.
    """
    refusal = None
    for area in areas:
        result = find(key._replace(area=area))
        if result is None:
            continue
        if is_body_based(indicator):
            return no_result(f"The figure of {name(area)} {reasons.NOT_SHARED}.")
        if result.is_addable:
            return replace(result, provenance="shared")
        refusal = refusal or no_result(f"{name(area)}, on the same ground: {result.reason}")
    return refusal


def list_coterminous_pairs(
    areas: Iterable[str], others: Iterable[str], book: AreaBook, *, on: date
) -> Iterator[tuple[str, str]]:
    """Each of the areas with each of the others that has the same boundary on that day."""
    by_footprint: dict[frozenset[str], list[str]] = defaultdict(list)
    for other in others:
        if other in book:
            by_footprint[book.footprint(other, on)].append(other)
    for area in areas:
        alike = by_footprint.get(book.footprint(area, on), ()) if area in book else ()
        yield from ((area, other) for other in alike if other != area)
