"""Figures stored under a code that an indicator had before; an obvious second way to read them is the oracle."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from indicators.catalogue.catalogue_files import find_indicator
from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes, index_former_codes
from indicators.figures.batches import withdraw_batch
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import (
    BatchExclusion,
    read_batch_figures,
    read_figures,
    read_history,
    read_same_figures,
    read_versions,
)
from returnonce.db import reading, transaction
from returnonce.errors import NotFound
from tests.conftest import NOON
from tests.examples import at_most
from tests.indicators.figures.test_store import figures, give
from tests.indicators.small_contexts import indicator
from tests.repository import modules

#: ``old`` became ``new`` in 2010, was another's until 2012, and is a third one's now; ``older`` became ``new`` too.
CATALOGUE = {
    one.code: one
    for one in (
        indicator("new", was=[{"code": "old", "until": "2010-04-01"}, {"code": "older", "until": "2008-04-01"}]),
        indicator("second", was=[{"code": "old", "until": "2012-04-01"}]),
        indicator("old", in_force={"from": "2012-04-01"}),
    )
}
FORMER = index_former_codes(CATALOGUE)
NUMBERS = count(1)
READERS = {"read_figures", "read_same_figures", "read_versions", "read_history", "read_batch_figures"}


@pytest.mark.parametrize(
    ("code", "period", "current"),
    [
        ("old", "FY2009-10", "new"),
        ("old", "2010-03-31", "new"),
        ("old", "2010-04-01", "second"),
        ("old", "FY2011-12", "second"),
        ("old", "FY2012-13", "old"),
        ("older", "FY2007-08", "new"),
        ("older", "FY2008-09", "older"),
        ("new", "FY2005-06", "new"),
        ("never", "FY2005-06", "never"),
    ],
)
def test_a_code_means_what_it_meant_in_the_period(code: str, period: str, current: str) -> None:
    assert FORMER.find_current(code, period) == current


def test_an_indicator_is_found_by_the_code_it_had() -> None:
    assert find_indicator(CATALOGUE, "older").code == "new"
    assert find_indicator(CATALOGUE, "old").code == "old"
    assert find_indicator(CATALOGUE, "old", "FY2009-10").code == "new"
    assert find_indicator(CATALOGUE, "older", "FY2020-21").code == "new"
    with pytest.raises(NotFound, match="no indicator 'never'"):
        find_indicator(CATALOGUE, "never", "FY2009-10")


def read(engine: Engine, *codes: str, former: FormerCodes = FORMER, **more: object) -> dict[tuple[str, str], int]:
    with reading(engine) as session:
        frame = read_figures(session, indicators=codes or None, former=former, **more)  # type: ignore[arg-type]
    return {row[:2]: row[2] for row in frame.select("indicator", "period", "value").iter_rows()}


def test_old_figures_are_the_new_indicators(engine: Engine) -> None:
    stored = [{"indicator": "old", "period": f"FY{year}-{year % 100 + 1:02}", "value": year} for year in (2009, 2011)]
    give(engine, *stored, day=1)
    assert read(engine, "new") == {("new", "FY2009-10"): 2009}
    assert read(engine, "second") == {("second", "FY2011-12"): 2011}
    assert read(engine, "old") == {}
    assert read(engine) == {("new", "FY2009-10"): 2009, ("second", "FY2011-12"): 2011}
    # By the rules from before the renaming they are what they were.
    assert read(engine, "old", former=NO_FORMER_CODES) == {("old", "FY2009-10"): 2009, ("old", "FY2011-12"): 2011}


def test_a_correction_under_the_new_code_wins_and_its_withdrawal_brings_the_old_back(engine: Engine) -> None:
    give(engine, {"indicator": "old", "value": 1}, day=1)
    name = give(engine, {"indicator": "new", "value": 2}, day=3)
    assert read(engine, "new") == {("new", "FY2009-10"): 2}
    assert read(engine, "new", as_of=NOON + timedelta(days=2)) == {("new", "FY2009-10"): 1}
    with transaction(engine) as session:
        withdraw_batch(session, name, at=NOON + timedelta(days=5), reason="wrong")
    assert read(engine, "new") == {("new", "FY2009-10"): 1}
    with reading(engine) as session:
        versions = read_versions(session, indicator="new", area="E09000023", period="FY2009-10", former=FORMER)
        names = read_batch_figures(session, [name], former=FORMER)["indicator"].to_list()
    assert versions["value"].to_list() == [1, 2]
    assert versions["indicator"].unique().to_list() == names == ["new"]


def test_under_both_codes_in_one_batch_the_one_of_now_counts(engine: Engine) -> None:
    give(engine, {"indicator": "old", "value": 1}, {"indicator": "new", "value": 2}, day=1)
    assert read(engine, "new") == {("new", "FY2009-10"): 2}


def test_the_same_figure_of_others_is_found_under_their_code(engine: Engine) -> None:
    give(engine, {"indicator": "old", "value": 1}, {"indicator": "old", "breakdown": "sex=F", "value": 9}, day=1)
    asked = figures({"indicator": "new"}).select(FIGURE_KEY)
    with reading(engine) as session:
        same = read_same_figures(session, asked, former=FORMER)
        others = read_same_figures(session, asked, without=BatchExclusion(agency="council"), former=FORMER)
    assert same.select("indicator", "breakdown", "value").rows() == [("new", "total", 1)]
    assert others.is_empty()


CELLS = st.tuples(
    st.sampled_from(["old", "older", "new", "second", "other"]),
    st.sampled_from(["FY2007-08", "FY2009-10", "FY2011-12", "FY2013-14"]),
    st.sampled_from(["total", "sex=F"]),
)
BATCHES = st.lists(
    st.tuples(st.sampled_from(["council", "trust"]), st.lists(CELLS, min_size=1, max_size=5, unique=True)),
    max_size=4,
)


def oracle(batches: Iterable[tuple[str, list[tuple[str, str, str]]]]) -> dict[tuple[str, ...], int]:
    """The last value of each agency's figure, batch by batch, the code of now last."""
    known: dict[tuple[str, ...], int] = {}
    for day, (agency, cells) in enumerate(batches, start=1):
        numbered = [(FORMER.find_current(cell[0], cell[1]), cell, n) for n, cell in enumerate(cells)]
        given_now: dict[tuple[str, ...], int] = {}
        # The code of now before all, then by the alphabet.
        for code, cell, n in sorted(numbered, key=lambda one: (one[0] != one[1][0], one[1])):
            given_now.setdefault((agency, code, *cell[1:]), 100 * day + n)
        known |= given_now
    return known


