"""Each measure against the slow one, over events whose dates touch the limits of every rule."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.period.arithmetic import quarter
from indicators.records.views.client_level_data.accommodation import view_long_term_support
from indicators.records.views.client_level_data.admissions import view_care_home_admissions
from indicators.records.views.client_level_data.measure_inputs import MeasureInputs
from indicators.records.views.client_level_data.short_term import view_short_term_episodes
from indicators.records.views.client_level_data.support import view_carers_supported, view_long_term_clients
from indicators.records.views.client_level_data.waits import view_waits
from tests.examples import at_most
from tests.indicators.records.views.client_level_data import slow_long_term, slow_short_term, slow_support, slow_waits
from tests.indicators.records.views.client_level_data.small_events import YEAR, build_inputs, draw_events, draw_people

Row = dict[str, Any]
FIRST, LAST = YEAR.start, YEAR.end
SEEDS = st.integers(0, 2**32)


def draw(seed: int, count: int = 8) -> tuple[list[Row], dict[int, Row]]:
    chance = Random(seed)
    people = draw_people(count, chance)
    return draw_events(people, chance), people


def check_short_term(events: list[Row], people: dict[int, Row]) -> list[Row]:
    columns = ("person", "start", "end", "age_band", "new_client", "step", "sequel")
    rows = sorted(view_short_term_episodes(build_inputs(events, people)).select(columns).iter_rows(), key=str)
    expected = slow_short_term.short_term(events, people, FIRST, LAST)
    assert rows == sorted((tuple(row.values()) for row in expected), key=str)
    return expected


def check_admissions(events: list[Row], people: dict[int, Row]) -> dict[int, str]:
    for blank, before in product(("leave-out", "count"), repeat=2):
        choices = {"blank-care-home-component": blank, "self-funded-before": before}
        view = view_care_home_admissions(build_inputs(events, people, **choices))
        expected = slow_long_term.admissions(
            events, people, FIRST, LAST, count_blank=blank == "count", paid_before=before == "count"
        )
        assert dict(view.select("person", "age_band").iter_rows()) == expected
    return expected


def check_accommodation(events: list[Row], people: dict[int, Row]) -> dict[int, Row]:
    view = view_long_term_support(build_inputs(events, people))
    expected = slow_long_term.settled(events, people, FIRST, LAST)
    rows = {
        row["person"]: {
            "band": row["age_band"], "gender": row["gender"].replace("other-or-not-known", "unknown"),
            "disabled": row["learning_disability"], "settled": row["settled"],
        }
        for row in view.iter_rows(named=True)
    }  # fmt: skip
    assert rows == expected
    return expected


CLIENT_RANKS = {1: "nursing", 2: "residential", 3: "direct-payment", 4: "managed-budget", 5: "commissioned",
                6: "not-known", 9: "prison"}  # fmt: skip
CARER_RANKS = {1: "direct-payment", 2: "managed-budget", 3: "commissioned", 4: "not-known", 5: "information-and-advice",
               6: "no-direct-support"}  # fmt: skip


def read_support(view: pl.DataFrame) -> dict[int, Row]:
    return {row["person"]: row for row in view.iter_rows(named=True)}


def check_support(events: list[Row], people: dict[int, Row]) -> None:
    expected = slow_support.clients(events, people, LAST)
    rows = read_support(view_long_term_clients(build_inputs(events, people)))
    assert {who: (row["support"], row["age_band"]) for who, row in rows.items()} == {
        who: (CLIENT_RANKS[row["rank"]], row["band"]) for who, row in expected.items()
    }
    assert {who for who, row in rows.items() if row["community"]} == {
        who for who, row in expected.items() if 3 <= row["rank"] <= 6
    }
    for setting, count_blank in (("leave-out", False), ("count", True)):
        carers = slow_support.carers(events, people, FIRST, LAST, count_blank=count_blank)
        rows = read_support(view_carers_supported(build_inputs(events, people, **{"blank-carer-component": setting})))
        assert {who: (row["support"], row["age_band"]) for who, row in rows.items()} == {
            who: (CARER_RANKS[row["rank"]], row["band"]) for who, row in carers.items()
        }
        assert {who for who, row in rows.items() if row["self_directed"]} == {
            who for who, row in carers.items() if row["rank"] <= 2
        }


def check_waits(events: list[Row], people: dict[int, Row]) -> list[Row]:
    expected = slow_waits.waits(events)
    columns = (
        "person",
        "request",
        "response",
        "response_days",
        "response_band",
        "service",
        "service_days",
        "service_band",
    )
    rows = view_waits(build_inputs(events, people)).select(columns).iter_rows()
    assert sorted(rows, key=str) == sorted((tuple(row.values()) for row in expected), key=str)
    return expected


@settings(max_examples=at_most(60), deadline=None)
@given(SEEDS)
def test_every_measure_is_the_slow_one(seed: int) -> None:
    events, people = draw(seed)
    check_short_term(events, people)
    check_admissions(events, people)
    check_accommodation(events, people)
    check_support(events, people)
    check_waits(events, people)


@pytest.fixture(scope="module")
def many() -> tuple[list[Row], dict[int, Row]]:
    return draw(20241123, count=6000)


def test_a_crowd_reaches_every_step_of_2a(many: tuple[list[Row], dict[int, Row]]) -> None:
    episodes = check_short_term(*many)
    assert {episode["step"] for episode in episodes} == {None, "1", "2", "3", "4a", "4b", "4c", "5", "6"}
    figures = slow_short_term.figures_2a(episodes)
    assert 0 < figures.numerator < figures.denominator


@pytest.mark.long
def test_a_crowd_reaches_both_bands_and_every_support(many: tuple[list[Row], dict[int, Row]]) -> None:
    assert set(check_admissions(*many).values()) == {"18-64", "65-and-over"}
    assert {row["band"] for row in check_accommodation(*many).values()} == {"18-64", "65-and-over", "not-known"}
    check_support(*many)


def test_a_crowd_waits(many: tuple[list[Row], dict[int, Row]]) -> None:
    found = check_waits(*many)
    last = quarter(2024, 4)
    assert slow_waits.median_wait(found, "response", "25-64", last.start, last.end) is not None


def test_the_steps_say_how_many_are_left(many: tuple[list[Row], dict[int, Row]]) -> None:
    inputs: MeasureInputs = build_inputs(*many)
    view_short_term_episodes(inputs)
    counts = {step.step: step.count for step in inputs.steps}
    figures = slow_short_term.figures_2a(slow_short_term.short_term(*many, FIRST, LAST))
    assert counts["with a sequel that counts (denominator)"] == figures.denominator
    assert counts["without a further request (numerator)"] == figures.numerator
    assert counts["of new clients"] == sum(count for step, count in counts.items() if step.startswith("sequel told by"))
