"""Changes cells of a workbook as somebody at a desk does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl


def change_cells(path: Path, changes: Mapping[tuple[str, str], str]) -> Path:
    """Write texts into cells, by sheet and cell; an empty text empties the cell."""
    book = openpyxl.load_workbook(path)
    for (sheet, cell), text in changes.items():
        book[sheet][cell] = text or None
    book.save(path)
    return path
