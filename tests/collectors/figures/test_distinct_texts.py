"""Columns as numbers into their distinct texts, against the plain way of looking at each row."""

from __future__ import annotations

from unittest.mock import patch

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from collectors.figures import distinct_texts
from collectors.figures.distinct_texts import as_enumeration, encode_column, pair_columns, trim_texts
from collectors.readers import raw_table
from collectors.readers.raw_table import FEW_ROWS, enumerate_texts

ROWS = st.lists(st.tuples(*[st.sampled_from([None, "", " ", "b", " b", "a", "é", "a\x1c"])] * 2), max_size=12)
#: So many rows at most are looked at one by one: all of these columns, or none.
MOST = st.sampled_from([FEW_ROWS, -1])


@given(ROWS, st.booleans(), MOST)
def test_each_row_gets_its_own_texts_back(rows: list[tuple[str | None, str | None]], tabular: bool, most: int) -> None:
    one, two = (pl.Series([row[n] for row in rows], dtype=pl.String) for n in (0, 1))
    with patch.object(distinct_texts, "FEW_ROWS", most), patch.object(raw_table, "FEW_ROWS", most):
        check_pair(rows, one, two, tabular=tabular)


def check_pair(rows: list[tuple[str | None, str | None]], one: pl.Series, two: pl.Series, *, tabular: bool) -> None:
    coded = encode_column(one)
    assert as_enumeration(coded).to_list() == one.to_list()
    assert list(coded.texts) == sorted({text for text in one if text is not None})
    with patch.object(distinct_texts, "is_tabular", return_value=tabular):
        ids, pairs = pair_columns(coded, encode_column(two))
    assert [None if n is None else pairs[n] for n in ids] == [None if None in row else row for row in rows]
    assert sorted(set(pairs)) == sorted({row for row in rows if None not in row})


@given(ROWS, MOST)
def test_of_an_enumeration_only_what_occurs_is_known(rows: list[tuple[str | None, str | None]], most: int) -> None:
    texts = pl.Series([row[0] for row in rows], dtype=pl.String)
    trimmed = [text.strip(" ") or None if text else None for text in texts[::2]]
    with patch.object(distinct_texts, "FEW_ROWS", most), patch.object(raw_table, "FEW_ROWS", most):
        some = enumerate_texts(texts)[::2]
        assert encode_column(some).texts == encode_column(texts[::2]).texts
        assert as_enumeration(trim_texts(some)).to_list() == trimmed
