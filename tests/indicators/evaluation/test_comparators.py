"""England and the neighbours stand beside a figure, each with its own year."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import AreaFiles, Neighbour
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.comparators import ENGLAND, add_england, add_neighbours
from indicators.evaluation.context import EvaluationContext
from tests.indicators.small_contexts import (
    AREAS,
    build_context,
    build_figures,
    count,
    figure,
    indicator,
    need,
    needs,
)
from tests.shipped import load_areas

PEERS = ("NORTH", "SOUTH", "UNI")


def with_neighbours(*indicators: Indicator) -> EvaluationContext:
    files = AreaFiles(
        AREAS.all(),
        (),
        (),
        tuple(
            Neighbour(code="COUNTY", position=n, neighbour=peer, closeness="close", model_year=2025)
            for n, peer in enumerate(PEERS, start=1)
        ),
    )
    return replace(build_context(*indicators), areas=AreaBook(files))


def beside(rows: list[dict[str, object]], *indicators: Indicator, period: str = "FY2009-10") -> dict[str, object]:
    made = with_neighbours(*(indicators or (indicator(),)))
    return add_neighbours(needs(need(period=period)), build_figures(rows), context=made).row(0, named=True)


def test_the_mean_of_the_neighbours_is_unweighted_and_counts_those_with_a_value() -> None:
    rows = [figure("NORTH", "FY2009-10", 1, 10), figure("SOUTH", "FY2009-10", 400, 1000),
            figure("UNI", symbol="confidential"), figure("COUNTY", "FY2009-10", 9, 10)]  # fmt: skip
    compared = beside(rows)
    assert (compared["neighbours"], compared["neighbours_n"], compared["neighbours_period"]) == (
        25_000_000,
        2,
        "FY2009-10",
    )
    assert compared["neighbours_label"] == "Unweighted mean of 2 statistical neighbours"


@pytest.mark.parametrize(("values", "mean"), [((1, 2), 2), ((1, 1, 2), 1), ((-1, -2), -2)])
def test_the_mean_is_rounded_half_away_from_zero(values: tuple[int, ...], mean: int) -> None:
    rows = [figure(area, "FY2009-10", value) for area, value in zip(PEERS, values, strict=False)]
    assert beside(rows, count())["neighbours"] == mean * 1_000_000


def test_an_earlier_year_serves_and_is_named() -> None:
    rows = [figure("NORTH", "FY2007-08", 1, 10), figure("SOUTH", "FY2008-09", 2, 10),
            figure("NORTH", "FY2010-11", 3, 10), figure("NORTH", "FY2009-10", symbol="not_available"),
            figure("UNI", "FY2009-10-Q4", 9, 10)]  # fmt: skip
    compared = beside(rows, indicator(adds_over_time="none"))
    assert (compared["neighbours"], compared["neighbours_n"], compared["neighbours_period"]) == (
        20_000_000,
        1,
        "FY2008-09",
    )


def test_without_neighbours_or_values_there_is_no_comparator() -> None:
    assert beside([])["neighbours"] is None
    alone = add_neighbours(
        needs(need(area="UNI")), build_figures([figure("NORTH", "FY2009-10", 1, 2)]), context=build_context(indicator())
    )
    assert alone["neighbours_n"].to_list() == [None]


def test_england_has_a_year_of_its_own_and_the_needs_keep_their_order() -> None:
    made = EvaluationContext({"cla": indicator()}, load_areas(), {}, lambda *_: None)
    rows = [figure(ENGLAND, "FY2008-09", 1, 8, agency="dfe", batch_kind="pulled")]
    asked = needs(need(area="E10000024"), need(area="E09000023", indicator="cla", period="FY2007-08"))
    with_england = add_england(asked.with_columns(line=pl.lit("NI 62")), build_figures(rows), context=made)
    assert with_england.select("line", "england", "england_period").rows() == [
        ("NI 62", 12_500_000, "FY2008-09"),
        ("NI 62", None, None),
    ]
