from __future__ import annotations

import pytest

from returnonce.errors import NotFound, Refused
from tests.shipped import load_ruleset
from tests.upkeep.workspace.every_council import list_councils
from upkeep.workspace.councils import find_council, name_place


@pytest.mark.parametrize(
    ("text", "code", "kind", "districts"),
    [
        ("Kent", "E10000016", "county", 12),
        (" kent county council ", "E10000016", "county", 12),
        ("E10000016", "E10000016", "county", 12),
        ("Ashford Borough Council", "E07000105", "district", 0),
        ("Barnsley", "E08000038", "metropolitan_borough", 0),
        ("Leeds City Council", "E08000035", "metropolitan_borough", 0),
        ("City of Bristol", "E06000023", "unitary", 0),
        ("Herefordshire", "E06000019", "unitary", 0),
        ("London Borough of Lewisham", "E09000023", "london_borough", 0),
        ("Royal Borough of Kensington and Chelsea", "E09000020", "london_borough", 0),
        ("Somerset", "E06000066", "unitary", 0),
    ],
)
def test_a_council_is_found_by_what_people_call_it(text: str, code: str, kind: str, districts: int) -> None:
    council = find_council(load_ruleset().areas, text)
    assert (council.area.code, council.area.kind, len(council.districts)) == (code, kind, districts)


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("Kentt", NotFound, "Kent"),
        ("South East", Refused, "no council"),
        ("E10000006", Refused, "followed by Cumberland and Westmorland and Furness"),
        ("E08000016", Refused, "followed by Barnsley"),
        ("Wales", NotFound, "no area"),
    ],
)
def test_what_is_no_council_is_refused(text: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        find_council(load_ruleset().areas, text)


def test_a_council_is_described_with_what_lies_ahead() -> None:
    surrey = find_council(load_ruleset().areas, "Surrey")
    assert surrey.describe().startswith("Surrey is a county (E10000030) in South East with 11 districts: Elmbridge, ")
    assert surrey.planned[0].startswith("2027-04-01: ")
    ashford = find_council(load_ruleset().areas, "Ashford")
    assert ashford.describe() == "Ashford is a district (E07000105) in South East; Kent is its county."


def test_every_council_of_england_has_a_place_of_its_own() -> None:
    councils = list_councils(load_ruleset().areas)
    kinds = [council.area.kind for council in councils]
    # After the reorganisations to April 2023, and Barnsley and Sheffield once each.
    expected = {"county": 21, "unitary": 63, "metropolitan_borough": 36, "london_borough": 33, "district": 164}
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == expected
    assert len({council.place for council in councils}) == len(councils) == 317


def test_a_place_is_named_in_small_letters() -> None:
    assert name_place("King's Lynn and West Norfolk") == "kings-lynn-and-west-norfolk"
    assert name_place("Stratford-on-Avon") == "stratford-on-avon"
