"""Every answer, worked out a second time in the plainest way, on worlds drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.context import EvaluationContext
from indicators.figures.figure_key import FigureKey
from tests.indicators.evaluation.oracle import SlowAnswers
from tests.indicators.small_contexts import KINDS, build_context, build_figures, count, figure, indicator, needs

pytestmark = pytest.mark.long

YEAR = "FY2009-10"
QUARTERS = [f"{YEAR}-Q{n}" for n in (1, 2, 3, 4)]
MONTHS = ["2009-M04", "2009-M05", "2009-M06"]


def formula(kind: str, *codes: str, **changes: Any) -> dict[str, Any]:
    return {"kind": kind, "terms": [{"indicator": code} | changes for code in codes]}


CATALOGUE = [
    indicator("share", breakdowns=("sex",)),
    indicator("twin-share", decimals=0),
    indicator("overlapping", adds_over_area="none", adds_over_time="none", breakdowns=("sex",)),
    indicator("pupils", population_base="school_roll"),
    count("number", breakdowns=("sex",)),
    count("stock", adds_over_time="last"),
    indicator("mean", unit="mean", per=1, parts=False, adds_over_time="none", adds_over_area="none"),
    indicator("mean-with-parts", unit="mean", per=1, decimals=2),
    indicator("rate", unit="rate", per=1000, formula={"kind": "ratio", "terms": [
        {"indicator": "number"}, {"indicator": "stock", "period": "mid_year_before"}]}),
    indicator("left", formula=formula("complement", "share")),
    indicator("both", formula=formula("sum", "share", "twin-share")),
    indicator("gap", parts=False, unit="percentage_points", adds_over_area="none", adds_over_time="none", formula={
        "kind": "difference", "terms": [{"indicator": "share"}, {"indicator": "left", "period": "previous"}]}),
    count("counted", formula={"kind": "sum", "terms": [
        {"indicator": "share", "part": "numerator"}, {"indicator": "number"}]}),
    indicator("loop", formula=formula("complement", "pool")),
    indicator("pool", formula=formula("complement", "loop")),
]  # fmt: skip
THEMES = [
    ("share", "twin-share", "left", "both"),
    ("share", "left", "gap"),
    ("number", "stock", "rate", "counted", "share"),
    ("overlapping", "mean", "mean-with-parts"),
    ("pupils", "stock"),
    ("loop", "pool"),
    ("share",),
    ("number",),
]
MADE = {"left", "both", "gap", "counted", "pool"}
AREA_SETS = [("NORTH", "SOUTH"), ("NORTH", "SOUTH", "UNI"), ("COUNTY", "UNI"), ("COUNTY",), ("UNI",), ("PCT-U",),
             ("PCT-C",), ("PART",), ("REG",), ("ENG",)]  # fmt: skip
PERIOD_SETS = [[YEAR], QUARTERS, [*MONTHS, *QUARTERS[1:]], [YEAR, "FY2008-09"], ["2010-03-31", "2009-06-30"],
               ["2010-M03"]]  # fmt: skip
SPLITS = [
    ["total"],
    ["total"],
    ["total"],
    ["sex=F", "sex=M"],
    ["supplier=a", "supplier=b"],
    ["sex=F;supplier=a", "sex=M"],
]
AGENCIES = [("council", "submitted"), ("pct", "submitted"), ("dfe", "pulled"), ("home", "derived")]


def of_record(measure: Indicator, area: str, _period: object) -> str | None:
    return {"UNI": "council", "NORTH": "dfe", "COUNTY": "pct"}.get(area) if measure.code != "number" else None


WORLD: EvaluationContext = build_context(*CATALOGUE, of_record=of_record)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[FigureKey], list[dict[str, Any]]]:
    """Cells to ask for, and figures given in blocks, so that sums have a chance to be complete."""
    theme = draw(st.sampled_from(THEMES))
    feeds = [code for code in theme if code not in MADE]
    pools = (feeds, AREA_SETS, PERIOD_SETS, SPLITS, AGENCIES)
    blocks = draw(st.lists(st.tuples(*map(st.sampled_from, pools)), min_size=1, max_size=6))
    lot = Random(draw(st.integers(0, 2**32)))
    cells = asked(theme)
    return lot.sample(cells, min(len(cells), 80)), rows_of(blocks, lot)


def asked(codes: Sequence[str]) -> list[FigureKey]:
    periods, splits = (YEAR, QUARTERS[0], "2010-03-31"), ("total", "sex=F")
    cells = [FigureKey(*key, "actual") for key in product(codes, KINDS, periods, splits)]
    return [*cells, FigureKey(codes[0], "UNI", YEAR, "total", "target")]


def rows_of(blocks: list[Any], lot: Random) -> list[dict[str, Any]]:
    rows = {}
    for batch, (code, areas, periods, splits, (agency, batch_kind)) in enumerate(blocks, start=1):
        for area in areas:
            for period in periods:
                for split in splits:
                    more = {"indicator": code, "breakdown": split, "agency": agency, "batch_kind": batch_kind}
                    cell = (code, area, period, split, agency)
                    rows[cell] = numbers(code, lot, area, period) | more | {"batch": batch}
    return [row for row in rows.values() if lot.random() > 0.03]


def numbers(code: str, lot: Random, area: str, period: str) -> dict[str, Any]:
    more: dict[str, Any] = {"status": lot.choice(["final", "final", "provisional", "local_estimate"])}
    more |= {"rounded_to": 5_000_000} if lot.random() < 0.1 else {}
    if lot.random() < 0.05:
        symbols = ["confidential", "not_available", "rounds_to_zero", "not_applicable"]
        return figure(area, period, symbol=lot.choice(symbols), **more)
    if WORLD.catalogue[code].parts and lot.random() > 0.05:
        n, d = (lot.randint(0, 9), 9) if lot.random() < 0.5 else (0, lot.choice([0, 4]))
        return figure(area, period, n, d, **more)
    return figure(area, period, lot.randint(0, 900) / 10, **more)


def told(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the fast way, as the slow way would put it."""
    sources = {(*(s[k] for k in ("indicator", "area", "period", "breakdown")), "actual") for s in row["lineage"]}
    return {
        **{k: row[k] for k in ("numerator", "denominator", "value", "symbol", "status", "rounded_to", "provenance")},
        "published": bool(row["published"]), "agencies": set((row["agency"] or "").split(", ")) - {""},
        "doubted": row["disagreement"] is not None, "sources": sources, "reason": row["reason"] is not None,
    }  # fmt: skip


