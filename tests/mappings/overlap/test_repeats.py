"""Repeats within one list: which are found, as what, and what must not change them."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.overlap import (
    core_measures,
    core_pairs,
    core_table,
    rows,
)
from mappings.overlap.comparison import OverlapReport, find_overlap
from mappings.overlap.profiles import Measure
from mappings.overlap.repeats import REPEATING
from mappings.ruleset.ruleset import Ruleset
from tests.examples import at_most
from tests.mappings.overlap.short_lists import ask, listed
from tests.shipped import load_ruleset


def test_every_known_pair_of_the_core_data_set_is_found_as_what_it_is(ruleset: Ruleset) -> None:
    wanted = {
        "exact": {"exact"},
        "same measure, vague wording": {"vague"},
        "component of": {"component"},
        "partition": {"partition"},
        "subset numerator, same denominator": {"subset"},
        "same denominator": {"denominator"},
        "population subset": {"population"},
    }
    report = find_overlap(ruleset, core_measures(), without=frozenset({"core-data-set"}))
    actual_pairs = core_pairs(report)
    assert len(actual_pairs) == len(rows("core_pairs.tsv")) == 28
    for kind, lines, kinds in actual_pairs:
        if kind in wanted:
            assert kinds == wanted[kind], lines
        else:
            assert not kinds & REPEATING, lines
    assert sum(1 for repeat in report.repeats if repeat.kind in REPEATING) == 7
    assert "proposed as the same: 0" in core_table(actual_pairs)


def told_of(report: OverlapReport) -> dict[str, tuple[tuple[str, int, str], ...]]:
    return {
        each.measure.title: tuple((p.indicator, p.score, p.proposal) for p in each.proposals)
        for each in report.measures
    }


def repeated(report: OverlapReport) -> set[tuple[str, frozenset[str], int]]:
    titles = [each.measure.title for each in report.measures]
    return {(r.kind, frozenset(titles[int(key)] for key in r.rows), r.score) for r in report.repeats}


@given(seed=st.integers(0, 10_000))
@settings(max_examples=4)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    ruleset, measures = load_ruleset(), list(core_measures())
    before = find_overlap(ruleset, measures)
    Random(seed).shuffle(measures)
    after = find_overlap(ruleset, measures)
    assert told_of(after) == told_of(before)
    assert repeated(after) == repeated(before)


def test_an_unrelated_row_changes_nothing(ruleset: Ruleset) -> None:
    measures = list(core_measures())
    before, after = (
        find_overlap(ruleset, measures),
        find_overlap(ruleset, [*measures, Measure(99, "Potholes filled in a week")]),
    )
    assert told_of(before).items() <= told_of(after).items()
    assert repeated(after) == repeated(before)


PIECES = [
    "number", "of", "percentage", "looked after children", "aged", "16", "18", "not in", "NEET", "key stage", "2", "4",
    "under", "75", "within", "28", "days", "per", "1,000", "plan", "ended",
]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join), min_size=2, max_size=5))
@settings(max_examples=at_most(25))
def test_repeats_never_name_a_row_twice(titles: list[str]) -> None:
    report = find_overlap(load_ruleset(), listed(*titles), against="list")
    for repeat in report.repeats:
        assert len(set(repeat.rows)) == len(repeat.rows) > 1


def test_a_row_copied_thousands_of_times_is_one_group(ruleset: Ruleset) -> None:
    """All of them resemble one indicator, which must not set each beside each."""
    report = ask(ruleset, *["Obesity in Year 6"] * 4_000, "Obesity among Year 6 pupils")
    assert [len(repeat.rows) for repeat in report.repeats if repeat.kind == "exact"] == [4_000]
    assert all(len(repeat.rows) <= 2 for repeat in report.repeats if repeat.kind != "exact")
