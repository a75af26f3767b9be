"""With whom a made-up child is placed, by age and legal status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.places import FOSTERING, SyntheticCouncil
from demo.synthetic.seeded_chance import SeededChance
from indicators.records.views.months_and_ages import age_on

FOSTERED = frozenset(FOSTERING)
RELATIVES = ("U1", "U2", "U3")
CARE_ORDERS = frozenset({"C1", "C2"})
#: Kind of placement: weight, youngest age, oldest age.
KINDS = {
    "U6": (45, 0, 17), "U4": (18, 2, 17), "U1": (8, 0, 17), "U3": (8, 0, 17), "K2": (14, 8, 17), "P1": (7, 0, 17),
    "S1": (1, 8, 16), "K1": (1, 12, 17), "R3": (1, 0, 0), "R1": (1, 12, 17),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a child lives: kind, sector of the provider, its number, and the postcode."""

    kind: str
    sector: str | None
    urn: str | None
    postcode: str | None


def find_placement(
    draw: SeededChance,
    council: SyntheticCouncil,
    child: SyntheticChild,
    day: date,
    status: str,
    but: Placement | None = None,
) -> Placement:
    """A placement that fits age and legal status, and is another than ``but``."""
    weights = _weights(age_on(child.born, day), status in CARE_ORDERS)
    while (placement := place(draw, council, child, draw.pick(weights))) == but:
        pass
    return placement


@lru_cache(maxsize=64)
def _weights(age: int, ordered: bool) -> dict[str, int]:
    fitting = {kind: weight for kind, (weight, young, old) in KINDS.items() if young <= age <= old}
    return fitting if ordered else {kind: weight for kind, weight in fitting.items() if kind != "P1"}


def place(draw: SeededChance, council: SyntheticCouncil, child: SyntheticChild, kind: str) -> Placement:
    """A placement of that kind; only with a parent is it the child's home."""
    if kind == "P1":
        return Placement(kind, "PR0", None, child.home)
    if kind == "R1":
        return Placement(kind, "PR4", None, council.carer(draw, child.home))
    offered = [provider for provider in council.offering(kind) if provider.postcode != child.home]
    provider = offered[0] if kind in RELATIVES or draw.chance(55) else draw.choice(offered)
    return Placement(kind, provider.sector, provider.urn, provider.postcode or council.carer(draw, child.home))
