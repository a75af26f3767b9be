"""Every derived figure is the one that the slow way finds, on small odd record sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from indicators.period.arithmetic import financial_year
from indicators.records.view_context import ViewContext
from tests.indicators.records.views.looked_after.oracle import figures as slowly
from tests.indicators.records.views.looked_after.oracle import moves
from tests.indicators.records.views.looked_after.oracle_care import Year
from tests.indicators.records.views.looked_after.small_records import YEAR, Row, figures, given, postcodes, view

pytestmark = pytest.mark.long

CHILDREN = st.sampled_from(["A", "B", "C", "D"])
BEFORE = financial_year(2023)
SPOTS = {"AA11AA": (400_000, 300_000), "BB22BB": (432_186, 300_000), "CC33CC": (400_000, 332_185)}
_EDGES = ("2022-04-01", "2022-10-01", "2023-04-01", "2024-04-01", "2025-04-01")
#: Days around the edges of the year, of two years and of two and a half, and some others.
DAYS = st.one_of(
    st.builds(lambda edge, off: date.fromisoformat(edge) + timedelta(off), st.sampled_from(_EDGES), st.integers(-2, 2)),
    st.dates(date(2022, 1, 1), date(2025, 6, 30)),
)
BIRTHS = st.one_of(
    st.none(),
    st.sampled_from([date(2008, 2, 29), date(2020, 2, 29), date(2004, 2, 29)]),
    st.builds(
        lambda year, off: date(year, 4, 1) + timedelta(off),
        st.sampled_from([2003, 2005, 2006, 2008, 2009, 2015, 2020, 2021]),
        st.integers(-2, 1),
    ),
)
YES_NO = st.sampled_from(["0", "1", None])


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _row(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries({"CHILD": CHILDREN} | columns)


PLACEMENT = {
    "RNE": st.sampled_from(["S", "P", "P", "B", "T", "U", "L", None]),
    "LS": st.sampled_from(["C2", "C2", "E1", "V3", "V4", None]),
    "PLACE": st.sampled_from(["U1", "U1", "U4", "A3", "A5", "A6", "T0", "T3", "K2", None]),
    "URN": st.sampled_from([None, None, "1"]),
    "HOME_POST": st.sampled_from(["AA1 1AA", "bb22bb", None]),
    "PL_POST": st.sampled_from(["AA11AA", "aa1 1aa", "BB2 2BB", "CC33CC", "ZZ9 9ZZ", None]),
    "REC": st.sampled_from(["X1", "X1", "E11", "E12", "E3", "E4A", None]),
}
ODD = st.lists(_row(DECOM=DAYS, DEC=_maybe(DAYS), **PLACEMENT), max_size=8)


@st.composite
def _chain(draw: st.DrawFn) -> list[Row]:
    """One child's episodes, most of which follow each other as they should."""
    child, starts = draw(CHILDREN), sorted(draw(st.lists(DAYS, min_size=1, max_size=6)))
    ends = [day - timedelta(draw(st.sampled_from([0, 0, 0, 1]))) for day in starts[1:]]
    ends.append(draw(_maybe(st.just(starts[-1] + timedelta(200)))))
    rows = [draw(st.fixed_dictionaries(PLACEMENT)) for _ in starts]
    for at in range(2, len(rows)):
        if draw(st.booleans()):
            rows[at - 1] |= {"PLACE": "T1", "RNE": "P"}
            rows[at] |= {name: rows[at - 2][name] for name in ("PLACE", "URN", "PL_POST")} | {"RNE": "P"}
    return [{"CHILD": child, "DECOM": s, "DEC": e} | row for s, e, row in zip(starts, ends, rows, strict=True)]


EPISODES = st.builds(lambda odd, chains: odd + [row for chain in chains for row in chain], ODD, st.lists(_chain()))
FLAGS = (
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
)
OUTCOMES = _row(DOB=BIRTHS, SDQ_SCORE=_maybe(st.sampled_from([0, 13, 14, 16, 17, 40])), **dict.fromkeys(FLAGS, YES_NO))
LEAVERS = _row(
    DOB=BIRTHS,
    IN_TOUCH=st.sampled_from(["YES", "NO", "DIED", "RHOM", None]),
    ACTIV=st.sampled_from(["F1", "P2", "F3", "F4", "G5", "0", None]),
    ACCOM=st.sampled_from(["K1", "K2", "X2", "0", "U1", None]),
)
TABLES = st.fixed_dictionaries(
    {
        "Header": st.lists(_row(DOB=BIRTHS), max_size=5),
        "Episodes": EPISODES,
        "Reviews": st.lists(_row(REVIEW=DAYS, REVIEW_CODE=st.sampled_from(["PN0", "PN1", "PN7", None])), max_size=8),
        "OC2": st.lists(OUTCOMES, max_size=5),
        "OC3": st.lists(LEAVERS, max_size=5),
        "AD1": st.lists(_row(DATE_INT=_maybe(DAYS), DATE_MATCH=_maybe(DAYS), FOSTER_CARE=YES_NO), max_size=3),
        "PlacedAdoption": st.lists(_row(DATE_PLACED=DAYS), max_size=3),
        "Missing": st.lists(
            _row(MISSING=st.sampled_from(["M", "A"]), MIS_START=DAYS, MIS_END=_maybe(DAYS)), max_size=4
        ),
    }
)
Tables = Mapping[str, list[Row]]


@settings(max_examples=80)
@for_all(TABLES, st.lists(TABLES, max_size=1), st.sampled_from([None, SPOTS]))
def test_fast_is_slow(now: Tables, before: list[Tables], spots: dict[str, tuple[int, int]] | None) -> None:
    newest, earlier = given(now), [given(tables, BEFORE) for tables in before]
    years = [Year(now, YEAR.start, YEAR.end), *(Year(tables, BEFORE.start, BEFORE.end) for tables in before)]
    context = postcodes(**spots) if spots else ViewContext()
    slow_rows = slowly(years, spots, set(newest.record_set.codes["ACTIV"]))
    assert figures(newest, earlier, context) == {code: parts for code, parts in slow_rows.items() if parts is not None}


@settings(max_examples=80)
@for_all(EPISODES, st.lists(EPISODES, max_size=1))
def test_stays_are_those_of_the_slow_way(now: list[Row], before: list[list[Row]]) -> None:
    newest, earlier = given({"Episodes": now}), [given({"Episodes": rows}, BEFORE) for rows in before]
    starts: dict[str, list[date]] = {}
    for stay in view("placements", newest, earlier):
        starts.setdefault(stay["child"], []).append(stay["start"])
    by_child = {
        row["child"]: (starts.get(row["child"], []), row["placements_in_year"], row["placements_in_two_years"])
        for row in view("stability", newest, earlier)
    }
    years = [Year({"Episodes": now}, YEAR.start, YEAR.end)]
    years += [Year({"Episodes": rows}, BEFORE.start, BEFORE.end) for rows in before]
    assert by_child == moves(years)
