"""Drug and alcohol treatment performance, and the energy return: what may be shared, added and sent."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT, is_in_force, read_lines
from mappings.definitions.returns import load_return
from returnonce.numbers import round_half_up
from tests.shipped import load_breakdowns, load_catalogue

RETURNS = Path(__file__).parents[3] / "mappings" / "returns"
CATALOGUE = load_catalogue()
NDTMS, CRC = load_return(RETURNS / "ndtms"), load_return(RETURNS / "crc")
BY_LINE = {line.subject_id.removeprefix("NDTMS "): line for line in NDTMS.lines}


def test_every_measure_is_there() -> None:
    expected = "IT ITO ITN ITM ITA NP ET W1 W2 XA XP XT XU XPS XTS XUS SC SCO SCN SCM SCA RP C19a C19b C19c TS TR TE"
    assert set(BY_LINE) == set(expected.split())
    assert all(line.comment and "our own" in line.comment.lower() for line in NDTMS.lines)
    assert {line.predicate_id for line in NDTMS.lines} == {EXACT}


def test_nobody_keys_what_the_national_system_works_out_from_records() -> None:
    assert {line.route for line in NDTMS.lines} == {"central"}


def test_effective_treatment_is_the_count_under_ni_40_and_vsb14() -> None:
    national = read_lines(RETURNS / "national-indicators" / "lines.tsv")
    vital = read_lines(RETURNS / "vital-signs" / "lines.tsv")
    ni40 = next(line for line in national if line.subject_id == "NI 40")
    vsb14 = next(line for line in vital if line.subject_id == "VSB14")
    assert BY_LINE["ET"].object_id == ni40.object_id == vsb14.object_id
    assert (BY_LINE["ET"].transform, vsb14.transform) == ("copy", "copy")
    assert ni40.transform.startswith("percent_change_from_baseline")


@pytest.mark.parametrize("line", ["IT", "NP", "ET", "SC", "RP", "C19a", "C19b", "C19c", "XP", "XA"])
def test_people_who_may_be_in_two_places_are_never_added(line: str) -> None:
    assert CATALOGUE[BY_LINE[line].object_id].adds_over_area == "none"


def test_a_person_is_in_one_client_group() -> None:
    groups = load_breakdowns()["client-group"]
    split = {line.breakdown for line in NDTMS.lines} - {"total"}
    assert groups.kind == "partition"
    assert split == {f"client-group={member}" for member in groups.members}


def test_c19_is_by_financial_year_from_its_first() -> None:
    for period, number in (("FY2009-10", 0), ("FY2010-11", 3), ("FY2024-25", 3)):
        held = [line for line in NDTMS.lines if is_in_force(line, parse_period(period).end)]
        assert sum(line.subject_id.startswith("NDTMS C19") for line in held) == number
    assert {CATALOGUE[BY_LINE[f"C19{part}"].object_id].period_kind for part in "abc"} == {"financial_year"}


@pytest.mark.parametrize(
    ("period", "recipient"),
    [
        ("FY2009-10", "National Treatment Agency"),
        ("FY2015-16", "Public Health England"),
        ("FY2024-25", "Office for Health"),
    ],
)
def test_the_recipient_of_the_time(period: str, recipient: str) -> None:
    edition = NDTMS.edition_for(parse_period(period))
    assert edition is not None
    assert edition.recipient.startswith(recipient)


def test_crc_is_no_national_indicator() -> None:
    national = {line.object_id for line in read_lines(RETURNS / "national-indicators" / "lines.tsv")}
    assert not national & {line.object_id for line in CRC.lines}
    due = CRC.editions[0].due
    assert (due.last_working_day_of, due.roll, due.assumed) == (7, "none", False)


@pytest.mark.parametrize("name", ["vital-signs", "ndtms", "crc"])
def test_every_example_is_true(name: str) -> None:
    for line in load_return(RETURNS / name).lines:
        assert line.transform == "copy"
        parts = {key: Fraction(number) for key, _, number in (p.partition("=") for p in line.example_in.split(";"))}
        per = CATALOGUE[line.object_id].per
        value = parts["v"] if "v" in parts else parts["n"] * per / parts["d"]
        units = round_half_up(value.numerator * 10**line.decimals, value.denominator)
        assert Fraction(line.example_out) * 10**line.decimals == units, line.subject_id
        assert len(line.example_out.partition(".")[2]) == line.decimals, line.subject_id
