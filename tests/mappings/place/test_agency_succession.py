"""Agencies that end, merge, part and hand over: who is in charge afterwards, and which rows cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.place.agency_succession import check_succession, find_agencies_in_charge, list_all_successors
from mappings.place.place_definitions import Agency
from mappings.place.places import Place
from mappings.place.record_settings import Supplier
from returnonce.errors import NotFound, Refused
from tests.indicators.small_contexts import AREAS, indicator
from tests.mappings.small_ruleset import place, ruleset

BEFORE, AFTER, MUCH_LATER = date(2010, 3, 31), date(2010, 4, 1), date(2015, 1, 1)


def agency(
    code: str, areas: str = "COUNTY", *, start: str = "not established", end: str = "", to: str = "", roles: str = ""
) -> Agency:
    """``end``: first day on which it is no more; ``to``: successors, parted by |."""
    row = {"code": code, "name": code.title(), "kind": "provider", "roles": roles, "areas": areas, "from": start,
           "to": end, "successor": to, "source": "made up"}  # fmt: skip
    return Agency.model_validate({name: cell for name, cell in row.items() if cell})


def home(*agencies: Agency, **more: Any) -> Place:
    check_succession("home", agencies, AREAS)
    return replace(place(agencies=agencies), **more)


RECOMMISSIONED = (agency("old", end="2010-04-01", to="new", roles="drug-partnership"),
                  agency("new", start="2010-04-01"))  # fmt: skip
#: Two trusts become one, which is taken over by the council in its turn.
MERGED = (
    agency("north-trust", "NORTH", end="2010-04-01", to="trust", roles="pct"),
    agency("south-trust", "SOUTH", end="2010-04-01", to="trust", roles="pct"),
    agency("trust", "NORTH|SOUTH", start="2010-04-01", end="2013-04-01", to="county", roles="pct"),
    agency("county"),
)
PARTED = (
    agency("county", end="2010-04-01", to="north|south", roles="council"),
    agency("north", "NORTH", start="2009-04-01"),
    agency("south", "SOUTH", start="2010-04-01"),
)


@pytest.mark.parametrize(
    ("agencies", "code", "on", "expected"),
    [
        (RECOMMISSIONED, "old", BEFORE, ["old"]),
        (RECOMMISSIONED, "old", AFTER, ["new"]),
        # Before it begins nobody serves in its name.
        (RECOMMISSIONED, "new", BEFORE, []),
        (MERGED, "north-trust", BEFORE, ["north-trust"]),
        (MERGED, "north-trust", AFTER, ["trust"]),
        (MERGED, "south-trust", AFTER, ["trust"]),
        (MERGED, "north-trust", MUCH_LATER, ["county"]),
        (PARTED, "county", BEFORE, ["county"]),
        (PARTED, "county", AFTER, ["north", "south"]),
        ((agency("gone", end="2010-04-01", to="not established"),), "gone", AFTER, []),
        ((agency("gone", end="2010-04-01"),), "gone", AFTER, []),
        ((agency("doubtful", end="not established"),), "doubtful", MUCH_LATER, ["doubtful"]),
    ],
)
def test_who_is_in_charge(agencies: tuple[Agency, ...], code: str, on: date, expected: list[str]) -> None:
    assert [each.code for each in home(*agencies).agencies_in_charge(code, on)] == expected


@pytest.mark.parametrize(
    ("area", "expected"), [("NORTH", "north"), ("SOUTH", "south"), ("COUNTY", None), ("UNI", None), (None, None)]
)
def test_of_several_the_area_tells_which(area: str | None, expected: str | None) -> None:
    heir = home(*PARTED).agency_in_charge("county", AFTER, area)
    assert (heir.code if heir else None) == expected


def test_an_agency_that_is_none_is_not_found() -> None:
    with pytest.raises(NotFound, match="old"):
        home(*RECOMMISSIONED).agency_in_charge("olde", AFTER)


@pytest.mark.parametrize(
    ("agencies", "role", "area", "on", "expected"),
    [
        (RECOMMISSIONED, "drug-partnership", "COUNTY", BEFORE, "old"),
        (RECOMMISSIONED, "drug-partnership", "COUNTY", AFTER, "new"),
        (MERGED, "pct", "NORTH", BEFORE, "north-trust"),
        (MERGED, "pct", "NORTH", AFTER, "trust"),
        (MERGED, "pct", "COUNTY", BEFORE, None),
        (MERGED, "pct", "COUNTY", AFTER, "trust"),
        # The council has no such role of its own, but took over from the trust that had.
        (MERGED, "pct", "SOUTH", MUCH_LATER, "county"),
        (PARTED, "council", "NORTH", AFTER, "north"),
        (PARTED, "council", "SOUTH", AFTER, "south"),
        # Nobody answers for the whole any more; its parts are asked.
        (PARTED, "council", "COUNTY", AFTER, None),
        (PARTED, "council", "UNI", AFTER, None),
    ],
)
def test_the_agency_of_record_after_the_end_is_the_successor(
    agencies: tuple[Agency, ...], role: str, area: str, on: date, expected: str | None
) -> None:
    owner = home(*agencies).agency_of_record(indicator(agency_of_record=role), area, on)
    assert (owner.code if owner else None) == expected


def test_an_exception_goes_to_the_successor_too() -> None:
    row = {"indicator": "cla", "area": "COUNTY", "agency": "old", "from": "not established", "source": "made up"}
    here = place(agencies=RECOMMISSIONED, of_record=[row])
    named = [here.agency_of_record(indicator(), "COUNTY", day) for day in (BEFORE, AFTER)]
    assert [each.code for each in named if each] == ["old", "new"]


def test_an_exception_for_an_agency_that_has_not_begun_leaves_the_role() -> None:
    row = {"indicator": "cla", "area": "COUNTY", "agency": "later", "from": "not established", "source": "made up"}
    agencies = (agency("county", roles="council"), agency("later", start="2010-04-01"))
    here = place(agencies=agencies, of_record=[row])
    named = [here.agency_of_record(indicator(), "COUNTY", day) for day in (BEFORE, AFTER)]
    assert [each.code for each in named if each] == ["county", "later"]


def test_records_are_expected_of_the_successor_under_its_own_name() -> None:
    row = {"record_set": "treatment", "area": "COUNTY", "from": "not established", "source": "made up"}
    suppliers = tuple(Supplier.model_validate(row | more) for more in (
        {"agency": "old", "sender_code": "X1"}, {"agency": "other"},
    ))  # fmt: skip
    here = home(*RECOMMISSIONED, agency("other"), suppliers=suppliers)

    def expected(on: date) -> list[tuple[str, str | None]]:
        return [(each.agency, each.sender_code) for each in here.suppliers_of("treatment", "COUNTY", on)]

    assert expected(BEFORE) == [("old", "X1"), ("other", None)]
    assert expected(AFTER) == [("new", None), ("other", None)]


def test_a_successor_with_a_row_of_its_own_is_expected_once() -> None:
    row = {"record_set": "treatment", "area": "COUNTY", "from": "not established", "source": "made up"}
    suppliers = tuple(Supplier.model_validate(row | {"agency": code}) for code in ("old", "new"))
    here = home(*RECOMMISSIONED, suppliers=suppliers)
    assert [each.agency for each in here.suppliers_of("treatment", "COUNTY", AFTER)] == ["new"]


def test_a_ruleset_knows_who_took_over_from_whom() -> None:
    rules = ruleset([], home=home(*MERGED))
    assert rules.took_over("trust", "north-trust")
    assert rules.took_over("county", "south-trust")
    assert not rules.took_over("north-trust", "trust")
    assert not rules.took_over("county", "nobody")


@pytest.mark.parametrize(
    ("agencies", "expected"),
    [
        ((agency("a", end="2010-04-01", to="b"),), "row 2: column successor: there is no agency 'b'"),
        ((agency("a", end="2010-04-01", to="a"),), "row 2: column successor: a would take over from itself"),
        (
            (agency("a", end="2010-04-01", to="b"), agency("b", end="2011-04-01", to="c"),
             agency("c", end="2012-04-01", to="a")),
            "row 2: column successor: a would take over from itself",
        ),
        ((agency("a", to="b"), agency("b")), "row 2: column to: a has a successor, but no end"),
        (
            (agency("a", end="2010-04-01", to="b"), agency("b", start="2010-04-02")),
            "b begins on 2010-04-02, after a ended on 2010-04-01",
        ),
        (
            (agency("a", end="2010-04-01", to="b"), agency("b", end="2010-04-01")),
            "b has itself ended by 2010-04-01",
        ),
        (
            (agency("a", end="2010-04-01", to="b"), agency("b", "NORTH")),
            "row 2: column successor: nobody takes over SOUTH from a",
        ),
    ],
)  # fmt: skip
def test_a_succession_that_cannot_be_is_refused(agencies: tuple[Agency, ...], expected: str) -> None:
    with pytest.raises(Refused, match=expected) as refused:
        check_succession("home", agencies, AREAS)
    assert refused.value.where is not None
    assert refused.value.where.startswith("home/agencies.tsv row 2")
    assert refused.value.mend


def _slow(agencies: dict[str, Agency], code: str, on: date) -> set[str]:
    """Step by step: replace each that has ended by its successors until none is left that has."""
    held = {code}
    for _ in agencies:
        held = {
            heir
            for each in held
            for heir in ([each] if agencies[each].end is None or on < agencies[each].end else agencies[each].successors)  # type: ignore[operator]
        }
    return {each for each in held if agencies[each].covers(on)}


@st.composite
def chains(draw: st.DrawFn) -> dict[str, Agency]:
    """Agencies a0, a1, …; each may end and name later ones, so that there is no circle."""
    count = draw(st.integers(1, 6))
    made: dict[str, Agency] = {}
    for n in range(count):
        later = [f"a{m}" for m in range(n + 1, count)]
        to = "|".join(draw(st.lists(st.sampled_from(later), unique=True, max_size=2))) if later else ""
        ends = bool(to) or draw(st.booleans())
        made[f"a{n}"] = agency(f"a{n}", end=f"{2010 + n}-04-01" if ends else "", to=to)
    return made


@given(chains(), st.dates(date(2009, 1, 1), date(2018, 1, 1)))
def test_in_charge_agrees_with_a_slow_walk(agencies: dict[str, Agency], on: date) -> None:
    codes = {each.code for each in find_agencies_in_charge(agencies, "a0", on)}
    assert codes == _slow(agencies, "a0", on)
    assert codes <= {"a0"} | list_all_successors(agencies, "a0")
