"""Headings of an upload to columns: exact after trimming and folding; near misses are offered, never taken unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from collectors.figures.limits import MOST_WORDS
from collectors.readers.marks import Mark
from collectors.readers.raw_table import ROW, RawTable, cell_name, enumerate_texts, recurs
from collectors.readers.sheet_metadata import column_letter
from collectors.readers.upload_form import REQUIRED_COLUMNS, fold_heading, is_heading_row
from returnonce.near_matches import find_near_matches

NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "rounded_to")
WORDS = ("indicator", "area", "period", "breakdown", "kind", "symbol", "status", "note")
COLUMNS = (
    "indicator", "area", "period", "breakdown", "kind", "numerator", "denominator", "value", "symbol",
    "status", "note", "lower", "upper", "rounded_to",
)  # fmt: skip
CODED = frozenset(WORDS) - {"note"}
#: What a person fills in; the rest of a template's row is there already.
ANSWERS = (*NUMBERS, "symbol", "status", "note")
#: Columns of the template that only inform, and are never read.
INFORMING = frozenset({"title", "unit", "counted", "last period", "last figure", "returns waiting", "due"})
#: What people call the columns elsewhere.
_OTHER_NAMES = {
    "measure": "indicator", "kpi": "indicator", "line": "indicator", "code": "indicator", "ni": "indicator",
    "area code": "area", "la": "area", "local authority": "area", "gss code": "area", "organisation": "area",
    "year": "period", "date": "period", "reporting period": "period", "time period": "period",
    "num": "numerator", "count": "numerator", "denom": "denominator", "population": "denominator",
    "figure": "value", "result": "value", "outturn": "value", "rate": "value", "percentage": "value", "%": "value",
    "flag": "symbol", "comment": "note", "comments": "note", "notes": "note", "commentary": "note",
    "remarks": "note", "type": "kind", "split": "breakdown", "category": "breakdown", "rounding": "rounded_to",
    "rounded to": "rounded_to", "lower limit": "lower", "upper limit": "upper", "lower ci": "lower",
    "upper ci": "upper", "interval low": "lower", "interval high": "upper",
}  # fmt: skip
_BASE = ": how many answered a survey is a row of its own, of the indicator that counts the answers"
_WEIGHT = ": whether a survey is weighted stands with the survey in the definitions, once for all its results"
#: What a survey's publication says beside a result, and where it goes instead.
_SAID_ELSEWHERE = {
    **dict.fromkeys(("base", "respondents", "responses", "number of respondents", "sample size", "answered"), _BASE),
    **dict.fromkeys(("weight", "weighted", "weighting"), _WEIGHT),
}


@dataclass(frozen=True)
class UploadCells:
    """The upload's cells under our names (``row`` and ``COLUMNS``), and marks.

    Words, and numbers that recur, are enumerations of their texts; notes and other numbers are texts.

    ``positions``: the column of the file that each name came from.
    """

    cells: pl.DataFrame
    positions: dict[str, int]
    marks: tuple[Mark, ...]
    usable: bool


def read_headings(table: RawTable) -> UploadCells:
    """Finds each column; a misspelt one is an error, but is read as what it nearly is to check its rows."""
    folded = [fold_heading(heading) for heading in table.header]
    positions = {name: folded.index(name) for name in COLUMNS if name in folded}
    if not set(REQUIRED_COLUMNS) & set(positions) and (below := _row_of_headings(table)):
        mark = Mark("header-row", table.header_row, detail=f"; they seem to be in row {below}")
        return UploadCells(_select(table, {}), {}, (mark,), usable=False)
    marks = [*_duplicates(folded, table)]
    for position, heading in enumerate(folded):
        if heading not in COLUMNS and heading not in INFORMING and _has_cells(table, position):
            marks.append(_unknown(table, position, _guess(heading, positions, position)))
    if not set(REQUIRED_COLUMNS) & set(positions):
        # Nothing here is a heading of ours; what stands in the first row may be about a person, and is not repeated.
        return UploadCells(_select(table, {}), {}, (Mark("header-row", table.header_row, detail=""),), usable=False)
    missing = [name for name in REQUIRED_COLUMNS if name not in positions]
    marks += _missing(table, missing, positions)
    return UploadCells(_select(table, positions), positions, tuple(marks), usable=not missing)


def mixed_columns(cells: pl.DataFrame) -> list[Mark]:
    """Columns of codes that hold far more different texts than there are codes."""
    if cells.height <= MOST_WORDS:
        return []
    # No more than a column's enumeration has; only a long one is worth a look at each row.
    long = [name for name in sorted(CODED, key=WORDS.index) if len(cells[name].dtype.categories) >= MOST_WORDS]  # type: ignore[attr-defined]
    counts = {name: cells[name].n_unique() for name in long}
    return [
        Mark("column-mixed", None, name, name, f"{count:,}") for name, count in counts.items() if count > MOST_WORDS
    ]


def _has_cells(table: RawTable, position: int) -> bool:
    return table.cells[cell_name(position)].null_count() < table.cells.height


def _guess(heading: str, positions: dict[str, int], position: int) -> str | None:
    """The column that a heading nearly names, if no other column bears that name."""
    near = _OTHER_NAMES.get(heading) or next(iter(find_near_matches(heading, COLUMNS, n=1, cutoff=0.7)), None)
    if near is None or near in positions:
        return None
    positions[near] = position
    return near


def _unknown(table: RawTable, position: int, guess: str | None) -> Mark:
    heading = table.header[position].strip()
    if not heading:
        return Mark("header-empty", table.header_row, detail=column_letter(position))
    hint = f" (did you mean {guess}?)" if guess else _SAID_ELSEWHERE.get(fold_heading(heading), "")
    return Mark("header-unknown", table.header_row, column=heading, value=heading, detail=hint)


def _duplicates(folded: list[str], table: RawTable) -> Iterator[Mark]:
    letters: dict[str, list[str]] = {}
    for position, heading in enumerate(folded):
        letters.setdefault(heading, []).append(column_letter(position))
    for heading, columns in letters.items():
        if len(columns) > 1 and heading:
            yield Mark("header-duplicate", table.header_row, heading, heading, ", ".join(columns))


def _missing(table: RawTable, missing: list[str], positions: dict[str, int]) -> Iterator[Mark]:
    for name in missing:
        yield Mark("header-missing", table.header_row, column=name, detail=f"{name} is missing.")
    if not missing and not {"numerator", "value", "symbol"} & set(positions):
        message = "value, or numerator and denominator, is missing."
        yield Mark("header-missing", table.header_row, column="value", detail=message)


def _row_of_headings(table: RawTable) -> int | None:
    """A row among the first ones that looks like the headings, under a title."""
    for row in table.cells.head(20).iter_rows():
        if is_heading_row(row[1:]):
            return int(row[0])
    return None


def _select(table: RawTable, positions: dict[str, int]) -> pl.DataFrame:
    def column(name: str) -> pl.Expr:
        cells = pl.col(cell_name(positions[name])) if name in positions else pl.lit(None, pl.Enum([]))
        return cells.alias(name)

    cells = table.cells.select(pl.col(ROW), *(column(name) for name in COLUMNS))
    # What recurs is parsed once for each text.
    texts = [name for name in COLUMNS if cells[name].dtype == pl.String and (name in CODED or recurs(cells[name]))]
    return cells.with_columns(enumerate_texts(cells[name]) for name in texts)
