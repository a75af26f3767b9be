"""CSV for spreadsheets: one row for each cell, formulas guarded. RFC 4180: UTF-8, CRLF, quotes doubled.

Numbers are exact decimal text, never quoted or guarded. Text that a spreadsheet could take for a
formula gets a leading apostrophe, because people open such files by a double click; the JSON file
holds every text as it is.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from exports.presentation.cell_rows import NUMBERS, make_cell_rows
from mappings.fill.cells import FilledReturn
from returnonce.numbers import format_shortest

GUARD = "'"
#: What a formula can begin with, full-width forms included (OWASP, CSV injection).
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def write(filled: FilledReturn) -> bytes:
    """The file's bytes."""
    rows = make_cell_rows(filled)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_text(name, value) for name, value in row.items()])
    return out.getvalue().encode()


def guard_formula(text: str) -> str:
    """Text that no spreadsheet takes for a formula, blanks before it or not."""
    return GUARD + text if text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS) else text


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return format_shortest(value) if name in NUMBERS else str(value)
    return guard_formula(value)
