"""A file read in pieces says what the same file read whole says, wherever the pieces end."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.readers import large_csv
from collectors.readers.csv_reader import read_csv
from collectors.readers.large_csv import read_csv_file

CELLS = st.sampled_from(["", "a", "b", " a ", "12.5", "é", '"a"', '"a,b"', '"a\nb"', '"a""b"', 'a"b', '"', "x" * 40])
ROWS = st.lists(
    st.lists(CELLS, min_size=2, max_size=2).map(",".join) | st.sampled_from(["", ",", "a,b,c", "a"]), max_size=30
)
STARTS = st.sampled_from([b"", b"\xef\xbb\xbf", b"\n", b"\xff\xfe", b"\xe9"])
ENDS = st.sampled_from([b"", b"\n", b"\r\n", b"\x00", b"\xe9,"])


@given(STARTS, ROWS, st.sampled_from(["\n", "\r\n", "\r"]), ENDS, st.integers(1, 80))
@settings(deadline=None)
def test_pieces_say_what_the_whole_says(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, rows: list[str], row_end: str, end: bytes, size: int
) -> None:
    data = start + row_end.join(["first,other", *rows]).encode() + end
    path = tmp_path_factory.mktemp("large") / "upload.csv"
    path.write_bytes(data)
    with patch.object(large_csv, "PIECE_BYTES", size):
        pieces = read_csv_file(path)
    whole = read_csv(data)
    assert pieces.marks == whole.marks
    assert (pieces.table is None) == (whole.table is None)
    if pieces.table is not None and whole.table is not None:
        assert (pieces.table.header, pieces.table.header_row) == (whole.table.header, whole.table.header_row)
        assert pieces.table.cells.cast(whole.table.cells.schema).equals(whole.table.cells)


def test_of_a_large_file_only_texts_that_recur_are_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "upload.csv"
    path.write_text("".join(f"word {n % 3},{n}\n" for n in range(1000)))
    with patch.object(large_csv, "PIECE_BYTES", 500), patch.object(large_csv, "read_csv") as whole:
        table = read_csv_file(path).table
    assert table is not None
    assert not whole.called
    assert (table.cells["c0"].dtype, table.cells["c1"].dtype, table.cells.height) == (pl.Enum, pl.String, 999)
    assert table.cells["row"].to_list() == list(range(2, 1001))
