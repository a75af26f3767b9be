"""The county core data set: what its 67 lines share, and what only looks shared."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest

from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import load_return
from tests.shipped import load_catalogue

ROOT = Path(__file__).parents[3]
REFERENCE = Path(os.environ.get("RETURNONCE_SHARED", ROOT.parent / "shared")) / "reference"
RETURN = load_return(ROOT / "mappings" / "returns" / "core-data-set")
TWINS = [(4, 8), (16, 48), (28, 33), (47, 65)]
LOOK_ALIKES = [
    (37, 53), (45, 46), (54, 55), (63, 64), (59, 60), (38, 42), (40, 43), (41, 44), (23, 24), (16, 28), (6, 4),
]  # fmt: skip
SHARED_WITH_NATIONAL = {
    5: "cla-sdq-average-score",
    12: "cla-three-or-more-placements",
    21: "cpp-reviews-on-time",
    24: "cpp-second-or-subsequent",
    52: "permanent-exclusion-rate",
}


def rows() -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in RETURN.lines:
        found[int(line.subject_id.split()[1].split(".")[0])].append(line)
    return found


ROWS = rows()


def exact(line: int) -> set[str]:
    return {row.object_id for row in ROWS[line] if row.predicate_id == EXACT}


def near(line: int) -> dict[str, str]:
    return {row.object_id: row.predicate_id.removeprefix("skos:") for row in ROWS[line] if row.predicate_id != EXACT}


def test_there_are_67_lines() -> None:
    assert list(ROWS) == list(range(1, 68))
    assert [edition.edition for edition in RETURN.editions] == ["FY2019-20", "FY2024-25"]


@pytest.mark.parametrize("pair", TWINS)
def test_word_for_word_twins_share_one_indicator(pair: tuple[int, int]) -> None:
    first, second = pair
    assert ROWS[first][0].subject_label == ROWS[second][0].subject_label
    assert exact(first) == exact(second)
    assert len(exact(first)) == 1


def test_nothing_else_is_shared() -> None:
    users = defaultdict(list)
    for line in ROWS:
        for code in exact(line):
            users[code].append(line)
    assert sorted(tuple(lines) for lines in users.values() if len(lines) > 1) == TWINS


@pytest.mark.parametrize("pair", LOOK_ALIKES)
def test_look_alikes_never_meet(pair: tuple[int, int]) -> None:
    first, second = pair
    assert not exact(first) & exact(second)


@pytest.mark.parametrize(("line", "code"), SHARED_WITH_NATIONAL.items())
def test_lines_that_are_a_national_indicator_share_its_meaning(line: int, code: str) -> None:
    assert exact(line) == {code}


@pytest.mark.parametrize("line", [25, 49])
def test_a_line_that_names_no_single_measure_waits_for_a_person(line: int) -> None:
    assert not exact(line)
    assert set(near(line).values()) == {"closeMatch"}
    assert len(near(line)) == 2


def test_the_readings_of_placement_stability_are_lines_12_and_13() -> None:
    assert set(near(25)) == exact(12) | {"cla-same-carer-two-years"}
    assert not exact(25)
    assert not exact(13), "the words of line 13 have several readings, so the place chooses"
    assert set(near(13)) == {"cla-same-carer-two-years", "cla-long-term-placement-stability"}
    assert ROWS[25][0].polarity == "not established"


def test_plans_that_are_open_are_not_plans_that_ended() -> None:
    assert exact(23) == {"cpp-open-2-years-or-more"}
    assert near(23) == {"cpp-ended-after-two-years-or-more": "closeMatch"}


def test_polarity_belongs_to_the_line() -> None:
    line = ROWS[24][0]
    assert line.polarity == "neutral"
    assert load_catalogue()[line.object_id].polarity == "low_is_good"


def test_every_indicator_named_exists_and_agrees_on_its_population() -> None:
    catalogue = load_catalogue()
    for line in RETURN.lines:
        assert line.population_base == catalogue[line.object_id].population_base, line.subject_id


def test_gaps_read_two_terms_one_of_them_line_3() -> None:
    catalogue = load_catalogue()
    for line in (62, 63, 64):
        formula = catalogue[next(iter(exact(line)))].formula
        assert formula is not None
        assert formula.kind == "difference"
        assert len(formula.terms) == 2
    gap = catalogue["eyfs-gld-gap-free-school-meals"].formula
    assert gap is not None
    assert {gap.terms[1].indicator} == exact(3)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the folder of reference facts is not beside the repository")
def test_labels_and_relations_are_those_of_the_reference() -> None:
    def reference(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((REFERENCE / name).read_text(encoding="utf-8").splitlines()))

    for row in reference("core_data_set.csv"):
        line = ROWS[int(row["line_no"])][0]
        assert line.subject_label.startswith(row["text"].strip())
        assert line.section == row["section"]
    kept = {"exact", "looks alike, is not"}
    pairs = [row for row in reference("core_data_set_duplicates.csv") if row["kind"] in kept]
    read = [tuple(int(number) for number in row["line_nos"].split(";")) for row in pairs]
    assert read == TWINS + LOOK_ALIKES
