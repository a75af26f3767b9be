"""All mappings as a list and as SSSOM, held to the standard's own rules."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from mappings.ruleset.mapping_set import OWN_SLOTS, SLOTS, MappingFilter, list_mappings, write_sssom_set
from returnonce.errors import NotFound
from tests.shipped import load_ruleset

#: Slots of SSSOM 1.0's Mapping in the standard's order, as far as we have them; the first two are required of all, ids
#: of all that are no literals (https://mapping-commons.github.io/sssom/Mapping/).
STANDARD = (
    "subject_id", "subject_label", "subject_category", "predicate_id", "predicate_label", "predicate_modifier",
    "object_id", "object_label", "object_category", "mapping_justification", "author_id", "author_label",
    "reviewer_id", "reviewer_label", "mapping_date", "subject_source", "object_source", "confidence", "comment",
)  # fmt: skip
REQUIRED = ("predicate_id", "mapping_justification", "subject_id", "object_id")
#: Without them a set is not valid (https://mapping-commons.github.io/sssom/MappingSet/).
REQUIRED_OF_SET = {"mapping_set_id", "license"}
CURIE = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*):([^\s/][^\s]*)")


def read(data: bytes) -> tuple[dict[str, Any], list[dict[str, str]]]:
    text = data.decode()
    head = "".join(line.removeprefix("#")[1:] for line in text.splitlines(keepends=True) if line.startswith("#"))
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    return yaml.safe_load(head), list(csv.DictReader(StringIO(body), delimiter="\t"))


def test_the_file_has_what_the_standard_requires_of_a_set_and_of_each_mapping() -> None:
    ruleset = load_ruleset()
    head, rows = read(write_sssom_set(ruleset, MappingFilter()))
    assert head.keys() >= REQUIRED_OF_SET
    assert list(rows[0]) == [*SLOTS, *OWN_SLOTS]
    assert [slot for slot in STANDARD if slot in SLOTS] == list(SLOTS)
    assert [one["slot_name"] for one in head["extension_definitions"]] == list(OWN_SLOTS)
    assert all(row[name] for row in rows for name in REQUIRED)
    prefixes = head["curie_map"]
    for row in rows:
        for name in (*REQUIRED, "subject_source", "object_source"):
            match = CURIE.fullmatch(row[name])
            assert match, row[name]
            assert match[1] in prefixes
        assert row["mapping_justification"].startswith("semapv:")
        assert 0 <= float(row["confidence"]) <= 1
        date.fromisoformat(row["mapping_date"])
    for one in head["extension_definitions"]:
        assert one["property"].partition(":")[0] in prefixes
        assert one["type_hint"].partition(":")[0] in prefixes


def test_it_holds_every_row_of_every_return_as_its_file_has_it() -> None:
    ruleset = load_ruleset()
    _, rows = read(write_sssom_set(ruleset, MappingFilter()))
    told = [
        (row["subject_source"].removeprefix("returns:"), unquote(row["subject_id"].partition(":")[2]),
         row["predicate_id"], row["object_id"].removeprefix("indicator:"), row["transform"], row["comment"])
        for row in rows
    ]  # fmt: skip
    assert told == [
        (code, line.subject_id, line.predicate_id, line.object_id, line.transform, line.comment or "")
        for code, each in ruleset.returns.items()
        for line in each.lines
    ]
    assert len(rows) > 500


def test_filters_narrow_it_together() -> None:
    ruleset = load_ruleset()
    mapping_filter = MappingFilter(returns=["vital-signs"], predicates=["skos:exactMatch"], q="chlamydia")
    rows = list_mappings(ruleset, mapping_filter)
    assert rows
    for code, line in rows:
        assert (code, line.predicate_id) == ("vital-signs", "skos:exactMatch")
    (first, *_) = rows
    assert first in list_mappings(ruleset, MappingFilter(indicators=[first.line.object_id]))
    assert list_mappings(ruleset, MappingFilter(q="nothing has these words")) == []
    with pytest.raises(NotFound):
        list_mappings(ruleset, MappingFilter(returns=["none"]))
