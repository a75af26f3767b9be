"""CSV for programs: the rows and columns of the CSV for spreadsheets, with every text as it is.

No apostrophe is put before text that looks like a formula, so a program reads back exactly what is held, and a
spreadsheet that opens the file by a double click may run it. The other CSV is for that.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from exports.formats.data_dictionary import load_columns
from returnonce.numbers import format_shortest


def write(rows: Sequence[dict[str, Any]]) -> bytes:
    """RFC 4180: UTF-8 without a mark, CRLF, a heading even where there is no row; empty is none."""
    kinds = {column.name: column.kind for column in load_columns()}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(kinds)
    writer.writerows([_text(row[name], kind) for name, kind in kinds.items()] for row in rows)
    return out.getvalue().encode()


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    return format_shortest(value) if kind == "decimal" else str(value)
