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


@pytest.mark.parametrize(
    ("row", "noted"),
    [
        ("NDTMS SC,DAT-LEWISHAM,FY2007-08,,40,400,", True),
        ("NDTMS IT,DAT-LEWISHAM,FY2024-25,,,,400", True),
        ("TO 8.9,DAT-LEWISHAM,FY2012-13,,31,412,", True),
        # A line of the national indicators, too, which another return makes.
        ("VSB14,DAT-LEWISHAM,FY2009-10,,,,400", False),
    ],
)
def test_the_agency_of_record_is_told_that_nobody_keys_what_is_compiled(
    tmp_path: Path, clock: FixedClock, row: str, noted: bool
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(HEAD + row + "\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, "lewisham-drug-partnership")
    assert verdict.accepted
    assert ("compiled-centrally" in {finding.code for finding in verdict.findings}) is noted


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


@pytest.mark.parametrize(
    ("numbers", "code", "quoted"),
    [
        ("1234,1300,1400,", "interval-outside", "1300 to 1400"),
        ("1234,1400,1200,", "interval-order", "the upper end 1200"),
    ],
)
def test_an_interval_that_does_not_fit_is_told_in_the_numbers_of_the_row(
    tmp_path: Path, clock: FixedClock, numbers: str, code: str, quoted: str
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"{WIDE}NI 179,E09000023,FY2009-10,{numbers}\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, "lewisham-council")
    assert [quoted in f.message for f in verdict.findings if f.code == code] == [True]


def test_a_part_by_its_own_supplier_is_not_asked_about(tmp_path: Path, clock: FixedClock) -> None:
    agency = "lewisham-community-drug-service"
    path = tmp_path / "figures.csv"
    path.write_text(HEAD + f"NDTMS W1,DAT-LEWISHAM,FY2009-10,supplier={agency},612,655,\n")
    verdict = judge_figures(make_context(ruleset=load_ruleset(), clock=clock), path, agency)
    assert [f.code for f in verdict.findings] == []
