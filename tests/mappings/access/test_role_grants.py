from __future__ import annotations

from typing import Any

import pytest

from mappings.access.role_grants import Reach, build_grant
from returnonce.access.principals import Grant
from returnonce.errors import ReturnOnceError
from tests.shipped import load_ruleset


@pytest.mark.parametrize(
    ("role", "reach", "meant"),
    [
        ("officer", {"place": "lewisham"}, Grant("officer", "lewisham")),
        ("approver", {"everywhere": True}, Grant("approver")),
        ("agency", {"agencies": ["lewisham-pct"]}, Grant("agency", "lewisham", frozenset({"lewisham-pct"}))),
        (
            "regulator",
            {"returns": ["ssda903", "crc"], "areas": ["Lewisham"]},
            Grant("regulator", None, None, frozenset({"E09000023"}), frozenset({"ssda903", "crc"})),
        ),
    ],
)
def test_a_grant_as_it_is_meant(role: str, reach: dict[str, Any], meant: Grant) -> None:
    assert build_grant(load_ruleset(), role, Reach(**reach)) == meant


@pytest.mark.parametrize(
    ("role", "reach", "says"),
    [
        ("king", {"everywhere": True}, "no role 'king'"),
        ("officer", {}, "how far it reaches"),
        ("officer", {"everywhere": True, "place": "lewisham"}, "how far it reaches"),
        ("officer", {"place": "atlantis"}, "no place 'atlantis'"),
        ("regulator", {"returns": ["no-such"]}, "no-such"),
        ("agency", {"agencies": ["no-such"]}, "No place has an agency"),
        ("officer", {"areas": ["no-such-area"]}, "no-such-area"),
    ],
)
def test_what_cannot_be_given(role: str, reach: dict[str, Any], says: str) -> None:
    with pytest.raises(ReturnOnceError, match=says):
        build_grant(load_ruleset(), role, Reach(**reach))
