"""Tables of counts made up by a seed: margins, hierarchies, shared cells, versions, and very small counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

Sum = tuple[str, tuple[str, ...]]
SMALL = (0, 0, 1, 1, 2, 3, 4, 5, 6, 7)
WHOLE = "all"


@dataclass(frozen=True)
class CountsAndSums:
    """Counts and the sums among them."""

    counts: dict[str, int]
    sums: tuple[Sum, ...]


def draw_table(rng: Random, *, most: int = 60) -> CountsAndSums:
    """One table of one to three dimensions, some of them with a level between, of at most so many cells."""
    while True:
        trees = [_tree(rng, str(dimension)) for dimension in range(rng.choice((1, 2, 2, 2, 3)))]
        made = cross(trees, lambda: _count(rng, share)) if (share := rng.choice((0.1, 0.3, 0.6))) else None
        if made is not None and len(made.counts) <= most:
            return made


def _count(rng: Random, share: float) -> int:
    return rng.choice(SMALL) if rng.random() < share else rng.randint(6, rng.choice((20, 400)))


def _tree(rng: Random, name: str) -> dict[str, tuple[str, ...]]:
    """Each total's parts, the grand total last: flat, or with groups between."""
    if rng.random() < 0.7:
        return {WHOLE: tuple(f"{name}{n}" for n in range(rng.randint(2, 5)))}
    groups = {
        f"{name}g{g}": tuple(f"{name}g{g}-{n}" for n in range(rng.randint(2, 3))) for g in range(rng.randint(2, 3))
    }
    return groups | {WHOLE: tuple(groups)}


def cross(trees: list[dict[str, tuple[str, ...]]], draw) -> CountsAndSums:  # type: ignore[no-untyped-def]
    """Every dimension with every other, with all their margins."""
    leaves = [[part for parts in tree.values() for part in parts if part not in tree] for tree in trees]
    counts = {key: draw() for key in product(*leaves)}
    sums = []
    for place, tree in enumerate(trees):
        others = [[*leaves[at], *(trees[at] if at < place else ())] for at in range(len(trees))]
        for total, parts in tree.items():
            for key in product(*(others[at] if at != place else [total] for at in range(len(trees)))):
                counts[key] = sum(counts[(*key[:place], part, *key[place + 1 :])] for part in parts)
    for key in list(counts):
        for place, tree in enumerate(trees):
            if key[place] in tree:
                sums.append((key, tuple((*key[:place], part, *key[place + 1 :]) for part in tree[key[place]])))
    return CountsAndSums(
        {"|".join(key): count for key, count in counts.items()},
        tuple(("|".join(total), tuple("|".join(part) for part in parts)) for total, parts in sums),
    )


def draw_linked_tables(rng: Random) -> CountsAndSums:
    """Two tables that share a margin: the same people by area and by two other things."""
    areas, first, second = (tuple(f"{name}{n}" for n in range(rng.randint(2, 3))) for name in "abc")
    one = cross([{WHOLE: areas}, {WHOLE: first}], lambda: _count(rng, 0.4))
    counts, sums = dict(one.counts), list(one.sums)
    for area in areas:
        left = counts[f"{area}|{WHOLE}"]
        cuts = sorted(rng.randint(0, left) for _ in second[1:])
        for part, low, high in zip(second, [0, *cuts], [*cuts, left], strict=True):
            counts[f"{area}|{part}"] = high - low
        sums.append((f"{area}|{WHOLE}", tuple(f"{area}|{part}" for part in second)))
    for part in second:
        counts[f"{WHOLE}|{part}"] = sum(counts[f"{area}|{part}"] for area in areas)
        sums.append((f"{WHOLE}|{part}", tuple(f"{area}|{part}" for area in areas)))
    sums.append((f"{WHOLE}|{WHOLE}", tuple(f"{WHOLE}|{part}" for part in second)))
    return CountsAndSums(counts, tuple(sums))


def restate(rng: Random, made: CountsAndSums) -> CountsAndSums:
    """The same table with one or two of its smallest cells moved by one, and all that is summed from them."""
    totals = {total for total, _ in made.sums}
    leaves = [name for name in made.counts if name not in totals]
    counts = dict(made.counts)
    for leaf in rng.sample(leaves, min(len(leaves), rng.choice((1, 1, 2)))):
        counts[leaf] = max(0, counts[leaf] + rng.choice((-1, 1)))
    for _ in made.sums:
        for total, parts in made.sums:
            counts[total] = sum(counts[part] for part in parts)
    return CountsAndSums(counts, made.sums)


def draw_any_table(seed: int) -> CountsAndSums:
    """A table of any kind, by its number."""
    rng = Random(seed)
    return draw_linked_tables(rng) if seed % 4 == 3 else draw_table(rng)
