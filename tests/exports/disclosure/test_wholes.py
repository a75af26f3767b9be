"""Shares and counts that make up a whole, of however many parts: a hidden one must not follow from the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exports.disclosure.gate import apply_gate
from exports.disclosure.subset_sums import find_subsets
from mappings.ruleset.ruleset import Ruleset
from tests.exports.builders import cell
from tests.exports.disclosure.returns import make_return, read_shown
from tests.shipped import load_ruleset

RULESET = load_ruleset()
BANDS = RULESET.wholes["plans-open-by-duration"].parts


def shares(codes: tuple[str, ...], tops: tuple[int, ...], bottom: int | None = None) -> list[dict[str, Any]]:
    """A line for each share of the same people; without ``bottom`` the shares make up all of them."""
    people = sum(tops) if bottom is None else bottom
    return [
        cell(f"B{n}", f"B{n}", indicator=code, numerator=str(top), denominator=str(people),
             value=f"{100 * top / people:.1f}")
        for n, (code, top) in enumerate(zip(codes, tops, strict=False))
    ]  # fmt: skip


def count_hidden(rows: list[dict[str, Any]], ruleset: Ruleset = RULESET) -> int:
    seen = apply_gate(make_return(rows), "public", ruleset=ruleset)
    return sum(value is None for value in read_shown(seen).values())


@pytest.mark.parametrize("tops", [(2, 6, 9, 12, 6), (6, 9, 3, 12, 40), (30, 7, 8, 20, 1), (7, 0, 5, 9, 8)])
def test_one_of_five_bands_does_not_follow_from_the_others(tops: tuple[int, ...]) -> None:
    assert count_hidden(shares(BANDS, tops)) == 2


def test_the_bands_that_no_line_shows_bound_the_one_that_is_hidden() -> None:
    """Of 28 the lines show 6, 9 and 12: one is left, for the hidden band or for another that nobody is told."""
    assert count_hidden(shares(BANDS, (1, 6, 9, 12), 28)) == 2
    assert count_hidden(shares(BANDS, (1, 6, 9, 12), 58)) == 1


@pytest.mark.parametrize("number", [2, 5, 6, 9, 12])
def test_any_number_of_shares_that_no_definition_makes_a_whole(number: int) -> None:
    """Their words are the same and their true values make up all of the people."""
    model = RULESET.catalogue[BANDS[0]]
    codes = tuple(f"made-up-share-{n}" for n in range(number))
    new = {code: model.model_copy(update={"code": code, "numerator": f"those of kind {code}"}) for code in codes}
    ruleset = replace(RULESET, catalogue=RULESET.catalogue | new)
    assert count_hidden(shares(codes, (2, *range(11, 11 + 7 * (number - 1), 7))), ruleset) == 2


def test_every_subset_that_makes_up_a_total() -> None:
    assert set(find_subsets({"a": 1, "b": 2, "c": 3, "d": 4}, 6)) == {("d", "b"), ("c", "b", "a")}
    assert list(find_subsets({"a": 1}, 2)) == []


def test_an_exact_share_beside_rounded_counts_gives_none_of_them_away() -> None:
    """5 of 14, each to the nearest ten, is 10 of 10; 36 % is true of no other two counts that round so."""
    rows = shares(BANDS, (5,), 14)
    with pytest.raises(Exception, match="could be worked out"):
        apply_gate(make_return(rows, area="E92000001"), "public", ruleset=RULESET)
    rows = shares(BANDS, (5003,), 14000)
    assert apply_gate(make_return(rows, area="E92000001"), "public", ruleset=RULESET).hidden.is_empty()
