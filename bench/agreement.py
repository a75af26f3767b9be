"""Did both contenders reject the same rows, roll up to the same figures and write the same cells?"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl

from bench.made_up_names import SPOILED

SHEETS = ("Figures", "Where each figure came from")
#: Columns of words, in which each contender puts its reasons as it likes.
IN_OWN_WORDS = frozenset({"Notes", "How the line is made of it"})
#: The two read different files: one the upload itself, one the upload without its bad rows.
OF_THE_FILE = frozenset({"File", "Sheet and row", "SHA-256 of the file (first 12)"})
_NUMBERS = ("numerator", "denominator", "value")
_SHOWN = 5


class ExportDifference(Exception):
    """What the contenders do not agree on."""


def agree(folder: Path, ours: Path, plain: Path) -> dict[str, int]:
    """How many rejected rows, rolled-up figures, workbooks and cells were compared, and are equal.

    Raises:
        Disagreement: names the first few differences.
    """
    cells = _books(ours / "books", plain / "books")
    return {
        "rejected rows": rejected_rows(folder, ours, plain),
        "rolled-up figures": _rolled_up(ours, plain),
        "workbooks": len(_named(ours / "books")),
        "cells": cells,
    }


def rejected_rows(folder: Path, *contenders: Path) -> int:
    """The rows that each rejected are those that were spoiled."""
    spoiled = {int(row) for row in _read_json(folder / SPOILED)}
    for out in contenders:
        _same(f"rejected rows of {out.name}", spoiled, {int(row) for row in _read_json(out / "rejected.json")})
    return len(spoiled)


def _read_json(path: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _rolled_up(ours: Path, plain: Path) -> int:
    """The product counts in millionths, the plain version in whole numbers and decimals."""
    mine = {key: tuple(_from_micro(n) for n in numbers) for key, numbers in _answers(ours)}
    other = {key: tuple(Decimal(n) if n else None for n in numbers) for key, numbers in _answers(plain)}
    _same("rolled-up figures", set(mine.items()), set(other.items()))
    return len(mine)


def _answers(out: Path) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    with (out / "rolled_up.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            yield (row["indicator"], row["area"], row["symbol"]), tuple(row[name] for name in _NUMBERS)


def _from_micro(text: str) -> Decimal | None:
    return Decimal(text).scaleb(-6) if text else None


def _books(ours: Path, plain: Path) -> int:
    mine, other = _named(ours), _named(plain)
    _same("workbooks", set(mine), set(other))
    return sum(_book(name, mine[name], other[name]) for name in mine)


def _named(folder: Path) -> dict[str, Path]:
    """Workbooks by return and area."""
    return {"_".join(path.stem.split("_")[:2]): path for path in sorted(folder.glob("*.xlsx"))}


def _book(name: str, ours: Path, plain: Path) -> int:
    count = 0
    for sheet in SHEETS:
        mine, other = read_sheet(ours, sheet), read_sheet(plain, sheet)
        columns = [column for column in mine.columns if column not in IN_OWN_WORDS | OF_THE_FILE]
        _same(f"{name}, sheet {sheet}", set(_cells(mine.select(columns))), set(_cells(other.select(columns))))
        count += mine.height * len(columns)
    return count


def _cells(table: pl.DataFrame) -> Iterable[tuple[object, ...]]:
    """Every cell with its row and column; a number as the decimal that it prints."""
    for at, row in enumerate(table.iter_rows()):
        for column, value in zip(table.columns, row, strict=True):
            yield at, column, value


def read_sheet(path: Path, sheet: str) -> pl.DataFrame:
    """The table of a sheet under its headings, wherever these begin; numbers as text, without a ``.0``."""
    cells = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    header = cells["__UNNAMED__0"].index_of("Line")
    if header is None:
        raise ExportDifference(f"{path.name} has no headings on its sheet {sheet}.")
    table = cells.slice(header + 1)
    return table.rename(dict(zip(cells.columns, cells.row(header), strict=True)))


def _same(what: str, one: set, other: set) -> None:  # type: ignore[type-arg]
    if one != other:
        only_one, only_other = sorted(map(str, one - other)), sorted(map(str, other - one))
        raise ExportDifference(
            f"The contenders disagree on {what}: {len(only_one)} and {len(only_other)} have no equal, "
            f"such as {only_one[:_SHOWN]} and {only_other[:_SHOWN]}."
        )
