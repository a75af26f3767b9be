"""Returns that stand in the schedule alone, as collections: one for each obligation, whose owner sends the return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from mappings.obligations.obligations import Obligation
from mappings.place.place_definitions import Agency
from mappings.plan.figure_requests import NOBODY
from mappings.plan.successor_requests import find_agency_to_ask

if TYPE_CHECKING:
    from mappings.plan.figure_requests import CollectionInputs

#: Of a place's own agencies, the one that makes what no department of it makes.
COUNCIL = "council"
_SCHEMA: dict[str, Any] = {"at": pl.UInt32, **dict.fromkeys(("place", "agency", "agency_name", "key"), pl.String)}


def is_scheduled_row(row: Mapping[str, Any]) -> bool:
    """Whether a row of obligations or collections is of a return that stands in the schedule alone."""
    if row["record_set"]:
        return False
    return row["edition"] is None if "edition" in row else row["figures"] == 0


def find_stage(key: str) -> str:
    """The stage in the key of such a collection, or the event that began it; empty where it has none."""
    return "/".join(key.split("/")[5:])


def find_stage_of(obligation: Obligation) -> str:
    """The stage of an obligation, or the event that began it; empty where it has none."""
    stage = [obligation.stage.code] if obligation.stage else []
    return "/".join([*stage, *([obligation.event.name] if obligation.event else [])])


def is_scheduled_alone() -> pl.Expr:
    """Whether a row of collections is a return to be sent: it asks neither for figures nor for records."""
    return pl.col("record_set").is_null() & (pl.col("figures") == 0)


def make_scheduled_collections(inputs: CollectionInputs, schema: dict[str, Any]) -> pl.DataFrame:
    """One row of ``schema`` (``COLLECTION_SCHEMA``) for each obligation of the schedule alone.

    Its key is ``<place>/<agency>/<return>/<period>/<area>[/<stage>][/<event>]``.
    """
    rows = [_make_row(at, one) for at, one in enumerate(inputs.obligations) if one.scheduled is not None]
    dated = inputs.add_dates(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
    complete = dated.with_columns(
        **dict.fromkeys(("figures", "keyed", "given"), pl.lit(0, pl.Int64)),
        record_set=pl.lit(None, pl.String),
        returns=pl.concat_list("return"),
        title="return_title",
        period="for_period",
        needed_by="due",
        due="send_by",
        at="hour",
    )
    return complete.select(schema.keys()).cast(pl.Schema(schema))


def _make_row(at: int, obligation: Obligation) -> tuple[object, ...]:
    agency = find_owner(obligation)
    code = agency.code if agency else None
    parts = [obligation.place.name, code or NOBODY, obligation.code, obligation.period.code, obligation.area]
    stage = find_stage_of(obligation)
    parts += [stage] if stage else []
    return at, obligation.place.name, code, agency.name if agency else None, "/".join(parts)


def find_owner(obligation: Obligation) -> Agency | None:
    """The agency that makes the return on the day on which it is due: in the owner's role, else the council itself."""
    place, area, period = obligation.place, obligation.area, obligation.period
    role = obligation.scheduled.owner.role if obligation.scheduled else COUNCIL
    agency = place.agency_in_role(role, area, period.end) or place.agency_in_role(COUNCIL, area, period.end)
    if agency is None:
        return None
    return place.agency(find_agency_to_ask(place, agency.code, obligation.dates.send_by.date, area))
