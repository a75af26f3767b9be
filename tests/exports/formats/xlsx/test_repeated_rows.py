"""Workbooks whose rows repeat each other's, made together: the bytes of each made alone, and what xlsxwriter says."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats.xlsx import fast_writer, row_xml
from exports.formats.xlsx.fast_writer import write_workbooks
from exports.formats.xlsx.repeated_rows import find_repeated_rows
from exports.formats.xlsx.styles import TONES
from exports.formats.xlsx.workbook_model import WorkbookModel
from tests.examples import at_most
from tests.exports.formats.xlsx import reference_writer
from tests.exports.formats.xlsx.test_fast_writer import sheet
from tests.exports.reading import everything

#: Few values, so that rows repeat: blank, spaced, escaped, of several lines.
WORDS = st.sampled_from([None, "", "a", " a ", "a & b", "bell \x07", "line\nline", "long " * 30])
MICROS = st.sampled_from([None, 0, 1_000_000, -1_500_000, 123_456_789])
ROWS = st.tuples(WORDS, MICROS, st.integers(0, 2), WORDS, st.sampled_from([None, *list(TONES)[:3]]))


@st.composite
def books(draw: st.DrawFn) -> list[WorkbookModel]:
    """Books of the same lines, of which each changes a few, and some leave one out."""
    lines = draw(st.lists(ROWS, min_size=1, max_size=6))
    varies = draw(st.sets(st.integers(0, 4)))
    return [_book(draw, lines, varies) for _ in range(draw(st.integers(2, 6)))]


def _book(draw: st.DrawFn, lines: list[tuple], varies: set[int]) -> WorkbookModel:  # type: ignore[type-arg]
    others = draw(st.lists(ROWS, min_size=len(lines), max_size=len(lines)))
    changed = [
        tuple(other[at] if at in varies else cell for at, cell in enumerate(line))
        for line, other in zip(lines, others, strict=True)
    ]
    shown = changed[draw(st.integers(0, 1)) :]
    subtitles = (("a line", "note"),) * draw(st.integers(0, 1))
    return WorkbookModel("T", (sheet(shown, tone="tone", subtitles=subtitles), sheet(changed, name="Other")))


@settings(max_examples=at_most(60), deadline=None)
@given(books())
def test_a_workbook_is_the_same_alone_and_among_others(made: list[WorkbookModel]) -> None:
    together = list(write_workbooks(made))
    assert together == [next(write_workbooks([book])) for book in made]
    assert everything(together[-1]) == everything(reference_writer.write_workbook_slowly(made[-1]))


def test_what_repeats_is_found_once_and_what_varies_is_named() -> None:
    lines = [(f"line {n}", n, 0, "m", None) for n in range(10)]
    sheets = [sheet([(text, micro + book, 0, mark, tone) for text, micro, _, mark, tone in lines]) for book in range(5)]
    sheets[3] = sheet([*lines[:4], ("another", 1, 0, "m", None), *lines[5:]])
    frame = pl.concat([each.frame for each in sheets])
    rows, number, varying = find_repeated_rows(sheets, frame, "tone")
    assert varying == {"micro"}
    assert rows["text"].to_list() == [*(f"line {n}" for n in range(10)), "another"]
    assert number.to_list() == [*range(10)] * 3 + [0, 1, 2, 3, 10, 5, 6, 7, 8, 9, *range(10)]


def test_a_missing_cell_is_not_like_a_cell() -> None:
    lines = [("a", 1, 0, "m", None)] * 4
    sheets = [
        sheet(lines),
        sheet([(text, None, *rest) if n else (text, 2, *rest) for n, (text, _, *rest) in enumerate(lines)]),
    ]
    rows, number, varying = find_repeated_rows(sheets, pl.concat([each.frame for each in sheets]), "tone")
    assert (rows["micro"].to_list(), varying) == ([1, 1, 1, 1, None, None, None], {"micro"})
    assert number.to_list() == [0, 1, 2, 3, 0, 4, 5, 6]


def test_slices_of_rows_and_books_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        WorkbookModel(f"Book {book}", (sheet([("a & b", book * 10 + row, 0, "m", None) for row in range(book % 4)]),))
        for book in range(3 * fast_writer.WAITING + 1)
    ]
    alone = [next(write_workbooks([book])) for book in made]
    monkeypatch.setattr(row_xml, "ROWS_AT_ONCE", 5)
    assert list(write_workbooks(made)) == alone
