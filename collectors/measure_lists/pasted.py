"""A pasted list of measures: columns parted by tabs, as a spreadsheet gives them, with headings or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from collectors.measure_lists.columns import ListHeadings, find_columns, fold_list_heading, is_code, rank_headings
from collectors.measure_lists.reader import read_rows
from mappings.definitions.overlap_vocabulary import OverlapVocabulary
from mappings.overlap.measure_units import UnitReader
from mappings.overlap.profiles import Measure

#: Words of a heading, and of a cell that names a unit: "Rate per 10,000".
_HEADING_WORDS, _UNIT_WORDS = 8, 5

Rows = list[tuple[int, list[str]]]


def read_pasted_list(text: str, vocabulary: OverlapVocabulary) -> list[Measure]:
    """Measures of a pasted text, one a line, each with the number of its line, from 1.

    Where the first line holds headings, columns are read by them, as of a file; else each line has its title, and
    beside it perhaps a code and a unit, which are told by their cells.
    """
    rows = [(n, line.split("\t")) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    headings = rank_headings(vocabulary.list_headings)
    columns = find_columns(rows, None, headings) if rows and _are_headings(rows[0][1], headings) else None
    if columns is not None and columns.header == rows[0][0]:
        return read_rows("", rows, columns)[0]
    units = UnitReader(vocabulary.units)
    return [measure for number, cells in rows for measure in _read_cells(number, cells, units)]


def _are_headings(cells: Sequence[str], headings: ListHeadings) -> bool:
    """Whether one cell is a heading of titles by its very words, and none is as long as a title may be."""
    known = [headings[folded][0] for cell in cells if (folded := fold_list_heading(cell)) in headings]
    return bool({"title", "definition"} & {*known}) and all(len(cell.split()) <= _HEADING_WORDS for cell in cells)


def _read_cells(number: int, cells: Sequence[str], units: UnitReader) -> list[Measure]:
    texts = [cell.strip() for cell in cells if cell.strip()]
    if len(texts) == 1:
        return [Measure(number, texts[0])]
    code = next((text for text in texts if is_code(text)), "")
    others = [text for text in texts if text != code] or texts
    title = max(others, key=lambda text: len(text.split()))
    unit = next((text for text in others if text != title and _is_unit(text, units)), "")
    return [replace(Measure(number, title), code=code, unit=unit)]


def _is_unit(text: str, units: UnitReader) -> bool:
    return len(text.split()) <= _UNIT_WORDS and units.read_cell(text) is not None
