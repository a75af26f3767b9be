"""The words and the assumptions are data: every number has its definition, every assumption its source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from mappings.burden.number_format import format_date, format_hours, format_money, format_pounds
from mappings.burden.work_cost import sum_minutes
from mappings.definitions.burden_assumptions import merge_assumptions, read_place_costs
from returnonce.count_text import format_count
from returnonce.errors import Refused
from tests.mappings.burden.small_rulesets import made, whole_year
from tests.mappings.small_ruleset import a_return, line
from tests.shipped import load_assumptions, load_count_definitions

OWN = """\
tariff: {pounds_per_hour: "31.20", assumed: false, source: Finance, confidence: high}
times:
  - {code: gathering-item, minutes: "12.5", assumed: false, source: A week's diary of six officers, confidence: medium}
"""


def test_every_count_is_defined_once_and_every_part_is_a_count() -> None:
    every = (*load_count_definitions().counts, *load_count_definitions().collected)
    assert len({one.code for one in every}) == len(every)
    assert all({*one.parts} <= {*load_count_definitions().by_code} for one in every)
    counts = whole_year(made(a_return(line("NI 1", "cla")))).count()
    assert list(counts) == [one.code for one in load_count_definitions().counts]


def test_all_six_lenses_and_every_unit_have_a_time() -> None:
    assumed = load_assumptions()
    assert [lens.code for lens in assumed.lenses] == [
        "gathering", "quality", "extraction", "transmission", "system-change", "training",
    ]  # fmt: skip
    assert {time.lens for time in assumed.times} == {lens.code for lens in assumed.lenses}
    assert {time.unit for time in assumed.times} == {unit.code for unit in assumed.units}
    assert len({time.code for time in assumed.times}) == len(assumed.times)


def test_what_nobody_measured_says_that_it_is_assumed() -> None:
    assumed = load_assumptions()
    assert all(each.assumed for each in (assumed.tariff, assumed.fixed, *assumed.times))
    assert all("assumption" in time.source for time in assumed.times)


@pytest.mark.parametrize("check", load_assumptions().checks, ids=lambda check: check.things)
def test_the_published_totals_come_to_what_their_words_say(check: object) -> None:
    assert isinstance(check, type(load_assumptions().checks[0]))
    each = Fraction(check.pounds, check.things)
    assert f"£{round(each):,}" in check.says
    if "minutes" in check.says:
        assert f"{round(each * 60 / Fraction(load_assumptions().tariff.pounds_per_hour))} minutes" in check.says


def test_a_place_knows_better(tmp_path: Path) -> None:
    (tmp_path / "costs.yaml").write_text(OWN, encoding="utf-8")
    shipped, own = (
        load_assumptions(),
        merge_assumptions(load_assumptions(), read_place_costs(tmp_path, load_assumptions())),
    )
    assert own.tariff.pounds_per_hour == Decimal("31.20")
    assert sum_minutes(own, "item") == sum_minutes(shipped, "item") - 30 + Fraction(25, 2)
    assert own.fixed == shipped.fixed
    assert [time.assumed for time in own.times] == [False] + [True] * (len(own.times) - 1)


def test_a_place_without_the_file_takes_the_assumptions(tmp_path: Path) -> None:
    assert read_place_costs(tmp_path, load_assumptions()) is None
    assert merge_assumptions(load_assumptions(), None) == load_assumptions()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OWN.replace("gathering-item", "thinking"), "There is no time 'thinking'"),
        (OWN.replace("31.20", "-1"), "greater than or equal to 0"),
        (OWN.replace(", source: Finance", ""), "source: Field required"),
    ],
)
def test_wrong_costs_are_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "costs.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=says):
        read_place_costs(tmp_path, load_assumptions())


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(8425, "£8,425"), (Fraction(25, 2), "£12.50"), (Fraction(-1, 3), "-£0.33"), (0, "£0"), (25, "£25"),
     (Fraction(199999, 2000), "£100.00"), (Fraction(1999, 2), "£1,000")],
)  # fmt: skip
def test_money(amount: int | Fraction, shown: str) -> None:
    assert format_money(Fraction(amount)) == shown


def test_numbers_and_days() -> None:
    assert (format_hours(Fraction(125, 3)), format_pounds(Fraction(1, 3)), format_hours(Fraction(-3))) == (
        "0.7",
        "0.33",
        "-0.1",
    )
    assert (format_count(1, "return"), format_count(1250, "cell")) == ("1 return", "1,250 cells")
    assert format_date(date(2010, 3, 1)) == "1 March 2010"
