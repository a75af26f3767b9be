"""Where made-up children live and are placed: postcodes of public buildings, and providers that do not exist."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from demo.synthetic.seeded_chance import SeededChance
from indicators.areas.area_book import AreaBook
from returnonce.errors import NotFound

POSTCODES = Path(__file__).parent / "postcodes.tsv"
#: As far as most placements outside the area are, in metres.
NEAR = 60_000
FOSTERING = ("U1", "U2", "U3", "U4", "U5", "U6")
ADOPTION = ("A3", "A4", "A5", "A6")


@dataclass(frozen=True, slots=True)
class CareProvider:
    """Whom an authority places children with. ``postcode``: None where carers live elsewhere than their agency."""

    urn: str
    kinds: tuple[str, ...]
    sector: str
    area: str
    office: str
    postcode: str | None


@dataclass(frozen=True)
class SyntheticCouncil:
    """One area's places: its own postcodes, those that are children's homes, others near and far; and its providers."""

    area: str
    department: str
    own: tuple[str, ...]
    homes: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]
    providers: tuple[CareProvider, ...]

    def carer(self, draw: SeededChance, home: str) -> str:
        """The postcode of a carer, never the child's home: the nearer of two in the area or about it, seldom far."""
        if draw.chance(4):
            return draw.choice(self.far)
        postcodes = [postcode for postcode in (self._carer(draw), self._carer(draw)) if postcode != home]
        return min(postcodes, key=lambda postcode: _between(home, postcode)) if postcodes else self.carer(draw, home)

    def _carer(self, draw: SeededChance) -> str:
        return draw.choice(self.own if draw.chance(70) else self.near)

    def offering(self, kind: str) -> tuple[CareProvider, ...]:
        """Providers of one kind of placement."""
        return _offering(self.providers, kind)


@lru_cache(maxsize=32)
def _offering(providers: tuple[CareProvider, ...], kind: str) -> tuple[CareProvider, ...]:
    return tuple(provider for provider in providers if kind in provider.kinds)


@lru_cache(maxsize=4)
def council(area: str, areas: AreaBook) -> SyntheticCouncil:
    """The council of an area for which postcodes are at hand.

    Raises:
        NotFound: there are none of it.
    """
    rows, own = read_postcodes(), own_postcodes(area)
    other = [row for row in rows if row[1] != area]
    near = [row for row in other if min(_distance(row, home) for home in own) <= NEAR]
    return SyntheticCouncil(
        area=area,
        department=areas.aliases(area)["department"],
        own=tuple(row[0] for row in own),
        homes=tuple(row[0] for row in own[:-2]),
        near=tuple(row[0] for row in near),
        far=tuple(row[0] for row in other if row not in near),
        providers=tuple(_providers(area, own, near)),
    )


Postcode = tuple[str, str, int, int]


def own_postcodes(area: str) -> list[Postcode]:
    """Postcodes that lie in an area. Raises ``NotFound`` where there are none of it."""
    own = [row for row in read_postcodes() if row[1] == area]
    if not own:
        raise NotFound(f"No child is made up for {area}.", mend="Write E10000024 or E09000023.")
    return own


@lru_cache(maxsize=1)
def read_postcodes() -> tuple[Postcode, ...]:
    """Postcode, area, easting and northing (metres) of public buildings."""
    with POSTCODES.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return tuple((row["postcode"], row["area"], int(row["easting"]), int(row["northing"])) for row in rows)


@lru_cache(maxsize=4096)
def _between(first: str, second: str) -> int:
    rows = {row[0]: row for row in read_postcodes()}
    return _distance(rows[first], rows[second])


def _distance(postcode: Postcode, other: Postcode) -> int:
    return max(abs(postcode[2] - other[2]), abs(postcode[3] - other[3]))


def _providers(area: str, own: list[Postcode], near: list[Postcode]) -> list[CareProvider]:
    """Own services, agencies and homes; an own home stands in the area, as own provision must."""
    providers: list[CareProvider] = []

    def add(kinds: tuple[str, ...], sector: str, at: Postcode, *, carers: bool = False) -> None:
        urn = f"SC9{len(providers) + 1:05d}"
        providers.append(
            CareProvider(urn, kinds, sector, at[1] if sector != "PR1" else area, at[0], None if carers else at[0])
        )

    add((*FOSTERING, *ADOPTION), "PR1", own[0], carers=True)
    for at, sector in zip(near[:4], ("PR4", "PR4", "PR4", "PR5"), strict=True):
        add((*FOSTERING, *ADOPTION), sector, at, carers=True)
    for at in own[1:4]:
        add(("K2",), "PR1", at)
    for at in (*own[4:8], *near[4:9]):
        add(("K2",), "PR4", at)
    add(("K1",), "PR1", own[-1])
    add(("S1",), "PR5", near[0])
    add(("R3",), "PR4", own[-2])
    return providers
