"""Which council's place a workspace holds already, and the year with which it began."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from indicators.period.arithmetic import Period
from mappings.place.place_definitions import PlaceFile, PlaceReturn, PlaceSchedule
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import Refused
from upkeep.workspace.suggestions import find_financial_year


class PresentPlace(NamedTuple):
    """``area``: code of the council's. ``first_year``: of its returns; None where it makes none."""

    area: str
    first_year: Period | None


def find_present_place(workspace: Path) -> PresentPlace | None:
    """The place of a workspace that holds one; None where it holds none or several.

    Raises:
        Refused: its place.yaml is wrong.
    """
    files = sorted((workspace / "places").glob("*/place.yaml"))
    if len(files) != 1:
        return None
    where = f"{files[0].parent.name}/place.yaml"
    try:
        place = define(PlaceFile, read_yaml(files[0]), where=where)
    except OSError as error:
        raise Refused("It cannot be read.", where=where, mend="Let it be read by you.") from error
    entries: list[PlaceReturn | PlaceSchedule] = [*place.returns, *place.schedules]
    years = (find_financial_year(entry.first.end) for entry in entries)
    return PresentPlace(place.areas[0], min(years, default=None))
