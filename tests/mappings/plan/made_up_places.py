"""Places that nobody has: random councils, trusts on random ground, who answers for what, and what they send.

All of it follows from a seed. The councils are England's; trusts and partnerships are made up, in a pack of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import get_args

from indicators.areas.area_book import AreaBook
from mappings.definitions.field_types import Role
from tests.shipped import load_areas

ROLES: tuple[str, ...] = get_args(Role)
#: Roles of bodies that are no council.
TRUST_ROLES = ("pct", "mental-health-trust", "acute-trust")
COUNCIL_ROLES = tuple(role for role in ROLES if role not in {*TRUST_ROLES, "drug-partnership"})
AGENCY_HEADINGS = "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource"
AREA_HEADINGS = "code,name,kind,valid_from,valid_to,absent_until,gone_by,source,note"
PARENT_HEADINGS = "child,parent,hierarchy,valid_from,valid_to,source"
COUNCILS = ("unitary", "london_borough", "metropolitan_borough")


@dataclass(frozen=True)
class MadeUpBodies:
    """The areas of one place: councils of the upper tier, districts, and by code the councils under each other body."""

    upper: tuple[str, ...]
    districts: tuple[str, ...]
    trusts: dict[str, tuple[str, ...]]
    partnerships: dict[str, tuple[str, ...]]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.upper, *self.districts, *self.trusts, *self.partnerships)


def write_places(folder: Path, seeds: Sequence[int]) -> tuple[Path, Path]:
    """Write ``places/`` and a pack of the bodies that they need; return both folders."""
    book, bodies = load_areas(), dict[str, MadeUpBodies]()
    for seed in seeds:
        random, name = Random(f"place {seed}"), f"made-up-{seed}"
        bodies[name] = _choose_bodies(random, book, seed)
        _write_place(folder / "places" / name, random, bodies[name])
    return folder / "places", _write_pack(folder / "made-up-bodies", list(bodies.values()))


def _choose_bodies(random: Random, book: AreaBook, seed: int) -> MadeUpBodies:
    """A county with some of its districts, a few councils of one tier beside one another, or both."""
    counties = [each.code for each in book.all("county") if _districts(book, each.code)]
    upper = [random.choice(counties)] if random.random() < 0.6 else []
    districts = _districts(book, upper[0]) if upper else []
    if not upper or random.random() < 0.4:
        single = [each.code for each in book.all() if each.kind in COUNCILS]
        first = random.choice(single)
        near = [each for each in book.neighbours(first) if book.get(each).kind in COUNCILS]
        upper += [first, *random.sample(near, k=min(len(near), random.randrange(3)))]
    ground = [*districts, *(code for code in upper if book.get(code).kind != "county")]
    owned = random.sample(districts, k=random.randint(0, len(districts))) if random.random() < 0.5 else districts
    trusts = _group(random, ground, f"Y{seed}T")
    partnerships = _group(random, ground, f"DAT-MADE-UP-{seed}-") if random.random() < 0.7 else {}
    return MadeUpBodies(tuple(dict.fromkeys(upper)), tuple(sorted(owned)), trusts, partnerships)


def _districts(book: AreaBook, county: str) -> list[str]:
    return sorted(each.code for each in book.children(county, "local_government") if each.kind == "district")


def _group(random: Random, ground: list[str], stem: str) -> dict[str, tuple[str, ...]]:
    """Part the ground among one to three bodies; at times some of it lies with none."""
    number, rest = random.randint(1, 3), random.sample(ground, k=len(ground))
    if len(rest) > 2 and random.random() < 0.25:
        rest.pop()
    groups = {f"{stem}{n}": tuple(sorted(rest[n::number])) for n in range(number)}
    return {code: members for code, members in groups.items() if members}


def _write_pack(folder: Path, every: list[MadeUpBodies]) -> Path:
    areas, parents = [AREA_HEADINGS], [PARENT_HEADINGS]
    for bodies in every:
        for kind, hierarchy, groups in (
            ("pct", "nhs", bodies.trusts),
            ("partnership", "partnership", bodies.partnerships),
        ):
            for code, members in groups.items():
                areas.append(f"{code},{code} (made up),{kind},not established,not established,,,made up,")
                parents += [
                    f"{member},{code},{hierarchy},not established,not established,made up" for member in members
                ]
    (folder / "indicators" / "areas").mkdir(parents=True)
    (folder / "indicators" / "areas" / "areas.csv").write_text("\n".join([*areas, ""]), encoding="utf-8")
    (folder / "indicators" / "areas" / "parents.csv").write_text("\n".join([*parents, ""]), encoding="utf-8")
    manifest = f"name: {folder.name}\nversion: 1.0.0\ntitle: Made up\nlicence: MIT\nsources: [made up]\n"
    (folder / "pack.yaml").write_text(manifest, encoding="utf-8")
    return folder


def _write_place(folder: Path, random: Random, bodies: MadeUpBodies) -> None:
    folder.mkdir(parents=True)
    returns = "".join(f"  - {row}\n" for row in _list_returns(random, bodies))
    areas = ", ".join(bodies.all)
    (folder / "place.yaml").write_text(
        f"name: {folder.name}\ntitle: {folder.name}\nareas: [{areas}]\nillustrative: true\n"
        f"returns:\n{returns}sources: [made up]\n",
        encoding="utf-8",
    )
    rows = [AGENCY_HEADINGS, *_list_agencies(random, bodies), ""]
    (folder / "agencies.tsv").write_text("\n".join(rows), encoding="utf-8")


def _list_returns(random: Random, bodies: MadeUpBodies) -> list[str]:
    councils, parts = [*bodies.upper, *bodies.districts], [*bodies.partnerships]
    upper_alone = {"core-data-set": 2019, "ofsted-profile": 2019, "ascof": 2024}
    figures = {
        "national-indicators": (councils, 2008),
        "vital-signs": ([*bodies.trusts], 2008),
        "crc": (councils, 2010),
    }
    figures |= {code: ([*bodies.upper], year) for code, year in upper_alone.items()}
    figures |= {"ndtms": (parts, 2008)}
    rows = []
    for code, (areas, year) in figures.items():
        made = random.sample(areas, k=random.randint(1, len(areas))) if random.random() < 0.4 and areas else areas
        if made and random.random() < 0.85:
            last = ", to: FY2010-11" if code in {"vital-signs", "crc"} else ""
            rows.append(_row(code, made, f"FY{year}-{(year + 1) % 100:02d}{last}"))
    for code in ("ssda903", "cin", "cld"):
        if random.random() < 0.5:
            rows.append(_row(code, [*bodies.upper], "FY2025-26"))
    return rows


def _row(code: str, areas: Sequence[str], first: str) -> str:
    return f"{{return: {code}, areas: [{', '.join(areas)}], from: {first}, illustrative: true}}"


def _list_agencies(random: Random, bodies: MadeUpBodies) -> list[str]:
    """Each council with some roles on its own ground; here and there one body for all; here and there nobody."""
    rows = []
    shared = {role for role in COUNCIL_ROLES if random.random() < 0.2}
    for area in (*bodies.upper, *bodies.districts):
        roles = [role for role in COUNCIL_ROLES if role not in shared and random.random() < 0.85]
        rows.append(_agency(f"council-{area}", "council", roles, [area]))
    whole = [*bodies.upper, *bodies.districts]
    rows += [
        _agency(f"shared-{role}", "partnership", [role], whole) for role in sorted(shared) if random.random() < 0.9
    ]
    for area in bodies.trusts:
        rows.append(_agency(f"trust-{area}", "pct", ["pct"], [area]))
    for role in TRUST_ROLES[1:]:
        rows.append(_agency(role, "nhs_trust", [role], [*bodies.trusts, *bodies.upper]))
    for area in bodies.partnerships:
        rows.append(_agency(f"partnership-{area}", "partnership", ["drug-partnership"], [area]))
    return rows


def _agency(code: str, kind: str, roles: Sequence[str], areas: Sequence[str]) -> str:
    cells = (code.casefold(), code, kind, "|".join(roles), "|".join(areas), "not established", "", "", "made up")
    return "\t".join(cells)
