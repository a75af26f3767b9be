"""A made-up country: a place for each area, with an agency for each role, as a tree of definition files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from indicators.catalogue.indicator import Indicator
from mappings.ruleset.ruleset import Ruleset

YEAR, YEAR_END = "FY2009-10", date(2010, 3, 31)
HEADINGS = "indicator,area,period,breakdown,kind,numerator,denominator,value,symbol,status,note"
COLUMNS = ("code", "name", "kind", "roles", "areas", "from", "to", "successor", "source")
#: Who answers for figures of one year in a council's area, and which of our own indicators each is asked for here.
ROLES = (
    "adult-social-care", "benefits", "children-services", "council", "education", "environment", "fire", "housing",
    "pct", "planning", "police", "probation", "trading-standards", "transport", "yot", "mental-health-trust",
)  # fmt: skip


@dataclass(frozen=True)
class DeadlineSender:
    """An agency, and the file that it sends."""

    agency: str
    place: str
    content: bytes


def make_senders(ruleset: Ruleset, most: int) -> list[DeadlineSender]:
    """So many agencies, area by area."""
    return list(islice(_senders(ruleset), most))


def _senders(ruleset: Ruleset) -> Iterator[DeadlineSender]:
    taken = {area for place in ruleset.places.values() for area in place.areas}
    indicators = {role: found for role in ROLES if (found := _asked_of(ruleset, role))}
    known = (area for area in ruleset.areas.all() if area.kind not in {"country", "region"})
    codes = sorted(area.code for area in known if area.exists_on(YEAR_END))
    for number, area in enumerate(code for code in codes if code not in taken):
        for role, found in indicators.items():
            top = 1 + number % 90
            numbers = f"{top},100," if found.parts else f",,{top}"
            row = f"{found.code},{area},{YEAR},,,{numbers},,,made up"
            yield DeadlineSender(f"{area.lower()}-{role}", area.lower(), f"{HEADINGS}\n{row}\n".encode())


def _asked_of(ruleset: Ruleset, role: str) -> Indicator | None:
    """A plain figure of a financial year that agencies of the role answer for; None where there is none."""
    for one in ruleset.catalogue.values():
        plain = (
            one.unit in {"percentage", "count"} and one.period_kind == "financial_year" and one.access != "restricted"
        )
        if one.agency_of_record == role and plain and not one.formula:
            return one
    return None


def write_places(folder: Path, senders: list[DeadlineSender]) -> None:
    """A folder for each place, as ``RETURNONCE_PLACES`` names them."""
    by_place: dict[str, list[str]] = {}
    for sender in senders:
        by_place.setdefault(sender.place, []).append(sender.agency)
    for place, agencies in by_place.items():
        (folder / place).mkdir(parents=True)
        area = place.upper()
        lines = [f"name: {place}", f"title: Made-up place {area}", f"areas: [{area}]", "illustrative: true",
                 "returns: []", "sources: [made up]"]  # fmt: skip
        (folder / place / "place.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows = [COLUMNS, *(_row(agency, area) for agency in agencies)]
        text = "".join("\t".join(row) + "\n" for row in rows)
        (folder / place / "agencies.tsv").write_text(text, encoding="utf-8")


def _row(agency: str, area: str) -> tuple[str, ...]:
    role = agency.partition("-")[2]
    return agency, f"Made-up {agency}", "council_department", role, area, "not established", "", "", "made up"
