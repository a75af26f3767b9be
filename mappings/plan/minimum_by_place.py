"""The minimum set at each place as frames, with the agency that is asked for each figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from mappings.place.places import Place
from mappings.plan.figures_from_records import OwedRecordSet
from mappings.plan.line_requirements import CENTRAL, is_central
from mappings.plan.minimum_by_indicator import IndicatorMinimum, MinimumFinder, OmissionReason
from returnonce.garbage_collection import pause_garbage_collection

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

REQUIRED_KEY = ("place", "indicator", "area", "period", "breakdown")
#: Where each required figure comes from: a figure that an agency is asked for (``agency`` null where nobody
#: answers for it), or one that records give (``records``, the number of the obligation, and ``record_set``).
SOURCES: dict[str, Any] = {
    **dict.fromkeys(REQUIRED_KEY, pl.String),
    **dict.fromkeys(("asked_area", "asked_period", "asked_breakdown", "agency"), pl.String),
    "records": pl.UInt32,
    "record_set": pl.String,
}
OMISSIONS: dict[str, Any] = dict.fromkeys((*REQUIRED_KEY, "why"), pl.String)


@dataclass(frozen=True)
class PlaceMinimum:
    """Frames ``SOURCES`` and ``OMISSIONS``. ``proved``: at no place would fewer figures do."""

    sources: pl.DataFrame
    spared: pl.DataFrame
    proved: bool


@dataclass
class AgenciesOfRecord:
    """Agencies of record at one place, each looked up once by role, area and day."""

    place: Place
    ruleset: Ruleset
    _by_figure: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    _by_day: dict[tuple[str, str, date], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._excepted = {row.indicator for row in self.place.of_record}

    def find_agency(self, cell: FigureKey) -> str | None:
        """Code of the agency of record for a figure; None where there is none."""
        key = (cell.indicator, cell.area, cell.period)
        if key not in self._by_figure:
            self._by_figure[key] = self._find_on_day(cell)
        return self._by_figure[key]

    def _find_on_day(self, cell: FigureKey) -> str | None:
        indicator, on = self.ruleset.indicator(cell.indicator), parse_period(cell.period).end
        rule = cell.indicator if cell.indicator in self._excepted else f"role {indicator.agency_of_record}"
        key = (rule, cell.area, on)
        if key not in self._by_day:
            agency = self.place.agency_of_record(indicator, cell.area, on)
            self._by_day[key] = agency.code if agency else None
        return self._by_day[key]


@pause_garbage_collection()
def find_place_minimum(
    ruleset: Ruleset,
    figures: pl.DataFrame,
    owners: Mapping[str, AgenciesOfRecord],
    records: Mapping[str, Mapping[str, Mapping[FigureKey, OwedRecordSet]]],
) -> PlaceMinimum:
    """The minimum set for required figures (``REQUIRED_KEY``, each once), place by place and indicator by indicator."""
    sources: list[tuple[Any, ...]] = []
    omissions: list[tuple[str, ...]] = []
    proved = True
    minimum_by_shape: dict[Any, IndicatorMinimum] = ruleset.derived("minimum sets by shape", dict)
    finders = {
        name: MinimumFinder(ruleset.evaluation_context(), owner.find_agency, minimum_by_shape)
        for name, owner in owners.items()
    }
    for place, cells in _groups(figures):
        if is_central(ruleset.indicator(cells[0].indicator)):
            omissions += [(place, *cell[:4], CENTRAL) for cell in cells]
            continue
        from_records = records.get(place, {}).get(cells[0].indicator, {})
        minimum = finders[place].find_minimum(
            cells,
            {
                cell: f"derived from the {owed_records.record_set} records"
                for cell, owed_records in from_records.items()
            },
        )
        sources += _list_source_rows(place, minimum, owners[place], from_records)
        omissions += [(place, *cell[:4], describe_omission(why, ruleset)) for cell, why in minimum.spared]
        proved &= minimum.proved
    return PlaceMinimum(
        pl.DataFrame(sources, schema=SOURCES, orient="row"),
        pl.DataFrame(omissions, schema=OMISSIONS, orient="row"),
        proved,
    )


def _groups(figures: pl.DataFrame) -> Iterator[tuple[str, Sequence[FigureKey]]]:
    grouped = figures.group_by("place", "indicator", maintain_order=True).agg("area", "period", "breakdown")
    for place, indicator, areas, periods, breakdowns in grouped.iter_rows():
        cells = zip(areas, periods, breakdowns, strict=True)
        yield place, [FigureKey(indicator, area, period, breakdown, "actual") for area, period, breakdown in cells]


def _list_source_rows(
    place: str, minimum: IndicatorMinimum, owners: AgenciesOfRecord, free: Mapping[FigureKey, OwedRecordSet]
) -> Iterator[tuple[Any, ...]]:
    for cell, figure in minimum.cell_sources:
        owed_records = free.get(figure)
        columns = (
            (None, owed_records.at, owed_records.record_set)
            if owed_records
            else (owners.find_agency(figure), None, None)
        )
        indicator, area, period, breakdown, _ = cell
        yield place, indicator, area, period, breakdown, figure.area, figure.period, figure.breakdown, *columns


def describe_omission(why: OmissionReason, ruleset: Ruleset) -> str:
    """The reason in words, with the area's name where it speaks of one."""
    return why.why.format(area=ruleset.areas.get(why.area).name) if why.area else why.why
