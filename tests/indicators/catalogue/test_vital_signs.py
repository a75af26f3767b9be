"""Vital Signs: every listed line is there, and shares an indicator only with its true twin."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest

from mappings.definitions.lines import EXACT, read_lines
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import load_return
from tests.shipped import load_catalogue

ROOT = Path(__file__).parents[3]
RETURNS = ROOT / "mappings" / "returns"
SHARED = Path(os.environ.get("RETURNONCE_SHARED", ROOT.parent / "shared"))
LISTED = SHARED / "reference" / "vital_signs.csv"
CATALOGUE = load_catalogue()
VITAL_SIGNS = load_return(RETURNS / "vital-signs")
NATIONAL = read_lines(RETURNS / "national-indicators" / "lines.tsv")
THE_SAME = {
    "VSB02": "NI 121", "VSB03": "NI 122", "VSB08": "NI 112", "VSB13": "NI 113.1", "VSC04": "NI 125",
    "VSC05": "NI 145", "VSC06": "NI 149", "VSC07": "NI 146", "VSC08": "NI 150", "VSC10": "NI 131",
    "VSC12": "NI 132", "VSC13": "NI 133", "VSC15": "NI 129", "VSC26": "NI 39", "VSC29": "NI 70",
    "VSC33": "NI 54", "VSB14": "NI 40", "VSB01.1": "NI 120.1", "VSB01.2": "NI 120.2",
}  # fmt: skip
ALIKE = {
    "VSB05.3": "NI 123", "VSB06.3": "NI 126", "VSB09.1": "NI 55", "VSB09.2": "NI 56", "VSB11.6": "NI 53.1",
    "VSB11.7": "NI 53.2", "VSC11": "NI 124", "VSC17": "NI 130", "VSC18": "NI 135", "VSC20": "NI 134",
    "VSC32": "NI 128", "VSB12": "NI 51",
}  # fmt: skip


def exact(lines: tuple[Line, ...], subject: str) -> set[str]:
    return {line.object_id for line in lines if line.subject_id == subject and line.predicate_id == EXACT}


@pytest.mark.skipif(not LISTED.exists(), reason="the reference folder is not beside this repository")
def test_every_listed_line_is_there_as_listed() -> None:
    held = defaultdict(set)
    for line in VITAL_SIGNS.lines:
        held[line.subject_id.partition(".")[0]].add((line.section, line.code_confidence))
    with LISTED.open(encoding="utf-8") as file:
        listed = {row["vs_code"]: {(f"Tier {row['tier']}", row["confidence"])} for row in csv.DictReader(file)}
    assert dict(held) == listed
    assert len(listed) == 53


@pytest.mark.parametrize(("vital_sign", "national"), THE_SAME.items())
def test_the_same_measure_is_one_indicator(vital_sign: str, national: str) -> None:
    assert exact(VITAL_SIGNS.lines, vital_sign) == exact(NATIONAL, national) != set()


@pytest.mark.parametrize(("vital_sign", "national"), ALIKE.items())
def test_what_only_looks_alike_is_shown_beside(vital_sign: str, national: str) -> None:
    theirs = exact(NATIONAL, national)
    assert not exact(VITAL_SIGNS.lines, vital_sign) & theirs
    predicate = "skos:relatedMatch" if vital_sign == "VSB12" else "skos:closeMatch"
    assert any(
        line.object_id in theirs and line.predicate_id == predicate
        for line in VITAL_SIGNS.lines
        if line.subject_id == vital_sign
    )


def test_no_other_line_shares_with_the_national_set() -> None:
    national = {line.object_id for line in NATIONAL}
    sharing = {
        line.subject_id for line in VITAL_SIGNS.lines if line.predicate_id == EXACT and line.object_id in national
    }
    assert sharing == set(THE_SAME)


def test_breastfeeding_is_keyed_as_four_counts_and_the_rest_is_worked_out() -> None:
    codes = [next(iter(exact(VITAL_SIGNS.lines, f"VSB11.{part}"))) for part in range(1, 8)]
    formulas = [CATALOGUE[code].formula for code in codes]
    assert [formula and formula.kind for formula in formulas] == [None] * 4 + ["difference", "ratio", "ratio"]
    leaves = {leaf for code in codes[4:] for leaf in _leaves(code)}
    assert leaves == set(codes[:4])


def _leaves(code: str) -> set[str]:
    formula = CATALOGUE[code].formula
    return {code} if formula is None else {leaf for term in formula.terms for leaf in _leaves(term.indicator)}


def test_a_line_stands_on_the_population_of_its_indicator() -> None:
    for line in VITAL_SIGNS.lines:
        if line.predicate_id == EXACT:
            assert line.population_base == CATALOGUE[line.object_id].population_base, line.subject_id


def test_nobody_is_asked_for_what_is_compiled_centrally() -> None:
    routes = {line.subject_id: line.route for line in VITAL_SIGNS.lines}
    assert {routes[line] for line in ("VSA11", "VSB02", "VSB08", "VSB17", "VSC10", "VSC11", "VSC26")} == {"central"}
    assert {routes[f"VSB11.{part}"] for part in range(1, 5)} == {routes["VSB12"]} == {"partner"}
    assert {routes[line] for line in ("VSB14", "VSC05", "VSC06", "VSC12")} == {"other_return"}


def test_three_years_each_have_a_form() -> None:
    assert [edition.edition for edition in VITAL_SIGNS.editions] == ["FY2008-09", "FY2009-10", "FY2010-11"]
    assert all(edition.due.assumed and "not established" in edition.due.source for edition in VITAL_SIGNS.editions)
