"""Changes between two editions as JSON and CSV files: exact decimals, rows in the order of the return."""

from __future__ import annotations

import csv
import io
import json

import polars as pl

from exports.editions.changes.cell_changes import CHANGE_SCHEMA, KINDS
from exports.editions.snapshots.snapshot import MEDIA, NamedFile
from exports.formats.spreadsheet_csv import guard_formula
from returnonce.numbers import format_shortest

FORMAT = "return-once/changes/1"
NUMBERS = tuple(name for name, kind in CHANGE_SCHEMA.items() if kind == pl.Int64)


def render_change_files(found: pl.DataFrame, *, number: int, before: int | None) -> tuple[NamedFile, ...]:
    """``changes.json`` and ``changes.csv`` of an edition; ``before``: the number it is compared with."""
    return (
        NamedFile("changes.json", MEDIA["json"], to_json(found, number=number, before=before)),
        NamedFile("changes.csv", MEDIA["csv"], to_csv(found)),
    )


def to_json(found: pl.DataFrame, *, number: int, before: int | None) -> bytes:
    """One object a line, so that two files can be compared line by line. Decimals are text."""
    about = {"format": FORMAT, "edition": number, "compared_with": before, "kinds": KINDS}
    head = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in about.items())
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in change_rows(found))
    return f'{{\n{head},\n"changes": [\n{rows}\n]\n}}\n'.encode()


def change_rows(found: pl.DataFrame) -> list[dict[str, str | None]]:
    """The rows with numbers as exact decimal text."""
    return [
        {
            name: format_shortest(value) if name in NUMBERS and value is not None else value
            for name, value in row.items()
        }
        for row in found.iter_rows(named=True)
    ]


def to_csv(found: pl.DataFrame) -> bytes:
    """The same rows under headings."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CHANGE_SCHEMA)
    for row in change_rows(found):
        writer.writerow(text if name in NUMBERS or text is None else guard_formula(text) for name, text in row.items())
    return out.getvalue().encode()
