"""Columns as numbers into their distinct texts, against the plain way of looking at each row."""

from __future__ import annotations

from unittest.mock import patch

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from collectors.figures import distinct_texts
from collectors.figures.distinct_texts import as_enumeration, encode_column, pair_columns, trim_texts
from collectors.readers.raw_table import enumerate_texts

ROWS = st.lists(st.tuples(*[st.sampled_from([None, "", " ", "b", " b", "a", "é"])] * 2), max_size=12)


@given(ROWS, st.booleans())
def test_each_row_gets_its_own_texts_back(rows: list[tuple[str | None, str | None]], tabular: bool) -> None:
    one, two = (pl.Series([row[n] for row in rows], dtype=pl.String) for n in (0, 1))
    coded = encode_column(one)
    assert as_enumeration(coded).to_list() == one.to_list()
    assert list(coded.texts) == sorted({text for text in one if text is not None})
    with patch.object(distinct_texts, "is_tabular", return_value=tabular):
        ids, pairs = pair_columns(coded, encode_column(two))
    assert [None if n is None else pairs[n] for n in ids] == [None if None in row else row for row in rows]
    assert sorted(set(pairs)) == sorted({row for row in rows if None not in row})


@given(ROWS)
def test_of_an_enumeration_only_what_occurs_is_known(rows: list[tuple[str | None, str | None]]) -> None:
    texts = pl.Series([row[0] for row in rows], dtype=pl.String)
    some = enumerate_texts(texts)[::2]
    assert encode_column(some).texts == encode_column(texts[::2]).texts
    trimmed = [text.strip() or None if text else None for text in texts[::2]]
    assert as_enumeration(trim_texts(some)).to_list() == trimmed
