"""Tables that are none are refused, by name; no name that a cell may have confuses its versions."""

from __future__ import annotations

import pytest

from returnonce.errors import Refused
from tests.indicators.disclosure.counts import Release, Threshold, protect

pytestmark = pytest.mark.long

SUMS = [("all", ("a", "b"))]


@pytest.mark.parametrize("count", [None, True, 3.0, -3, 10**18, "3"])
def test_what_is_no_count_is_refused(count: object) -> None:
    with pytest.raises(Refused, match="The count of 'a'"):
        protect({"a": count, "b": 20, "all": 23}, SUMS, Threshold())  # type: ignore[dict-item]


@pytest.mark.parametrize("sums", [[("all", ("a", "z"))], [("z", ("a", "b"))]])
def test_a_sum_of_cells_that_are_not_there_is_refused(sums: list[tuple[str, tuple[str, ...]]]) -> None:
    counts = {"a": 3, "b": 20, "all": 23}
    with pytest.raises(Refused, match="'z'"):
        protect(counts, sums, Threshold())
    with pytest.raises(Refused, match="'z'"):
        protect(counts, [], Threshold(), earlier=[Release(counts, sums, frozenset())])


def test_a_cell_may_be_named_like_a_version_of_another() -> None:
    """``a`` was 7 and is 3; a cell that is called ``a@0`` is 7 all along."""
    sums = [("all", ("a", "a@0", "c"))]
    before = {"a": 7, "a@0": 7, "c": 40, "all": 54}
    now = before | {"a": 3, "all": 50}
    plain = [{name.replace("@0", "b"): count for name, count in table.items()} for table in (before, now)]
    hidden = protect(now, sums, Threshold(), earlier=[Release(before, sums, frozenset({"c"}))])
    alike = [("all", ("a", "ab", "c"))]
    same = protect(plain[1], alike, Threshold(), earlier=[Release(plain[0], alike, frozenset({"c"}))])
    assert {name.replace("@0", "b") for name in hidden} == same
