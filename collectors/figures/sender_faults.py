"""Areas and breakdowns for which the sender does not give figures."""

from __future__ import annotations

from collections.abc import Iterable

from collectors.figures.distinct_texts import TextFault
from collectors.submissions.sending_agency import SendingAgency
from mappings.ruleset.ruleset import Ruleset


def area_faults(sender: SendingAgency, areas: Iterable[str], ruleset: Ruleset) -> dict[str, TextFault]:
    """The areas that are not on the sender's ground, nor its to answer for by exception, each with its fault."""
    book = ruleset.areas
    excepted = {
        row.area
        for place in sender.places
        for row in place.of_record
        if row.agency == sender.code or ruleset.took_over(sender.code, row.agency)
    }
    ground = frozenset().union(*(book.footprint(area) for area in sender.areas if area in book))
    return {
        area: TextFault("area-not-yours", f"{sender.name} does not send figures for {book.get(area).name} ({area}).")
        for area in areas
        if area not in sender.areas | excepted and not book.footprint(area) <= ground
    }


def supplier_faults(sender: SendingAgency, breakdowns: Iterable[str]) -> dict[str, TextFault]:
    """Canonical breakdowns that name another agency as the supplier of the part."""
    faults = {}
    for breakdown in breakdowns:
        parts = dict(piece.split("=", 1) for piece in breakdown.split(";") if "=" in piece)
        other = parts.get("supplier", sender.code)
        if other != sender.code:
            faults[breakdown] = TextFault("supplier-not-you", other)
    return faults
