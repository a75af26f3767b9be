"""Words, units, topics and axes that make a measure another one, and what the reason says of them."""

from __future__ import annotations

import pytest

from mappings.ruleset.ruleset import Ruleset
from tests.mappings.overlap.short_lists import ask, ask_one

#: What a list's rows add to a measure that the catalogue has: each makes it another measure.
ADDITIONS = [
    "{} of Black ethnic origin", "{} (White British)", "{}: Asian", "{} of mixed ethnic origin", "{} aged 18 to 24",
    "{} due to neglect", "{} in rural areas", "{} in the private sector", "{}: forecast", "Target for {}", "Cost of {}",
    "{} whose first language is not English", "{} who ceased", "{} considered preventable", "{}: healthy",
    "{} at birth", "{}, first time only", "{} (private sector)", "Complaints about {}", "{} offered", "{} overdue",
    "{} for boys", "{} without exceptions", "{} in care homes", "{} of pregnant women", "{} (voluntary)",
    "{} in the most deprived areas", "{} at school", "{} by age", "{}, by school type",
]  # fmt: skip
ADDED_TO = [
    "Children looked after on 31 March", "Looked-after children with immunisations up to date",
    "Children subject to a child protection plan on the day", "Care leavers in suitable accommodation",
    "Permanent exclusions from school", "Household waste reused, recycled or composted", "Primary fires per 100,000",
    "Pupils achieving a good level of development", "Adults with learning disabilities in paid employment",
]  # fmt: skip


@pytest.mark.parametrize("addition", ADDITIONS)
def test_a_word_that_only_one_side_says_forbids_the_same(ruleset: Ruleset, addition: str) -> None:
    titles = [addition.format(title) for title in ADDED_TO]
    same = [
        (each.measure.title, each.proposals[0].indicator)
        for each in ask(ruleset, *titles).measures
        if each.proposals and each.proposals[0].proposal == "same"
    ]
    assert same == []


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Under 18 conceptions", "Number"),
        ("Children looked after", "Number"),
        ("Number of 16-18 year olds NEET", ""),
        ("Referrals to children's social care", "Rate per 10,000"),
        ("Number of pupils achieving a good level of development", ""),
    ],
)
def test_a_number_is_no_rate_and_no_share(ruleset: Ruleset, title: str, unit: str) -> None:
    best = ask_one(ruleset, title, unit=unit)
    assert best is None or best.proposal != "same" or ruleset.catalogue[best.indicator].unit == "count"


def test_the_reason_names_the_word(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "Children in care placed more than 20 miles from home by choice")
    assert best is not None
    assert best.reason.startswith("one says “choice”, the other does not")
    ceased = ask_one(ruleset, "Child protection plans lasting two years or more (ceased)")
    assert ceased is not None
    assert ceased.indicator in {"cpp-ended-after-two-years-or-more", "annex-a-plans-ended-2-years"}


def test_the_reason_says_whose_name_it_is_and_whether_it_was_read(ruleset: Ruleset) -> None:
    recalled = ask_one(ruleset, "Repeat child protection plans")
    assert recalled is not None
    assert recalled.reason.endswith("so called in: DfE, children in need, as we recall it")
    read = ask_one(ruleset, "Care leavers aged 19 to 21 in accommodation considered suitable")
    assert read is not None
    assert "recall" not in read.reason


@pytest.mark.parametrize(
    ("title", "code", "proposal"),
    [
        ("CLA with 3+ placements in yr (ex NI 62)", "cla-three-or-more-placements", "same"),
        ("Minor planning apps determined in 8wks", "planning-minor-in-8-weeks", "same"),
        ("GCSE grades 9-5 in Eng & maths", "gcse-9-5-english-maths", "same"),
        ("L3 by 19", "level-3-by-age-19", "same"),
        ("Suicide rate (3 year average)", "suicide-mortality-three-years", "same"),
        # The definition names the ages; the title does not.
        ("Chlamydia positivity, 15-24 year olds", "chlamydia-positivity-15-24", "same"),
        ("Life expectancy at 65", "healthy-life-expectancy-at-65", "narrow"),
        ("Under 75 mortality rate from cancer considered preventable", "cancer-mortality-under-75-rate", "close"),
    ],
)
def test_short_forms_are_read_and_qualifiers_kept(ruleset: Ruleset, title: str, code: str, proposal: str) -> None:
    best = ask_one(ruleset, title)
    assert best is not None
    assert (best.indicator, best.proposal) == (code, proposal)


