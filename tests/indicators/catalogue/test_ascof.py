"""The year's ASCOF: 19 measures, five of them from a council's own records, and what it only resembles."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import load_return
from tests.shipped import load_catalogue

RETURN = load_return(Path(__file__).parents[3] / "mappings" / "returns" / "ascof")
FROM_RECORDS = {"2A", "2B", "2C", "2E", "3D"}


def lines_by_measure() -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in RETURN.lines:
        found[line.subject_id.split()[1].split(".")[0]].append(line)
    return found


BY_MEASURE = lines_by_measure()


def test_there_are_19_measures() -> None:
    numbers = {"1": "ABCDE", "2": "ABCDE", "3": "ABCD", "4": "AB", "5": "A", "6": "AB"}
    assert list(BY_MEASURE) == [f"{number}{letter}" for number, letters in numbers.items() for letter in letters]


def test_3d_has_four_parts() -> None:
    parts = {line.subject_id.split()[2] for line in BY_MEASURE["3D"]}
    assert parts == {"1a", "1b", "2a", "2b"}


@pytest.mark.parametrize("measure", BY_MEASURE)
def test_five_come_from_records_and_the_others_are_asked_of_nobody(measure: str) -> None:
    catalogue = load_catalogue()
    for line in BY_MEASURE[measure]:
        indicator = catalogue[line.object_id]
        if line.predicate_id != EXACT:
            continue
        derived = indicator.derive or (
            indicator.formula and any(catalogue[term.indicator].derive for term in indicator.formula.terms)
        )
        assert bool(derived) == (measure in FROM_RECORDS)
        assert (line.route == "central") == (measure not in FROM_RECORDS)
        assert (line.code_confidence == "high") == (measure in FROM_RECORDS | {"2D"})


def test_older_lines_are_related_and_never_the_same() -> None:
    related = {line.object_id: line.subject_id for line in RETURN.lines if line.predicate_id == "skos:relatedMatch"}
    assert related == {
        "reablement-at-home-after-91-days": "ASCOF 2D.1",
        "learning-disability-settled-accommodation": "ASCOF 2E.1",
        "self-directed-support-share": "ASCOF 3D 1b",
    }
    assert not {line.object_id for line in RETURN.lines if line.predicate_id == EXACT} & set(related)


def test_waits_are_said_to_resemble_the_timeliness_of_then() -> None:
    for what, line in (("response", "NI 132"), ("service", "NI 133")):
        for band in ("25-64", "65-and-over"):
            indicator = load_catalogue()[f"wait-for-first-{what}-{band}"]
            assert f"resembles {line}" in str(indicator.notes)
            assert indicator.derive[0].status == "estimated"


def test_rates_rest_on_the_30_june_in_the_year() -> None:
    for band in ("18-64", "65-and-over"):
        formula = load_catalogue()[f"care-home-admissions-rate-{band}"].formula
        assert formula is not None
        assert [(term.indicator, term.period) for term in formula.terms] == [
            (f"care-home-admissions-{band}", "same"), (f"population-{band}", "mid_year_before"),
        ]  # fmt: skip


def test_what_needs_hospital_records_is_derived_from_nothing() -> None:
    for code in ("reablement-after-discharge-community", "reablement-after-discharge-provided"):
        indicator = load_catalogue()[code]
        assert not indicator.derive
        assert "hospital records" in str(indicator.notes)
