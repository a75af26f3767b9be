"""The sample of a local area agreement: National Indicators alone, marked as a sample, as many as there may be."""

from __future__ import annotations

from mappings.definitions.lines import EXACT
from tests.shipped import load_ruleset

RULES = load_ruleset()
AGREEMENT, NATIONAL = RULES.returns["local-area-agreement"], RULES.returns["national-indicators"]
STATUTORY = "Statutory education targets"


def test_each_line_is_a_national_indicator_and_is_filled_from_the_same_figure() -> None:
    national = {line.subject_id: line for line in NATIONAL.lines if line.predicate_id == EXACT}
    for line in AGREEMENT.lines:
        twin = national[line.subject_id.removeprefix("LAA ")]
        same = ("object_id", "transform", "breakdown", "population_base", "route", "unit", "decimals", "polarity")
        assert [getattr(line, name) for name in same] == [getattr(twin, name) for name in same], line.subject_id


def test_there_are_no_more_than_could_be_designated_beside_sixteen() -> None:
    sections = [line.section for line in AGREEMENT.lines]
    assert sections.count(STATUTORY) == 16
    assert 0 < len(sections) - 16 <= 35


def test_that_it_is_a_sample_stands_in_its_title_cover_and_lines() -> None:
    (edition,) = AGREEMENT.editions
    assert "SAMPLE" in edition.title
    assert edition.legal_basis == "not established"
    assert any("made up" in words for words in RULES.layouts["local-area-agreement"].cover.values())
    assert all("ample" in line.comment for line in AGREEMENT.lines if line.comment and line.section != STATUTORY)
    assert all("recall" in str(line.comment) for line in AGREEMENT.lines if line.section == STATUTORY)
    (entry,) = [each for each in RULES.places["nottinghamshire"].returns if each.return_code == AGREEMENT.code]
    assert entry.illustrative
