"""Thousands of random returns pass the production gate, and a reader of what was published attacks them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from campaigns.figures import Campaign, campaign, size
from tests.exports.disclosure.test_returns_attacked import Campaign as Attack

#: Editions of one return in a row, and how their seeds begin.
FIRST_SEEDS = {1: 0, 2: 100_000, 3: 200_000}


@pytest.mark.soak
@pytest.mark.parametrize("editions", FIRST_SEEDS)
def test_nothing_hidden_is_found(editions: int) -> None:
    wanted = size("tables") if editions == 1 else size("sequences")
    first = FIRST_SEEDS[editions] + (size("seed") - 1) * size("tables")
    with campaign("gate", f"{editions}-editions", wanted, share=0.8 if editions == 1 else 0.1) as run:
        attack = run_attack(run, range(first, first + wanted), editions)
        assert not attack.broken, attack.broken[:20]
        assert run.done


def run_attack(run: Campaign, seeds: Iterable[int], editions: int) -> Attack:
    """All attacks, however many succeed; the figures are kept as they come."""
    attack = Attack()
    for seed in run.each(seeds):
        attack.run(seed, editions)
        run.figures |= attack.figures
    run.figures["broken"] = len(attack.broken)
    return attack