@hypothesis_settings(
    max_examples=at_most(25), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(batches=BATCHES)
def test_reading_agrees_with_the_oracle(
    sqlite_engine: Engine, batches: list[tuple[str, list[tuple[str, str, str]]]]
) -> None:
    # Each example has an area of its own in one store.
    area = f"A{next(NUMBERS)}"
    for day, (agency, cells) in enumerate(batches, start=1):
        rows = [{"indicator": c, "period": p, "breakdown": b, "area": area, "value": 100 * day + n}
                for n, (c, p, b) in enumerate(cells)]  # fmt: skip
        give(sqlite_engine, *rows, day=next(NUMBERS), agency=agency)
    with reading(sqlite_engine) as session:
        frame = read_figures(session, areas=[area], former=FORMER)
        history = read_history(session, areas=[area], former=FORMER)
    found = {
        row[:-1]: row[-1] for row in frame.select("agency", "indicator", "period", "breakdown", "value").iter_rows()
    }
    assert found == oracle(batches)
    assert set(history["indicator"]) <= {"new", "second", "old", "older", "other"}
    assert {(code, period) for code, period in history.select("indicator", "period").iter_rows()} == {
        (FORMER.find_current(code, period), period) for _, cells in batches for code, period, _ in cells
    }


def test_whoever_reads_figures_says_which_codes_they_had() -> None:
    """A reader without former codes would lose the figures of a renamed indicator."""
    # A query keeps its answers while the row that was received says the same, under whatever code.
    as_received = {"exports/editions/queries/query_keys.py"}
    own = {"indicators/figures/store.py", "bench/product_job.py", "bench/as_of.py"}
    silent = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in READERS
        and "claims" not in name
        and name not in as_received | own
        and not any(keyword.arg == "former" for keyword in node.keywords)
    ]
    # What they read is the history of jobs.
    of_jobs = ("commands/work.py", "commands/schedule.py", "api/pages/administration/jobs.py")
    assert [each for each in silent if not each.startswith(of_jobs)] == []


def test_rows_without_former_codes_stay() -> None:
    rows = pl.DataFrame({"indicator": ["other", None], "period": ["FY2009-10", "FY2009-10"]})
    assert FORMER.rename(rows) is rows
    assert date(2010, 4, 1) in {until for until, _ in FORMER.by_code["old"]}
