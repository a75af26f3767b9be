"""Which of some numbers add up to a total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")


def find_subsets(values: Mapping[K, int], total: int) -> Iterator[tuple[K, ...]]:
    """Every subset of positive values, of any size, that adds up to the total."""
    keys = sorted(values, key=lambda key: -values[key])
    rests = [sum(values[key] for key in keys[place:]) for place in range(len(keys) + 1)]

    def search(place: int, missing: int, subset: tuple[K, ...]) -> Iterator[tuple[K, ...]]:
        if missing == 0:
            yield subset
        elif 0 < missing <= rests[place]:
            yield from search(place + 1, missing - values[keys[place]], (*subset, keys[place]))
            yield from search(place + 1, missing, subset)

    return search(0, total, ())
