"""What the catalogue's indicators are proposed as, for a list against it, against a return and against itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.overlap import (
    core_measures,
)
from mappings.definitions.lines import EXACT
from mappings.overlap.comparison import find_overlap
from mappings.overlap.profiles import Measure
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Refused, WrongUsage
from tests.examples import at_most
from tests.mappings.overlap.short_lists import ask, listed
from tests.shipped import load_ruleset


@pytest.mark.parametrize(
    ("title", "code", "proposal"),
    [
        ("Children looked after with 3 or more placements in the year", "cla-three-or-more-placements", "same"),
        ("Care leavers aged 19 in EET", "care-leavers-19-in-ete", "same"),
        ("Children in care placed more than 20 miles from home", "cla-placed-20-miles-or-more", "close"),
        ("Number of looked after children unaccompanied asylum seekers", "annex-a-looked-after-unaccompanied", "close"),
        ("Primary fires per 10,000 population", "primary-fires-rate", "close"),
        ("Level 3 by 19", "level-3-by-age-19", "same"),
        ("16-18 NEET", "neet-16-18", "same"),
        (
            "Children in care who refused a substance misuse intervention",
            "cla-substance-misuse-intervention-refused",
            "close",
        ),
        ("Children looked after per 10,000 under 18", "cla-rate", "same"),
        ("Council homes failing the Decent Homes Standard", "non-decent-council-homes", "same"),
        ("Breast symptom 2 weeks", "breast-symptom-two-week-wait", "same"),
        ("KS1-KS2 progress in English", "ks1-ks2-english-progress", "same"),
        ("Single assessments within 45 days", "assessments-within-45-working-days", "close"),
        ("Social worker vacancy rate", "social-worker-vacancy-rate", "same"),
        ("SEN statements within 26 weeks excl exceptions", "sen-statements-in-26-weeks-no-exceptions", "close"),
        ("Care leavers 19-21 in EET", "care-leavers-19-21-eet", "same"),
        ("People killed or seriously injured in RTCs", "road-casualties-ksi-reduction", "same"),
        ("Adults in contact with secondary MH services in employment", "mental-health-employment", "same"),
        # Nearer than all households in temporary accommodation since the framework of outcomes names such families.
        ("Households in B&B accommodation", "families-in-bed-and-breakfast", "close"),
        ("Infants totally breastfed at 6-8 weeks", "breastfeeding-totally-nhs", "close"),
        (
            "BV 49 Stability of placements: 3 or more placements of looked after children in the year",
            "cla-three-or-more-placements",
            "same",
        ),
    ],
)
def test_what_is_proposed(ruleset: Ruleset, title: str, code: str, proposal: str) -> None:
    best = ask(ruleset, title).measures[0].proposals[0]
    assert (best.indicator, best.proposal) == (code, proposal)
    assert best.reason


@pytest.mark.parametrize(
    "title",
    [
        "Invoices paid within 30 days",
        "Visits to the council's website",
        "Trees planted",
        "Sickness absence of staff",
        "x",
        "?!",
        "12",
        "Average time to re-let council dwellings",
        "Potholes filled within 28 days",
        "Percentage",
        "number of",
    ],
)
def test_nothing_alike_gets_nothing(ruleset: Ruleset, title: str) -> None:
    report = ask(ruleset, title)
    assert report.measures[0].proposals == ()
    assert [measure.title for measure in report.unmatched] == [title]


def test_every_title_of_the_catalogue_finds_itself(ruleset: Ruleset) -> None:
    codes = list(ruleset.catalogue)
    report = ask(ruleset, *(ruleset.catalogue[code].title for code in codes))
    lost = [
        code
        for code, each in zip(codes, report.measures, strict=True)
        if code not in {p.indicator for p in each.proposals}
    ]
    # "Emergency bed days per head" and three more are called by words that others share.
    assert len(lost) <= 4, lost


def test_a_lines_own_code_is_looked_up(ruleset: Ruleset) -> None:
    best = find_overlap(ruleset, [Measure(1, "Settled accommodation", code="NI 149")]).measures[0].proposals[0]
    assert best.indicator == "mental-health-settled-accommodation"
    assert "NI 149" in best.reason


def test_a_code_beside_other_words_is_a_question_and_no_answer(ruleset: Ruleset) -> None:
    report = find_overlap(ruleset, [Measure(1, "Potholes filled", code="NI 149")]).measures[0].proposals
    assert [each.proposal for each in report] == ["related"]
    assert "the words are others" in report[0].reason


def test_nothing_is_ever_called_exact(ruleset: Ruleset) -> None:
    report = find_overlap(ruleset, core_measures())
    assert {each.proposal for one in report.measures for each in one.proposals} <= {
        "same",
        "close",
        "broad",
        "narrow",
        "related",
    }


def test_against_one_return_and_against_none(ruleset: Ruleset) -> None:
    measures = listed("Smoking quitters per 100,000", "Smoking quitters per 100,000")
    codes = {line.object_id for line in ruleset.returns["vital-signs"].lines if line.predicate_id == EXACT}
    assert {
        each.indicator for each in find_overlap(ruleset, measures, against="vital-signs").measures[0].proposals
    } <= codes
    alone = find_overlap(ruleset, measures, against="list")
    assert alone.measures[0].proposals == ()
    assert [repeat.kind for repeat in alone.repeats] == ["exact"]
    with pytest.raises(WrongUsage, match="no return 'banana'"):
        find_overlap(ruleset, measures, against="banana")


def test_an_empty_list_is_refused(ruleset: Ruleset) -> None:
    with pytest.raises(Refused, match="no measure"):
        find_overlap(ruleset, [])


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=at_most(25))
def test_any_texts_can_be_compared(titles: list[str]) -> None:
    report = find_overlap(load_ruleset(), listed(*titles))
    assert len(report.measures) == len(titles)
    assert all(0 <= each.score <= 100 for one in report.measures for each in one.proposals)
