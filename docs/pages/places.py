"""The places that ship: areas, returns, agencies, decisions."""

from __future__ import annotations

from docs.pages.markdown import code, page, table
from mappings.place.place_definitions import Agency, PlaceReturn
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``places.md``."""
    return {"places.md": page("Places", _opening(), *(_section(place, ruleset) for place in ruleset.places.values()))}


def _opening() -> str:
    return (
        "These ship as samples: the bodies are real, and who answers for what is a sample arrangement. "
        "[How to add a place](../howto/add-a-place.md)."
    )


def _section(place: Place, ruleset: Ruleset) -> str:
    names = ", ".join(ruleset.areas.get(area).name for area in place.areas)
    returns = table(("return", "areas", "periods", "figures"), [_return(return_) for return_ in place.returns])
    agencies = table(
        ("agency", "name", "answers for", "areas"), [_agency(agency) for agency in place.agencies.values()]
    )
    return "\n\n".join(
        [f"## {place.title}", f"Code: `{place.name}`. Areas: {names}.", returns, agencies, _describe_decisions(place)]
    )


def _return(place_return: PlaceReturn) -> tuple[str, ...]:
    when = f"{place_return.first} to {place_return.last}" if place_return.last else f"from {place_return.first}"
    return (
        code(place_return.return_code),
        ", ".join(place_return.areas),
        when,
        "made up" if place_return.illustrative else "published",
    )


def _agency(agency: Agency) -> tuple[str, ...]:
    roles = ", ".join(agency.roles) or f"its own part: `supplier={agency.code}`"
    return code(agency.code), agency.name, roles, ", ".join(agency.areas)


def _describe_decisions(place: Place) -> str:
    approved = ", ".join(f"{row.line} as `{row.object_id}`" for row in place.approvals) or "none"
    kept_lines = ", ".join(row.line for row in place.kept_lines) or "none"
    return f"Approved: {approved}. Kept after abolition: {kept_lines}."
