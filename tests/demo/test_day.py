"""The day on which the demonstration's pages open: in its order, and with something for everybody to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest

from demo.day import live_on
from demo.day_steps import load_day_steps
from demo.demo_store import DemoStore
from demo.output_folder import prepare_folder
from demo.receive_file import receive_step
from demo.rounds import load_rounds
from demo.sample_people import add_people
from exports.editions.proposals.read_proposals import read_proposals
from exports.editions.return_states import read_return_states
from indicators.period.codes import parse_period
from mappings.progress.board import build_board
from mappings.reminders.chases import read_last_chases
from returnonce.clock import FixedClock
from returnonce.db import reading

STEPS = load_day_steps()


def test_everything_happens_in_its_order() -> None:
    council = STEPS.children
    instants = [
        *(step.at for step in STEPS.before), STEPS.rounds, *(step.at for step in STEPS.after[:-1]), STEPS.chase.at,
        *(step.at for step in STEPS.editions), STEPS.correction.at, council.in_need_at, council.looked_after_at,
        STEPS.figures.at, *(step.at for step in STEPS.proposals), STEPS.after[-1].at, STEPS.today,
    ]  # fmt: skip
    assert instants == sorted(instants)
    assert f"{STEPS.today:%A}" == "Tuesday"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStore]:
    """What the day needs of the demonstration: the figures of 2024-25 and the people; then the day."""
    out = tmp_path_factory.mktemp("day") / "demo"
    prepare_folder(out)
    store = DemoStore(out, FixedClock(STEPS.rounds))
    for step in load_rounds()[1].steps:
        receive_step(step, store)
    add_people(store.engine, store.clock)
    live_on(STEPS, store)
    yield store
    store.engine.dispose()


@pytest.fixture(scope="module")
def board(store: DemoStore) -> pl.DataFrame:
    day = STEPS.today.date()
    with reading(store.engine) as session:
        return build_board(
            store.ruleset, session, start=date(2026, 3, 31), end=day + timedelta(days=31), now=STEPS.today,
            place="lewisham",
        )  # fmt: skip


@pytest.mark.long
def test_some_came_one_is_late_one_was_refused(board: pl.DataFrame) -> None:
    # What came before the rest of the demonstration is not in this store.
    rows = {
        (row["return"], row["agency"], row["period"]): row["state"]
        for row in board.filter(pl.col("period") != "2026-M03").iter_rows(named=True)
    }
    assert rows["ndtms", "lewisham-community-drug-service", "2026-M04"] == "received"
    assert rows["ndtms", "south-london-maudsley", "2026-M04"] == "late"
    assert rows["ssda903", "lewisham-childrens-services", "FY2025-26"] == "received"
    assert rows["cin", "lewisham-childrens-services", "FY2025-26"] == "needs_fixing"
    assert Counter(rows.values())["late"] == 1


@pytest.mark.long
def test_the_late_one_was_chased_and_a_return_waits_for_approval(store: DemoStore) -> None:
    with reading(store.engine) as session:
        chased = read_last_chases(session)
        proposals = read_proposals(session)
    assert any("south-london-maudsley/ndtms/2026-M04" in key for key in chased)
    assert [(each.return_code, each.state) for each in proposals] == [
        ("national-indicators", "proposed"), ("ofsted-profile", "proposed"),
        ("national-indicators", "published"), ("core-data-set", "published"),
    ]  # fmt: skip


@pytest.mark.long
def test_the_regulator_sees_councils_in_several_states(store: DemoStore) -> None:
    with reading(store.engine) as session:
        states = read_return_states(
            store.ruleset, session, "national-indicators", parse_period("FY2009-10"), now=STEPS.today
        )
    by_area = dict(states.select("area", "state").iter_rows())
    assert (by_area["E10000024"], by_area["E07000171"]) == ("published", "proposed")
