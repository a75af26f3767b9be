"""Chance with a seed: the same seed draws the same council on any machine."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache


class SeededChance(random.Random):
    """Draws of the kinds that a made-up life needs. Percentages and weights are whole numbers."""

    def chance(self, percent: int) -> bool:
        """True that often in a hundred."""
        return self.randrange(100) < percent

    def pick(self, weights: Mapping[str, int]) -> str:
        """One of these, by weight."""
        names, cumulated = _cumulate(tuple(weights.items()))
        return self.choices(names, cum_weights=cumulated)[0]

    def day(self, first: date, last: date) -> date:
        """A day from first to last; the first, where there is none between."""
        return first + timedelta(self.randrange(max((last - first).days, 0) + 1))

    def days(self, fewest: int, most: int) -> timedelta:
        """So many days."""
        return timedelta(self.randint(fewest, most))


@lru_cache(maxsize=256)
def _cumulate(weights: tuple[tuple[str, int], ...]) -> tuple[Sequence[str], Sequence[int]]:
    total, sums = 0, []
    for _, weight in weights:
        total += weight
        sums.append(total)
    return [name for name, _ in weights], sums


def workday(day: date) -> date:
    """That day, or the Monday after it where it is a weekend's."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def birthday(born: date, age: int) -> date:
    """The birthday of that age. Nobody made up here is born on 29 February."""
    return born.replace(year=born.year + age)
