"""Figures from views: parts and counts, splits, cuts, what cannot be known, and expressions that are wrong."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from indicators.catalogue.indicator import Breakdown, Indicator
from indicators.period.codes import parse_period
from indicators.records.derivation import DerivationScope, derive_figures
from returnonce.errors import Refused
from tests.indicators.small_contexts import indicator
from tests.shipped import load_record_set

SET = load_record_set("children-looked-after")
COLOURS = {"colour": Breakdown(code="colour", title="Colour", members=("blue", "red"), kind="partition")}
VIEW = pl.DataFrame(
    {"age": [3, 7, None, 12], "checked": [True, False, True, None], "colour": ["red", "red", None, "red"]},
    schema={"age": pl.Int64, "checked": pl.Boolean, "colour": pl.String},
)


def _measure(numerator: str, denominator: str | None = None, **more: Any) -> Indicator:
    """One measure over the view of bees; ``period_kind`` is the indicator's, the rest is its derivation's."""
    own = {"period_kind": more.pop("period_kind")} if "period_kind" in more else {}
    told = {"record_set": SET.code, "view": "bees", "numerator": numerator, "denominator": denominator}
    return indicator("bees-measure", parts=denominator is not None, derive=[told | more], **own)


def _figures(
    measure: Indicator, *, period: str = "FY2024-25", view: pl.DataFrame = VIEW, **more: Any
) -> list[dict[str, Any]]:
    figures = derive_figures(
        {"bees": view}, SET, DerivationScope(parse_period(period), "E10000024", "final", **more),
        breakdowns=COLOURS, catalogue={measure.code: measure},
    )  # fmt: skip
    return figures.to_dicts()


def _parts(figure: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        v if v is None else v // 1_000_000 for v in (figure["numerator"], figure["denominator"], figure["value"])
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "want"),
    [
        ("COUNT(*) FILTER (WHERE checked)", "COUNT(*)", (2, 4, None)),
        ("COALESCE(SUM(age), 0)", "COUNT(age)", (22, 3, None)),
        ("COUNT(*) FILTER (WHERE age > 5)", None, (None, None, 2)),
        ("COUNT(*) FILTER (WHERE age > 50)", "COUNT(*) FILTER (WHERE age > 50)", (0, 0, None)),
    ],
)
def test_parts_or_a_count(numerator: str, denominator: str | None, want: tuple[Any, ...]) -> None:
    [figure] = _figures(_measure(numerator, denominator))
    assert _parts(figure) == want
    assert (figure["breakdown"], figure["status"], figure["period"]) == ("total", "final", "FY2024-25")


def test_nobody_is_nought_of_nought_and_not_a_missing_row() -> None:
    [figure] = _figures(_measure("COUNT(*) FILTER (WHERE checked)", "COUNT(*)"), view=VIEW.clear())
    assert _parts(figure) == (0, 0, None)


def test_what_cannot_be_known_is_no_figure() -> None:
    assert _figures(_measure("MAX(CASE WHEN age > 50 THEN 1 END)", "COUNT(*)")) == []


def test_each_member_of_a_split_has_a_figure_even_if_nobody_is_in_it() -> None:
    measure = _measure("COUNT(*) FILTER (WHERE checked)", "COUNT(*)", by={"breakdown": "colour", "column": "colour"})
    by_breakdown = {figure["breakdown"]: _parts(figure)[:2] for figure in _figures(measure)}
    assert by_breakdown == {"total": (2, 4), "colour=red": (1, 3), "colour=blue": (0, 0)}
    parts = {figure["breakdown"] for figure in _figures(measure, supplier="hive")}
    assert parts == {"supplier=hive", "colour=red;supplier=hive", "colour=blue;supplier=hive"}


@pytest.mark.parametrize(("cuts", "count"), [(False, 0), (True, 1)])
def test_a_cut_of_a_year_gives_only_what_may_be_cut(cuts: bool, count: int) -> None:
    cut = "2024-04-01..2024-12-31"
    found = _figures(_measure("COUNT(*)", None, cuts=cuts), period=cut)
    assert [figure["period"] for figure in found] == [cut] * count


def test_a_measure_of_a_day_takes_the_last_one() -> None:
    [figure] = _figures(_measure("COUNT(*)", None, period_kind="day"))
    assert figure["period"] == "2025-03-31"


def test_a_note_and_a_doubt_travel_with_the_figure() -> None:
    [figure] = _figures(_measure("COUNT(*)", None, note="proxy: bees", status="estimated"))
    assert (figure["note"], figure["status"]) == ("proxy: bees", "estimated")


@pytest.mark.parametrize(
    ("numerator", "view", "said"),
    [
        ("COUNT(", "bees", "cannot be read"),
        ("SUM(honey)", "bees", "does not fit its view"),
        ("COUNT(*)", "wasps", "no view"),
    ],
)
def test_an_expression_that_is_wrong_is_refused(numerator: str, view: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        _figures(_measure(numerator, None, view=view))
