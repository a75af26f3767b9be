"""The library in its child: what it offers is only an offer."""

from __future__ import annotations

import pytest

from indicators.disclosure import argus_proposals
from indicators.disclosure.attack import find_exposures
from indicators.disclosure.counts import Threshold, counts_table, protect
from returnonce.sandbox import SandboxLimits

pytestmark = pytest.mark.long

ROWS, COLUMNS = ("a", "b", "c"), ("x", "y", "z")
COUNTS = {"ax": 3, "ay": 20, "az": 11, "bx": 10, "by": 12, "bz": 31, "cx": 40, "cy": 17, "cz": 25}
COUNTS |= {f"{row}T": sum(COUNTS[row + column] for column in COLUMNS) for row in ROWS}
COUNTS |= {f"T{column}": sum(COUNTS[row + column] for row in ROWS) for column in (*COLUMNS, "T")}
SUMS = [(f"{row}T", [row + column for column in COLUMNS]) for row in (*ROWS, "T")]
SUMS += [(f"T{column}", [row + column for row in ROWS]) for column in (*COLUMNS, "T")]
RULE = Threshold()


def test_the_library_hides_a_rectangle() -> None:
    table = counts_table(COUNTS, SUMS, RULE)
    offer = argus_proposals.propose(table, COUNTS)
    assert len(offer) == 3
    assert not find_exposures(table, table.barred | offer)


@pytest.mark.parametrize(
    "limits", [SandboxLimits(memory=1 << 20), SandboxLimits(wall_seconds=0)], ids=["no memory", "no time"]
)
def test_without_the_library_our_own_method_goes_on(limits: SandboxLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argus_proposals, "LIMITS", limits)
    table = counts_table(COUNTS, SUMS, RULE)
    assert argus_proposals.propose(table, COUNTS) == frozenset()
    assert len(protect(COUNTS, SUMS, RULE)) == 4


def test_an_offer_that_does_not_protect_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicators.disclosure.counts.proposals", lambda asked: [frozenset({"cz"}) for _ in asked])
    hidden = protect(COUNTS, SUMS, RULE)
    assert not find_exposures(counts_table(COUNTS, SUMS, RULE), hidden)
    assert "cz" not in hidden