def told_slowly(slow: SlowAnswers, key: Any) -> dict[str, Any]:
    slow_answer = slow.answer(key)
    numbers = {"numerator": slow_answer.numerator, "denominator": slow_answer.denominator, "value": slow_answer.printed}
    return {
        **{name: None if number is None else int(Fraction(number) * 10**6) for name, number in numbers.items()},
        "symbol": slow_answer.symbol, "status": slow_answer.status, "rounded_to": slow_answer.rounded_to,
        "provenance": slow_answer.provenance, "published": slow_answer.published, "agencies": slow_answer.agencies,
        "doubted": bool(slow_answer.doubts), "sources": slow_answer.sources, "reason": slow_answer.symbol is not None,
    }  # fmt: skip


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(worlds())
def test_both_ways_give_every_answer_alike(drawn: tuple[list[FigureKey], list[dict[str, Any]]]) -> None:
    cells, rows = drawn
    fast = evaluate(needs(*cells), build_figures(rows), context=WORLD, few_needs=0)
    slow = SlowAnswers(rows, WORLD)
    for cell, row in zip(cells, fast.iter_rows(named=True), strict=True):
        assert told(row) == told_slowly(slow, cell), cell


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(worlds())
def test_few_needs_are_met_one_by_one_as_many_are_together(drawn: tuple[list[FigureKey], list[dict[str, Any]]]) -> None:
    cells, rows = drawn
    asked_for, figures = needs(*cells), build_figures(rows)
    together, one_by_one = (evaluate(asked_for, figures, context=WORLD, few_needs=few) for few in (0, len(cells)))
    assert_frame_equal(together, one_by_one)


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_figures_came_changes_nothing(
    drawn: tuple[list[FigureKey], list[dict[str, Any]]], lot: Random
) -> None:
    cells, rows = drawn
    before = evaluate(needs(*cells), build_figures(rows), context=WORLD)
    lot.shuffle(rows)
    assert evaluate(needs(*cells), build_figures(rows), context=WORLD).equals(before)


def test_the_worlds_drawn_reach_every_way_of_answering() -> None:
    seen = pl.concat([_answers_of(Random(seed)) for seed in range(60)])
    reached = set(seen["provenance"].drop_nulls())
    assert reached == {"submitted", "pulled", "derived", "shared", "formula", "rolled_up"}
    assert seen["disagreement"].count() > 10


def _answers_of(lot: Random) -> pl.DataFrame:
    theme = lot.choice(THEMES)
    pools = ([code for code in theme if code not in MADE], AREA_SETS, PERIOD_SETS, SPLITS, AGENCIES)
    blocks = [tuple(lot.choice(pool) for pool in pools) for _ in range(6)]
    answers = evaluate(needs(*asked(theme)), build_figures(rows_of(blocks, lot)), context=WORLD)
    return answers.select("provenance", "disagreement")
