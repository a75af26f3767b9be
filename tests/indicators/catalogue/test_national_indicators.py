"""The National Indicator Set as files: what it holds, what it leaves out, and that each entry says something."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from indicators.catalogue.indicator import Breakdown, Indicator
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import load_return
from mappings.transforms.figure_to_line import Operands, compute_line_value
from mappings.transforms.notation import parse_fraction, parse_transform
from returnonce.numbers import format_micro
from tests.shipped import load_breakdowns, load_catalogue

FOLDER = Path(__file__).parents[3] / "mappings" / "returns" / "national-indicators"
PARTS = {
    33: 2, 44: 5, 49: 3, 52: 2, 53: 2, 85: 3, 89: 2, 102: 2,
    103: 2, 113: 2, 120: 2, 157: 3, 178: 2, 187: 2, 194: 2, 195: 4,
}  # fmt: skip
#: Two dated rows, since the measure itself changed.
REDEFINED = {130}


@cache
def lines() -> tuple[Line, ...]:
    return load_return(FOLDER).lines


@cache
def catalogue() -> Mapping[str, Indicator]:
    return load_catalogue()


@cache
def breakdowns() -> Mapping[str, Breakdown]:
    return load_breakdowns()


def by_number() -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines():
        found[int(line.subject_id.removeprefix("NI ").split(".")[0])].append(line)
    return found


def meant(line_id: str) -> Indicator:
    return next(catalogue()[line.object_id] for line in lines() if line.subject_id == line_id)


def used() -> Mapping[str, Indicator]:
    return {line.object_id: catalogue()[line.object_id] for line in lines()}


def test_all_198_are_there_and_31_is_not() -> None:
    assert sorted(by_number()) == [n for n in range(1, 200) if n != 31]


def test_parts_have_a_row_each() -> None:
    rows = {n: len(found) for n, found in by_number().items() if len(found) > 1 and n not in REDEFINED}
    assert rows == PARTS
    for number, count in PARTS.items():
        assert [line.subject_id for line in by_number()[number]] == [f"NI {number}.{i + 1}" for i in range(count)]


def test_the_two_forms_of_130_follow_each_other() -> None:
    rate, share = by_number()[130]
    assert rate.valid_to == share.valid_from
    assert (meant("NI 130").per, catalogue()[share.object_id].unit) == (100_000, "percentage")


def test_every_line_means_one_indicator_with_its_base_and_breakdown() -> None:
    for line in lines():
        indicator = catalogue()[line.object_id]
        assert line.predicate_id == "skos:exactMatch"
        assert line.population_base == indicator.population_base, line.subject_id
        if line.breakdown != "total":
            name, member = line.breakdown.split("=")
            assert name in indicator.breakdowns
            assert member in breakdowns()[name].members
    assert not {code for i in used().values() for code in i.breakdowns} - set(breakdowns())


def test_only_protection_against_attack_is_restricted() -> None:
    assert [code for code, indicator in used().items() if indicator.access == "restricted"] == [meant("NI 36").code]


def test_effective_treatment_is_a_count_that_prints_its_change_since_2007_08() -> None:
    line = by_number()[40][0]
    treated = meant("NI 40")
    assert (treated.unit, treated.population_base, treated.adds_over_area) == ("count", "partnership_area", "none")
    assert (line.transform, line.unit) == ("percent_change_from_baseline:FY2007-08", "percentage")


def test_carbon_of_ni_185_is_held_in_tonnes() -> None:
    assert meant("NI 185").unit == "tonnes_co2"
    assert by_number()[185][0].transform == "percent_reduction_from_baseline:FY2008-09"


def test_ni_185_was_collected_for_2008_09_only_by_a_spreadsheet_and_not_in_the_hub() -> None:
    line = by_number()[185][0]
    assert (line.valid_from, line.valid_to, line.route) == (date(2008, 4, 1), date(2009, 4, 1), "other_return")
    assert meant("NI 185").in_force.end == line.valid_to


def test_each_definition_says_something_of_its_own() -> None:
    texts = Counter(indicator.definition.casefold() for indicator in used().values())
    assert [text for text, times in texts.items() if times > 1] == []
    assert [text for text in texts if len(text) < 40] == []


def test_doubtful_entries_say_what_is_doubtful() -> None:
    assert [i.code for i in used().values() if i.confidence == "low" and not i.notes] == []


def test_standardised_surveyed_and_scored_figures_are_not_added_over_areas() -> None:
    for indicator in used().values():
        scored = indicator.unit in {"score", "level", "percentage_points", "years"}
        surveyed = indicator.population_base == "survey_respondents"
        if scored or surveyed or "standardised" in indicator.definition:
            assert indicator.adds_over_area == "none", indicator.code


def test_a_rate_over_residents_is_not_added_over_time() -> None:
    rates = [i for i in used().values() if i.unit == "rate" and i.population_base == "resident"]
    assert rates
    assert {i.adds_over_time for i in rates} == {"none"}


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.subject_id}-{line.object_id}")
def test_the_example_is_true(line: Line) -> None:
    given = {name: parse_fraction(text) for name, text in (pair.split("=") for pair in line.example_in.split(";"))}
    operands = Operands(given.get("n"), given.get("d"), given.get("v"), given.get("b"))
    indicator = catalogue()[line.object_id]
    printed = compute_line_value(parse_transform(line.transform), operands, per=indicator.per, decimals=line.decimals)
    assert printed.value is not None
    assert format_micro(printed.value, line.decimals) == line.example_out
    assert indicator.parts == ("n" in given)


def test_titles_confidence_and_direction_are_the_reference_s(shared: Path) -> None:
    path = shared / "reference" / "national_indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["ni_code"]: row for row in csv.DictReader(file)}
    for line in lines():
        row = rows[line.subject_id.split(".")[0]]
        assert line.subject_label.split(": ")[0] == row["title"].split(": ")[0]
        assert catalogue()[line.object_id].confidence == row["confidence"]
        if row["polarity"] != "neutral" and line.subject_id != "NI 185":  # prints a change, not a reduction
            assert line.polarity == row["polarity"], line.subject_id
