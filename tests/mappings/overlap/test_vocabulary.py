"""The files of words and families, whole; and how a title is read by them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.overlap.abbreviations import Abbreviations
from mappings.overlap.concept_families import group_families
from mappings.overlap.measure_units import UnitReader, do_units_differ
from mappings.overlap.profiles import split_code
from mappings.overlap.title_analysis import stem
from mappings.overlap.vocabulary import Vocabulary, build_vocabulary
from tests.examples import at_most
from tests.shipped import load_overlap_vocabulary, load_ruleset

WORDS = load_overlap_vocabulary()
FAMILIES, UNITS = group_families(WORDS.families), UnitReader(WORDS.units)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return build_vocabulary(
        WORDS, ["planned discharges", "suitable accommodation", "decent homes", "satisfied tenants", "paid work"]
    )


def test_every_member_is_a_concept_and_no_concept_is_given_twice() -> None:
    concepts = [row.concept for row in WORDS.concepts]
    assert len(concepts) == len(set(concepts))
    named = {row.member for row in WORDS.families} | {row.within for row in WORDS.families if row.within}
    assert named <= set(concepts)
    assert WORDS.light_words.keys() <= set(concepts)
    assert len(WORDS.plain_words) > 50
    assert WORDS.stage_ages.keys() | WORDS.topic_populations <= set(concepts)
    assert all(first <= last for first, last in WORDS.stage_ages.values())


def test_other_names_are_of_indicators_and_each_is_said_once() -> None:
    assert {row.indicator for row in WORDS.other_names} <= load_ruleset().catalogue.keys()
    assert len({(row.indicator, row.name) for row in WORDS.other_names}) == len(WORDS.other_names)
    assert all(row.publication for row in WORDS.other_names)
    # Most are recalled and not read; a name of high confidence stands in a file that a publisher released.
    assert {row.confidence for row in WORDS.other_names} == {"high", "medium", "low"}


def test_no_member_holds_itself() -> None:
    for row in WORDS.families:
        assert row.member not in FAMILIES.by_code[row.family].broader[row.member]


def test_every_phrase_is_written_once_in_a_concept() -> None:
    twice = [row.concept for row in WORDS.concepts if len(row.phrases.split(";")) != len(set(row.phrases.split(";")))]
    assert set(twice) <= {"missing", "early-help"}


@pytest.mark.parametrize("text", ["LAC", "looked after children", "Children in Care", "CLA", "children looked after"])
def test_many_names_are_one_concept(words: Vocabulary, text: str) -> None:
    assert words.tokenize(f"Percentage of {text}").tokens == {"looked-after"}


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Reviews within 12mths", "Reviews within 12 months"),
        ("CL 17-18 in HE", "care leavers 17-18 in higher education"),
        ("Where he lives, cl", "Where he lives, cl"),
        ("Living w/ family", "Living with family"),
        ("BV 45L3", "BV 45L3"),
        ("Weekend visits of CLA", "Weekend visits of CLA"),
    ],
)
def test_short_forms_are_written_out(text: str, full: str) -> None:
    assert Abbreviations(WORDS.abbreviations).expand(text) == full


def test_what_is_exclusive_excludes_nobody(words: Vocabulary) -> None:
    assert words.tokenize("Exclusively breastfed").tokens == {"breastfeeding", "feeding-totally"}


def test_what_can_be_done_is_not_what_is_done() -> None:
    assert stem("preventable") != stem("prevented")
    assert stem("stable") == stem("stables")


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("unplanned discharges", "planned"),
        ("unsuitable accommodation", "suitable-accommodation"),
        ("non-decent homes", "decent"),
        ("dissatisfied tenants", "satisfied"),
        ("homes that are not decent", "decent"),
        ("without suitable accommodation", "suitable-accommodation"),
    ],
)
def test_what_is_denied(words: Vocabulary, text: str, denied: str) -> None:
    assert denied in words.tokenize(text).denied


@pytest.mark.parametrize(
    "text", ["no more than 3 weeks planned", "union planned", "NEET", "not in education, employment or training"]
)
def test_what_denies_nothing(words: Vocabulary, text: str) -> None:
    assert words.tokenize(text).denied == frozenset()


def test_a_misspelt_word_is_what_it_nearly_is(words: Vocabulary) -> None:
    assert words.tokenize("acommodation").tokens == words.tokenize("accommodation").tokens


def test_the_most_particular_member_counts() -> None:
    assert FAMILIES.find_members(frozenset({"children", "looked-after"}))["who"] == {"looked-after"}


@pytest.mark.parametrize(
    ("title", "rest", "code"),
    [
        ("NI 117 16 to 18 year olds", "16 to 18 year olds", "NI 117"),
        ("BV 82a(i) Percentage of waste", "Percentage of waste", "BV 82a(i)"),
        ("CF/A1 Placements", "Placements", "CF/A1"),
        ("2.07i Admissions", "Admissions", "2.07i"),
        ("- · Teeth", "Teeth", ""),
        ("Sport for adults (NI 8)", "Sport for adults", "NI 8"),
        ("• Teeth", "Teeth", ""),
        ("3) Teeth checked", "Teeth checked", "3)"),
        ("A level entries", "A level entries", ""),
        ("16-18 year olds NEET", "16-18 year olds NEET", ""),
        ("5 A*-C grades", "5 A*-C grades", ""),
        ("2 year olds in places", "2 year olds in places", ""),
        ("KS2: % reaching", "KS2: % reaching", ""),
        ("(1E) Adults in employment", "Adults in employment", "(1E)"),
        ("(2B part 1) Older people", "Older people", "(2B part 1)"),
    ],
)
def test_codes_before_titles(title: str, rest: str, code: str) -> None:
    assert split_code(title) == (rest, code)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("%", "percentage"),
        ("Percentage", "percentage"),
        ("no.", "count"),
        ("Number", "count"),
        ("rate per 1,000", "rate"),
        ("days", "days"),
        ("£", "pounds"),
        ("score (0-100)", "score"),
        ("percentage change on 2007/08", "change"),
        ("percentage points", "gap"),
        ("", None),
        ("banana", None),
    ],
)
def test_units(text: str, unit: str | None) -> None:
    assert UNITS.read_cell(text) == unit


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("% of residents", "percentage"),
        ("Number of fires", "count"),
        ("Average time to process", "days"),
        ("Arson per 10,000 population", "rate"),
        ("Attainment gap at 16", "gap"),
        ("Care leavers", None),
        ("Proportion of adults", "percentage"),
        ("Tonnes of CO2", "tonnes"),
    ],
)
def test_units_of_titles(title: str, unit: str | None) -> None:
    assert UNITS.read_title(title) == unit


def test_units_that_are_one() -> None:
    assert not do_units_differ("mean", "score")
    assert do_units_differ("percentage", "count")
    assert "percentage" in UNITS.names


@given(st.text(max_size=200))
@settings(max_examples=at_most(40))
def test_any_text_can_be_read(text: str) -> None:
    words = build_vocabulary(WORDS, ["planned discharges"])
    found = words.tokenize(text)
    assert found.tokens == set(found.order)
    assert found.denied | found.affirmed == found.tokens
    split_code(text)
    UNITS.read_cell(text)
