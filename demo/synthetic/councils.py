"""A whole made-up council: enough lives for a year's return, and for those of the years before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice

from demo.synthetic.adoption import adopted
from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.children_in_need import in_need, needing_care
from demo.synthetic.life_kinds import KINDS, STORIES, leaving, passing
from demo.synthetic.lives import LifeMaker, SyntheticLife
from demo.synthetic.places import SyntheticCouncil, council
from demo.synthetic.referrals import ChildInNeed
from demo.synthetic.seeded_chance import SeededChance
from demo.synthetic.stay_events import add_events
from indicators.period.arithmetic import Period, financial_year
from mappings.ruleset.ruleset import Ruleset

#: Years before the last whose returns are whole, and how many were gone before it in each, in a hundred.
YEARS_BEFORE, FORMER_CHILDREN = 2, 16
#: Young enough to have no birthday of a care leaver in the last year.
YOUNG = 13
#: In a hundred children in care in the year, how many are in the census; and of children with another need, how many
#: are disabled too.
IN_BOTH, DISABLED = 50, 8
DISABILITIES = ("AUT", "LD", "BEH", "COMM", "MOB", "PC", "CON", "HEAR", "VIS", "INC", "HAND", "DDA")


@dataclass(frozen=True, slots=True)
class SyntheticTown:
    """A council, its last year, and the lives it knows of at the end of it."""

    seed: str
    council: SyntheticCouncil
    year: Period
    lives: tuple[SyntheticLife, ...]
    in_need: tuple[ChildInNeed, ...]


@lru_cache(maxsize=8)
def make_town(count: int, ruleset: Ruleset, *, seed: int, year: Period, area: str) -> SyntheticTown:
    """So many children of the last year's return, and those whom only the returns before it hold."""
    name = f"made-up children {seed} {area} {year}"
    draw, council_ = SeededChance(name), council(area, ruleset.areas)
    teller = LifeMaker(draw, council_, year, ruleset.records)
    kinds = [*KINDS, *(draw.pick(KINDS) for _ in range(count - len(KINDS)))][:count]
    lives = [STORIES[kind](teller) for kind in kinds]
    for back in range(1, YEARS_BEFORE + 1):
        teller.year = years_before(year, back)
        for at in range(count * FORMER_CHILDREN // 100):
            lives.append(_make_former_child(teller, at))
    for life in lives:
        add_events(draw, life, year.end)
    needing = tuple(_children_in_need(teller, lives[:count], year))
    _deal_disabilities(draw, [life.child for life in lives], [child_in_need.child for child_in_need in needing])
    return SyntheticTown(name, council_, year, tuple(lives), needing)


def _make_former_child(teller: LifeMaker, at: int) -> SyntheticLife:
    if at % 5 == 0:
        return adopted(teller)
    return passing(teller, YOUNG) if at % 4 == 0 else leaving(teller, YOUNG)


def _children_in_need(teller: LifeMaker, lives: list[SyntheticLife], year: Period) -> Iterator[ChildInNeed]:
    """As many children in need as there are in the other return: most of those in care in the year, and others."""
    teller.year = year
    within = [life for life in lives if (life.stays[-1].ended or year.end) > year.start]
    also_in_need = [life for life in within if teller.draw.chance(IN_BOTH)]
    yield from (needing_care(teller.draw, life, year.end) for life in also_in_need)
    yield from (in_need(teller) for _ in range(len(lives) - len(also_in_need)))


def _deal_disabilities(draw: SeededChance, *groups: list[SyntheticChild]) -> None:
    """One to three disabilities for each disabled child, dealt in turn, so that a small council has most kinds."""
    deck = cycle(DISABILITIES)
    for child in {child.number: child for group in groups for child in group}.values():
        if child.need == "N2" or draw.chance(DISABLED):
            child.disabilities = tuple(islice(deck, draw.randint(1, 3)))


def years_before(year: Period, back: int) -> Period:
    """The financial year so many years before."""
    return financial_year(year.start.year - back)
