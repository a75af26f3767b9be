"""The files of words and families, whole; and how a title is read by them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.overlap.measure_facts import find_members_by_family, list_broader_members
from mappings.overlap.measure_units import describe_units, do_units_differ, read_title_unit, read_unit
from mappings.overlap.profiles import split_code
from mappings.overlap.title_analysis import Vocabulary, load_vocabulary
from mappings.overlap.vocabulary import read_families, read_light_words, read_plain_words, read_words


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary(
        ["planned discharges", "suitable accommodation", "decent homes", "satisfied tenants", "paid work"]
    )


def test_every_member_is_a_concept_and_no_concept_is_given_twice() -> None:
    concepts = [row.concept for row in read_words()]
    assert len(concepts) == len(set(concepts))
    named = {row.member for row in read_families()} | {row.within for row in read_families() if row.within}
    assert named <= set(concepts)
    assert read_light_words().keys() <= set(concepts)
    assert len(read_plain_words()) > 50


def test_no_member_holds_itself() -> None:
    for row in read_families():
        assert row.member not in list_broader_members(row.family, row.member)


def test_every_phrase_is_written_once_in_a_concept() -> None:
    twice = [row.concept for row in read_words() if len(row.phrases.split(";")) != len(set(row.phrases.split(";")))]
    assert set(twice) <= {"missing", "early-help"}


@pytest.mark.parametrize("text", ["LAC", "looked after children", "Children in Care", "CLA", "children looked after"])
def test_many_names_are_one_concept(words: Vocabulary, text: str) -> None:
    assert words.tokenize(f"Percentage of {text}").tokens == {"looked-after"}


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
    assert find_members_by_family(frozenset({"children", "looked-after"}))["who"] == {"looked-after"}


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
    assert read_unit(text) == unit


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
    assert read_title_unit(title) == unit


def test_units_that_are_one() -> None:
    assert not do_units_differ("mean", "score")
    assert do_units_differ("percentage", "count")
    assert "percentage" in describe_units()


@given(st.text(max_size=200))
@settings(max_examples=40)
def test_any_text_can_be_read(text: str) -> None:
    words = load_vocabulary(["planned discharges"])
    found = words.tokenize(text)
    assert found.tokens == set(found.order)
    assert found.denied | found.affirmed == found.tokens
    split_code(text)
    read_unit(text)
