"""Figures that look odd and are right, on the real catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.clock import FixedClock
from returnonce.numbers import MICRO
from tests.contexts import make_context
from tests.shipped import load_ruleset
from tests.uploads import judge_figures

HEAD = "indicator,area,period,breakdown,numerator,denominator,value\n"


@pytest.mark.parametrize(
    ("row", "agency"),
    [
        ("NI 159,E09000023,FY2009-10,,4300,3900,110.3", "lewisham-council"),
        ("NI 47,E09000023,CY2009,,-4,96,", "lewisham-council"),
        ("NI 194.1,E09000023,FY2009-10,,-120.5,9800,", "lewisham-council"),
        (
            "NDTMS W1,DAT-LEWISHAM,FY2009-10,supplier=lewisham-community-drug-service,612,655,",
            "lewisham-community-drug-service",
        ),
    ],
)
def test_a_right_figure_is_accepted_without_a_question(
    tmp_path: Path, clock: FixedClock, row: str, agency: str
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(HEAD + row + "\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, agency)
    asked = [f for f in verdict.findings if f.severity != "note"]
    assert asked == []


WIDE = "indicator,area,period,value,lower,upper,rounded_to\n"


@pytest.mark.parametrize(
    ("numbers", "stored"),
    [
        ("1234,1200,1300,", (1_234_000, 1_200_000, 1_300_000, None)),
        ("1230,,,10", (1_230_000, None, None, 10_000)),
    ],
)
def test_an_interval_and_a_rounding_are_scaled_with_their_value(
    tmp_path: Path, clock: FixedClock, numbers: str, stored: tuple[int | None, ...]
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"{WIDE}NI 179,E09000023,FY2009-10,{numbers}\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, "lewisham-council")
    assert verdict.accepted, verdict.table
    row = verdict.figures.select("value", "lower", "upper", "rounded_to").row(0)
    assert row == tuple(None if number is None else number * MICRO for number in stored)


def test_an_interval_that_does_not_hold_its_value_is_refused_under_a_line_too(
    tmp_path: Path, clock: FixedClock
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"{WIDE}NI 179,E09000023,FY2009-10,1234,1300,1400,\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, "lewisham-council")
    assert "interval-outside" in {f.code for f in verdict.findings}


def test_a_part_by_its_own_supplier_is_not_asked_about(tmp_path: Path, clock: FixedClock) -> None:
    agency = "lewisham-community-drug-service"
    path = tmp_path / "figures.csv"
    path.write_text(HEAD + f"NDTMS W1,DAT-LEWISHAM,FY2009-10,supplier={agency},612,655,\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, agency)
    assert [f.code for f in verdict.findings] == []
