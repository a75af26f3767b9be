"""Figures of one upload and the lines that they fill, against a slow walk through the plan."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_batch_figures
from indicators.period.codes import parse_period
from mappings.plan.lines_filled import LinesFilled, find_lines_filled
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from returnonce.db import reading
from tests.api.pages.sample_service import FIGURES, TODAY, build
from tests.uploads import send_upload

AGENCY = "lewisham-pct"


def test_each_figure_is_counted_once_and_each_line_of_each_return(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",))
    receipt = send_upload(house.context, FIGURES / "lewisham/lewisham-pct-illustrative.csv", AGENCY)
    with reading(house.engine) as session:
        figures = read_batch_figures(session, [receipt.name or ""])
        filled = find_lines_filled(house.ruleset, figures, agency=AGENCY, store=session, today=TODAY.now().date())
    expected: dict[str, set[str]] = {}
    used = set()
    given = set(figures.select(FIGURE_KEY).iter_rows())
    for year in {period[:9] for period in figures["period"]}:
        span = parse_period(year)
        plan = make_plan(house.ruleset, PlanScope(span.start, span.end, agency=AGENCY), today=TODAY.now().date())
        for row in plan.figure_requests.iter_rows(named=True):
            key = tuple(row[name] for name in FIGURE_KEY)
            for text in row["returns"] if key in given else ():
                code, _, line = text.partition(" ")
                expected.setdefault(code, set()).add(line)
                used.add(key)
    assert {code: set(lines) for code, lines in filled.lines.items()} == expected
    assert (filled.figures, filled.others) == (len(used), len(given) - len(used))
    assert len(expected) > 1, "an agency that gives a figure to several returns"
    count = sum(map(len, expected.values()))
    assert filled.sentence == f"Your {len(used)} figures fill these {count} lines in {len(expected)} returns."
    house.engine.dispose()


def test_nothing_filled_says_nothing() -> None:
    assert LinesFilled().sentence == ""
    assert LinesFilled(1, 0, {"a": ("x",)}, {"a": 1}).sentence == "Your 1 figure fills this 1 line in 1 return."


def test_no_figures_fill_no_line(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",))
    nothing = pl.DataFrame(schema=dict.fromkeys(FIGURE_KEY, pl.String))
    with reading(house.engine) as session:
        filled = find_lines_filled(house.ruleset, nothing, agency=AGENCY, store=session, today=TODAY.now().date())
    assert filled == LinesFilled()
    house.engine.dispose()
