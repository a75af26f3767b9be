"""A frame is read back as it was written, and whatever else a child may write is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from collectors.guests import frame_files
from collectors.guests.frame_files import NotAFrame, read_frame, write_frame
from tests.examples import at_most

SCHEMA: dict[str, type[pl.DataType]] = {"word": pl.String, "number": pl.Int64, "day": pl.Date}
TEXTS = st.none() | st.sampled_from(["", "a", "b", "\u202e\x1f", "£ é", "\\N"]) | st.text(max_size=5)
ROWS = st.lists(
    st.tuples(
        TEXTS,
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.dates(date(1800, 1, 1), date(2200, 1, 1)),
    ),
    max_size=30,
)


@pytest.mark.parametrize("small_rows", [frame_files.SMALL_ROWS, 0])
@given(rows=ROWS)
@settings(max_examples=at_most(60))
def test_what_is_written_is_read(small_rows: int, rows: list[tuple[Any, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(frame_files, "SMALL_ROWS", small_rows)
        write_frame(frame, SCHEMA, Path(folder) / "frame")
        assert_frame_equal(read_frame(SCHEMA, Path(folder) / "frame", rows=frame.height), frame)


def _large(words: list[str]) -> pl.DataFrame:
    rows = 3_000
    return pl.DataFrame(
        {"word": [words[n % len(words)] for n in range(rows)], "number": range(rows), "day": [None] * rows},
        schema=SCHEMA,
    )


@pytest.mark.parametrize("words", [["a", "b"], [f"row {n}" for n in range(3_000)]])
def test_a_large_frame_has_each_word_once_where_words_recur(tmp_path: Path, words: list[str]) -> None:
    frame = _large(words)
    write_frame(frame.with_columns(pl.col("word").cast(pl.Enum(sorted(set(words))))), SCHEMA, tmp_path / "frame")
    assert_frame_equal(read_frame(SCHEMA, tmp_path / "frame", rows=frame.height), frame)
    assert (tmp_path / "frame" / "0" / "codes").exists() == (len(words) == 2)


def _link(folder: Path) -> None:
    (folder / "1" / "numbers").unlink()
    (folder / "1" / "numbers").symlink_to("/dev/zero")


BROKEN: dict[str, Callable[[Path], object]] = {
    "a code without a word": lambda folder: (folder / "0" / "codes").write_bytes(b"\x07\0\0\0" * 3_000),
    "too few numbers": lambda folder: (folder / "1" / "numbers").write_bytes(bytes(8)),
    "a link": _link,
    "numbers for texts": lambda folder: (folder / "0" / "texts.json").write_text("[1, 2]"),
    "no list": lambda folder: (folder / "0" / "texts.json").write_text('{"a": "b"}'),
    "no JSON": lambda folder: (folder / "0" / "texts.json").write_text("["),
    "deep JSON": lambda folder: (folder / "0" / "texts.json").write_text("[" * 100_000),
    "too few texts": lambda folder: (folder / "0" / "texts.json").write_text('["a"]'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_files_that_hold_something_else_are_refused(tmp_path: Path, name: str) -> None:
    frame = _large(["a", "b"])
    write_frame(frame, SCHEMA, tmp_path / "frame")
    BROKEN[name](tmp_path / "frame")
    with pytest.raises(NotAFrame):
        read_frame(SCHEMA, tmp_path / "frame", rows=frame.height)


@pytest.mark.parametrize(
    "content",
    [
        {"word": [1], "number": [1], "day": [1]},
        {"word": ["a"], "number": [2**70], "day": [1]},
        {"word": ["a"], "number": [1.5], "day": [1]},
        {"word": ["a"], "number": [1]},
        {"word": ["a", "b"], "number": [1, 2], "day": [1, 2]},
        {"word": ["a"], "number": [1], "day": ["x"]},
        [],
    ],
)
def test_a_small_frame_of_other_columns_is_refused(tmp_path: Path, content: object) -> None:
    (tmp_path / "small.json").write_text(json.dumps(content))
    with pytest.raises(NotAFrame):
        read_frame(SCHEMA, tmp_path, rows=1)


@pytest.mark.parametrize("rows", [-1, frame_files.MOST_ROWS + 1])
def test_more_rows_than_any_file_has_are_refused(tmp_path: Path, rows: int) -> None:
    with pytest.raises(NotAFrame):
        read_frame(SCHEMA, tmp_path, rows=rows)
