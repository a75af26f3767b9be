"""Definition tables: tab-separated, with headings, read strictly into definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError

from returnonce.definition_files.base import Definition
from returnonce.definition_files.british_dates import read_dates
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import Refused

D = TypeVar("D", bound=Definition)


def read_table(path: FilePath, kind: type[D], columns: Sequence[str]) -> tuple[D, ...]:
    """Every row of a table that has these headings, in the file's order.

    A blank row is passed over; an empty cell is none.

    Raises:
        Refused: not UTF-8, or a heading, row or cell is wrong; names file, row, column and the mend.
    """
    where = f"{path.parent.name}/{path.name}"
    header, *rows = _text(path, where).splitlines() or [""]
    # A spreadsheet writes empty cells to the right of what was typed.
    _check_header(header.rstrip("\t").split("\t"), list(columns), where)
    return tuple(
        _read_row(row, kind, columns, where=f"{where} row {n}") for n, row in enumerate(rows, start=2) if row.strip()
    )


def _text(path: FilePath, where: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        mend = "Put it there as text parted by tabs or commas, in UTF-8, UTF-16 or Windows-1252."
        raise Refused("The table cannot be read.", where=where, mend=mend) from error


def _check_header(header: list[str], expected: list[str], where: str) -> None:
    if header != expected:
        raise Refused(
            f"The headings are {' '.join(header) or 'missing'}.",
            where=f"{where} row 1",
            mend=f"Use these, in this order, parted by tabs: {' '.join(expected)}.",
        )


def _read_row(row: str, kind: type[D], names: Sequence[str], *, where: str) -> D:
    cells = row.split("\t")
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        raise Refused(
            f"The row has {len(cells)} cells; there are {len(names)} columns.",
            where=where,
            mend="Part cells by one tab each; leave a cell empty where there is nothing to say.",
        )
    values = read_dates(kind, {name: cell.strip() for name, cell in zip(names, cells, strict=True)})
    try:
        return kind.model_validate({name: cell for name, cell in values.items() if cell})
    except ValidationError as error:
        # Only now: most tables have none.
        from returnonce.definition_files.fault_words import read_faults

        faults = read_faults(error, kind)
        words = "; ".join(f"column {fault.path[0]}: {fault.words}" for fault in faults.faults)
        raise Refused(f"{words}.", where=where, mend="Correct the cells named.") from faults
