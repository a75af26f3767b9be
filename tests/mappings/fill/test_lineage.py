from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from mappings.fill.lineage import format_micro_expr
from returnonce.numbers import format_shortest


@given(st.lists(st.one_of(st.none(), st.integers(-(10**15), 10**15)), max_size=20))
def test_numbers_are_told_as_people_write_them(micros: list[int | None]) -> None:
    values = (
        pl.DataFrame({"n": micros}, schema={"n": pl.Int64}).select(format_micro_expr(pl.col("n"))).to_series().to_list()
    )
    assert values == [None if micro is None else format_shortest(micro) for micro in micros]
