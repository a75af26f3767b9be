"""Pairs of titles that are the same measure in other words, and pairs that never are."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bench.overlap import (
    core_measures,
)
from mappings.overlap.profiles import MeasureProfile, make_indicator_profiles, make_profile
from mappings.overlap.repeats import REPEATING, find_repeats
from mappings.overlap.vocabulary import Vocabulary
from mappings.overlap.word_weights import WordWeights
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.overlap.short_lists import compare_profiles, listed


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Primary school absence", "Secondary school absence"),
        ("Attainment gap at age 11", "Attainment gap at age 16"),
        ("Attainment at key stage 2 in maths", "Attainment at key stage 1 in maths"),
        ("Attainment in reading at KS2", "Attainment in writing at KS2"),
        ("Placements of 3 or more", "Placements of 2 or more"),
        ("3 or more placements in the year", "3 or more placements in two years"),
        ("Assessments within 7 working days", "Assessments within 35 working days"),
        ("Planned exits from treatment", "Unplanned exits from treatment"),
        ("Care leavers in suitable accommodation", "Care leavers in unsuitable accommodation"),
        ("Young people NEET aged 16-18", "Young people EET aged 16-18"),
        ("Male mortality under 75", "Female mortality under 75"),
        ("Child protection plans started", "Child protection plans ended"),
        ("Permanent exclusions from school", "Fixed term exclusions from school"),
        ("Mortality from cancer under 75", "Mortality from respiratory disease under 75"),
        ("Deliberate primary fires", "Deliberate secondary fires"),
        ("Streets with graffiti", "Streets with litter"),
        ("Stage 1 complaints answered", "Stage 2 complaints answered"),
        ("Decent council homes", "Non-decent council homes"),
        ("Principal roads needing maintenance", "Non-principal roads needing maintenance"),
        ("Tenants satisfied with repairs", "Tenants dissatisfied with repairs"),
        ("16-18 NEET", "16-17 NEET"),
        ("Reception children who are obese", "Reception children weighed and measured"),
        ("Breastfeeding at 6-8 weeks: prevalence", "Breastfeeding at 6-8 weeks: coverage"),
        ("16-17 year olds NEET or not known", "16-17 year olds NEET"),
        ("Patients waiting <18 weeks", "Patients waiting >18 weeks"),
        ("Children with ≥3 placements", "Children with ≤3 placements"),
        ("مؤشر الأداء", "肥満 児童"),
        ("Emergency admissions for injury 0-4", "Emergency admissions for injury 0-17"),
        ("Year 6 pupils overweight and obese", "Year 6 pupils who are obese"),
        ("Drug users in treatment", "Drug users in effective treatment"),
        ("Early help assessments completed", "Days to complete early help assessments"),
        ("Households in bed and breakfast", "Households in temporary accommodation"),
        ("New homes started", "New homes completed"),
        ("Days to process new benefit claims", "Days to process changes of circumstances in benefit"),
        ("Unclassified roads needing maintenance", "Non-principal classified roads needing maintenance"),
        ("Assault with injury", "Assault without injury"),
        ("Infants totally breastfed", "Infants totally or partially breastfed"),
        ("Subsequent treatment: surgery", "Subsequent treatment: surgery or drugs"),
        ("Participation of looked after children in their reviews", "Looked after children's reviews in timescale"),
        ("Clients receiving direct payments", "Clients receiving self-directed support"),
        ("Permanent exclusions from school", "Permanent exclusions from primary schools"),
        ("Statements in 26 weeks excl exceptions", "Statements in 26 weeks incl exceptions"),
        ("Care leavers 17-18 in EET", "Care leavers 19-21 in EET"),
        ("People killed or seriously injured", "Children killed or seriously injured"),
        ("Sport and active recreation 3x30", "Sport and active recreation 1x30"),
        ("Out-of-work benefits", "Out-of-work benefits in the worst-performing neighbourhoods"),
    ],
)
def test_never_the_same(words: Vocabulary, weights: WordWeights, title: str, other: str) -> None:
    a, b = (make_profile(measure, words) for measure in listed(title, other))
    assert compare_profiles(a, b, weights).proposal != "same"
    assert compare_profiles(b, a, weights).proposal != "same"
    assert not {repeat.kind for repeat in find_repeats([a, b], weights)} & REPEATING


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Percentage of LAC with 3 or more placements", "Looked after children with three or more placements (%)"),
        ("NEET aged 16 to 18", "16-18 year olds not in education, employment or training"),
        ("Household waste recycled and composted", "% of household waste recycled or composted"),
        ("Under-18 conception rate", "Conceptions under 18"),
        ("Children subject to a CPP", "Children subject to a child protection plan"),
        ("KS2 attainment in mathematics", "Attainment in maths at Key Stage Two"),
        ("Delayed transfers of care (DTOC)", "Delayed transfers of care"),
        ("Children looked after with ≥ 3 placements", "Children looked after with 3 or more placements"),
        ("Pupils’ attainment in mathématics at KS2", "Pupils' attainment in mathematics at KS2"),
    ],
)
def test_the_same_in_other_words(words: Vocabulary, weights: WordWeights, title: str, other: str) -> None:
    a, b = (make_profile(measure, words) for measure in listed(title, other))
    assert compare_profiles(a, b, weights).proposal == "same"


def pairs(profiles: Iterable[MeasureProfile]) -> list[tuple[MeasureProfile, MeasureProfile]]:
    held = list(profiles)
    return [(a, b) for n, a in enumerate(held) for b in held[n + 1 :]]


def test_repeats_are_symmetric_and_so_is_likeness(words: Vocabulary, weights: WordWeights) -> None:
    turned = {"broad": "narrow", "narrow": "broad"}
    for a, b in pairs([make_profile(measure, words) for measure in core_measures()[:30]]):
        there, back = compare_profiles(a, b, weights), compare_profiles(b, a, weights)
        assert (there.score, turned.get(there.proposal, there.proposal)) == (back.score, back.proposal)


def test_a_line_for_a_part_lends_the_whole_no_name(ruleset: Ruleset, words: Vocabulary, weights: WordWeights) -> None:
    named = [
        (profile, name) for profile in make_indicator_profiles(ruleset, words) for name in profile.names if name.part
    ]
    assert len(named) > 20
    for indicator, name in named:
        (measure,) = (make_profile(each, words) for each in listed(name.text))
        found = compare_profiles(measure, indicator, weights)
        assert found.proposal != "same", (name.source, name.text)
