"""Made-up adults: the same by seed, and every planted truth comes out of the five overlapping files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import polars as pl
import pytest

from demo.synthetic import MadeUpAdults, adults
from demo.synthetic.adult_people import make_nhs_number
from demo.synthetic.adult_stories import STORIES
from indicators.period.arithmetic import financial_year
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from returnonce.numbers import MICRO
from tests.demo.synthetic.adult_truths import sum_parts, sum_values
from tests.shipped import load_ruleset

YEAR, AREA = financial_year(2025), "E10000024"


@pytest.fixture(scope="module")
def made() -> MadeUpAdults:
    return adults(900, load_ruleset(), seed=3, year=YEAR)


@pytest.fixture(scope="module")
def figures(made: MadeUpAdults) -> dict[str, tuple[float | None, float | None, float | None]]:
    """Numerator, denominator and value of each total, from all five files."""
    ruleset, latest = load_ruleset(), made.submissions[-1]
    records = replace(latest, period=YEAR)
    views = prepare_views(records, ViewContext(), tuple(reversed(made.submissions[:-1])))
    derived = derive_figures(
        views, latest.record_set, DerivationScope(YEAR, AREA, "final"), catalogue=ruleset.catalogue,
        breakdowns=ruleset.breakdowns,
    )  # fmt: skip
    totals = derived.filter(pl.col("breakdown") == "total")
    rows = totals.select("indicator", "numerator", "denominator", "value").iter_rows()
    return {code: (*(None if part is None else part / MICRO for part in parts),) for code, *parts in rows}  # type: ignore[misc]


def test_the_same_seed_makes_the_same_files(made: MadeUpAdults) -> None:
    again = adults(900, load_ruleset(), seed=3, year=YEAR)
    assert all(
        one.tables["events"].equals(other.tables["events"])
        for one, other in zip(made.submissions, again.submissions, strict=True)
    )


def test_every_story_is_told(made: MadeUpAdults) -> None:
    assert set(Counter(story.kind for story in made.stories)) == set(STORIES)


def test_files_overlap_and_change_release(made: MadeUpAdults) -> None:
    assert [records.record_set.version for records in made.submissions] == ["1", "2", "2", "2", "2"]
    assert [records.period.code for records in made.submissions][3] == YEAR.code
    references = [set(records.tables["events"]["Event_Reference"]) for records in made.submissions]
    assert all(one & other for one, other in pairwise(references))


def test_every_planted_share_comes_out(made: MadeUpAdults, figures: dict[str, tuple[float | None, ...]]) -> None:
    planted = sum_parts(made.stories, YEAR)
    assert {code: figures[code][:2] for code in planted} == planted
    assert all(0 < part < whole for part, whole in planted.values())


def test_every_planted_count_and_median_comes_out(
    made: MadeUpAdults, figures: dict[str, tuple[float | None, ...]]
) -> None:
    planted = sum_values(made.stories, YEAR)
    assert {code: figures[code][2] for code in planted} == planted
    assert len(planted) == 6


def test_numbers_have_a_right_digit_and_are_nobodys() -> None:
    numbers = [number for number in map(make_nhs_number, range(1, 200)) if number]
    assert all(number.startswith("999") and len(number) == 10 for number in numbers)
    weighed = [sum(int(digit) * (10 - at) for at, digit in enumerate(number[:9])) for number in numbers]
    assert all((11 - total % 11) % 11 == int(number[9]) for total, number in zip(weighed, numbers, strict=True))
