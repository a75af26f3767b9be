"""The text of a lineage is plain JSON; it can be read back, and what is taken out of it is gone."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from indicators.evaluation.results import SourceFigure
from mappings.fill.cells import LINEAGE
from mappings.fill.lineage import (
    drop_figures,
    format_lineage,
    format_micro_expr,
    keep_figure_keys,
    parse_lineage,
    rests_on,
)
from returnonce.numbers import MICRO, format_shortest

NUMBERS = ("numerator", "denominator", "value")
WORDS = st.none() | st.text(max_size=8)
#: Twelve digits before the point, as every number of a file has at most.
MICROS = st.none() | st.integers(1 - 10**12 * MICRO, 10**12 * MICRO - 1)
FIGURE = st.fixed_dictionaries({name: MICROS if name in NUMBERS else WORDS for name in SourceFigure._fields})
MAPPING = st.fixed_dictionaries(dict.fromkeys(("predicate", "indicator", "transform", "confidence"), WORDS))
LINEAGES = st.none() | st.fixed_dictionaries(
    {"return": WORDS, "line": WORDS, "mapping": MAPPING, "provenance": WORDS, "figures": st.lists(FIGURE, max_size=3)}
)
Lineage = dict[str, Any]


@given(st.lists(st.one_of(st.none(), st.integers(-(10**15), 10**15)), max_size=20))
def test_numbers_are_told_as_people_write_them(micros: list[int | None]) -> None:
    values = (
        pl.DataFrame({"n": micros}, schema={"n": pl.Int64}).select(format_micro_expr(pl.col("n"))).to_series().to_list()
    )
    assert values == [None if micro is None else format_shortest(micro) for micro in micros]


def frame(lineages: list[Lineage | None]) -> pl.DataFrame:
    return pl.DataFrame({"lineage": lineages}, schema={"lineage": LINEAGE})


def in_words(lineage: Lineage | None) -> str | None:
    if lineage is None:
        return None
    figures = [
        {name: format_shortest(value) if isinstance(value, int) else value for name, value in figure.items()}
        for figure in lineage["figures"]
    ]
    return json.dumps(lineage | {"figures": figures}, ensure_ascii=False, separators=(",", ":"))


@given(st.lists(LINEAGES, max_size=4))
def test_the_text_is_json_and_is_read_back(lineages: list[Lineage | None]) -> None:
    cells = frame(lineages)
    written = cells.select(lineage=format_lineage())
    assert written["lineage"].to_list() == list(map(in_words, cells["lineage"].to_list()))
    assert written.select(lineage=parse_lineage()).equals(cells)


@given(st.lists(LINEAGES, max_size=4))
def test_keys_are_kept_alone_or_nothing_of_a_figure(lineages: list[Lineage | None]) -> None:
    keys = ("indicator", "area", "period", "breakdown")
    trimmed = [
        one and one | {"figures": [dict.fromkeys(figure) | {k: figure[k] for k in keys} for figure in one["figures"]]}
        for one in lineages
    ]
    assert frame(lineages).select(lineage=keep_figure_keys()).equals(frame(trimmed))
    emptied = [one and one | {"provenance": None, "figures": []} for one in lineages]
    assert frame(lineages).select(lineage=drop_figures()).equals(frame(emptied))


@given(st.lists(LINEAGES, max_size=4), st.text(max_size=1))
def test_what_a_cell_rests_on(lineages: list[Lineage | None], code: str) -> None:
    found = frame(lineages).select(rests_on(pl.element().struct.field("indicator") == code)).to_series().to_list()
    assert found == [
        any(figure["indicator"] == code for figure in one["figures"]) if one else False for one in lineages
    ]
