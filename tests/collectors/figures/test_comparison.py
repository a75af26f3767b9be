"""Which rows of an upload are compared with the store, beside a search row by row."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.figures.comparison import select_comparable
from collectors.readers.raw_table import ROW
from indicators.figures.figure_key import FIGURE_KEY

BEFORE = {"FY2008-09": "FY2007-08", "FY2009-10": "FY2008-09", "FY2010-11": "FY2009-10"}
KEYS = st.tuples(
    st.sampled_from(["share", "rate"]),
    st.sampled_from(["E09000023", "E09000024"]),
    st.sampled_from([*BEFORE]),
    st.sampled_from(["total", "sex=F"]),
    st.sampled_from(["actual", "target"]),
)


@pytest.mark.parametrize("as_codes", [False, True])
@given(sent=st.lists(KEYS, unique=True), stored=st.lists(KEYS))
def test_a_row_is_compared_where_the_same_figure_or_the_one_before_is_stored(
    *, as_codes: bool, sent: list[tuple[str, ...]], stored: list[tuple[str, ...]]
) -> None:
    schema = dict.fromkeys(FIGURE_KEY, pl.String)
    rows = pl.DataFrame(sent, schema=schema, orient="row").with_columns(
        before=pl.Series([BEFORE[key[2]] for key in sent], dtype=pl.String)
    )
    if as_codes:
        rows = rows.with_columns(rows[name].cast(pl.Enum(rows[name].unique())) for name in FIGURE_KEY)
    compared = select_comparable(rows.with_row_index(ROW, 2), pl.DataFrame(stored, schema=schema, orient="row"))
    expected = [
        number for number, key in enumerate(sent, 2) if key in stored or (*key[:2], BEFORE[key[2]], *key[3:]) in stored
    ]
    assert compared[ROW].to_list() == expected
