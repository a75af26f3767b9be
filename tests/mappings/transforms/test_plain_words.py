"""Transforms in words: each of the closed list has them, and none uses a code."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from mappings.transforms.notation import TransformName
from mappings.transforms.plain_words import describe_transform
from tests.shipped import load_ruleset

WORDS = {
    "copy": "The figure as it is",
    "part:numerator": "The numerator alone",
    "part:denominator": "The denominator alone",
    "scale:0.001": "The figure divided by 1,000",
    "scale:2.5": "The figure times 2.5",
    "complement": "What is left of the whole: the whole less the figure",
    "percent_change_from_baseline:FY2007-08": "By how many per cent the figure is more than in the year FY2007-08",
    "percent_reduction_from_baseline:FY2008-09": "By how many per cent the figure is less than in the year FY2008-09",
    "sum:boys,girls": "The figure and these added up: Number of boys; Number of girls",
    "difference:boys": "The figure less this one: Number of boys",
    "rank_band:<=10=1,<=20=2,else=3": "The band that the figure lies in: 1 up to 10, 2 up to 20, else 3",
    "code_map:1=yes,0=no": "The word that the figure stands for: 1 is yes, 0 is no",
}


def describe(text: str) -> str:
    return describe_transform(text, name_indicator="Number of {}".format, name_period="the year {}".format)


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_words(text: str, words: str) -> None:
    assert describe(text) == words


def test_every_transform_has_words() -> None:
    assert {text.split(":")[0] for text in WORDS} == set(get_args(TransformName))


def test_no_line_that_ships_is_described_by_a_code() -> None:
    transforms = {line.transform for return_ in load_ruleset().returns.values() for line in return_.lines}
    said = [
        describe_transform(text, name_indicator=lambda _: "it", name_period=lambda _: "then") for text in transforms
    ]
    assert not [words for words in said if re.search(r"[_:]\w|=", words)]
