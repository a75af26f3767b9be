"""Which lines of returns the figures of one upload fill: each figure is given once, and fans out to every return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.arithmetic import financial_year_of
from indicators.period.codes import parse_period
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from returnonce.count_text import format_count
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: An upload of more years says nothing of the older ones.
MOST_YEARS = 3


@dataclass(frozen=True)
class LinesFilled:
    """``figures``: how many of them fill a line, ``others``: how many fill none that is asked for; ``lines`` by the
    code of their return, and ``figures_of`` how many figures go to each return."""

    figures: int = 0
    others: int = 0
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures_of: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """``Your 9 figures fill these 14 lines in 4 returns.``"""
        if not self.figures:
            return ""
        count = sum(map(len, self.lines.values()))
        figures = format_count(self.figures, "figure")
        verb, which = ("fills", "this" if count == 1 else "these") if self.figures == 1 else ("fill", "these")
        return (
            f"Your {figures} {verb} {which} {format_count(count, 'line')} in {format_count(len(self.lines), 'return')}."
        )


def find_lines_filled(
    ruleset: Ruleset, figures: pl.DataFrame, *, agency: str, store: ReadSource, today: date
) -> LinesFilled:
    """The lines that wait, by the plan of their years, for figures (``FIGURE_KEY``) that an agency gave."""
    keys = figures.select(pl.col(FIGURE_KEY).cast(pl.String)).unique()
    asked_for = _list_requests(ruleset, keys, agency, store, today)
    matched = keys.join(asked_for, on=FIGURE_KEY).explode("returns").drop_nulls("returns")
    named = [text.partition(" ") for text in matched["returns"]]
    pairs = matched.select(
        *FIGURE_KEY, pl.Series("code", [code for code, _, _ in named], dtype=pl.String),
        pl.Series("line", [line for _, _, line in named], dtype=pl.String),
    )  # fmt: skip
    by_return = pairs.group_by("code", maintain_order=True).agg(pl.col("line").unique(maintain_order=True).sort())
    count = pairs.select(FIGURE_KEY).unique().height
    each = pairs.group_by("code").agg(pl.struct(FIGURE_KEY).n_unique().alias("n"))
    lines = {code: tuple(lines) for code, lines in by_return.sort("code").iter_rows()}
    return LinesFilled(count, keys.height - count, lines, dict(each.iter_rows()))


def _list_requests(ruleset: Ruleset, keys: pl.DataFrame, agency: str, store: ReadSource, today: date) -> pl.DataFrame:
    years = sorted({financial_year_of(parse_period(code).end) for code in keys["period"].unique()})[-MOST_YEARS:]
    plans = [
        make_plan(ruleset, PlanScope(year.start, year.end, agency=agency), store, today=today, mark_given=False)
        for year in years
    ]
    schema = dict.fromkeys(FIGURE_KEY, pl.String) | {"returns": pl.List(pl.String)}
    frames = [plan.figure_requests.select(list(schema)) for plan in plans]
    return pl.concat(frames).unique(FIGURE_KEY, maintain_order=True) if frames else pl.DataFrame(schema=schema)
