"""Table rows as XML, for many sheets of the same columns at once.

What sheets repeat is put together once, and only the cells that differ are made row by row. No row depends on its
neighbours: a workbook has the same bytes whether it is made alone or among others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise

import polars as pl

from exports.formats.xlsx.cell_text import prepare_texts
from exports.formats.xlsx.repeated_rows import RepeatedRows, count_up, find_repeated_rows
from exports.formats.xlsx.row_heights import count_text_lines, wrapped_columns
from exports.formats.xlsx.row_pieces import LINES, PLAIN, ROW, TONE, RowPiece, row_pieces, tone_number
from exports.formats.xlsx.styles import TONE_NUMBERS
from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookSheet
from returnonce.numbers import MICRO

#: Rows whose XML is held at once: enough to forget a query's fixed cost, few enough to stay small in memory.
ROWS_AT_ONCE = 2_500


def make_row_xml(sheets: Sequence[WorkbookSheet]) -> Iterator[list[bytes]]:
    """The table rows of each sheet, one after another; all sheets have the same columns and name the same tone."""
    columns = sheets[0].columns
    frame = _combine(sheets)
    repeated = find_repeated_rows(sheets, frame, TONE)
    frame, repeated = _count_text_lines(columns, frame, repeated)
    texts = _texts(columns)
    rows, spaced = prepare_texts(repeated.rows, texts - repeated.varying)
    frame, spaced_too = prepare_texts(frame, texts & repeated.varying)
    pieces = row_pieces(columns, spaced | spaced_too, _whole_numbers(columns, frame))
    parts = _join_pieces(pieces, frame, repeated._replace(rows=rows))
    return _join_parts(parts, [sheet.frame.height for sheet in sheets])


def _combine(sheets: Sequence[WorkbookSheet]) -> pl.DataFrame:
    """The cells of all sheets, each row with its number and tone; in one piece, as a query does its work for each."""
    tone = sheets[0].tone
    names = list(dict.fromkeys(name for column in sheets[0].columns for name in _cell_sources(column)))
    read = list(dict.fromkeys([*names, *([tone] if tone else [])]))
    numbers = count_up((_first(sheet), sheet.frame.height) for sheet in sheets)
    frame = _concatenate(sheets, read)
    return frame.select(*names, _row_tone(tone), numbers.cast(pl.String).alias(ROW))


def _concatenate(sheets: Sequence[WorkbookSheet], read: list[str]) -> pl.DataFrame:
    """These columns of all sheets' rows, which may lie one after another already."""
    rows, first = sheets[0].together or (None, 0)
    places = accumulate((sheet.frame.height for sheet in sheets), initial=first)
    if rows is not None and all(
        sheet.together is not None and sheet.together[0] is rows and sheet.together[1] == place
        for sheet, place in zip(sheets, places, strict=False)
    ):
        return rows.select(read).slice(first, sum(sheet.frame.height for sheet in sheets)).rechunk()
    frames = [sheet.frame for sheet in sheets]
    if len({tuple(frame.columns) for frame in frames}) > 1:
        frames = [frame.select(read) for frame in frames]
    return pl.concat(frames).select(read).rechunk()


def _cell_sources(column: SheetColumn) -> list[str]:
    """The frame's columns that a cell is made of; a chart does not stand in its cell."""
    return [name for name in column.source_names if column.form != "sparkline" or name != column.source]


def _first(sheet: WorkbookSheet) -> int:
    return sheet.header_row + 2


def _row_tone(tone: str | None) -> pl.Expr:
    numbers = pl.lit(TONE_NUMBERS[PLAIN]) if tone is None else tone_number(tone).fill_null(TONE_NUMBERS[PLAIN])
    return numbers.alias(TONE)


def _count_text_lines(
    columns: tuple[SheetColumn, ...], frame: pl.DataFrame, repeated: RepeatedRows
) -> tuple[pl.DataFrame, RepeatedRows]:
    """Both with the lines that a row's texts take: counted once for what is repeated, and by row for what varies."""
    wrapped = wrapped_columns(columns)
    varying = [column for column in wrapped if column.source in repeated.varying]
    lines = count_text_lines(column for column in wrapped if column not in varying).alias(LINES)
    rows = repeated.rows.with_columns(lines)
    if not varying:
        return frame, repeated._replace(rows=rows)
    frame = frame.with_columns(rows[LINES].gather(repeated.number))
    frame = frame.with_columns(pl.max_horizontal(LINES, count_text_lines(varying)).alias(LINES))
    return frame, repeated._replace(rows=rows, varying=repeated.varying | {LINES})


def _texts(columns: Iterable[SheetColumn]) -> frozenset[str]:
    """Columns of the frame that are shown as text."""
    sources = (column.fallback if column.form == "number" else column.source for column in columns)
    drawn = {column.source for column in columns if column.form == "sparkline"}
    return frozenset(name for name in sources if name and name not in drawn)


def _whole_numbers(columns: Iterable[SheetColumn], frame: pl.DataFrame) -> frozenset[str]:
    """Columns of numbers without a fraction, which are quicker to print."""
    numbers = sorted({column.source for column in columns if column.form == "number"})
    is_whole = frame.select((pl.col(numbers) % MICRO == 0).all()).row(0, named=True) if numbers else {}
    return frozenset(name for name in numbers if is_whole[name])


def _join_pieces(pieces: Iterable[RowPiece], frame: pl.DataFrame, repeated: RepeatedRows) -> pl.DataFrame:
    """The parts of each row's XML, a column for each: pieces that are repeated are joined once for all rows."""
    segments: list[pl.Expr] = []
    parts: list[pl.Expr] = []
    for varies, run in groupby(pieces, lambda piece: not piece.reads.isdisjoint(repeated.varying)):
        xml = [piece.xml for piece in run]
        if not varies:
            name = f"__segment_{len(segments)}"
            segments.append(pl.concat_str(xml).alias(name))
            xml = [pl.col(name)]
        parts += xml
    filled_in = repeated.rows.select(segments).select(pl.all().gather(repeated.number))
    return frame.with_columns(filled_in.get_columns()).select(part.alias(f"{at}") for at, part in enumerate(parts))


def _join_parts(parts: pl.DataFrame, heights: Sequence[int]) -> Iterator[list[bytes]]:
    """The rows of each sheet, of which only a few are held at any time."""
    if sum(parts.null_count().row(0)):
        raise AssertionError("a cell without XML would drop its row")
    extents = pairwise([0, *accumulate(heights)])
    for _, group in groupby(extents, lambda extent: extent[0] // ROWS_AT_ONCE):
        extents_now = list(group)
        first, last = extents_now[0][0], extents_now[-1][1]
        xml = parts.slice(first, last - first).select(pl.concat_str(pl.all())).to_series().cast(pl.Binary).to_list()
        yield from (xml[start - first : end - first] for start, end in extents_now)
