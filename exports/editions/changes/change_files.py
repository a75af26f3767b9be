"""Changes between two editions as JSON and CSV files: exact decimals, rows in the order of the return."""

from __future__ import annotations

import csv
import io
import json

import polars as pl

from exports.editions.changes.cell_changes import CHANGE_SCHEMA, KINDS
from exports.editions.named_files import MEDIA, NamedFile
from exports.formats.spreadsheet_csv import guard_formula
from returnonce.numbers import format_shortest

FORMAT = "return-once/changes/1"
NUMBERS = tuple(name for name, kind in CHANGE_SCHEMA.items() if kind == pl.Int64)


def render_change_files(changes: pl.DataFrame, *, number: int, baseline: int | None) -> tuple[NamedFile, ...]:
    """``changes.json`` and ``changes.csv`` of an edition; ``baseline``: the number it is compared with."""
    return (
        NamedFile("changes.json", MEDIA["json"], to_json(changes, number=number, baseline=baseline)),
        NamedFile("changes.csv", MEDIA["csv"], to_csv(changes)),
    )


def to_json(changes: pl.DataFrame, *, number: int, baseline: int | None) -> bytes:
    """One object a line, so that two files can be compared line by line. Decimals are text."""
    about = {"format": FORMAT, "edition": number, "compared_with": baseline, "kinds": KINDS}
    head = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in about.items())
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in change_rows(changes))
    return f'{{\n{head},\n"changes": [\n{rows}\n]\n}}\n'.encode()


def change_rows(changes: pl.DataFrame) -> list[dict[str, str | None]]:
    """The rows with numbers as exact decimal text."""
    return [
        {
            name: format_shortest(value) if name in NUMBERS and value is not None else value
            for name, value in row.items()
        }
        for row in changes.iter_rows(named=True)
    ]


def to_csv(changes: pl.DataFrame) -> bytes:
    """The same rows under headings."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CHANGE_SCHEMA)
    for row in change_rows(changes):
        writer.writerow(text if name in NUMBERS or text is None else guard_formula(text) for name, text in row.items())
    return out.getvalue().encode()
