"""What a line makes of its figure, in words, with the names of what else it reads."""

from __future__ import annotations

from api.pages.wording import period_words
from indicators.period.codes import parse_period
from mappings.definitions.return_definitions import Line
from mappings.ruleset.ruleset import Ruleset
from mappings.transforms.plain_words import describe_transform


def describe_line_transform(ruleset: Ruleset, line: Line) -> str:
    """``The figure as it is``."""
    return describe_transform(
        line.transform,
        name_indicator=lambda code: title_of(ruleset, code),
        name_period=lambda code: period_words(parse_period(code)),
    )


def title_of(ruleset: Ruleset, code: str) -> str:
    """An indicator's title; the code itself of one that is not in the catalogue any more."""
    return ruleset.catalogue[code].title if code in ruleset.catalogue else code
