"""What an entry of the schedule comes to at a place: a date alone, or a return that is made here after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indicators.period.arithmetic import Period
from mappings.definitions.return_definitions import Edition
from mappings.place.place_definitions import PlaceReturn
from mappings.place.places import Place

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def is_scheduled_alone(row: PlaceReturn, ruleset: Ruleset) -> bool:
    """Whether a place's entry means the return as the schedule has it; so does a code that means nothing else."""
    made_here = row.records or row.return_code in ruleset.returns or row.return_code in ruleset.record_returns
    return row.return_code in ruleset.scheduled_returns and (row.scheduled or not made_here)


def is_made_otherwise(row: PlaceReturn, area: str, period: Period, place: Place, ruleset: Ruleset) -> bool:
    """Whether the place makes the same return for that ground and period by an entry of its own.

    An entry of its own goes before the pack's that schedules all of them, and what is filled before what is not.
    """
    ground = ruleset.areas.footprint(area, period.end)
    return any(
        other.return_code == row.return_code
        and other.takes(period)
        and not is_scheduled_alone(other, ruleset)
        and any(ground & ruleset.areas.footprint(each, period.end) for each in other.areas)
        for other in place.returns
    )


def find_edition_of_schedule(code: str, area: str, period: Period, place: Place, ruleset: Ruleset) -> Edition | None:
    """The edition by which a pack fills what was scheduled alone, for that kind of area and period; else None."""
    figures = ruleset.returns.get(code)
    edition = figures.edition_for(period) if figures else None
    if edition is None or not ruleset.sees(place.name, f"mappings/returns/{code}/lines.tsv"):
        return None
    fits = period.kind in edition.period_kinds and ruleset.areas.get(area).kind in edition.area_kinds
    return edition if fits else None
