"""A small ruleset for tests: the engine's small world, a return or two, one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from indicators.catalogue.indicator import Indicator
from mappings.calendar.working_days import Calendar
from mappings.definitions.lines import EXACT, build_line_index
from mappings.definitions.return_definitions import Edition, Line
from mappings.definitions.returns import Return
from mappings.place.place_definitions import Agency, Approval, KeptLine, OfRecordException, PlaceReturn
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_tree import DefinitionFiles
from tests.indicators.small_contexts import AREAS, SEX
from tests.shipped import load_ruleset

UNKNOWN = "not established"
YEAR = {"from": date(2008, 4, 1), "to": date(2011, 4, 1)}


def line(subject: str, indicator: str, **changes: Any) -> Line:
    """An exact copy, keyed by the council, in force 2008-11, unless told otherwise."""
    fields: dict[str, Any] = {
        "subject_id": subject, "subject_label": subject.title(), "predicate_id": EXACT, "object_id": indicator,
        "mapping_justification": "semapv:ManualMappingCuration", "confidence": "0.9", "author_label": "tests",
        "mapping_date": "2026-11-21", "transform": "copy", "valid_from": YEAR["from"], "valid_to": YEAR["to"],
        "population_base": "resident", "example_in": "v=1", "example_out": "1", "section": "One", "route": "council",
        "route_confidence": "high", "body": "any_council", "unit": "percentage", "decimals": 1,
        "polarity": "high_is_good", "frequency": "annual", "code_confidence": "high",
    }  # fmt: skip
    return Line.model_validate(fields | changes)


def edition(**changes: Any) -> Edition:
    """One edition for councils of every kind and for years, due 20 working days after."""
    fields: dict[str, Any] = {
        "return": "national", "edition": "FY2009-10", "title": "National", "recipient": "Department",
        "legal_basis": "none", "in_force": YEAR, "period_kinds": ["financial_year"],
        "area_kinds": ["county", "district", "unitary", "pct", "partnership"],
        "due": {"anchor": "period_end", "working_days": 20, "assumed": True, "source": "made up"},
        "layout": "plain", "formats": ["xlsx"], "rounding": "half_up", "disclosure": {}, "confidence": "low",
        "symbols": {}, "sources": ["made up"],
    }  # fmt: skip
    return Edition.model_validate(fields | changes)


def a_return(*lines: Line, **changes: Any) -> Return:
    one = edition(**changes)
    return Return(one.return_code, one.title, (one,), tuple(lines))


def agency(code: str, roles: str, areas: str) -> Agency:
    return Agency.model_validate(
        {"code": code, "name": code.title(), "kind": "council", "roles": roles, "areas": areas,
         "from": UNKNOWN, "source": "made up"}
    )  # fmt: skip


def place(
    *returns: tuple[str, tuple[str, ...]],
    agencies: Iterable[Agency] = (),
    approvals: Iterable[Mapping[str, Any]] = (),
    kept: Iterable[str] = (),
    of_record: Iterable[Mapping[str, Any]] = (),
) -> Place:
    """Keeps every area of the small world; makes the named returns for the named areas."""
    made = [
        {"return": code, "areas": "|".join(areas), "from": "FY2000-01", "illustrative": True} for code, areas in returns
    ]
    return Place(
        name="home",
        title="Home",
        areas=("COUNTY", "NORTH", "SOUTH", "UNI", "PCT-C", "PCT-U", "PART"),
        illustrative=True,
        sources=("made up",),
        returns=tuple(PlaceReturn.model_validate(row) for row in made),
        agencies={one.code: one for one in agencies},
        of_record=tuple(OfRecordException.model_validate(row) for row in of_record),
        approvals=tuple(Approval.model_validate(row) for row in approvals),
        kept_lines=tuple(
            KeptLine.model_validate({"return": "national", "line": name, "from": "2011-04-01", "reason": "kept"})
            for name in kept
        ),
        area_book=AREAS,
    )


def approval(name: str, indicator: str) -> dict[str, Any]:
    return {"return": "national", "line": name, "object_id": indicator, "approved_by": "head",
            "approved_on": "2010-01-01", "reason": "agreed"}  # fmt: skip


def ruleset(indicators: Iterable[Indicator], *returns: Return, home: Place | None = None) -> Ruleset:
    by_code = {one.code: one for one in returns}
    return replace(
        load_ruleset(),
        hash="0" * 64,
        files=DefinitionFiles(),
        catalogue={one.code: one for one in indicators},
        breakdowns={"sex": SEX},
        factor_sets={},
        wholes={},
        areas=AREAS,
        returns=by_code,
        places={"home": home} if home else {},
        calendar=Calendar({}, 2000, 2030),
        line_index=build_line_index({code: one.lines for code, one in by_code.items()}),
        sources={},
        pairs=(),
        calendars={},
        disclosure={},
    )
