"""The sheets of a file as its sender sees them: a workbook's, or one for a CSV file and for each CSV file of a zip."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from collectors.readers.encodings import decode_text
from collectors.readers.upload_form import FIGURES_SHEET
from collectors.readers.whole_workbook.reader import read_workbook
from collectors.readers.xlsx.package_checks import ZIP
from collectors.readers.zip_faults import ZIP_FAULTS, open_zip

#: Bytes of the CSV files of a zip when unpacked, and how many of them are read.
MOST_BYTES, MOST_MEMBERS = 200 << 20, 50
#: Headings stand in one of the first rows.
ROWS_ABOVE_HEADINGS = 20


@dataclass(frozen=True)
class OwnSheet:
    """One sheet: rows with content as (row number as shown, text by column from 0)."""

    name: str
    rows: tuple[tuple[int, dict[int, str]], ...]
    visible: bool = True

    def find_columns(self, headings: set[str]) -> dict[str, int]:
        """Where the columns of these headings stand, in the row that names most of them."""
        wanted = {fold(heading): heading for heading in headings}
        best: dict[str, int] = {}
        for _, cells in self.rows[:ROWS_ABOVE_HEADINGS]:
            found = {wanted[fold(text)]: at for at, text in reversed(cells.items()) if fold(text) in wanted}
            best = found if len(found) > len(best) else best
        return best


def read_own_sheets(path: Path, name: str) -> tuple[OwnSheet, ...]:
    """The sheets of a file; none where it is no table, or cannot be read. ``name``: what its sender calls it."""
    with path.open("rb") as stream:
        is_zip = stream.read(len(ZIP)) == ZIP
    if not is_zip:
        return tuple(_read_csv(path.read_bytes(), FIGURES_SHEET.capitalize())) if is_text(name) else ()
    if Path(name).suffix.lower() == ".zip":
        return tuple(_read_zip(path))
    return tuple(OwnSheet(one.name, one.rows, one.visible) for one in read_workbook(path.read_bytes()).sheets)


def is_text(name: str) -> bool:
    """Whether a file's name is that of comma-separated text."""
    return Path(name).suffix.lower() in (".csv", ".txt", "")


def fold(heading: str) -> str:
    """A heading without what makes no difference to a reader."""
    return " ".join(heading.replace("_", " ").split()).casefold()


def _read_csv(data: bytes, name: str) -> Iterator[OwnSheet]:
    text = decode_text(data).data
    if text is None:
        return
    csv.field_size_limit(1 << 27)
    lines = csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline=""))
    rows = ((number, _cells(record)) for number, record in enumerate(lines, start=1))
    yield OwnSheet(name, tuple((number, cells) for number, cells in rows if cells))


def _cells(record: list[str]) -> dict[int, str]:
    return {at: text for at, text in enumerate(record) if text}


def _read_zip(path: Path) -> Iterator[OwnSheet]:
    left = MOST_BYTES
    try:
        with open_zip(path) as package:
            members = [one for one in package.infolist() if one.filename.lower().endswith(".csv")]
            for member in members[:MOST_MEMBERS]:
                left -= member.file_size
                if left < 0:
                    return
                with package.open(member) as stream:
                    yield from _read_csv(stream.read(member.file_size), PurePosixPath(member.filename).stem)
    except (*ZIP_FAULTS, csv.Error):
        return
