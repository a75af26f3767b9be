"""The words of orders, reports and returns for the same people and things: found, and the near misses kept apart."""

from __future__ import annotations

import pytest

from mappings.ruleset.ruleset import Ruleset
from tests.mappings.overlap.short_lists import ask_one


@pytest.mark.parametrize(
    ("title", "unit", "code"),
    [
        ("Children in our care on the day", "Number", "annex-a-looked-after"),
        ("Care experienced 19 to 21 year olds at university", "%", "care-leavers-19-21-higher-education"),
        ("Children looked after who live with foster families", "%", "annex-a-looked-after-fostered"),
        (
            "Young people who offend in suitable education, training and employment",
            "%",
            "young-offenders-in-suitable-ete",
        ),
    ],
)
def test_people_are_known_by_other_names(ruleset: Ruleset, title: str, unit: str, code: str) -> None:
    best = ask_one(ruleset, title, unit=unit)
    assert best is not None
    assert (best.indicator, best.proposal) == (code, "same")


@pytest.mark.parametrize(
    ("title", "unit", "code"),
    [
        (
            "People who perceive people being rowdy or drunk in public places to be a problem",
            "%",
            "drunk-or-rowdy-behaviour-problem",
        ),
        ("People who perceive people using or dealing drugs to be a problem", "%", "drug-use-or-dealing-problem"),
        (
            "People who believe that people from different backgrounds can get on well together",
            "%",
            "people-from-different-backgrounds-get-on",
        ),
        ("Affordable dwellings completed (gross)", "Number", "affordable-homes-delivered"),
        ("Council-owned dwellings failing the decent homes standard", "%", "non-decent-council-homes"),
        ("Children living in families dependent on out-of-work benefits", "%", "children-in-poverty"),
        ("Death rate from suicide and undetermined injury", "per 100,000", "suicide-mortality-three-years"),
        ("Reception pupils with height and weight recorded", "%", "child-measurement-participation-reception-nhs"),
        ("Patients on admitted pathways treated within 18 weeks of referral", "%", "rtt-18-weeks-admitted"),
        ("Land and highways with unacceptable levels of detritus", "%", "street-cleanliness-detritus"),
        ("People setting a quit date with NHS Stop Smoking Services", "Number", "smoking-quit-dates-set-nhs"),
        ("Incidence of MRSA bacteraemia", "Number", "mrsa-bloodstream-infections-nhs"),
        ("Age-standardised mortality rate from all cancers, under 75", "per 100,000", "cancer-mortality-under-75-rate"),
        ("Working age adults qualified to at least full level 3", "%", "qualified-to-level-3"),
        (
            "Offenders in settled and suitable accommodation at termination of supervision",
            "%",
            "probation-settled-accommodation",
        ),
        ("Unique patients seen by an NHS dentist in 24 months", "Number", "dental-patients-seen-24-months"),
        ("Infants due a 6 to 8 week review", "Number", "breastfeeding-infants-due-check-nhs"),
        ("Burglary dwelling, robbery and vehicle theft", "per 1,000", "serious-acquisitive-crime-rate"),
        ("Adults on the Care Programme Approach in paid employment", "%", "mental-health-employment"),
        ("Household waste that is not recycled: kilograms per household", "kg", "residual-waste-per-household"),
        ("Council homes that fall below the decent homes standard", "%", "non-decent-council-homes"),
        (
            "Permanent admissions to residential and nursing care of people aged 18-64",
            "per 100,000",
            "care-home-admissions-rate-18-64",
        ),
    ],
)
def test_things_are_asked_in_other_words(ruleset: Ruleset, title: str, unit: str, code: str) -> None:
    best = ask_one(ruleset, title, unit=unit)
    assert best is not None
    assert (best.indicator, best.proposal) == (code, "same")


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Arrests of people for being drunk or rowdy in public places", "Number"),
        ("Affordable dwellings started on site", "Number"),
        ("Households dependent on out-of-work benefits", "%"),
        ("Emergency admissions for undetermined injury", "per 100,000"),
        ("Standardised mortality ratio, all causes", "Ratio"),
        ("Looked after children overall absence rate", "%"),
        ("Burglary, robbery and vehicle crime", "per 1,000"),
        ("Household waste that is not recycled", "%"),
        ("Household waste that is dry recycled", "%"),
        ("Temporary admissions to residential and nursing care of people aged 65 and over", "per 100,000"),
        ("Patients on the Care Programme Approach followed up within 7 days", "%"),
        ("Adults with height and weight recorded", "%"),
        ("Patients on incomplete pathways waiting 18 weeks from referral", "%"),
        ("Pregnant women setting a quit date with NHS Stop Smoking Services", "Number"),
        ("Three- and four-year-olds taking up the 15 hour entitlement", "%"),
        ("People who were offered drugs by people using or dealing drugs", "%"),
        ("Unaccompanied asylum-seeking children in our care", "Number"),
        ("Care experienced 17 and 18 year olds at university", "%"),
    ],
)
def test_near_misses_are_not_the_same(ruleset: Ruleset, title: str, unit: str) -> None:
    best = ask_one(ruleset, title, unit=unit)
    assert best is None or best.proposal != "same"


@pytest.mark.parametrize(
    "title",
    [
        "Number of children looked after, end of year",
        "Looked after children (end of period)",
        "Children looked after - month end",
        "Children looked after at the end of the reporting period",
        "Children looked after at Q2 end",
    ],
)
def test_the_end_of_a_period_is_not_the_end_of_care(ruleset: Ruleset, title: str) -> None:
    best = ask_one(ruleset, title, unit="Number")
    assert best is not None
    assert (best.indicator, best.proposal) == ("annex-a-looked-after", "same")


def test_a_rate_of_a_population_of_an_age_names_the_age(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "Children looked after (rate per 10K population 0-17)")
    assert best is not None
    assert (best.indicator, best.proposal) == ("cla-rate", "same")
    part = ask_one(ruleset, "Children looked after (rate per 10K population 10-17)")
    assert part is not None
    assert (part.indicator, part.proposal) == ("cla-rate", "broad")
