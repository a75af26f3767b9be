"""What segments say is what was put in, to polars, to SQL and to JSON, and is bound as single rows were."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from indicators.figures.segment_hashes import UNREADABLE, hash_figures
from indicators.figures.segments import (
    LINE_COLUMNS,
    STORED_COLUMNS,
    count_columns,
    count_written_columns,
    decode_segments,
    encode_segments,
)
from indicators.figures.store import read_figures
from returnonce.db import reading, transaction
from returnonce.errors import Unavailable
from returnonce.read_connection import ReadConnection
from returnonce.row_text import format_line
from tests.indicators.figures.test_store import give

ODD = [
    "null",
    "",
    "NULL",
    "\\u006eull",
    '"',
    '""',
    "],\n[",
    "]]",
    " x ",
    "'",
    "#",
    "\\",
    "\\n",
    "a\r\nb",
    "\u2028\U0001f600",
]
WORDS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
NUMBERS = st.none() | st.integers(-(2**63), 2**63 - 1)
ROWS = st.dictionaries(
    st.tuples(*(st.integers(1, 3),) * 5), st.tuples(NUMBERS, NUMBERS, NUMBERS, WORDS, st.none() | WORDS), min_size=1
)


def frame(rows: dict[tuple[int, ...], tuple[Any, ...]]) -> pl.DataFrame:
    """Rows of batch 1 in the order of their key; every other column is null, or 1 for the status."""
    key, content = STORED_COLUMNS[1:6], ("numerator", "value", "upper", "locator", "note")
    empty = dict.fromkeys(STORED_COLUMNS) | {"batch": 1, "status": 1}
    records = [
        empty | dict(zip(key, numbers, strict=True)) | dict(zip(content, values, strict=True))
        for numbers, values in sorted(rows.items())
    ]
    types = {name: pl.String if name in {"note", "locator"} else pl.Int64 for name in STORED_COLUMNS}
    return pl.DataFrame(records, schema=types)


@given(rows=ROWS)
def test_every_row_comes_back_from_a_text_that_is_json(rows: dict[tuple[int, ...], tuple[Any, ...]]) -> None:
    put_in = frame(rows)
    columns = count_columns(put_in)
    segments = encode_segments(put_in, columns)
    assert segments.select("area", "period").rows() == sorted({row[:2] for row in rows})
    assert decode_segments(segments).equals(put_in)
    assert count_written_columns(segments["figures"][0]) == columns
    lines = [line for figures in segments["figures"] for line in json.loads(figures)]
    assert [tuple(line) for line in lines] == put_in.select(LINE_COLUMNS[:columns]).rows()


def test_no_segments_are_no_rows() -> None:
    nothing = frame({})
    assert encode_segments(nothing, 0).is_empty()
    assert decode_segments(nothing.select("batch", "area", "period", figures="note")).equals(nothing)


CELLS = (
    {"numerator": 7, "denominator": 9_000_000_000_000_000, "note": 'a, "b"\n\\c\t', "rounded_to": 10},
    {"breakdown": "sex=F", "symbol": "confidential", "note": "", "locator": "null"},
    {"breakdown": "sex=M", "value": -1, "lower": -2, "upper": 0, "kind": "target", "area": "E10000024"},
)


def test_the_view_shows_each_figure_and_its_hash_is_that_of_its_rows(engine: Engine) -> None:
    for day, cells in ((1, CELLS), (2, CELLS[:1])):
        give(engine, *cells, day=day)
    order = ", ".join(STORED_COLUMNS[:6])
    with reading(engine) as session:
        rows = session.execute(text(f"SELECT * FROM figure ORDER BY {order}")).all()
        hashes = hash_figures(ReadConnection.of(session))
    assert len(rows) == 4
    for batch in (1, 2):
        lines = "".join(format_line(row) + "\n" for row in rows if row.batch == batch)
        assert hashes[str(batch)] == int(hashlib.sha256(lines.encode()).hexdigest(), 16)


@pytest.mark.parametrize(
    ("old", "new"),
    [("[[", "[ ["), ("[[", "[[\n"), (",", ", "), (",0,", ",00,"), (",0,", ",0.0,"), (",null", ""), ("null", "none"),
     ("\\u006e", "n"), ("]]", "],[]]"), ("]]", ""), ("[[", '[["'), ("[[", "")],
)  # fmt: skip
def test_a_text_that_two_readers_may_read_in_two_ways_has_no_hash(engine: Engine, old: str, new: str) -> None:
    give(engine, *CELLS, day=1)
    with transaction(engine) as session:
        update = text("UPDATE segment SET figures = replace(figures, :old, :new)")
        session.execute(update, {"old": old, "new": new})
        assert hash_figures(ReadConnection.of(session)) == {"1": UNREADABLE}


@pytest.mark.parametrize("figures", ["", "[[]]", "[[1,2,x]]", "{}"])
def test_figures_that_cannot_be_read_are_told_in_words(engine: Engine, figures: str) -> None:
    give(engine, *CELLS, day=1)
    with transaction(engine) as session:
        session.execute(text("UPDATE segment SET figures = :figures"), {"figures": figures})
        with pytest.raises(Unavailable, match="cannot be read"):
            read_figures(session)
        assert hash_figures(ReadConnection.of(session)) == {"1": UNREADABLE}


def test_the_views_in_words_agree_with_what_is_read(engine: Engine) -> None:
    give(engine, *CELLS, day=1)
    give(engine, {"value": 1_500_000}, day=2)
    give(engine, {"value": 3}, day=3, agency="trust")
    columns = [
        "agency",
        "batch",
        "indicator",
        "area",
        "period",
        "breakdown",
        "kind",
        "symbol",
        "status",
        "note",
        "locator",
    ]
    with reading(engine) as session:
        winning = read_figures(session).sort("agency", *columns[2:7])
        order = ", ".join(columns[:1] + columns[2:7])
        shown = session.execute(text(f"SELECT {', '.join(columns)}, value FROM winning_figure ORDER BY {order}")).all()
        assert len(session.execute(text("SELECT * FROM readable_figure")).all()) == 5
    assert sorted(tuple(row[:-1]) for row in shown) == sorted(winning.select(columns).rows())
    millionths = [None if row.value is None else round(row.value * 1_000_000) for row in shown]
    assert sorted(millionths, key=str) == sorted(winning["value"].to_list(), key=str)
