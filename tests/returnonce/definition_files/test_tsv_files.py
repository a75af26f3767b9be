"""Tables kept by hand are read strictly, and say where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.place.place_definitions import KEPT_COLUMNS, KeptLine
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Refused

HEADER = "return\tline\tfrom\treason"
ROW = "national-indicators\tNI 62\t2011-04-01\tstill followed"


def _table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "kept.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER}\r\n\r\n{ROW}",
        f"{HEADER}\n {ROW} \n\t\n",
        # As a spreadsheet saves it.
        f"{HEADER}\t\t\n{ROW.replace('2011-04-01', '1/4/2011')}\t\t\n",
    ],
)
def test_rows_become_definitions(tmp_path: Path, text: str) -> None:
    rows = read_table(_table(tmp_path, text), KeptLine, KEPT_COLUMNS)
    assert [(row.line, str(row.start)) for row in rows] == [("NI 62", "2011-04-01")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "row 1: The headings are missing"),
        ("line\treturn\tfrom\treason\n", "row 1: The headings are line return"),
        (f"{HEADER}\na\tb\n", "row 2: The row has 2 cells; there are 4 columns"),
        (
            f"{HEADER}\n{ROW}\n{ROW.replace('2011-04-01', '13/31/2011')}",
            "row 3: column from: '13/31/2011' is none of what may stand there: a day, such as 1974-04-01 or 01/04/1974",
        ),
        (f"{HEADER}\n{ROW.replace('still followed', '')}", "row 2: column reason: Field required"),
        (f"{HEADER}\nNI\tNI 62\t1 April\t\n", "column return.*column from.*column reason"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_wrong_table_names_its_row_and_column(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        read_table(_table(tmp_path, content), KeptLine, KEPT_COLUMNS)
    assert refused.value.mend


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"kept\.tsv: The table cannot be read"):
        read_table(tmp_path / "kept.tsv", KeptLine, KEPT_COLUMNS)
