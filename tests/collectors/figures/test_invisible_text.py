"""What nobody sees is taken out, whatever holds it, and told once for each column; all else stays as it is."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.figures.invisible_text import clean_table
from collectors.readers.raw_table import ROW, RawTable, enumerate_texts

UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202e\u2066\u2069\u2060\ufeff\U000e0041"


def table(texts: list[str | None], *, coded: bool = False, heading: str = "area") -> RawTable:
    column = pl.Series("c0", texts, dtype=pl.String)
    rows = pl.Series(ROW, range(2, len(texts) + 2), dtype=pl.Int64)
    return RawTable(None, (heading,), 1, pl.DataFrame([rows, enumerate_texts(column) if coded else column]))


@pytest.mark.parametrize("coded", [False, True])
def test_only_what_is_unseen_goes(coded: bool) -> None:
    clean, cleaned = clean_table(table(["Lewi\u200bsham", None, "Lewisham", UNSEEN, "Zoë £ ٤"], coded=coded))
    assert clean.cells["c0"].cast(pl.String).to_list() == ["Lewisham", None, "Lewisham", None, "Zoë £ ٤"]
    assert cleaned == ((0, 2, 2),)


def test_a_clean_table_is_the_same_one() -> None:
    whole = table(["Lewisham", None])
    assert clean_table(whole)[0] is whole


def test_a_heading_is_cleaned_too() -> None:
    clean, cleaned = clean_table(table(["a"], heading="ar\u200bea"))
    assert (clean.header, cleaned) == (("area",), ((0, 1, 1),))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_character_of_format_is_left_and_no_letter_is_lost(text: str) -> None:
    clean, _ = clean_table(table([text]))
    left = clean.cells["c0"][0] or ""
    # The few that are drawn: signs of numbers, of shorthand and of notation, with a shape of their own.
    drawn = {c for c in text if unicodedata.category(c) == "Cf" and c in left}
    others = "\ufff9\ufffa\ufffb\U000110bd\U000110cd"
    assert all(0x600 <= ord(c) <= 0x8E2 or c in others or c >= "\U00013430" for c in drawn)
    assert [c for c in text if c.isalnum() and c not in "\u115f\u1160\u3164\uffa0"] == [c for c in left if c.isalnum()]
