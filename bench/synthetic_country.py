"""A made-up country to plan for: one place for each authority of upper tier, with all its agencies and returns.

The councils are the real ones of a year; their primary care trusts, drug partnerships and agencies are made
up, one of each on every council's ground.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area
from tests.repository import ROOT
from tests.shipped import load_areas

COUNCIL = "council|planning|environment|transport|trading-standards|libraries"
DISTRICT = "council|housing|planning|environment|benefits"
#: Of a council and its partners: code, kind, roles.
BODIES = (
    ("childrens-services", "council_department", "children-services|education"),
    ("adult-social-care", "council_department", "adult-social-care"),
    ("yot", "yot", "yot"),
    ("mental-health", "nhs_trust", "mental-health-trust"),
    ("hospital", "nhs_trust", "acute-trust"),
    ("police", "police", "police"),
    ("fire", "fire", "fire"),
    ("probation", "probation", "probation"),
)
UPPER = {"unitary", "metropolitan_borough", "london_borough", "county"}
MADE_UP = "made up for a bench"
AGENCY_COLUMNS = ("code", "name", "kind", "roles", "areas", "from", "to", "successor", "source")


def authorities(book: AreaBook, on: date) -> list[Area]:
    """The authorities of upper tier that stood on a day: 152 before 2023, 153 from then on."""
    return [area for area in book.all() if area.kind in UPPER and area.exists_on(on)]


def make_country(root: Path, places: Path, *, count: int | None, on: date) -> int:
    """Write definitions (``root``) and places for so many authorities (None: all); says how many there are."""
    book = load_areas()
    councils = _spread(authorities(book, on), count)
    shutil.copytree(
        ROOT / "mappings", root / "mappings", ignore=shutil.ignore_patterns("places", "*.py", "__pycache__")
    )
    shutil.copytree(ROOT / "indicators", root / "indicators", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (root / "mappings" / "places").mkdir()
    _add_bodies(root / "indicators" / "areas", book, councils, on)
    for number, area in enumerate(councils):
        _write_place(places / f"place-{number:03}", number, area, _districts(book, area, on))
    return len(councils)


def _spread(areas: Sequence[Area], count: int | None) -> list[Area]:
    """So many of them, as mixed as all are."""
    if count is None or count >= len(areas):
        return list(areas)
    return [areas[number * len(areas) // count] for number in range(count)]


def _districts(book: AreaBook, area: Area, on: date) -> list[str]:
    return [child.code for child in book.children(area.code, "local_government", on)] if area.kind == "county" else []


def _add_bodies(folder: Path, book: AreaBook, councils: Sequence[Area], on: date) -> None:
    areas, links = [], []
    for number, area in enumerate(councils):
        for code, kind, way in (_trust(number), "pct", "nhs"), (_partnership(number), "partnership", "partnership"):
            areas.append([code, f"{kind} {number}", kind, "not established", "", "", "", MADE_UP, ""])
            links += [[child, code, way, "not established", "", MADE_UP] for child in book.footprint(area.code, on)]
    for name, rows in (("areas.csv", areas), ("parents.csv", links)):
        with (folder / name).open("a", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows(rows)


def _trust(number: int) -> str:
    return f"T{number:03}"


def _partnership(number: int) -> str:
    return f"DAT-MADE-{number:03}"


def _write_place(folder: Path, number: int, area: Area, districts: Sequence[str]) -> None:
    folder.mkdir(parents=True)
    trust, partnership = _trust(number), _partnership(number)
    rows = [(f"a{number}-council", "council", COUNCIL if districts else f"{DISTRICT}|{COUNCIL[8:]}", area.code)]
    rows += [(f"a{number}-{code}", kind, roles, area.code) for code, kind, roles in BODIES]
    rows += [
        (f"a{number}-trust", "pct", "pct", trust),
        (f"a{number}-drugs", "partnership", "drug-partnership", partnership),
    ]
    rows += [(f"a{number}-{code.lower()}", "district_council", DISTRICT, code) for code in districts]
    with (folder / "agencies.tsv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter="\t", lineterminator="\n")
        writer.writerow(AGENCY_COLUMNS)
        writer.writerows((code, code, kind, _once(roles), ground, "not established", "", "", MADE_UP)
                         for code, kind, roles, ground in rows)  # fmt: skip
    (folder / "place.yaml").write_text(_place_file(folder.name, area, districts, trust, partnership), encoding="utf-8")


def _once(roles: str) -> str:
    return "|".join(dict.fromkeys(roles.split("|")))


def _place_file(name: str, area: Area, districts: Sequence[str], trust: str, partnership: str) -> str:
    councils = ", ".join([area.code, *districts])
    rows = [
        f"{{return: vital-signs, areas: [{trust}], from: FY2008-09, to: FY2010-11, illustrative: true}}",
        f"{{return: national-indicators, areas: [{councils}], from: FY2008-09, to: FY2010-11, illustrative: true}}",
        f"{{return: ndtms, areas: [{partnership}], from: FY2008-09, illustrative: true}}",
        f"{{return: crc, areas: [{area.code}], from: FY2010-11, to: FY2010-11, illustrative: true}}",
        *(f"{{return: {code}, areas: [{area.code}], from: FY2019-20, illustrative: true}}"
          for code in ("core-data-set", "ofsted-profile", "ssda903", "cin")),
    ]  # fmt: skip
    returns = "".join(f"  - {row}\n" for row in rows)
    areas = f"[{councils}, {trust}, {partnership}]"
    return f"name: {name}\ntitle: {name}\nareas: {areas}\nillustrative: true\nreturns:\n{returns}sources: [{MADE_UP}]\n"
