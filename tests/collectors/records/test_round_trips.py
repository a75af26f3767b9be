"""A file of records that is read, checked and written again is the same file: rows, findings, figures and bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indicators.records.record_frames import ORIGIN_COLUMNS, Records
from tests.collectors.records.made_up_files import MADE_UP, MadeUpFile

pytestmark = pytest.mark.usefixtures("unjailed")


def _list_rows(records: Records) -> dict[str, list[tuple[Any, ...]]]:
    """By table, without where they were read."""
    own = {name: frame.drop(list(ORIGIN_COLUMNS)).rows() for name, frame in records.tables.items()}
    return {name: sorted(rows, key=repr) for name, rows in own.items()}


@pytest.mark.parametrize("made_up", MADE_UP.values(), ids=MADE_UP)
def test_what_is_written_again_has_the_same_rows_findings_and_figures(made_up: MadeUpFile, tmp_path: Path) -> None:
    records = made_up.make()
    path = made_up.write(tmp_path / "first", records)
    first = made_up.check(path, records)
    assert first.records is not None
    assert first.records.rows > 60
    assert first.verdict.coded_figures.height > 0
    again_path = made_up.write(tmp_path / "again", first.records)
    again = made_up.check(again_path, records)
    assert again.records is not None
    assert _list_rows(again.records) == _list_rows(first.records)
    assert again.verdict.coded_figures.equals(first.verdict.coded_figures)
    assert again.verdict.table.equals(first.verdict.table)
    assert again_path.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("made_up", MADE_UP.values(), ids=MADE_UP)
def test_a_file_holds_the_rows_that_were_made_up_but_for_what_it_is_said_to_leave_out(
    made_up: MadeUpFile, tmp_path: Path
) -> None:
    records = made_up.make()
    read = made_up.check(made_up.write(tmp_path / "first", records), records).records
    assert read is not None
    made_rows, read_rows = _list_rows(records), _list_rows(read)
    assert all(set(rows) <= set(made_rows[name]) for name, rows in read_rows.items())
    assert (read_rows == made_rows) == (made_up.list_left_out(records) == ())
