from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from returnonce.workbook import new_workbook


def _book(text: str) -> bytes:
    target = BytesIO()
    workbook = new_workbook(target, title="Test")
    workbook.add_worksheet("S").write(0, 0, text)
    workbook.close()
    return target.getvalue()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "http://example.org", "12"])
def test_text_stays_text(text: str) -> None:
    cell = openpyxl.load_workbook(BytesIO(_book(text)))["S"]["A1"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_same_cells_give_the_same_bytes() -> None:
    assert _book("x") == _book("x")
