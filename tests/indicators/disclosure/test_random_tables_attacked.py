"""Random tables are protected, and attackers of another kind try to find what is hidden."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from indicators.disclosure.secondary_suppression import CannotProtect, suppress
from tests.indicators.disclosure.counts import Release, Threshold, counts_table, protect
from tests.indicators.disclosure.intervals import find_intervals
from tests.indicators.disclosure.oracle import Rows, found_by_elimination, possible, rows_of
from tests.indicators.disclosure.random_tables import CountsAndSums, draw_any_table, draw_table, restate

pytestmark = pytest.mark.long

RULE = Threshold(threshold=5, width=2)
SMALL = 36
ROUNDS_OF_AN_EXACT_ANSWER = 1000
#: Where nothing bounds a cell, our attacker stops at a bound of its own.
UNBOUNDED, FAR = 1000, 20_000


def assert_nothing_found(rows: Rows, secrets: dict[str, int], most: int, width: int = 1) -> None:
    """No value follows by arithmetic, and whole numbers so far apart fit beside the true one."""
    assert not found_by_elimination(rows) & secrets.keys()
    for cell, value in secrets.items():
        near = [value + by for size in range(1, width + 1) for by in (size, -size)]
        fits = [other for other in near if possible(rows, cell, other, 1, most)]
        assert max([value, *fits]) - min([value, *fits]) >= width, (cell, value)


@pytest.fixture(scope="module")
def two_hundred() -> list[tuple[CountsAndSums, frozenset[str]]]:
    made = [draw_any_table(seed) for seed in range(200)]
    return [(one, protect(one.counts, one.sums, RULE)) for one in made]


def assert_protected(one: CountsAndSums, hidden: frozenset[str]) -> None:
    by_rule = {cell: n for cell, n in one.counts.items() if RULE.hides(n)}
    assert by_rule.keys() <= hidden
    assert not any(one.counts[cell] == 0 for cell in hidden)
    rows, most = rows_of(one.counts, one.sums, hidden), 4 * max(one.counts.values()) + 50
    assert_nothing_found(rows, {cell: one.counts[cell] for cell in hidden - by_rule.keys()}, most)
    assert_nothing_found(rows, by_rule, most, RULE.width)


def test_nothing_hidden_is_found_in_two_hundred_tables(two_hundred: list[tuple[CountsAndSums, frozenset[str]]]) -> None:
    for one, hidden in two_hundred:
        assert_protected(one, hidden)


@pytest.mark.soak
def test_nothing_hidden_is_found_in_five_thousand_tables() -> None:
    for one in map(draw_any_table, range(200, 5200)):
        assert_protected(one, protect(one.counts, one.sums, RULE))


def versions(seed: int) -> bool:
    """Publishes a table and its restatement; True where the second had to be refused."""
    rng = Random(seed)
    first = draw_table(rng, most=SMALL)
    second = restate(rng, first)
    before = Release(first.counts, first.sums, protect(first.counts, first.sums, RULE))
    try:
        hidden = protect(second.counts, second.sums, RULE, earlier=[before])
    except CannotProtect as refused:
        return bool(refused.cells)
    rows, secrets = both(first, before.hidden, second, hidden)
    assert_nothing_found(rows, secrets, 4 * max(first.counts.values()) + 50)
    return False


def both(
    first: CountsAndSums, hid: frozenset[str], second: CountsAndSums, hides: frozenset[str]
) -> tuple[Rows, dict[str, int]]:
    """Two versions as one attacker sees them, who knows which cells moved, but not by how much."""
    moved = {cell for cell, n in first.counts.items() if second.counts[cell] != n}
    then = {cell: f"{cell}@then" if cell in moved else cell for cell in first.counts}
    counts = second.counts | {then[cell]: n for cell, n in first.counts.items()}
    steps = {f"{cell}~": second.counts[cell] - first.counts[cell] for cell in moved}
    unseen = {cell for cell in hides if cell in moved or cell in hid} | {then[cell] for cell in hid & moved}
    sums = [*second.sums, *((then[total], tuple(then[part] for part in parts)) for total, parts in first.sums)]
    sums += [(cell, (then[cell], f"{cell}~")) for cell in moved]
    secrets = {cell: n for cell, n in counts.items() if cell in unseen and RULE.hides(n)} | steps
    return rows_of(counts | steps, sums, frozenset(unseen) | steps.keys()), secrets


def test_a_restatement_by_one_tells_of_nobody() -> None:
    refused = [seed for seed in range(8) if versions(seed)]
    assert len(refused) <= 2


@pytest.mark.soak
def test_many_restatements_tell_of_nobody() -> None:
    for seed in range(8, 500):
        versions(seed)


@pytest.mark.parametrize("seed", range(8))
def test_the_attackers_range_is_exact(seed: int) -> None:
    made = draw_table(Random(1000 + seed), most=20)
    given = counts_table(made.counts, made.sums, RULE)
    rows = rows_of(made.counts, made.sums, given.barred)
    for cell, (low, high) in find_intervals(given, given.barred).items():
        assert possible(rows, cell, low, 1, FAR)
        assert low == 1 or not possible(rows, cell, low - 1, 1, FAR)
        assert possible(rows, cell, high, 1, FAR)
        assert high >= UNBOUNDED or not possible(rows, cell, high + 1, 1, FAR)


def test_hides_little_more_than_the_least_that_would_do(
    two_hundred: list[tuple[CountsAndSums, frozenset[str]]],
) -> None:
    for one, ours in two_hundred[::2]:
        if len(one.counts) <= SMALL:
            best = suppress(counts_table(one.counts, one.sums, RULE), rounds=ROUNDS_OF_AN_EXACT_ANSWER)
            assert best.exact
            assert len(ours) <= 1.5 * len(best.hidden)


@pytest.mark.parametrize("seed", range(6))
def test_the_least_that_would_do_is_the_least(seed: int) -> None:
    """Every smaller choice leaves a secret too narrow, or found by somebody who guesses what the rule hides."""
    rng = Random(seed)
    made = next(
        one for one in iter(lambda: draw_table(rng, most=12), None) if any(map(RULE.hides, one.counts.values()))
    )
    given = counts_table(made.counts, made.sums, RULE)
    best = suppress(given, rounds=ROUNDS_OF_AN_EXACT_ANSWER)
    free = [cell for cell in made.counts if cell not in given.barred and made.counts[cell]]
    fewer = combinations(free, len(best.added) - 1) if best.added else ()
    assert all(narrow(made, given.barred | set(some)) for some in fewer)


def narrow(made: CountsAndSums, hidden: frozenset[str]) -> bool:
    rows = rows_of(made.counts, made.sums, hidden)
    by_rule = {cell: n for cell, n in made.counts.items() if RULE.hides(n)}
    # What somebody guesses is a bound: each such cell and a cell of its own come to one more than the threshold.
    guess: Rows = [*rows, *(({cell: 1, f"{cell} and": 1}, RULE.threshold + 1) for cell in by_rule)]
    return any(
        (
            not any(possible(rows, cell, n + by, 1, FAR) for by in (-2, 2))
            and not all(possible(rows, cell, n + by, 1, FAR) for by in (-1, 1))
        )
        or not any(possible(guess, cell, n + by, 1, FAR) for by in (-1, 1))
        for cell, n in by_rule.items()
    )