def test_quitters_among_smokers_are_not_quitters_among_residents(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "Smoking quitters at four weeks per 100,000 smokers aged 16+", unit="per 100,000")
    assert best is not None
    assert (best.proposal, "only one of them is per smokers" in best.reason) == ("close", True)
    plain = ask_one(ruleset, "Smoking quitters at four weeks per 100,000 residents aged 16+", unit="per 100,000")
    assert plain is not None
    assert plain.proposal == "same"


def test_a_measure_of_children_is_not_one_of_all(ruleset: Ruleset) -> None:
    same = [
        each.measure.title
        for each in ask(
            ruleset, "Deaths at home, children", "Employment rate of young people", "Children on out-of-work benefits"
        ).measures
        if each.proposals and each.proposals[0].proposal == "same"
    ]
    assert same == []


def test_a_topic_says_whom_and_an_axis_says_in_what(ruleset: Ruleset) -> None:
    alone = ask_one(ruleset, "Average SDQ score")
    under = ask_one(ruleset, "Average SDQ score", topic="Children looked after")
    assert (under and under.indicator, under and under.proposal) == ("cla-sdq-average-score", "same")
    assert alone is None or alone.proposal != "same"
    codes = [
        getattr(
            ask_one(ruleset, "Children who started to be looked after during the year", axis=axis), "indicator", None
        )
        for axis in ("Number", "Rate per 10,000")
    ]
    assert codes == ["cla-started", "cla-started-rate"]
    others = ask_one(ruleset, "Persistent absentees in secondary schools", topic="Children looked after")
    assert others is None or (others.indicator, others.proposal) != ("secondary-persistent-absence", "same")


@pytest.mark.parametrize(
    "title",
    [
        "BV 49 Stability of placements of children looked after",
        "BVPI 49 Stability of placements of looked after children",
        "Stability of placements of children looked after",
    ],
)
def test_stability_is_first_the_number_of_placements(ruleset: Ruleset, title: str) -> None:
    """BVPI 49 counted three or more placements, as National Indicator 62 does; 63 is of their length."""
    report = ask(ruleset, title).measures[0]
    assert (report.proposals[0].indicator, report.proposals[0].proposal) == ("cla-three-or-more-placements", "same")
    assert "NI 62" in report.proposals[0].lines


def test_taking_part_in_reviews_is_not_having_them_in_time(ruleset: Ruleset) -> None:
    """PAF C63 is of participation, National Indicator 66 of reviews on time."""
    for title in ("CF/C63 Participation of looked after children in reviews", "Looked after children: participation"):
        assert "cla-reviews-on-time" not in {each.indicator for each in ask(ruleset, title).measures[0].proposals}


@pytest.mark.parametrize(
    ("title", "indicator"),
    [
        ("Social workers: vacancy rate, adults' services", "social-worker-vacancy-rate"),
        ("Turnover of staff in children's social care", "adult-social-care-staff-turnover"),
    ],
)
def test_staff_for_adults_are_not_staff_for_children(ruleset: Ruleset, title: str, indicator: str) -> None:
    best = ask_one(ruleset, title, unit="%")
    assert best is None or best.indicator != indicator
    swapped = title.replace("adults'", "children's") if "adults" in title else title.replace("children's", "adult")
    same = ask_one(ruleset, swapped, unit="%")
    assert same is not None
    assert (same.indicator, same.proposal) == (indicator, "same")
