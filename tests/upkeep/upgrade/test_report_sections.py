"""The report in sections: no kind of difference is left out of it."""

from __future__ import annotations

from itertools import chain
from typing import get_args

from mappings.ruleset.definition_differences import Kind
from upkeep.upgrade.report_sections import HEADINGS


def test_each_kind_of_difference_has_one_heading() -> None:
    assert sorted(chain.from_iterable(HEADINGS.values())) == sorted(get_args(Kind))
