"""Returns made up by a seed, of the kinds of lines that the catalogue has, and their restatements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from mappings.ruleset.ruleset import Ruleset
from tests.exports.builders import cell
from tests.shipped import load_ruleset

SMALL = (0, 0, 1, 1, 2, 3, 4, 5, 6, 7)
Row = dict[str, Any]
#: The people of a block of lines, by kind, and the lines that they make.
Lines = Callable[[Mapping[str, int]], list[Row]]
CLIENTS = ("drug-alcohol-clients-in-treatment", "drug-alcohol-new-presentations")
COMPLETIONS = "drug-alcohol-successful-completions"
EXITS = ("planned", "transferred", "unplanned")
BREASTFED = ("totally", "partially", "not-at-all", "not-known")
MOST_KINDS = 9
YEAR_BEFORE = "FY2008-09"
STARTED = ("cla-started", "cla-started-rate")
COUNTY, DISTRICTS = "E10000024", tuple(f"E07000{number}" for number in range(170, 177))


@dataclass(frozen=True)
class Block:
    """Disjoint kinds of people, how many there are of each, and the lines made of them."""

    people: dict[str, int]
    lines: Lines


@dataclass(frozen=True)
class MadeReturn:
    """A return of some blocks. ``wholes``: made-up shares that nobody declares to make up all of their people."""

    blocks: tuple[Block, ...]
    wholes: tuple[tuple[str, ...], ...] = ()

    @property
    def rows(self) -> list[Row]:
        """The rows of the return, with true figures."""
        rows = [row for block in self.blocks for row in block.lines(block.people)]
        return [row | {"line": f"L{number}"} for number, row in enumerate(rows)]

    def restate(self, rng: Random) -> MadeReturn:
        """The same with one or two kinds of people counted anew."""
        blocks = list(self.blocks)
        for _ in range(rng.choice((1, 1, 2))):
            place = rng.randrange(len(blocks))
            kind = rng.choice(list(blocks[place].people))
            moved = max(0, blocks[place].people[kind] + rng.choice((-3, -1, -1, 1, 1, 2, 9)))
            blocks[place] = replace(blocks[place], people=blocks[place].people | {kind: moved})
        return replace(self, blocks=tuple(blocks))


def made_up_ruleset() -> Ruleset:
    """The ruleset that ships, with shares of the same people that no definition places in a whole."""
    ruleset = load_ruleset()
    model = ruleset.catalogue["cpp-open-3-to-6-months"]
    new = {
        code: model.model_copy(update={"code": code, "numerator": code, "denominator": "made-up people"})
        for code in made_up_codes(MOST_KINDS)
    }
    return replace(ruleset, catalogue=ruleset.catalogue | new)


def made_up_codes(number: int) -> tuple[str, ...]:
    return tuple(f"made-up-share-{place}" for place in range(number))


def draw_return(seed: int) -> MadeReturn:
    """One to three blocks of different kinds."""
    rng = Random(seed)
    draws = rng.sample(_DRAWS, rng.choice((1, 1, 2, 3)))
    blocks = tuple(draw(rng) for draw in draws)
    made_up = [len(block.people) for draw, block in zip(draws, blocks, strict=True) if draw is _made_up]
    return MadeReturn(blocks, tuple(made_up_codes(number) for number in made_up))


def _count(rng: Random, chance: float) -> int:
    return rng.choice(SMALL) if rng.random() < chance else rng.randint(6, rng.choice((20, 90)))


def _people(rng: Random, kinds: tuple[str, ...]) -> dict[str, int]:
    chance = rng.choice((0.1, 0.3, 0.6))
    return {kind: _count(rng, chance) for kind in kinds}


def _share(indicator: str, top: int, bottom: int, **given: Any) -> Iterator[Row]:
    if bottom:
        yield cell("x", indicator, indicator=indicator, numerator=str(top), denominator=str(bottom),
                   value=f"{100 * top / bottom:.6f}", **given)  # fmt: skip


def _number(indicator: str, value: int, **given: Any) -> Row:
    return cell("x", indicator, indicator=indicator, value=str(value), unit="count", per=1, decimals=0, **given)


def _whole(rng: Random, code: str) -> Block:
    """Shares that a definition declares to make up a whole; now and then one of them has no line."""
    whole = load_ruleset().wholes[code]
    left_out = rng.choice(whole.parts) if rng.random() < 0.2 else None
    with_total = whole.of != "not counted" and rng.random() < 0.5

    def lines(people: Mapping[str, int]) -> list[Row]:
        total = sum(people.values())
        rows = [row for part in whole.parts if part != left_out for row in _share(part, people[part], total)]
        return [*rows, *([_number(whole.of, total)] if with_total else [])]

    return Block(_people(rng, whole.parts), lines)


def _declared(rng: Random) -> Block:
    return _whole(rng, rng.choice([code for code in load_ruleset().wholes if "plans" not in code]))


def _plans(rng: Random) -> Block:
    return _whole(rng, "plans-open-by-duration")


def _made_up(rng: Random) -> Block:
    """Shares of the same words that make up a whole, which no definition says."""
    codes = made_up_codes(rng.randint(2, MOST_KINDS))

    def lines(people: Mapping[str, int]) -> list[Row]:
        return [row for code in codes for row in _share(code, people[code], sum(people.values()))]

    return Block(_people(rng, codes), lines)


def _clients(rng: Random) -> Block:
    """A count by client group, with its total; now and then each beside that of the year before."""
    return _clients_before(rng) if rng.random() < 0.5 else _clients_now(rng)


def _clients_now(rng: Random) -> Block:
    indicator, groups = rng.choice(CLIENTS), load_ruleset().breakdowns["client-group"].members

    def lines(people: Mapping[str, int]) -> list[Row]:
        parts = [_number(indicator, people[group], breakdown=f"client-group={group}") for group in groups]
        return [*parts, _number(indicator, sum(people.values()))]

    return Block(_people(rng, groups), lines)


def _completions(rng: Random) -> Block:
    """A share by client group, with that of all."""
    groups = load_ruleset().breakdowns["client-group"].members
    kinds = tuple(f"{group} {end}" for group in groups for end in ("done", "not"))

    def lines(people: Mapping[str, int]) -> list[Row]:
        done = {group: people[f"{group} done"] for group in groups}
        all_of = {group: done[group] + people[f"{group} not"] for group in groups}
        rows = [
            row
            for group in groups
            for row in _share(COMPLETIONS, done[group], all_of[group], breakdown=f"client-group={group}")
        ]
        # Where a group has nobody its line has no figure, so that nothing is known of its share.
        return [*rows, *_share(COMPLETIONS, sum(done.values()), sum(all_of.values()))]

    return Block(_people(rng, kinds), lines)


def _exits(rng: Random) -> Block:
    """Three counts, their sum, and the share that each is of it."""

    def lines(people: Mapping[str, int]) -> list[Row]:
        total = sum(people.values())
        rows = [_number(f"drug-alcohol-exits-{way}", people[way]) for way in EXITS]
        shares = [row for way in EXITS for row in _share(f"drug-alcohol-exits-{way}-share", people[way], total)]
        return [*rows, _number("drug-alcohol-exits", total), *shares]

    return Block(_people(rng, EXITS), lines)


def _breastfed(rng: Random) -> Block:
    """A chain of formulas: sums, a sum of some of them, a difference, and shares."""
    nhs = "breastfeeding-{}-nhs".format

    def lines(people: Mapping[str, int]) -> list[Row]:
        totally, partially, not_at_all, unknown = (people[way] for way in BREASTFED)
        known = totally + partially + not_at_all
        counts = {"totally": totally, "partially": partially, "not-at-all": not_at_all,
                  "totally-or-partially": totally + partially, "status-known": known, "status-not-known": unknown,
                  "infants-due-check": known + unknown}  # fmt: skip
        rows = [_number(nhs(name), value) for name, value in counts.items()]
        prevalence = _share(nhs("prevalence-6-8-weeks"), totally + partially, known + unknown)
        return [*rows, *prevalence, *_share(nhs("coverage-6-8-weeks"), known, known + unknown)]

    return Block(_people(rng, BREASTFED), lines)


def _clients_before(rng: Random) -> Block:
    indicator, groups = rng.choice(CLIENTS), load_ruleset().breakdowns["client-group"].members
    kinds = tuple(f"{group} {year}" for group in groups for year in ("now", "before"))

    def lines(people: Mapping[str, int]) -> list[Row]:
        now, before = ({group: people[f"{group} {year}"] for group in groups} for year in ("now", "before"))
        parts = [
            _number(indicator, now[group], breakdown=f"client-group={group}", **_before(before[group]))
            for group in groups
        ]
        return [*parts, _number(indicator, sum(now.values()), **_before(sum(before.values())))]

    return Block(_people(rng, kinds), lines)


def _before(value: int) -> Row:
    return {"previous": str(value), "previous_period": YEAR_BEFORE}


def _rates(rng: Random) -> Block:
    """Counts of a county and its districts, and rates of them for populations that everybody knows; some are left out
    and some have a target beside them."""
    children = {area: rng.randint(8_000, 30_000) for area in DISTRICTS}
    left_out = {(kind, area) for kind in STARTED for area in (*DISTRICTS, COUNTY) if rng.random() < 0.15}
    targets = {area: str(rng.randint(1, 60)) for area in (*DISTRICTS, COUNTY) if rng.random() < 0.3}

    def lines(people: Mapping[str, int]) -> list[Row]:
        started, living = {**people, COUNTY: sum(people.values())}, {**children, COUNTY: sum(children.values())}
        counts = [
            _number(STARTED[0], started[area], area=area) for area in started if (STARTED[0], area) not in left_out
        ]
        rates = [
            cell("x", STARTED[1], indicator=STARTED[1], unit="rate", per=10_000, decimals=0, area=area,
                 target=targets.get(area), numerator=str(started[area]), denominator=str(living[area]),
                 value=str((2 * 10_000 * started[area] + living[area]) // (2 * living[area])))
            for area in started if (STARTED[1], area) not in left_out
        ]  # fmt: skip
        return [*counts, *rates]

    return Block(_people(rng, DISTRICTS), lines)


_DRAWS = (_plans, _declared, _made_up, _clients, _completions, _exits, _breastfed, _rates)
