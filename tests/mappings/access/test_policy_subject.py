from __future__ import annotations

import polars as pl
import pytest

from mappings.access.policy_subject import build_subject, filter_own_rows, limit_to_places, list_reachable_places
from returnonce.access.policy import can_read_burden, can_read_collections
from returnonce.access.principals import OPERATOR, Grant, PolicySubject, Principal
from tests.shipped import load_ruleset

OFFICER = Principal("olga", "person", (Grant("officer", "lewisham"),))
NARROW = Principal("nick", "person", (Grant("auditor", "lewisham", returns=frozenset({"ndtms"})),))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({"area": "E09000023"}, PolicySubject("lewisham", None, "E09000023")),
        ({"area": "Lewisham"}, PolicySubject("lewisham", None, "E09000023")),
        ({"area": "nowhere"}, PolicySubject(None, None, "nowhere")),
        ({"agency": "bassetlaw-pct"}, PolicySubject("nottinghamshire", "bassetlaw-pct")),
        ({"agency": "bassetlaw-pct", "area": "E09000023"}, PolicySubject("lewisham", "bassetlaw-pct", "E09000023")),
        ({"agency": "nobody", "return_code": "crc"}, PolicySubject(None, "nobody", None, "crc")),
        ({"area": "E92000001"}, PolicySubject(None, None, "E92000001")),
    ],
)
def test_what_something_is_about(asked: dict[str, str], meant: PolicySubject) -> None:
    assert build_subject(load_ruleset(), **asked) == meant


def test_the_definitions_within_reach() -> None:
    rules = load_ruleset()
    assert list_reachable_places(rules, OFFICER, can_read_burden) == ["lewisham"]
    assert list(limit_to_places(rules, ["lewisham"]).places) == ["lewisham"]
    assert limit_to_places(rules, list_reachable_places(rules, OPERATOR, can_read_burden)) is rules


def test_the_rows_within_reach() -> None:
    places = ["lewisham", "lewisham", "nottinghamshire"]
    rows = pl.DataFrame({"place": places, "agency": ["a", "a", "b"], "return": ["ndtms", "crc", "ndtms"]})
    assert filter_own_rows(rows, OFFICER, can_read_collections)["return"].to_list() == ["ndtms", "crc"]
    assert filter_own_rows(rows, NARROW, can_read_collections)["return"].to_list() == ["ndtms"]
    assert filter_own_rows(rows.head(0), OFFICER, can_read_collections).is_empty()
