"""What of a collection stays as it is while figures come in: for who sends a file there, or follows one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.rendering import collection_path
from api.pages.wording import title_with_period
from indicators.period.codes import parse_period
from mappings.plan.scheduled_collections import is_scheduled_row


@dataclass(frozen=True)
class CollectionHead:
    """``scheduled``: the return is made elsewhere, and nothing of it is taken here."""

    key: str
    href: str
    title: str
    agency: str
    agency_code: str | None
    record_set: str | None
    scheduled: bool


def collection_head(row: Mapping[str, Any]) -> CollectionHead:
    """The head of one row of the board."""
    title = title_with_period(row["title"] or row["return"], parse_period(row["period"]))
    agency = row["agency_name"] or "Nobody is of record"
    return CollectionHead(
        row["key"], collection_path(row["key"]), title, agency, row["agency"], row["record_set"], is_scheduled_row(row)
    )
