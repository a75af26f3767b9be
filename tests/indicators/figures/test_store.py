from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from indicators.figures.batches import NewBatch, record_batch, withdraw_batch
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import BatchExclusion, read_figures, read_same_figures, read_versions
from returnonce.db import open_store, reading, transaction
from returnonce.errors import Conflict
from returnonce.settings import Settings
from tests.conftest import NOON
from tests.examples import at_most
from tests.stores import copied

DEFAULTS: dict[str, Any] = dict.fromkeys(FIGURE_SCHEMA) | {
    "indicator": "stock",
    "area": "E09000023",
    "period": "FY2009-10",
    "breakdown": "total",
    "kind": "actual",
    "status": "final",
    "locator": "Figures!row 2",
}


def figures(*cells: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([DEFAULTS | cell for cell in cells], schema=FIGURE_SCHEMA)


def give(engine: Engine, *cells: dict[str, Any], day: int, agency: str = "council") -> str:
    file = f"{day:064x}"
    batch = NewBatch("submitted", agency, file, f"day{day}.csv", "rules", NOON + timedelta(days=day))
    with transaction(engine) as session:
        return record_batch(session, batch, figures(*cells)).name


def current(engine: Engine, **narrow: Any) -> dict[tuple[str, ...], tuple[int | None, str]]:
    with reading(engine) as session:
        frame = read_figures(session, **narrow)
    return {row[:2]: row[2:] for row in frame.select("agency", "breakdown", "value", "file_name").iter_rows()}


@pytest.mark.parametrize("coded", [False, True])
def test_only_the_same_cells_are_read(engine: Engine, coded: bool) -> None:
    cells = [{"indicator": indicator, "breakdown": breakdown, "value": 7} for indicator in ("stock", "share")
             for breakdown in ("total", "sex=F")]  # fmt: skip
    give(engine, *cells, day=1)
    give(engine, *cells[1:], {"kind": "target", "value": 8}, day=2, agency="trust")
    asked = figures(cells[0], cells[3], {"indicator": "unheard-of"}).select(FIGURE_KEY)
    with reading(engine) as session:
        whole = read_figures(session).join(asked, on=FIGURE_KEY, how="semi")
        if coded:
            asked = asked.with_columns(column.cast(pl.Enum(column.unique().sort())) for column in asked)
        same = read_same_figures(session, asked)
        others = read_same_figures(session, asked, without=BatchExclusion(agency="council"))
    assert same.sort("agency", *FIGURE_KEY).equals(whole.sort("agency", *FIGURE_KEY))
    assert same.height == 3
    assert others["agency"].to_list() == ["trust"]


def test_what_goes_in_comes_out_exactly(engine: Engine) -> None:
    cells = figures(
        {"numerator": 7, "denominator": 9_000_000_000_000_000, "note": 'a, "b"\nc', "rounded_to": 10},
        {"breakdown": "sex=F", "symbol": "confidential", "note": ""},
        {"breakdown": "sex=M", "value": -1, "lower": -2, "upper": 0, "kind": "target"},
    )
    batch = NewBatch("submitted", "council", "ab" * 32, "f.csv", "rules", NOON)
    with transaction(engine) as session:
        record_batch(session, batch, cells)
    with reading(engine) as session:
        back = read_figures(session).select(list(FIGURE_SCHEMA))
    assert back.sort(FIGURE_KEY).equals(cells.sort(FIGURE_KEY))


def test_a_correction_wins_and_carries_the_rest_with_its_origin(engine: Engine) -> None:
    give(engine, {"value": 1}, {"breakdown": "sex=F", "value": 2}, day=1)
    give(engine, {"value": 10}, day=2)
    assert current(engine) == {("council", "total"): (10, "day2.csv"), ("council", "sex=F"): (2, "day1.csv")}


def test_the_past_stays_as_it_was_known(engine: Engine) -> None:
    give(engine, {"value": 1}, day=1)
    give(engine, {"value": 10}, day=3)
    assert current(engine, as_of=NOON + timedelta(days=2)) == {("council", "total"): (1, "day1.csv")}
    assert current(engine, as_of=NOON) == {}


def test_agencies_do_not_overwrite_each_other(engine: Engine) -> None:
    give(engine, {"value": 1}, day=1, agency="council")
    give(engine, {"value": 2}, day=2, agency="trust")
    assert current(engine) == {("council", "total"): (1, "day1.csv"), ("trust", "total"): (2, "day2.csv")}


def test_after_a_withdrawal_the_version_before_wins(engine: Engine) -> None:
    give(engine, {"value": 1}, day=1)
    name = give(engine, {"value": 10}, day=2)
    with transaction(engine) as session:
        withdraw_batch(session, name, at=NOON + timedelta(days=4), reason="wrong year")
    assert current(engine) == {("council", "total"): (1, "day1.csv")}
    assert current(engine, as_of=NOON + timedelta(days=3)) == {("council", "total"): (10, "day2.csv")}
    with pytest.raises(Conflict, match="withdrawn already"), transaction(engine) as session:
        withdraw_batch(session, name, at=NOON, reason="again")


def test_versions_are_listed_oldest_first(engine: Engine) -> None:
    give(engine, {"value": 1}, day=1)
    give(engine, {"value": 10}, day=2)
    with reading(engine) as session:
        versions = read_versions(session, indicator="stock", area="E09000023", period="FY2009-10")
    assert versions["value"].to_list() == [1, 10]


def test_the_same_bytes_are_stored_once(engine: Engine) -> None:
    give(engine, {"value": 1}, day=1)
    with pytest.raises(Conflict, match="received before"):
        give(engine, {"value": 1}, day=1)


def test_reading_is_narrowed_by_area_period_and_indicator(engine: Engine) -> None:
    give(engine, {"value": 1}, {"area": "E10000024", "value": 2}, {"period": "FY2010-11", "value": 3}, day=1)
    with reading(engine) as session:
        assert read_figures(session, areas=["E10000024"])["value"].to_list() == [2]
        assert read_figures(session, periods=["FY2010-11"])["value"].to_list() == [3]
        assert read_figures(session, indicators=["flow"]).height == 0
        assert read_figures(session, areas=["nowhere"]).schema == read_figures(session).schema


def _slow_current(history: list[tuple[str, dict[str, int], bool]]) -> dict[tuple[str, str], int]:
    """Replays the history cell by cell, as if what was withdrawn had never been sent."""
    found: dict[tuple[str, str], int] = {}
    for agency, cells, withdrawn in history:
        if not withdrawn:
            found |= {(agency, cell): value for cell, value in cells.items()}
    return found


CELLS = st.dictionaries(st.sampled_from(["total", "sex=F", "sex=M"]), st.integers(0, 9), min_size=1)
HISTORY = st.lists(st.tuples(st.sampled_from(["a", "b"]), CELLS, st.booleans()), max_size=6)


@hypothesis_settings(
    max_examples=at_most(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORY)
def test_any_history_ends_as_a_replay_does(tmp_path_factory: pytest.TempPathFactory, history: Any) -> None:
    engine = open_store(Settings(home=tmp_path_factory.mktemp("store")))
    names = [
        give(engine, *({"breakdown": k, "value": v} for k, v in cells.items()), day=n + 1, agency=agency)
        for n, (agency, cells, _) in enumerate(history)
    ]
    with transaction(engine) as session:
        for name, (_, _, withdrawn) in zip(names, history, strict=True):
            if withdrawn:
                withdraw_batch(session, name, at=NOON + timedelta(days=99), reason="test")
    assert {key: value for key, (value, _) in current(engine).items()} == _slow_current(history)
    engine.dispose()


SMALL_BATCH = st.fixed_dictionaries(
    {
        "agency": st.sampled_from(["a", "b"]), "cells": CELLS, "made_from": st.none() | st.integers(0, 4),
        "withdrawn_on": st.none() | st.integers(0, 8),
    }
)  # fmt: skip


def _slow_as_of(history: list[dict[str, Any]], day: int | None, excluded: int | None) -> dict[tuple[str, str], int]:
    """Batch by batch in plain Python: batch n was made on day n, and goes with whatever it was made from."""
    winners: dict[tuple[str, str], int] = {}
    for number, batch in enumerate(history):
        ancestors, last = [number], number
        while (source := history[last]["made_from"]) is not None and source < last:
            ancestors, last = [*ancestors, source], source
        withdrawals = [history[each]["withdrawn_on"] for each in ancestors]
        gone = excluded in ancestors or any(at is not None and (day is None or at <= day) for at in withdrawals)
        if not gone and (day is None or number <= day):
            winners |= {(batch["agency"], cell): value for cell, value in batch["cells"].items()}
    return winners


@hypothesis_settings(
    max_examples=at_most(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(SMALL_BATCH, max_size=5), excluded=st.none() | st.integers(0, 4))
def test_any_day_is_as_a_slow_replay_says(
    tmp_path_factory: pytest.TempPathFactory, made: Path, history: list[dict[str, Any]], excluded: int | None
) -> None:
    home = tmp_path_factory.mktemp("store")
    copied(made, home)
    engine = open_store(Settings(home=home))
    names: list[str] = []
    with transaction(engine) as session:
        for day, batch in enumerate(history):
            source = batch["made_from"]
            inputs = (names[source],) if source is not None and source < day else ()
            new = NewBatch("submitted", batch["agency"], f"{day:064x}", "f", "r", NOON + timedelta(days=day), inputs)
            cells = figures(*({"breakdown": name, "value": value} for name, value in batch["cells"].items()))
            names.append(record_batch(session, new, cells).name)
        for name, batch in zip(names, history, strict=True):
            if batch["withdrawn_on"] is not None:
                withdraw_batch(session, name, at=NOON + timedelta(days=batch["withdrawn_on"]), reason="test")
        without = BatchExclusion(withdrawn=frozenset(names[excluded : excluded + 1] if excluded is not None else ()))
        for day in (None, *range(-1, 9)):
            as_of = None if day is None else NOON + timedelta(days=day)
            found = read_figures(session, areas=["E09000023"], periods=["FY2009-10"], as_of=as_of, without=without)
            winners = {row[:2]: row[2] for row in found.select("agency", "breakdown", "value").iter_rows()}
            assert winners == _slow_as_of(history, day, excluded)
            assert read_figures(session, as_of=as_of, without=without).height == len(winners)
    engine.dispose()
