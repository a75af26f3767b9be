"""Areas as they stood in the period of a row: *Barnsley* in 2023-24 is another area than *Barnsley* today."""

from __future__ import annotations

import polars as pl

from collectors.figures.distinct_texts import CodedColumn, code_texts, lay_out_faults, pair_columns
from collectors.readers.marks import no_marks
from indicators.areas.area_book import AreaBook
from indicators.period.codes import parse_period
from returnonce.errors import ReturnOnceError


def place_in_time(
    texts: CodedColumn, areas: CodedColumn, periods: CodedColumn, book: AreaBook, rows: pl.Series
) -> tuple[CodedColumn, pl.DataFrame]:
    """The column of areas with those of the rows' periods, and a note on each row whose area is another than today's.

    ``texts``: what was written; ``areas``: what it means today, null where that is unclear. An area that did not exist
    in a period, and for whose council no other stood then, stays as it is and is refused later.
    """
    ids, pairs = pair_columns(areas, periods)
    if all(_stood(book, area, period) for area, period in pairs):
        return areas, no_marks()
    written = pl.Series(texts.texts, dtype=pl.String).gather(texts.ids) if texts.texts else rows.cast(pl.String)
    frame = pl.DataFrame({"id": ids, "text": written}).drop_nulls().unique("id", maintain_order=True)
    text_of = dict(frame.iter_rows())
    placed = [_place(book, text_of.get(n, area), area, period) for n, (area, period) in enumerate(pairs)]
    faults = [
        (n, "area-of-then", "area", text_of.get(n, pairs[n][0]), _describe(book, code, pairs[n][0]))
        for n, code in enumerate(placed)
        if code != pairs[n][0]
    ]
    # Rows without a period keep the area that they have.
    plain = len(placed)
    words = [*placed, *areas.texts]
    every = pl.select(pl.when(ids.is_null()).then(areas.ids + plain).otherwise(ids)).to_series().cast(pl.UInt32)
    return code_texts(words, every), lay_out_faults(faults, ids, rows)


def _describe(book: AreaBook, code: str, now: str) -> str:
    change = book.history.change_words(code, now)
    words = f"{code} ({book.get(code).name}), the area of that time"
    return f"{words}: {change[0].lower()}{change[1:].rstrip('.')}" if change else words


def _stood(book: AreaBook, area: str, period: str) -> bool:
    when = parse_period(period)
    return book.history.stood(area, when.start, when.end)


def _place(book: AreaBook, text: str, area: str, period: str) -> str:
    if _stood(book, area, period):
        return area
    on = parse_period(period).end
    if text in book:
        return book.history.counterpart(area, on) or area
    try:
        return book.find(text, on=on).code
    except ReturnOnceError:
        return area
