"""Figures that records give: not asked for, because the place makes a return of records that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.catalogue.indicator import Derivation, Indicator
from indicators.evaluation.partitions import is_additive
from indicators.figures.figure_key import FigureKey
from indicators.period.arithmetic import Period, day
from mappings.obligations.obligations import Obligation
from mappings.place.places import Place
from mappings.plan.successor_requests import find_agency_to_ask

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


@dataclass(frozen=True)
class OwedRecordSet:
    """Records of one set that a return needs, and who has to send them. ``at``: number of the obligation."""

    at: int
    record_set: str
    agencies: tuple[str, ...]


def list_owed_record_sets(ruleset: Ruleset, obligations: Sequence[Obligation]) -> list[OwedRecordSet]:
    """The record sets that returns of records need; nobody is named where the place has no agency for them."""
    return [
        OwedRecordSet(
            at,
            code,
            _agencies_to_ask(
                obligation, list_senders(ruleset, obligation.place, code, obligation.area, obligation.period)
            ),
        )
        for at, obligation in enumerate(obligations)
        if obligation.records is not None
        for code in obligation.records.record_sets
    ]


def _agencies_to_ask(obligation: Obligation, agencies: tuple[str, ...]) -> tuple[str, ...]:
    """Those in charge on the day to send, where an agency has ended between the period and then."""
    on = obligation.dates.send_by.date
    return tuple(
        dict.fromkeys(find_agency_to_ask(obligation.place, agency, on, obligation.area) for agency in agencies)
    )


def list_senders(ruleset: Ruleset, place: Place, record_set: str, area: str, period: Period) -> tuple[str, ...]:
    """The agencies whose records make up an area's: each supplier, or the one that answers in the set's role."""
    role = ruleset.records.record_set(record_set).role
    if role is not None:
        agency = place.agency_in_role(role, area, period.end)
        return (agency.code,) if agency else ()
    return tuple(dict.fromkeys(row.agency for row in place.suppliers_of(record_set, area, period.end)))


def find_figures_from_records(
    ruleset: Ruleset, obligations: Sequence[Obligation], owed_records: Sequence[OwedRecordSet]
) -> dict[str, dict[str, dict[FigureKey, OwedRecordSet]]]:
    """By place and indicator: each figure that the records owed will give, with the first such records."""
    figures_by_place: dict[str, dict[str, dict[FigureKey, OwedRecordSet]]] = {}
    for records in owed_records:
        if not records.agencies:
            continue
        obligation = obligations[records.at]
        for cell in _figures(ruleset, records, obligation):
            figures = figures_by_place.setdefault(obligation.place.name, {}).setdefault(cell.indicator, {})
            figures.setdefault(cell, records)
    return figures_by_place


def _figures(ruleset: Ruleset, records: OwedRecordSet, obligation: Obligation) -> Iterator[FigureKey]:
    for indicator in ruleset.catalogue.values():
        for derivation in indicator.derive:
            if derivation.record_set == records.record_set and _is_given_by_records(
                indicator, derivation, records, obligation.period
            ):
                period = day(obligation.period.end) if indicator.period_kind == "day" else obligation.period
                for breakdown in _breakdowns(ruleset, derivation):
                    yield FigureKey(indicator.code, obligation.area, period.code, breakdown, "actual")


def _is_given_by_records(indicator: Indicator, derivation: Derivation, records: OwedRecordSet, period: Period) -> bool:
    """True for the thing itself: no estimate, of a whole year or a cut of one, from one sender or parts that add."""
    if derivation.status == "estimated" or not derivation.gives(period.kind):
        return False
    return len(records.agencies) == 1 or (indicator.adds_over_area == "sum" and is_additive(indicator))


def _breakdowns(ruleset: Ruleset, derivation: Derivation) -> list[str]:
    split = derivation.by
    members = ruleset.breakdowns[split.breakdown].members if split else ()
    return ["total", *(f"{split.breakdown}={member}" for member in members)] if split else ["total"]
