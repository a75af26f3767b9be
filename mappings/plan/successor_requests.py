"""Requests to successors, where the agency of record has ended by the day on which a figure is to be sent.

Whose figure counts depends on the period's last day; who is asked depends on the day to send. If the agency ends in
between, its successor is asked, and the figures that it gave before still count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from mappings.place.agency_succession import list_successors

if TYPE_CHECKING:
    from mappings.place.places import Place
    from mappings.ruleset.ruleset import Ruleset

_AGENCY_KEY = ("place", "agency", "asked_area")
_HEIRS = dict.fromkeys(_AGENCY_KEY, pl.String) | {"first_day": pl.Date, "heir": pl.String}


def find_agency_to_ask(place: Place, agency: str, on: date | None, area: str) -> str:
    """Code of the agency in charge of another's work on a day; that other's own code where nobody took over."""
    if on is None or agency not in place.agencies:
        return agency
    successor = place.agency_in_charge(agency, on, area)
    return successor.code if successor else agency


def address_to_successors(requests: pl.DataFrame, ruleset: Ruleset, figure: Sequence[str]) -> pl.DataFrame:
    """``requests`` (place, agency, asked_area, send_by and more) with the agency in charge on the first day to send.

    ``figure``: the columns that name a figure; all that wait for one are asked of the same agency.
    """
    homes = ruleset.places.values()
    ending = {
        (home.name, agency.code) for home in homes for agency in home.agencies.values() if list_successors(agency)
    }
    if not ending or "asked_area" not in requests.columns:
        return requests
    dated = requests.with_columns(first_day=pl.col("send_by").min().over(figure))
    agencies = dated.select(_HEIRS.keys() - {"heir"}).unique().select([*_AGENCY_KEY, "first_day"]).iter_rows()
    rows = [
        (place, agency, area, day, find_agency_to_ask(ruleset.places[place], agency, day, area))
        for place, agency, area, day in agencies
        if (place, agency) in ending and day is not None
    ]
    successors = pl.DataFrame(rows, schema=_HEIRS, orient="row")
    joined = dated.join(successors, on=[*_AGENCY_KEY, "first_day"], how="left", maintain_order="left")
    return joined.with_columns(agency=pl.coalesce("heir", "agency")).drop("heir", "first_day")
