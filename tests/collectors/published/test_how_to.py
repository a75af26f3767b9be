from __future__ import annotations

import re

from mappings.definitions.periods_across import PeriodsAcross
from mappings.definitions.published_sources import (
    PublishedColumn,
    PublishedFigure,
    PublishedLevel,
    PublishedTerm,
    Releases,
    Source,
    SplitBy,
)
from mappings.definitions.publisher_year_rules import TOKENS, YearRule
from tests.repository import ROOT

KINDS = (
    Source,
    PublishedLevel,
    PublishedFigure,
    PublishedColumn,
    PublishedTerm,
    SplitBy,
    Releases,
    PeriodsAcross,
    YearRule,
)


def test_the_how_to_has_every_key_of_a_source() -> None:
    page = (ROOT / "docs" / "howto" / "add-a-published-source.md").read_text(encoding="utf-8")
    keys = {name for kind in KINDS for name in kind.model_fields}
    assert {key for key in keys if not re.search(rf"`{key}[`:]", page)} == set()
    assert {token for token in TOKENS if f"`{{{token}}}`" not in page} == set()


def test_keys_that_came_later_change_no_name_of_a_batch() -> None:
    for kind in KINDS:
        later: frozenset[str] = getattr(kind, "LATER_KEYS", frozenset())
        assert later <= set(kind.model_fields)
    column = PublishedColumn(column="n")
    assert column.model_dump_json() == '{"column":"n","where":{}}'
    assert PublishedColumn(column="n", scale=100).model_dump() == {"column": "n", "where": {}, "scale": 100}
