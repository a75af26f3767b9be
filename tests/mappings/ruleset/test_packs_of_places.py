"""What a place sees of packs: the API's lists, proposals for a list of measures; and what ships as a sample."""

from __future__ import annotations

import pytest

from mappings.overlap.comparison import find_overlap
from mappings.overlap.profiles import Measure
from mappings.ruleset.definitions_as_of import describe_catalogue, describe_lines, describe_returns
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound
from tests.mappings.packs.pack_folders import write_pack
from tests.mappings.ruleset.test_packs_left_out import write_place

SAMPLE = (
    "A sample: this is the own list of Nottinghamshire County Council. Your council's own list is a pack of its own."
)


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """Kent uses its own pack alone."""
    folder = tmp_path_factory.mktemp("packs")
    write_place(folder / "places", "kent", "E10000016", "[kent-roads]")
    return load_ruleset(folder / "places", packs=[write_pack(folder)])


def test_the_lists_are_of_a_places_packs(ruleset: Ruleset) -> None:
    codes = [each["code"] for each in describe_catalogue(ruleset, ["code"], place="kent")["indicators"]]
    assert "kent-roads-example" in codes
    assert len(codes) < 20 < len(ruleset.catalogue)
    assert [each["return"] for each in describe_returns(ruleset, place="kent")["returns"]] == ["kent-roads"]
    assert {each["code"] for each in describe_catalogue(ruleset, ["code"], place="lewisham")["indicators"]} == {
        *ruleset.catalogue
    }
    assert {*ruleset.return_titles(["kent"])} == {"kent-roads"}
    assert {*ruleset.return_titles(["kent", "lewisham"])} == {*ruleset.returns}
    with pytest.raises(NotFound):
        describe_returns(ruleset, place="nowhere")


def test_proposals_are_of_a_places_packs(ruleset: Ruleset) -> None:
    title = "Percentage of children looked after with three or more placements in the year"
    measures = [Measure(row=2, title=title)]
    found = {place: find_overlap(ruleset, measures, place=place).measures[0].proposals for place in (None, "kent")}
    assert found[None][0].indicator == "cla-three-or-more-placements"
    assert found["kent"] == ()


def test_one_countys_list_says_that_it_is_a_sample(ruleset: Ruleset) -> None:
    assert describe_lines(ruleset, "core-data-set")["sample"] == SAMPLE
    assert describe_lines(ruleset, "kent-roads")["sample"] is None
    assert ruleset.return_titles(["lewisham"])["core-data-set"].endswith(" (a sample)")
    samples = [each["return"] for each in describe_returns(ruleset)["returns"] if each["sample"]]
    assert samples == ["core-data-set", "local-area-agreement"]
